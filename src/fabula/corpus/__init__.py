"""Corpora: many works read into tables, on one machine or many, that can be stopped at any moment and gone on with.

The order is: `sources` finds the works, `contents` opens them, `plan` fixes their order and batches, `batch` reads one batch,
`folder` keeps the outcome, `run` and `on_ray` decide where and when.
"""
