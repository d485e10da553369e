"""The story as TEI P5 (https://tei-c.org): who says what to whom, names that refer, scenes as milestones.

The text of ``<body>`` is the book's text, whole and unchanged, white space included; only what XML can't carry is U+FFFD.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from fabula.export import xml
from fabula.export.file_names import title_of
from fabula.export.tei_text import body_of, identifier
from fabula.types.world import Entity, Relation, Scene, StoryWorld

_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n<TEI xmlns="http://www.tei-c.org/ns/1.0">\n'


def world_to_tei(world: StoryWorld) -> str:
    """Return a TEI document; chapters are ``<div>``, notes and other paratext ``<note>``, headings ``<head>``.

    TEI's tree holds no spans that cross: of those that do, quotes come before mentions, and longer ones before shorter.
    """
    language = xml.attributes(xml__lang=_language(world))
    return f"{_HEAD}<teiHeader>\n{_header(world)}</teiHeader>\n<text{language}>{body_of(world)}</text>\n</TEI>\n"


def _header(world: StoryWorld) -> str:
    made = world.provenance
    title = xml.content(title_of(world))
    author = f"<author>{xml.content(world.work.author)}</author>" if world.work.author else ""
    version = re.match(r"\d+(\.\d+){0,2}", made.fabula)
    application = xml.attributes(ident="fabula", version=version[0] if version else "0")
    source = xml.content(f"{made.source}, SHA-256 {made.source_sha256}")
    return (
        f"<fileDesc><titleStmt><title>{title}</title>{author}</titleStmt>\n"
        "<publicationStmt><p>Not published.</p></publicationStmt>\n"
        f"<sourceDesc><p>{source}</p></sourceDesc></fileDesc>\n"
        f"<encodingDesc><appInfo><application{application}><label>fabula {xml.content(made.fabula)}, model "
        f"{xml.content(made.model)}</label></application></appInfo></encodingDesc>\n"
        f"<profileDesc><langUsage><language{xml.attributes(ident=_language(world))}/></langUsage>\n"
        f"{_tags(world)}{_participants(world)}{_places(world)}</profileDesc>\n"
    )


def _language(world: StoryWorld) -> str:
    return world.work.language if re.fullmatch(r"[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8})*", world.work.language) else "en"


def _tags(world: StoryWorld) -> str:
    terms = [
        f"<term{xml.attributes(n=kind)}>{xml.content(one)}</term>"
        for kind, some in world.work.tags.items()
        for one in some
    ]
    return f"<textClass><keywords>{''.join(terms)}</keywords></textClass>\n" if terms else ""


def _participants(world: StoryWorld) -> str:
    """Return who there is (persons, groups, organisations) and how they are bound."""
    persons = "".join(_person(one) for one in world.entities if one.type == "PER")
    organisations = "".join(_named("org", "orgName", one) for one in world.entities if one.type == "ORG")
    bonds = "".join(map(_bond, [world.text] * len(world.relations), world.relations))
    relations = f"<listRelation>\n{bonds}</listRelation>\n" if bonds else ""
    # Bonds need not be between persons, but TEI has a list of relations only inside a list of something.
    lists = f"<listPerson>\n{persons}{relations}</listPerson>\n" if persons else ""
    if not persons and organisations and relations:
        organisations += relations
    lists += f"<listOrg>\n{organisations}</listOrg>\n" if organisations else ""
    return f"<particDesc>\n{lists}</particDesc>\n" if lists else ""


def _person(one: Entity) -> str:
    role = "narrator" if one.narrator else None
    note = f'<note type="pronouns">{one.pronouns}</note>' if one.pronouns else ""
    return _named("personGrp" if one.group else "person", "persName", one, note, role=role)


def _named(element: str, name: str, one: Entity, inside: str = "", **more: str | None) -> str:
    names = f"<{name}>{xml.content(one.name)}</{name}>" + "".join(
        f'<{name} type="alias">{xml.content(alias)}</{name}>' for alias in one.aliases
    )
    return f"<{element}{xml.attributes(xml__id=identifier(one), **more)}>{names}{inside}</{element}>\n"


def _bond(text: str, bond: Relation) -> str:
    ends = {"active": f"#{identifier(bond.source)}", "passive": f"#{identifier(bond.target)}"}
    described = xml.content(text[bond.start : bond.end])
    return (
        f"<relation{xml.attributes(name=bond.aspect, type=bond.change, n=round(bond.value, 4), **ends)}>"
        f"<desc>{described}</desc></relation>\n"
    )


def _places(world: StoryWorld) -> str:
    places = "".join(
        _named("place", "placeName", one, type=one.type) for one in world.entities if one.type not in ("PER", "ORG")
    )
    listed = f"<listPlace>\n{places}</listPlace>\n" if places else ""
    settings = "".join(map(_setting, world.scenes))
    return f"<settingDesc>\n{settings}{listed}</settingDesc>\n" if listed or settings else ""


def _setting(scene: Scene) -> str:
    place = scene.place
    where = (
        f"<name{xml.attributes(type='place', ref=f'#{identifier(place)}')}>{xml.content(place.name)}</name>"
        if place
        else ""
    )
    when = f"<date>{xml.content(scene.time)}</date>" if scene.time else ""
    who = references(scene.present)
    return f"<setting{xml.attributes(xml__id=f'setting{scene.id}', who=who)}>{where}{when}</setting>\n"


def references(some: Iterable[Entity]) -> str | None:
    """Return pointers to entities, ``None`` when there is none."""
    return " ".join(f"#{identifier(one)}" for one in some) or None
