"""A UIMA CAS as XMI with its type system, for INCEpTION and other tools of that family (with dkpro-cassis).

Tokens, sentences and named entities have DKPro Core's types, so that tools know them; the others are ours.
"""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Any

from fabula.errors import MissingExtraError
from fabula.export import xml
from fabula.export.file_names import stem_of
from fabula.types.world import StoryWorld

if TYPE_CHECKING:
    from collections.abc import Iterator

_SEGMENTATION = "de.tudarmstadt.ukp.dkpro.core.api.segmentation.type"
_TOKEN, _SENTENCE = f"{_SEGMENTATION}.Token", f"{_SEGMENTATION}.Sentence"
_NAMED = "de.tudarmstadt.ukp.dkpro.core.api.ner.type.NamedEntity"
_TYPES = {  # features are strings; DKPro's named entity has its type as `value` and whose it is as `identifier`
    _SENTENCE: (),
    _TOKEN: (),
    _NAMED: ("value", "identifier"),
    "fabula.Quote": ("speaker", "addressees", "kind", "confidence"),
    "fabula.Scene": ("place", "time", "present"),
    "fabula.Event": ("lemma", "agent", "patient"),
}


def world_to_uima(world: StoryWorld) -> dict[str, str]:
    """Return ``NAME.xmi`` and ``TypeSystem.xml``; raises ``MissingExtraError`` without dkpro-cassis.

    What XML can't carry is U+FFFD in the text. An entity is written as its id and its name, ``4 Tobias``.
    """
    try:
        from cassis import Cas, TypeSystem  # type: ignore[import-untyped]
    except ImportError:
        raise MissingExtraError("a UIMA CAS needs dkpro-cassis; install it with `pip install 'fabula[uima]'`") from None
    system = TypeSystem()
    kinds = {}
    for name, features in _TYPES.items():
        kinds[name] = system.create_type(name, supertypeName="uima.tcas.Annotation")
        for feature in features:
            system.create_feature(kinds[name], feature, "uima.cas.String")
    cas = Cas(typesystem=system)
    cas.sofa_string = xml.carried(world.text)
    cas.sofa_mime = "text/plain"
    for kind, start, end, values in _annotations(world):
        known = {name: xml.carried(value) for name, value in values.items() if value is not None}
        cas.add(kinds[kind](begin=start, end=end, **known))
    return {f"{stem_of(world)}.xmi": cas.to_xmi(), "TypeSystem.xml": system.to_xml()}


def _annotations(world: StoryWorld) -> Iterator[tuple[str, int, int, dict[str, str | None]]]:
    for _, sentence in groupby(world.tokens or (), key=lambda one: one.sentence):
        some = list(sentence)
        yield _SENTENCE, some[0].start, some[-1].end, {}
        for token in some:
            yield _TOKEN, token.start, token.end, {}
    for mention in world.mentions:
        yield _NAMED, mention.start, mention.end, {"value": mention.type, "identifier": _names(mention.entity)}
    for quote in world.quotes:
        said = {"speaker": _names(quote.speaker), "addressees": _names(*quote.addressees), "kind": quote.kind}
        yield "fabula.Quote", quote.start, quote.end, {**said, "confidence": f"{quote.confidence:.4f}"}
    for scene in world.scenes:
        what = {"place": _names(scene.place), "time": scene.time, "present": _names(*scene.present)}
        yield "fabula.Scene", scene.start, scene.end, what
    for event in world.events:
        who = {"agent": _names(event.agent), "patient": _names(event.patient)}
        yield "fabula.Event", event.start, event.end, {"lemma": event.lemma, **who}


def _names(*some: Any) -> str | None:
    return "; ".join(f"{one.id} {one.name}" for one in some if one is not None) or None
