"""The report in a real browser, where one is installed: accessibility, and what its script adds."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from texts import EXAMPLE

import fabula
from fabula.present.report import write_report

CHROMIUM = shutil.which("chromium")
OPTIONS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium")
playwright = pytest.importorskip("playwright.sync_api")
axe = pytest.importorskip("axe_playwright_python.sync_playwright")


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> str:
    path: Path = tmp_path_factory.mktemp("report") / "report.html"
    write_report(fabula.read(EXAMPLE), path)
    return path.as_uri()


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with playwright.sync_playwright() as running:
        browser = running.chromium.launch(executable_path=CHROMIUM, args=OPTIONS)
        yield browser
        browser.close()


def opened(browser: Any, address: str, width: int = 1280, **options: Any) -> Any:
    page = browser.new_context(viewport={"width": width, "height": 900}, **options).new_page()
    page.complaints = []
    page.on("console", lambda message: page.complaints.append(message.text))
    page.on("pageerror", lambda error: page.complaints.append(str(error)))
    page.goto(address)
    return page


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_nothing_bars_the_way(browser: Any, address: str, scheme: str, width: int) -> None:
    page = opened(browser, address, width, color_scheme=scheme, bypass_csp=True)
    page.add_style_tag(content="* { content-visibility: visible !important }")
    page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
    found = axe.Axe().run(page).response["violations"]
    assert [one["id"] for one in found if one["impact"] in ("serious", "critical")] == []


@pytest.mark.parametrize("width", [320, 390, 1280])
def test_the_page_never_scrolls_sideways(browser: Any, address: str, width: int) -> None:
    page = opened(browser, address, width)
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_the_network_grows_with_the_slider(browser: Any, address: str) -> None:
    page = opened(browser, address)
    slider = page.locator("#network-step")
    assert page.locator("#network .slider output").text_content().startswith("chapter 2")
    at = page.evaluate("[...document.querySelectorAll('#network circle')].map((one) => one.getAttribute('cx')).join()")
    slider.fill("1")
    assert page.locator("#network .slider output").text_content().startswith("chapter 1")
    assert page.locator("#network .node.silent").count() > 0
    assert page.locator("#network tbody tr[hidden]").count() > 0
    after = page.evaluate(
        "[...document.querySelectorAll('#network circle')].map((one) => one.getAttribute('cx')).join()"
    )
    assert after == at
    assert page.complaints == []


def test_long_tables_have_a_filter_that_counts(browser: Any, address: str) -> None:
    page = opened(browser, address)
    page.locator("#scenes .filter input").fill("quay")
    shown = page.locator("#scenes tbody tr:not([hidden])").count()
    assert 0 < shown < 14
    assert page.locator("#scenes .filter [role=status]").text_content() == f"{shown} of 14 rows"


def test_tables_are_sorted_by_their_heads(browser: Any, address: str) -> None:
    page = opened(browser, address)
    head = page.locator("#cast th", has_text="Mentions")
    head.locator("button").click()
    head.locator("button").click()
    assert head.get_attribute("aria-sort") == "descending"
    mentions = [int(one) for one in page.locator("#cast tbody td:nth-child(6)").all_text_contents()]
    assert mentions == sorted(mentions, reverse=True)


def test_arrow_keys_walk_through_a_grid(browser: Any, address: str) -> None:
    page = opened(browser, address)
    first = page.locator("#matrix tbody a").first
    first.focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowDown")
    cell = page.evaluate(
        "[document.activeElement.closest('tr').rowIndex, document.activeElement.closest('td').cellIndex]"
    )
    assert cell == [2, 1]


def test_the_exact_words_of_a_claim_are_marked(browser: Any, address: str) -> None:
    page = opened(browser, address)
    link = page.locator("#findings .jump").first
    words = link.text_content()
    link.click()
    marked = page.evaluate("[...CSS.highlights.get('claim')].map((range) => range.toString()).join()")
    assert marked == words


def test_without_a_script_everything_is_there(browser: Any, address: str) -> None:
    page = opened(browser, address, java_script_enabled=False)
    assert not page.locator(".slider").is_visible()
    page.locator("#scenes tbody th a").nth(3).click()
    assert "#o" in page.url
