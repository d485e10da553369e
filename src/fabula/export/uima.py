"""A UIMA CAS as XMI with its type system, for INCEpTION and other tools of that family.

Tokens, sentences, named entities and coreference chains have DKPro Core's types, so that tools know them; the others are ours
(https://docs.oasis-open.org/uima/v1.0/uima-v1.0.html, https://dkpro.github.io/dkpro-core/releases/2.2.0/docs/typesystem-reference.html).
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from itertools import groupby

from fabula.export import xml
from fabula.export.file_names import stem_of
from fabula.types.world import Entity, EntityMention, StoryWorld

_DKPRO = "de.tudarmstadt.ukp.dkpro.core.api"
_SENTENCE, _TOKEN = f"{_DKPRO}.segmentation.type.Sentence", f"{_DKPRO}.segmentation.type.Token"
_LEMMA, _POS = f"{_DKPRO}.segmentation.type.Lemma", f"{_DKPRO}.lexmorph.type.pos.POS"
_NAMED, _CHAIN = f"{_DKPRO}.ner.type.NamedEntity", f"{_DKPRO}.coref.type.CoreferenceChain"
_LINK = f"{_DKPRO}.coref.type.CoreferenceLink"
_QUOTE, _SCENE, _EVENT = "fabula.Quote", "fabula.Scene", "fabula.Event"
_ANNOTATION, _STRING = "uima.tcas.Annotation", "uima.cas.String"

# Each type with what it is a kind of, and its features with their types.
_TYPES = {
    _SENTENCE: (_ANNOTATION, {}),
    _LEMMA: (_ANNOTATION, {"value": _STRING}),
    _POS: (_ANNOTATION, {"PosValue": _STRING, "coarseValue": _STRING}),
    _TOKEN: (_ANNOTATION, {"lemma": _LEMMA, "pos": _POS}),
    _NAMED: (_ANNOTATION, {"value": _STRING, "identifier": _STRING}),
    _CHAIN: ("uima.cas.AnnotationBase", {"first": _LINK}),
    _LINK: (_ANNOTATION, {"next": _LINK, "referenceType": _STRING, "referenceRelation": _STRING}),
    _QUOTE: (_ANNOTATION, dict.fromkeys(("speaker", "addressees", "kind", "confidence"), _STRING)),
    _SCENE: (_ANNOTATION, dict.fromkeys(("place", "time", "present"), _STRING)),
    _EVENT: (_ANNOTATION, dict.fromkeys(("lemma", "agent", "patient"), _STRING)),
}
_PREFIXES = {
    package: f"t{number}" for number, package in enumerate(dict.fromkeys(one.rpartition(".")[0] for one in _TYPES))
}
_BEYOND = re.compile("[\U00010000-\U0010ffff]")


def world_to_uima(world: StoryWorld) -> dict[str, str]:
    """Return ``NAME.xmi`` and ``TypeSystem.xml``; without tokens there are no sentences either.

    Offsets count UTF-16 code units, as UIMA does; what XML can't carry is U+FFFD in the text. Names alone are named entities;
    `identifier` is the entity's id and name, ``4 Tom``, and so are the participants of quotes, scenes and events.
    """
    return {f"{stem_of(world)}.xmi": _Cas(world).to_xmi(), "TypeSystem.xml": _type_system()}


class _Cas:
    """The elements of an XMI file, numbered as they come; 1 is the text."""

    def __init__(self, world: StoryWorld) -> None:
        self._world = world
        self._beyond = [found.start() for found in _BEYOND.finditer(world.text)]
        self._elements: list[str] = []

    def to_xmi(self) -> str:
        """Return the file."""
        self._add_tokens()
        self._add_mentions()
        self._add_quotes_scenes_and_events()
        packages = "".join(
            f' xmlns:{prefix}="http:///{package.replace(".", "/")}.ecore"' for package, prefix in _PREFIXES.items()
        )
        text = xml.attributes(sofaNum=1, sofaID="_InitialView", mimeType="text/plain", sofaString=self._world.text)
        members = " ".join(map(str, range(2, len(self._elements) + 2)))
        return (
            '<?xml version="1.0" encoding="UTF-8"?>\n<xmi:XMI xmlns:xmi="http://www.omg.org/XMI"'
            f' xmlns:cas="http:///uima/cas.ecore"{packages} xmi:version="2.0">\n<cas:NULL xmi:id="0"/>\n'
            f'<cas:Sofa xmi:id="1"{text}/>\n{"".join(self._elements)}<cas:View sofa="1" members="{members}"/>\n</xmi:XMI>\n'
        )

    def _add(self, kind: str, start: int | None, end: int | None, /, **features: object) -> int:
        """Add a feature structure, with the features that are known, and return its number."""
        number = len(self._elements) + 2
        package, _, name = kind.rpartition(".")
        place = "" if start is None or end is None else f' begin="{self._unit(start)}" end="{self._unit(end)}"'
        known = xml.attributes(**features)
        self._elements.append(f'<{_PREFIXES[package]}:{name} xmi:id="{number}" sofa="1"{place}{known}/>\n')
        return number

    def _unit(self, at: int) -> int:
        return at + bisect_left(self._beyond, at)

    def _add_tokens(self) -> None:
        for _, sentence in groupby(self._world.tokens or (), key=lambda one: one.sentence):
            some = list(sentence)
            self._add(_SENTENCE, some[0].start, some[-1].end)
            for one in some:
                lemma = pos = None
                if one.lemma is not None:
                    lemma = self._add(_LEMMA, one.start, one.end, value=one.lemma)
                if one.xpos is not None or one.upos is not None:
                    pos = self._add(_POS, one.start, one.end, PosValue=one.xpos, coarseValue=one.upos)
                self._add(_TOKEN, one.start, one.end, lemma=lemma, pos=pos)

    def _add_mentions(self) -> None:
        chains: defaultdict[Entity, list[EntityMention]] = defaultdict(list)
        for one in self._world.mentions:
            chains[one.entity].append(one)
            if one.form == "PROP":
                self._add(_NAMED, one.start, one.end, value=one.type, identifier=_names(one.entity))
        for who, links in chains.items():
            first = self._add(_CHAIN, None, None, first=len(self._elements) + 3)
            for number, one in enumerate(links, first + 1):
                after = number + 1 if number < first + len(links) else None
                whose = {"referenceType": one.form, "referenceRelation": _names(who)}
                self._add(_LINK, one.start, one.end, next=after, **whose)

    def _add_quotes_scenes_and_events(self) -> None:
        for quote in self._world.quotes:
            said = {"speaker": _names(quote.speaker), "addressees": _names(*quote.addressees), "kind": quote.kind}
            self._add(_QUOTE, quote.start, quote.end, **said, confidence=f"{quote.confidence:.4f}")
        for scene in self._world.scenes:
            what = {"place": _names(scene.place), "time": scene.time, "present": _names(*scene.present)}
            self._add(_SCENE, scene.start, scene.end, **what)
        for event in self._world.events:
            who = {"agent": _names(event.agent), "patient": _names(event.patient)}
            self._add(_EVENT, event.start, event.end, lemma=event.lemma, **who)


def _type_system() -> str:
    types = "".join(
        f"<typeDescription><name>{name}</name><description/><supertypeName>{above}</supertypeName>{_features(features)}"
        "</typeDescription>\n"
        for name, (above, features) in _TYPES.items()
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<typeSystemDescription xmlns="http://uima.apache.org/resourceSpecifier">\n'
        f"<name>fabula</name>\n<types>\n{types}</types>\n</typeSystemDescription>\n"
    )


def _features(features: dict[str, str]) -> str:
    inner = "".join(
        f"<featureDescription><name>{name}</name><description/><rangeTypeName>{kind}</rangeTypeName></featureDescription>"
        for name, kind in features.items()
    )
    return f"<features>{inner}</features>" if inner else ""


def _names(*some: Entity | None) -> str | None:
    return "; ".join(f"{one.id} {one.name}" for one in some if one is not None) or None
