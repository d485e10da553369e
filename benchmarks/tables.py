"""Reports as plain-text tables for the terminal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any


def text_table(head: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    """Return rows as aligned columns, the first left and the rest right; floats to one place."""
    cells = [list(head), *([_cell(value) for value in row] for row in rows)]
    widths = [max(len(row[column]) for row in cells) for column in range(len(head))]
    lines = [
        "  ".join(
            cell.ljust(width) if column == 0 else cell.rjust(width)
            for column, (cell, width) in enumerate(zip(row, widths, strict=True))
        )
        for row in cells
    ]
    return "\n".join(line.rstrip() for line in lines)


def _cell(value: object) -> str:
    return f"{value:.1f}" if isinstance(value, float) else str(value)


PDNC_HEAD = (
    "novel", "quotes", "speaker", "expl", "anaph", "impl", "missed", "null", "ECE",
    "addr F1", "any", "exact R", "exact P", "over R", "over P", "cast", "merges", "s",
)  # fmt: skip


def pdnc_table(report: Mapping[str, Any]) -> str:
    """Return one PDNC report as a table: books, folds, total. All per cent but counts and seconds."""
    rows = [_pdnc_row(name, figures) for name, figures in report["books"].items()]
    rows += [_pdnc_row(f"fold {name}", figures) for name, figures in report["folds"].items()]
    rows.append(_pdnc_row("total", report["total"]))
    knowable = report["total"]["speakers_knowable"]
    return "\n".join(
        [
            f"PDNC, setting: {report['setting']}",
            text_table(PDNC_HEAD, rows),
            f"speaker without 'Unknowable': {knowable['accuracy']:.1f} of {knowable['quotations']}",
        ]
    )


def _pdnc_row(name: str, figures: Mapping[str, Any]) -> list[object]:
    speakers, kinds, addressees = figures["speakers"], figures["speakers_by_kind"], figures["addressees"]
    exact, overlap = figures["quotations_exact"], figures["quotations_overlap"]
    return [
        name + (" (failed)" if figures.get("error") else ""),
        speakers["quotations"],
        speakers["accuracy"],
        *(kinds[kind]["accuracy"] for kind in ("explicit", "anaphoric", "implicit")),
        speakers["missed"],
        speakers["null"],
        figures["calibration_error"],
        addressees["f1"],
        addressees["any_right"],
        exact["recall"],
        exact["precision"],
        overlap["recall"],
        overlap["precision"],
        figures["cast"]["major"]["as_one"],
        figures["wrong_merges"],
        figures["seconds"],
    ]


LITBANK_HEAD = (
    "excerpts", "n", "entities", "events", "mentions", "MUC", "B³", "CEAFe", "CoNLL", "antecedents R", "by name R",
    "quotes R", "quotes P", "speakers B³", "CoNLL", "quotes given", "s",
)  # fmt: skip


def litbank_table(report: Mapping[str, Any]) -> str:
    """Return the LitBank report as a table of F1s in per cent: excerpts, splits, total."""
    rows = [_litbank_row(name, figures) for name, figures in report["books"].items()]
    rows += [_litbank_row(name, figures) for name, figures in report["splits"].items()]
    rows.append(_litbank_row("total", report["total"]))
    return "LitBank, F1\n" + text_table(LITBANK_HEAD, rows)


def _litbank_row(name: str, figures: Mapping[str, Any]) -> list[object]:
    chains, speakers = figures["coreference"], figures["speakers"]
    return [
        name[:40] + (" (failed)" if figures.get("error") else ""),
        figures["documents"],
        *(figures[layer]["f1"] for layer in ("entities", "events", "mentions")),
        *(chains[metric]["f1"] for metric in ("muc", "b_cubed", "ceaf_e")),
        chains["conll"],
        figures["antecedents"]["recall"],
        figures["pronouns"]["recall"],
        figures["quotations_exact"]["recall"],
        figures["quotations_exact"]["precision"],
        speakers["b_cubed"]["f1"],
        speakers["conll"],
        figures["speakers_quotes_given"]["conll"],
        figures["seconds"],
    ]


def gap_table(report: Mapping[str, Any]) -> str:
    """Return the GAP report as a table of precision, recall and F1 in per cent."""
    rows = [
        [name, *(report[name][figure] for figure in ("precision", "recall", "f1"))]
        for name in ("masculine", "feminine", "total")
    ]
    head = f"GAP, {report['items']} pronouns, bias {report['bias']:.2f}"
    return head + "\n" + text_table(("gender", "P", "R", "F1"), rows)


def gum_table(report: Mapping[str, Any]) -> str:
    """Return the report on GUM's fiction as a table of F1s in per cent."""
    rows = [_gum_row(name, figures) for name, figures in report["books"].items()]
    rows.append(_gum_row("total", report["total"]))
    return "GUM fiction, dev\n" + text_table(("document", "MUC", "B³", "CEAFe", "CoNLL", "antecedents R"), rows)


def _gum_row(name: str, figures: Mapping[str, Any]) -> list[object]:
    chains = figures["coreference"]
    metrics = [chains[metric]["f1"] for metric in ("muc", "b_cubed", "ceaf_e")]
    name += " (failed)" if figures.get("error") else ""
    return [name, *metrics, chains["conll"], figures["antecedents"]["recall"]]


def speed_table(report: Mapping[str, Any]) -> str:
    """Return the speed report as a table: the novel, the scales, spaCy; then the stages."""
    named = [("fabula read, fresh process", report["cold"]), ("fabula read, warm", report["warm"])]
    named += [(f"fabula read --model {name}, fresh process", run) for name, run in report["models"].items()]
    named += [(f"joined novels, {run['words']:,} words", run) for run in report["scales"]]
    named.append(("spaCy small (tags, trees, names alone), fresh process", report["spacy"]))
    lines = [
        f"{report['source']}, {report['words']:,} words, 2 cores",
        text_table(("run", "s", "words/s", "peak MiB"), [_speed_row(name, run) for name, run in named]),
    ]
    lines += [f"{name}: {run[said]}" for name, run in named for said in ("error", "note") if said in run]
    if "help_seconds" in report:
        lines.append(f"fabula --help: {report['help_seconds']:.2f} s")
    if report["stages"]:
        lines.append(text_table(("stage", "s"), [[name, float(seconds)] for name, seconds in report["stages"].items()]))
        total, network = sum(report["stages"].values()), report["stages"].get("encode")
        lines += [f"all stages take {total / network:.2f} times what the network takes"] if network else []
    return "\n".join(lines)


def _speed_row(name: str, run: Mapping[str, Any]) -> list[object]:
    return [name, *(run.get(figure, "-") for figure in ("seconds", "words_per_second", "peak_mib"))]
