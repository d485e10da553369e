"""The reader in a real browser: opened, read, filtered, corrected, undone, reloaded, killed, and in two tabs at once.

Skipped where there is no Chromium (``apt-get install chromium``) or no Playwright.
"""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from kettle import STORY

from fabula.pipeline import read_and_keep
from fabula.present.views import PAGE_VIEWS
from fabula.store.library import Library

playwright = pytest.importorskip("playwright.sync_api")
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine")

QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--no-first-run",
    "--disable-component-update",
]
WAIT = 20_000  # milliseconds; the machine may be busy


class Server:
    """A server process of a library."""

    def __init__(self, library: Path) -> None:
        self.library = library
        self.start()

    def start(self) -> None:
        command = [sys.executable, "-m", "fabula", "serve", "--port", "0", "--library", str(self.library)]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        assert self.process.stdout is not None
        told = re.search(r"http://\S+", self.process.stdout.readline())
        assert told
        self.address = told[0]

    def stop(self, how: signal.Signals = signal.SIGINT) -> int:
        self.process.send_signal(how)
        code = self.process.wait(30)
        if self.process.stdout is not None:
            self.process.stdout.close()
        return code


@pytest.fixture
def server(library: Path) -> Iterator[Server]:
    server = Server(library)
    yield server
    if server.process.poll() is None:
        server.stop()


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with playwright.sync_playwright() as running:
        browser = running.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield browser
        browser.close()


class Tab:
    """A page of a reader who wants to see everything; whatever the browser complains of fails the test."""

    def __init__(self, context: Any, server: Server) -> None:
        self.server, self.troubles = server, list[str]()
        self.page = context.new_page()
        self.page.set_default_timeout(WAIT)
        self.page.on("pageerror", lambda error: self.troubles.append(str(error)))
        self.page.on("console", lambda said: self.troubles.append(said.text) if said.type == "error" else None)
        self.page.on("request", self._look)

    def _look(self, request: Any) -> None:
        if not request.url.startswith((self.server.address, "data:")):
            self.troubles.append(f"asked for {request.url}")

    def open(self, address: str) -> Any:
        self.page.goto(self.server.address + address)
        return self.page

    def speakers(self) -> list[str]:
        return [one.strip() for one in self.page.locator("#prose a.who").all_inner_texts()]

    def settled(self) -> None:
        """Wait until the rest has followed."""
        self.page.wait_for_function(
            "async () => !(await (await fetch(location.pathname.split('/').slice(0, 3).join('/') + '/state')).json()).busy"
        )


@pytest.fixture
def tab(browser: Any, server: Server) -> Iterator[Tab]:
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    context.add_cookies([{"name": "scope", "value": "all", "url": server.address}])
    tab = Tab(context, server)
    yield tab
    context.close()
    assert tab.troubles == []


def test_a_book_is_opened_and_read(tab: Tab) -> None:
    page = tab.open("/")
    page.get_by_role("link", name="kettle").click()
    page.get_by_role("link", name="Begin to read").click()
    assert tab.speakers()[:2] == ["Tom Hale", "Anna Reed"]
    page.get_by_role("link", name="Next →").first.click()
    page.wait_for_url("**/read/2")
    page.keyboard.press("p")
    page.wait_for_url("**/read/1")


def test_the_panel_follows(tab: Tab) -> None:
    tab.page.set_viewport_size({"width": 1280, "height": 400})
    page = tab.open("/works/1/read/1")
    assert "Brandt" not in page.locator("#panel").inner_text()
    page.mouse.wheel(0, 5000)
    page.wait_for_function("() => document.getElementById('panel').innerText.includes('Brandt')")
    place = int(re.search(r"place-1=(\d+)", page.evaluate("document.cookie"))[1])  # type: ignore[index]
    assert place > STORY.index("In the evening")
    page.reload()
    assert "Go on reading" in tab.open("/works/1").locator("main").inner_text()


def test_who_scrolls_up_to_the_links_has_not_gone_back(tab: Tab) -> None:
    tab.page.set_viewport_size({"width": 1280, "height": 400})
    tab.page.clock.install()
    page = tab.open("/works/1/read/1")

    def place_after(scroll: str) -> int:
        page.evaluate(f"() => scrollTo(0, {scroll})")
        page.clock.run_for(300)
        page.wait_for_function("() => document.querySelectorAll('#prose .here').length === 1")
        return int(re.search(r"place-1=(\d+)", page.evaluate("document.cookie"))[1])  # type: ignore[index]

    furthest = place_after("document.body.scrollHeight")
    assert furthest > STORY.index("In the evening")
    assert place_after("200") == furthest, "so far on the way"
    assert place_after("0") == furthest
    page.clock.run_for(10_000)
    assert place_after("0") == furthest, "where the links are"
    place_after("200")
    page.clock.run_for(10_000)
    assert place_after("200") < furthest, "has stayed"


def test_a_name_opens_its_card(tab: Tab) -> None:
    page = tab.open("/works/1/read/1")
    page.locator("#prose a.named", has_text="Anna").first.click()
    dialog = page.get_by_role("dialog")
    dialog.wait_for()
    assert "First seen" in dialog.inner_text()
    page.keyboard.press("Escape")
    assert not dialog.is_visible()
    page.locator("#prose a.named", has_text="Tom").first.hover()
    page.locator(".popover").wait_for()
    assert "Tom Hale" in page.locator(".popover").inner_text()


def test_a_claim_leads_to_its_words(tab: Tab) -> None:
    page = tab.open("/works/1/search?q=kettle")
    page.locator(".hits a").first.click()
    page.wait_for_url(re.compile(r"/read/1\?w=\d+&e=\d+#p\d+"))
    marked = page.evaluate("[...CSS.highlights.get('claim')].map((range) => range.toString()).join('')")
    assert "kettle" in marked
    assert " ".join(marked.split()) in " ".join(STORY.split())


def test_a_table_is_filtered(tab: Tab, library: Path, tmp_path: Path) -> None:
    names = [
        "Abel",
        "Boas",
        "Cyrus",
        "Dinah",
        "Esther",
        "Felix",
        "Gideon",
        "Hannah",
        "Isaac",
        "Judith",
        "Keziah",
        "Lemuel",
        "Micah",
        "Naomi",
        "Obed",
    ]
    crowd = tmp_path / "crowd.txt"
    crowd.write_text("\n\n".join(f"“Good morning, all of you,” said {name}." for name in names), encoding="utf-8")
    groundwork, world = read_and_keep(crowd, model="rules")
    with Library.open(library) as shelf:
        work = shelf.store(world, groundwork)
    page = tab.open(f"/works/{work}/cast")
    rows = page.locator("main table").first.locator("tbody tr")
    assert rows.count() == len(names)
    page.get_by_label(re.compile("only rows with", re.I)).first.fill("Keziah")
    page.wait_for_function(
        "() => [...document.querySelectorAll('main tbody tr')].filter((one) => one.offsetParent).length === 1"
    )
    assert "Keziah" in page.locator("tbody tr:visible").first.inner_text()


def test_a_line_is_mended_with_keys_undone_and_stays(tab: Tab) -> None:
    page = tab.open("/works/1/read/1")
    was = tab.speakers()
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog")
    dialog.wait_for()
    choices = [one.strip() for one in dialog.locator(".choices button span").all_inner_texts()]
    other = next(n for n, name in enumerate(choices, 1) if name not in (was[1], "nobody known"))
    page.keyboard.press(str(other))
    page.wait_for_function(
        "name => document.querySelectorAll('#prose a.who')[1].innerText.trim() === name", arg=choices[other - 1]
    )
    assert "said by" in page.locator("#status").inner_text()
    tab.settled()
    page.reload()
    assert tab.speakers()[1] == choices[other - 1]
    page.keyboard.press("u")
    page.wait_for_function("name => document.querySelectorAll('#prose a.who')[1].innerText.trim() === name", arg=was[1])
    tab.settled()
    page.reload()
    assert tab.speakers() == was


def test_doubts_are_settled_with_keys(tab: Tab) -> None:
    page = tab.open("/works/1/doubts")
    n = page.locator(".doubt").count()
    page.keyboard.press("j")
    page.keyboard.press("1")
    page.wait_for_function("n => document.querySelectorAll('.doubt').length < n", arg=n)
    tab.settled()


def test_several_lines_are_ticked_and_given_at_once(tab: Tab) -> None:
    page = tab.open("/works/1/doubts")
    for box in page.locator(".doubt input[type=checkbox]").all()[:2]:
        box.check()
    page.get_by_label("The lines that are ticked are said by").fill("Rose Webb")
    page.keyboard.press("Enter")
    page.locator("#status", has_text="2 lines: said by Rose Webb").wait_for()
    tab.settled()
    names = [name for part in (1, 2) for name in tab.open(f"/works/1/read/{part}").locator("a.who").all_inner_texts()]
    assert "Rose Webb" in map(str.strip, names)


def test_people_are_joined_on_a_card(tab: Tab) -> None:
    page = tab.open("/works/1/read/2")
    page.locator("#prose a.named", has_text="Rose").first.click()
    page.get_by_role("dialog").wait_for()
    page.get_by_text("Correct", exact=True).click()
    page.get_by_label("The same person as").fill("Anna Reed")
    page.get_by_role("button", name="Join").click()
    page.locator("#status", has_text="Anna Reed is Rose Webb").wait_for()
    tab.settled()
    assert "Anna Reed" not in tab.open("/works/1/cast").locator("tbody th").all_inner_texts()


def test_two_tabs_see_what_either_corrects(browser: Any, server: Server) -> None:
    context = browser.new_context()
    context.add_cookies([{"name": "scope", "value": "all", "url": server.address}])
    one, other = Tab(context, server), Tab(context, server)
    one.open("/works/1/read/1")
    other.open("/works/1/read/1")
    for tab, key in ((one, "c"), (other, "C")):
        tab.page.keyboard.press(key)
        tab.page.locator("#status", has_text="scene begins at").wait_for()
    other.open("/works/1/doubts")
    one.settled()
    one.page.evaluate("window.dispatchEvent(new Event('focus'))")
    one.page.wait_for_function(
        "() => fetch('/works/1/state').then((it) => it.json()).then((it) => it.version === document.body.dataset.version)"
    )
    context.close()
    assert one.troubles == other.troubles == []


def test_without_a_script_the_book_can_be_read_and_mended(browser: Any, server: Server) -> None:
    context = browser.new_context(java_script_enabled=False)
    context.add_cookies([{"name": "scope", "value": "all", "url": server.address}])
    page = context.new_page()
    page.goto(server.address + "/works/1/read/1")
    assert "You are late" in page.locator("#prose").inner_text()
    page.locator("#prose a.who").first.click()
    page.get_by_role("button", name="Anna Reed").first.click()
    page.wait_for_url("**/read/1#p*")
    assert page.locator("#prose a.who").first.inner_text().strip() == "Anna Reed"
    page.goto(server.address + "/works/1/cast")
    assert "Anna Reed" in page.locator("table").first.inner_text()
    context.close()


@pytest.mark.parametrize("round_", range(5))
def test_a_server_that_is_killed_loses_nothing(server: Server, library: Path, story: Path, round_: int) -> None:
    import http.client

    host = server.address.removeprefix("http://")
    kept: list[str] = []
    deadline = time.monotonic() + 0.4 + 0.35 * round_
    while time.monotonic() < deadline:
        name = f"Person {len(kept)}"
        connection = http.client.HTTPConnection(host, timeout=10)
        connection.request(
            "POST", "/works/1/corrections", f"do=alias&name=Anna+Reed&alias={name.replace(' ', '+')}",
            {"Origin": server.address, "Accept": "application/json", "Content-Type": "application/x-www-form-urlencoded"},
        )  # fmt: skip
        if connection.getresponse().status == 200:
            kept.append(name)
        connection.close()
    server.stop(signal.SIGKILL)
    text = story.with_name("kettle.cast.toml").read_text(encoding="utf-8") if kept else ""
    assert all(f'"{name}"' in text for name in kept)
    with Library.open(library) as shelf:
        world = shelf.load(1)
        assert world.text == STORY
        assert shelf._connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    server.start()
    assert server.stop() in (0, 130)


# -- for everybody ----------------------------------------------------------------------------------------------------

PAGES = [
    *(
        "/",
        "/works/1",
        "/works/1/read/1",
        "/works/1/doubts",
        "/works/1/corrections",
        "/works/1/search?q=letter",
        "/works/9",
    ),
    *(
        "/works/1/who/0",
        f"/works/1/lines/{STORY.index('“You are late,”')}",
        *(f"/works/1/{view.key}" for view in PAGE_VIEWS),
    ),
]


@pytest.mark.parametrize(("width", "theme"), [(1280, "light"), (390, "dark")])
def test_pages_can_be_used_by_everybody(browser: Any, server: Server, width: int, theme: str) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    context = browser.new_context(
        viewport={"width": width, "height": 844}, color_scheme=theme, reduced_motion="reduce", bypass_csp=True
    )
    context.add_cookies([{"name": "scope", "value": "all", "url": server.address}])
    page = context.new_page()
    found = []
    for address in PAGES:
        page.goto(server.address + address)
        page.wait_for_timeout(150)
        violations = axe.run(page).response["violations"]
        grave = [one for one in violations if one["impact"] in ("serious", "critical")]
        found += [(address, one["id"], one["nodes"][0]["html"][:200]) for one in grave]
        wide = page.evaluate("document.documentElement.scrollWidth")
        if wide > width:
            found.append((address, "wider than the screen", str(wide)))
    context.close()
    assert found == []


def test_the_keys_go_round_the_page(tab: Tab) -> None:
    page = tab.open("/works/1/read/1")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.innerText") == "Skip to the page"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    page.keyboard.press("?")
    assert "who says it?" in page.get_by_role("dialog").inner_text()


def test_a_browser_is_needed_where_it_is_asked_for() -> None:
    assert CHROMIUM is not None or not os.environ.get("FABULA_NEEDS_BROWSER")
