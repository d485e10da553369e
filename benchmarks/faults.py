"""Faults put into whole novels, and how many of them findings mark: ``python -m benchmarks.faults --help``.

Ten novels are read as they are, which counts what is marked in them for false (few of their own slips are real), and once
more with twenty faults each. A fault is found where a finding of its kind, which the novel as it is does not have, lies near.
"""

from __future__ import annotations

import argparse
import random
import re
import tempfile
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.analyses import model_name
from benchmarks.corpora import DEFAULT_DATA
from benchmarks.results import write_results
from fabula.types.text import Span
from fabula.types.world import Entity, Finding, StoryWorld

N_NOVELS, N_FAULTS = 10, 20
_NEAR = 400  # characters around a fault in which its finding must lie
_APART = 3000  # characters between two faults
_ROUNDS, _TRIES = 3, 200  # faults of each kind in a novel at most, and places tried for each
_CLOSING = '”"'


@dataclass(frozen=True, slots=True)
class Fault:
    """One change of a text: the characters ``[start, end)`` become `text`; `kinds` are the findings that would mark it."""

    kind: str
    kinds: tuple[str, ...]
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Place:
    """A paragraph of a novel, by its number."""

    world: StoryWorld
    paragraphs: Sequence[Span]
    number: int

    @property
    def span(self) -> Span:
        """The paragraph's characters."""
        return self.paragraphs[self.number]

    @property
    def text(self) -> str:
        """The paragraph's text."""
        return self.span.of(self.world.text)

    def around(self, before: int, after: int) -> Sequence[Span] | None:
        """Return the paragraph with some before and after it; ``None`` at the ends of the novel."""
        first, last = self.number - before, self.number + after + 1
        return self.paragraphs[first:last] if first >= 0 and last <= len(self.paragraphs) else None


Maker = Callable[[Place, random.Random], Fault | None]


def main(arguments: Sequence[str] | None = None) -> int:
    """Read the novels, with and without faults, print recall by kind and false alarms, and write a results file."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.faults", description=__doc__)
    parser.add_argument("--data", type=Path, default=DEFAULT_DATA)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--novels", type=int, default=N_NOVELS)
    parser.add_argument(
        "--show", action="store_true", help="print what was missed, and what is marked in them as they are"
    )
    parser.add_argument("--out", type=Path)
    options = parser.parse_args(arguments)
    paths = sorted((options.data / "novels").glob("*.txt"))
    chosen = sorted(random.Random(options.seed).sample(paths, min(options.novels, len(paths))))
    with ProcessPoolExecutor(options.jobs) as pool:
        scored = list(pool.map(score_novel, chosen, [options.seed] * len(chosen)))
    found, made = Counter[str](), Counter[str]()
    severities: Counter[str] = Counter()
    words = 0
    for path, one in zip(chosen, scored, strict=True):
        made.update(one["made"])
        found.update(one["found"])
        severities.update(one["severities"])
        words += one["words"]
        if options.show:
            print(f"== {path.stem}", *one["missed"], *one["marked"], sep="\n   ")
    figures: dict[str, Any] = {
        "novels": len(chosen),
        "words": words,
        "faults": made.total(),
        "recall": round(100 * found.total() / max(1, made.total()), 2),
        "by_kind": {kind: {"faults": n, "recall": round(100 * found[kind] / n, 2)} for kind, n in sorted(made.items())},
        "marked_in_10000_words": {one: round(10_000 * n / max(1, words), 3) for one, n in sorted(severities.items())},
    }
    for kind, row in figures["by_kind"].items():
        print(f"{kind:16} {row['recall']:6.1f} of {row['faults']}")
    print(f"{'all':16} {figures['recall']:6.1f} of {figures['faults']}")
    print("marked in 10,000 words of the novels as they are:", figures["marked_in_10000_words"])
    print("results:", write_results("faults", figures, seed=options.seed, out=options.out))
    return 0


def score_novel(path: Path, seed: int) -> dict[str, Any]:
    """Return what was made and found in one novel, and what is marked in it as it is."""
    from fabula.pipeline import read

    text = path.read_text(encoding="utf-8")
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "novel.txt"
        source.write_text(text, encoding="utf-8", newline="")
        base = read(source, model=model_name())
        faults = make_faults(base, random.Random(f"{seed}/{path.stem}"))
        changed, places = put_in(text, faults)
        source.write_text(changed, encoding="utf-8", newline="")
        world = read(source, model=model_name())
    before = {_said_of(base, one) for one in base.findings}
    new = [one for one in world.findings if _said_of(world, one) not in before]
    found, missed = [], []
    for fault, place in zip(faults, places, strict=True):
        if any(_marks(one, fault, place) for one in new):
            found.append(fault.kind)
        else:
            missed.append(f"missed {fault.kind}: {' '.join(changed[max(0, place - 80) : place + 120].split())}")
    marked = [f"{one.severity} {one.kind}: {one.message}" for one in base.findings]
    return {
        "made": [one.kind for one in faults], "found": found, "missed": missed, "marked": marked,
        "severities": [one.severity for one in base.findings], "words": len(text.split()),
    }  # fmt: skip


def _said_of(world: StoryWorld, finding: Finding) -> tuple[str, str, tuple[str, ...]]:
    return finding.kind, finding.message, tuple(span.of(world.text) for span in finding.spans)


def _marks(finding: Finding, fault: Fault, place: int) -> bool:
    near = (span.start - _NEAR <= place <= span.end + _NEAR for span in finding.spans)
    return finding.kind in fault.kinds and any(near)


def put_in(text: str, faults: Sequence[Fault]) -> tuple[str, list[int]]:
    """Return a text with its faults, and where each then begins; the faults are in order and do not overlap."""
    parts, places, at, length = [], [], 0, 0
    for one in faults:
        parts += [text[at : one.start], one.text]
        length += one.start - at
        places.append(length)
        length += len(one.text)
        at = one.end
    return "".join([*parts, text[at:]]), places


def make_faults(world: StoryWorld, rng: random.Random, wanted: int = N_FAULTS) -> list[Fault]:
    """Return faults of all kinds by turns, far from each other, in the order of the text."""
    paragraphs = [Span(one.start, one.end) for one in world.pov]
    made: list[Fault] = []
    for _ in range(_ROUNDS):
        for make in MAKERS:
            for _ in range(_TRIES):
                fault = make(Place(world, paragraphs, rng.randrange(len(paragraphs))), rng)
                if fault is not None and all(_are_apart(one, fault) for one in made):
                    made.append(fault)
                    break
    return sorted(rng.sample(made, min(wanted, len(made))), key=lambda one: one.start)


def _are_apart(one: Fault, other: Fault) -> bool:
    first, second = sorted((one, other), key=lambda fault: fault.start)
    return second.start - first.start >= _APART and second.start >= first.end


# -- the kinds --------------------------------------------------------------------------------------------------------


def _lost_line(place: Place, rng: random.Random) -> Fault | None:
    """A paragraph of dialogue between two others is lost."""
    around = place.around(2, 2)
    if around is None or not all(place.world.text[one.start] in '“"' for one in around):
        return None
    return Fault("lost line", ("lost_dialogue",), place.span.start, around[3].start, "")


def _repeated(place: Place, rng: random.Random) -> Fault | None:
    """A sentence of narration stands twice."""
    sentence = _sentence(place, rng)
    if sentence is None:
        return None
    return Fault("doubled", ("repeated_text",), sentence.end, sentence.end, " " + sentence.of(place.world.text))


def _garbled(place: Place, rng: random.Random) -> Fault | None:
    """Words are lost from the middle of a sentence."""
    sentence = _sentence(place, rng)
    if sentence is None:
        return None
    words = list(re.finditer(r"\S+", sentence.of(place.world.text)))
    if len(words) < 14:
        return None
    first = rng.randrange(4, len(words) - 8)
    start, end = sentence.start + words[first].start(), sentence.start + words[first + 4].start()
    return Fault("garbled", ("garbled", "repeated_text"), start, end, "")


def _sentence(place: Place, rng: random.Random) -> Span | None:
    text = place.text
    if text[:1] in "“\"‘'":
        return None
    found = list(re.finditer(r"(?<=[.!?]\s)[A-Z][^.!?“”\"]{50,300}[.!?](?=\s)", text))
    if not found:
        return None
    one = rng.choice(found)
    return Span(place.span.start + one.start(), place.span.start + one.end())


def _misspelt(place: Place, rng: random.Random) -> Fault | None:
    """Two letters of a name change places, once."""
    for mention in place.world.mentions:
        if (
            place.span.start <= mention.start
            and mention.end <= place.span.end
            and mention.form == "PROP"
            and mention.entity.mentions > 30
        ):
            name = place.world.text[mention.start : mention.end]
            if name.isalpha() and len(name) > 4:
                i = rng.randrange(1, len(name) - 2)
                slip = name[:i] + name[i + 1] + name[i] + name[i + 2 :]
                return (
                    None
                    if slip == name
                    else Fault("misspelt name", ("name_variant",), mention.start, mention.end, slip)
                )
    return None


def _unclosed(place: Place, rng: random.Random) -> Fault | None:
    """The mark that closes a paragraph's speech is lost, and narration follows."""
    around = place.around(0, 1)
    text = place.text
    if around is None or text[-1] not in _CLOSING or place.world.text[around[1].start] in "“\"‘'":
        return None
    return Fault("unclosed", ("unclosed_quote",), place.span.end - 1, place.span.end, "")


def _numbering(place: Place, rng: random.Random) -> Fault | None:
    """A chapter has the number of the one after the next."""
    numbered = [one for one in place.world.work.chapters if one.number is not None]
    if len(numbered) < 5:
        return None
    chapter = rng.choice(numbered[1:-2])
    heading = re.search(r"\b(?:[IVXLC]+|\d+)\b", place.world.text[chapter.start : chapter.start + 40])
    if heading is None or chapter.number is None:
        return None
    start = chapter.start + heading.start()
    number = chapter.number + 2
    shown = str(number) if heading.group().isdigit() else _roman(number)
    return Fault("numbering", ("numbering",), start, chapter.start + heading.end(), shown)


def _roman(number: int) -> str:
    shown = ""
    for value, letters in (
        (100, "C"),
        (90, "XC"),
        (50, "L"),
        (40, "XL"),
        (10, "X"),
        (9, "IX"),
        (5, "V"),
        (4, "IV"),
        (1, "I"),
    ):
        shown += letters * (number // value)
        number %= value
    return shown


def _persons(world: StoryWorld, n: int) -> list[Entity]:
    return [one for one in world.named_characters if not one.narrator and one.pronouns in ("she", "he")][:n]


def _contradiction(first: str, second: str, kind: str) -> Maker:
    def make(place: Place, rng: random.Random) -> Fault | None:
        """Two sentences about one person disagree, some paragraphs apart."""
        around = place.around(0, 4)
        persons = _persons(place.world, 6)
        if around is None or not persons or place.world.text[place.span.end - 1] not in ".!?":
            return None
        who = rng.choice(persons)
        between = place.world.text[place.span.end : around[4].end]
        told = f" {first.format(who.name)}{between} {second.format(who.name)}"
        return Fault(kind, ("contradiction",), place.span.end, around[4].end, told)

    return make


def _absent(place: Place, rng: random.Random) -> Fault | None:
    """Somebody leaves for good, and speaks four paragraphs on in the same scene."""
    around = place.around(0, 4)
    if around is None or place.world.text[place.span.end - 1] not in '.!?”"':
        return None
    scene = next((one for one in place.world.scenes if one.start <= place.span.start < one.end), None)
    if scene is None or around[4].end > scene.end:
        return None
    here = [one for one in scene.present if one in _persons(place.world, 8)]
    named = {one.entity for one in place.world.mentions if place.span.end <= one.start < around[4].end}
    leaving = [one for one in here if one not in named]
    if not leaving:
        return None
    who = rng.choice(leaving)
    marks = "“”" if "“" in place.world.text else '""'
    between = place.world.text[place.span.end : around[4].end]
    told = f" {who.name} left the room and went home.{between}\n\n{marks[0]}I quite agree,{marks[1]} said {who.name}."
    return Fault("absent acts", ("absent_but_acting",), place.span.end, around[4].end, told)


def _slip(place: Place, rng: random.Random) -> Fault | None:
    """One paragraph looks into another mind than the scene's."""
    point = next(one for one in place.world.pov if one.start == place.span.start)
    others = [one for one in _persons(place.world, 6) if one != point.entity]
    if point.entity is None or point.person == 1 or not others or place.world.text[place.span.end - 1] not in ".!?":
        return None
    who = rng.choice(others)
    told = f"\n\n{who.name} wondered what it all meant, and remembered with dread a dream that nobody else knew of."
    return Fault("viewpoint slip", ("pov_shift",), place.span.end, place.span.end, told)


MAKERS: tuple[Maker, ...] = (
    _lost_line,
    _repeated,
    _garbled,
    _misspelt,
    _unclosed,
    _numbering,
    _contradiction("{} had blue eyes.", "{}’s eyes were brown.", "eyes"),
    _contradiction("{} was twenty years old.", "{} was fifty-three years old.", "age"),
    _contradiction("{} died that night.", "{} laughed and sat down.", "dead acts"),
    _absent,
    _slip,
)


if __name__ == "__main__":
    raise SystemExit(main())
