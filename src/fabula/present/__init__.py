"""Ways to show a story world to people: the terminal, a notebook, a report."""
