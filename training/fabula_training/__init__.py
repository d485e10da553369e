"""Training fabula's models: corpora in, weights out. The runtime never imports this.

`speakers` and `head_nouns` need no torch; the other modules, which train the network, do (``fabula-training[network]``).
"""
