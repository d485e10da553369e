"""``python -m fabula`` is the ``fabula`` command."""

from fabula.cli import main

if __name__ == "__main__":
    main()
