"""What is kept for the next book does not grow with the number of books."""

from __future__ import annotations

import functools
import gc
import inspect

import fabula.pipeline  # noqa: F401 - and with it every stage

KEYED_BY_OUR_OWN = {  # the names of lists and tags in this package, of which there are a few
    "fabula.lexicons.words_of", "fabula.lexicons.series_of", "fabula.lexicons.forms_of", "fabula.lexicons.past_forms_of",
    "fabula.lexicons.phrases_of", "fabula.lexicons.pairs_of", "fabula.lexicons.pattern_of",
    "fabula.annotate.lemmas._verbs_by_form",
}  # fmt: skip


def test_no_cache_by_words_of_a_text_is_without_end() -> None:
    found = [one for one in gc.get_objects() if isinstance(one, functools._lru_cache_wrapper)]
    ours = {f"{one.__module__}.{one.__qualname__}": one for one in found if one.__module__.startswith("fabula.")}
    assert len(ours) > 20
    endless = {
        name for name, one in ours.items() if one.cache_info().maxsize is None and inspect.signature(one).parameters
    }
    assert endless <= KEYED_BY_OUR_OWN
