"use strict";
// The server's pages without this script can be read, asked and corrected by links and forms. It adds cards over the text,
// the panel that follows, keys, and corrections that are shown without a new page.
(() => {
  const body = document.body, work = body.dataset.work;
  const base = work ? "/works/" + work : "";
  const status = document.getElementById("status");
  const $ = (selector, root = document) => root.querySelector(selector);
  const $$ = (selector, root = document) => [...root.querySelectorAll(selector)];
  body.classList.add("scripted");

  function say(words, undoable) {
    status.textContent = words;
    if (undoable) {
      const button = document.createElement("button");
      button.textContent = "Undo";
      button.addEventListener("click", () => step("undo"));
      status.append(button);
    }
    clearTimeout(say.timer);
    if (words && !words.endsWith("…")) say.timer = setTimeout(() => { status.textContent = ""; }, undoable ? 12000 : 5000);
  }

  // -- the page made anew -------------------------------------------------------------------------------------------

  // A view with a script of its own begins anew with the page; the text and the doubts stay where the reader is.
  const stays = () => $("#prose") || $(".queue");

  async function refresh(words, undoable) {
    if (!stays()) {
      if (words) sessionStorage.setItem("said", JSON.stringify([words, undoable]));
      location.reload();
      return;
    }
    const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
    if (!answer.ok) return;
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
    const focused = document.activeElement && document.activeElement.id;
    const chosen = current && current.id;
    const panel = $("#panel"), next = $("#main", fresh);
    if (!next) return;
    if (panel && $("#panel", next)) $("#panel", next).replaceWith(panel);  // it stands where the reader is
    $("#main").replaceChildren(...next.childNodes);
    body.dataset.version = fresh.body.dataset.version || "";
    prepare();
    if (focused && document.getElementById(focused)) document.getElementById(focused).focus({ preventScroll: true });
    current = chosen ? document.getElementById(chosen) : null;
    mark();
    lastHere = -1;
    follow();
    if (words) say(words, undoable);
  }

  let polling = false;
  async function poll() {
    if (polling || !work) return;
    polling = true;
    try {
      for (;;) {
        const answer = await fetch(base + "/state", { headers: { Accept: "application/json" } });
        if (!answer.ok) break;
        const state = await answer.json();
        if (state.version !== body.dataset.version) {
          const done = state.problem ? "The rest could not be resolved anew: " + state.problem : "The rest follows from it now.";
          await refresh(state.busy ? "" : done);
        }
        if (!state.busy) break;
        if (!status.textContent) say("Resolving the rest anew …");
        await new Promise((done) => setTimeout(done, 400));
      }
    } catch (error) {
      say("fabula does not answer. Is `fabula serve` still running?");
    } finally {
      polling = false;
      if (status.textContent.startsWith("Resolving the rest")) say("");
    }
  }

  async function send(path, fields) {
    let answer;
    try {
      answer = await fetch(path, { method: "POST", headers: { Accept: "application/json" }, body: fields });
    } catch (error) {
      say("Not kept: fabula does not answer. Is `fabula serve` still running?");
      return false;
    }
    const told = await answer.json().catch(() => ({ error: "no answer that could be read" }));
    if (!answer.ok) {
      say("Not done: " + told.error);
      return false;
    }
    closeAll();
    await refresh(told.label, !path.endsWith("undo"));
    poll();
    return true;
  }

  const step = (which) => send(base + "/" + which, new URLSearchParams());

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.matches("form.mend")) return;
    event.preventDefault();
    const fields = new URLSearchParams(new FormData(form, event.submitter));
    if (form.id === "several" && !fields.has("lines")) { say("Tick the lines first."); return; }
    if (event.submitter && event.submitter.name === "who") fields.delete("typed");
    const next = form.closest(".doubt") && form.closest(".doubt").nextElementSibling;
    if (next) current = next;
    send(form.getAttribute("action"), fields);
  });

  // -- cards and lines ----------------------------------------------------------------------------------------------

  const dialog = document.createElement("dialog");
  dialog.setAttribute("aria-label", "Card");
  body.append(dialog);
  const popover = document.createElement("div");
  popover.className = "popover";
  popover.hidden = true;
  body.append(popover);

  function closeAll() {
    if (dialog.open) dialog.close();
    popover.hidden = true;
  }

  async function piece(address) {
    const answer = await fetch(address + (address.includes("?") ? "&" : "?") + "fragment=1");
    return answer.ok ? answer.text() : null;
  }

  async function open(address) {
    const html = await piece(address);
    if (html === null) { location.href = address; return; }
    popover.hidden = true;
    show(new DOMParser().parseFromString(html, "text/html").body.childNodes);
  }

  function show(nodes) {
    const close = document.createElement("button");
    close.className = "close";
    close.textContent = "Close";
    close.addEventListener("click", () => dialog.close());
    dialog.replaceChildren(...nodes, close);
    const title = $("h1", dialog);
    if (title) { title.id = "dialog-title"; dialog.setAttribute("aria-labelledby", title.id); }
    if (!dialog.open) dialog.showModal();
    const first = $(".choices button", dialog) || close;
    first.focus();
  }

  const isCard = (link) => /^\/works\/\d+\/(who|lines)\/\d+$/.test(link.pathname) && link.origin === location.origin;

  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[href]");
    if (event.target === dialog) { dialog.close(); return; }
    if (!link || event.metaKey || event.ctrlKey || event.shiftKey || event.button) return;
    if (isCard(link)) {
      event.preventDefault();
      open(link.href);
    } else if (link.dataset.end && link.searchParams === undefined) {
      const to = new URL(link.href);
      to.searchParams.set("e", link.dataset.end);
      link.href = to;
      if (dialog.open && to.pathname === location.pathname) dialog.close();
    }
  });

  let waiting;
  document.addEventListener("pointerover", (event) => {
    const link = event.pointerType === "mouse" && event.target.closest("a.named");
    clearTimeout(waiting);
    if (!link) {
      if (!popover.hidden && !event.target.closest(".popover")) waiting = setTimeout(() => { popover.hidden = true; }, 250);
      return;
    }
    waiting = setTimeout(async () => {
      const html = await piece(link.href);
      if (html === null) return;
      popover.replaceChildren(...new DOMParser().parseFromString(html, "text/html").body.childNodes);
      const box = link.getBoundingClientRect();
      popover.hidden = false;
      const left = Math.min(box.left, document.documentElement.clientWidth - popover.offsetWidth - 12);
      const above = box.bottom + popover.offsetHeight + 12 > innerHeight && box.top > popover.offsetHeight;
      popover.style.left = Math.max(8, left) + scrollX + "px";
      popover.style.top = (above ? box.top - popover.offsetHeight - 8 : box.bottom + 6) + scrollY + "px";
    }, 320);
  });

  // -- where the reader is ------------------------------------------------------------------------------------------

  let lastHere = -1, shownHere = null;
  function paragraphHere() {
    const line = innerHeight * 0.4;
    let found = null;
    for (const one of $$("#prose > [data-at]")) {
      if (one.getBoundingClientRect().top > line) break;
      found = one;
    }
    return found || $("#prose > [data-at]");
  }

  async function follow() {
    const paragraph = $("#prose") && paragraphHere();
    if (!paragraph) return;
    if (shownHere !== paragraph) {
      if (shownHere) shownHere.classList.remove("here");
      paragraph.classList.add("here");
      shownHere = paragraph;
    }
    const atEnd = innerHeight + scrollY >= document.documentElement.scrollHeight - 4;
    const offset = Number(atEnd ? $("#prose").dataset.end : paragraph.dataset.end || paragraph.dataset.at);
    if (offset === lastHere) return;
    lastHere = offset;
    document.cookie = "place-" + work + "=" + offset + "; path=/; max-age=10000000; samesite=strict";
    const answer = await fetch(base + "/here/" + offset).catch(() => null);
    if (!answer || !answer.ok || offset !== lastHere) return;
    const panel = $("#panel"), was = panel.classList.contains("open");
    panel.innerHTML = await answer.text();  // our own template, everything in it escaped
    opener(panel, was);
  }

  function opener(panel, isOpen) {
    const button = document.createElement("button");
    button.className = "opener";
    const set = (open) => {
      panel.classList.toggle("open", open);
      button.textContent = open ? "Less" : "More";
      button.setAttribute("aria-expanded", String(open));
    };
    button.addEventListener("click", () => set(!panel.classList.contains("open")));
    set(isOpen);
    panel.prepend(button);
  }

  let settling;
  addEventListener("scroll", () => { clearTimeout(settling); settling = setTimeout(follow, 140); }, { passive: true });

  // Marks the exact words that a link was about: from ?w= to &e=, both offsets into the whole text.
  function markWords() {
    if (!window.CSS || !CSS.highlights) return;
    const asked = new URLSearchParams(location.search);
    const start = Number(asked.get("w")), end = Number(asked.get("e"));
    const block = $$("#prose > [data-at]").filter((one) => Number(one.dataset.at) <= start).pop();
    if (!block || !(end > start)) return;
    const walker = document.createTreeWalker($("#prose"), NodeFilter.SHOW_TEXT, {
      acceptNode: (node) => node.parentElement.closest(".who, .tagline, .scene-mark") ? NodeFilter.FILTER_REJECT : NodeFilter.FILTER_ACCEPT,
    });
    walker.currentNode = block;
    const points = (text) => [...text].length;  // offsets count code points
    let at = Number(block.dataset.at), node;
    const range = document.createRange();
    let begun = false;
    while ((node = walker.nextNode()) && at < end) {
      const holder = node.parentElement.closest("[data-at]");
      if (!holder) continue;
      if (Number(holder.dataset.at) > at) at = Number(holder.dataset.at);
      const letters = [...node.data];
      const unit = (n) => letters.slice(0, Math.max(0, n)).join("").length;
      if (!begun && at + letters.length > start) { range.setStart(node, unit(start - at)); begun = true; }
      if (begun) range.setEnd(node, unit(Math.min(end - at, letters.length)));
      at += points(node.data);
    }
    if (begun) CSS.highlights.set("claim", new Highlight(range));
  }

  // -- keys ---------------------------------------------------------------------------------------------------------

  let current = null;  // the line, or the doubt, that keys are about
  const lines = () => $$(".queue .doubt").length ? $$(".queue .doubt") : $$("#prose q[data-start]");

  function mark() {
    $$(".chosen").forEach((one) => one.classList.remove("chosen"));
    if (!current) return;
    current.classList.add("chosen");
    if (current.matches(".doubt")) current.focus({ preventScroll: true });
    const box = current.getBoundingClientRect();
    if (box.top < 80 || box.bottom > innerHeight - 80) current.scrollIntoView({ block: "center" });
  }

  function move(by) {
    const all = lines();
    if (!all.length) return;
    let place = all.indexOf(current);
    if (place < 0) {
      place = all.findIndex((one) => one.getBoundingClientRect().top > 60);
      place = by > 0 ? place - 1 : place;
    }
    current = all[Math.max(0, Math.min(all.length - 1, place + by))];
    if (!current.id) current.id = "q" + current.dataset.start;
    mark();
  }

  const address = (quote) => base + "/lines/" + (quote.dataset.start || quote.dataset.line.split("-")[0]);

  async function choose(key) {
    const root = dialog.open ? dialog : current && current.matches(".doubt") ? current : null;
    if (!root && current) await open(address(current));
    const button = $(`.choices button[data-key="${key}"]`, root || dialog);
    if (button && (root || dialog.open)) button.click();
  }

  function sceneHere(begins) {
    const all = $$("#prose > .story"), from = (current && current.closest(".story")) || shownHere;
    const paragraph = all.find((one) => one === from || (from && from.compareDocumentPosition(one) & Node.DOCUMENT_POSITION_FOLLOWING));
    if (paragraph) send(base + "/corrections", new URLSearchParams({ do: "scene", at: paragraph.dataset.at, begins: String(begins) }));
  }

  const KEYS = {
    j: ["the next line", () => move(1)],
    k: ["the line before", () => move(-1)],
    Enter: ["who says it?", () => current && (current.matches(".doubt") ? $("input[name=typed]", current).focus() : open(address(current)))],
    "1–9": ["it is said by the first, second … of the list"],
    0: ["nobody known says it", () => choose("0")],
    x: ["tick a line of the list of doubts", () => current && $("input[type=checkbox]", current) && $("input[type=checkbox]", current).click()],
    a: ["tick all lines of the list that are read as said by the same", tickSame],
    c: ["a scene begins with this paragraph", () => sceneHere(true)],
    C: ["no scene begins with this paragraph", () => sceneHere(false)],
    u: ["undo", () => step("undo")],
    U: ["redo", () => step("redo")],
    n: ["the next part", () => turn("next")],
    p: ["the part before", () => turn("prev")],
    "/": ["search", () => $("#q").focus()],
    "?": ["these keys", help],
  };

  function tickSame() {
    if (!current || !current.matches(".doubt")) return;
    const all = $$(".doubt").filter((one) => one.dataset.speaker === current.dataset.speaker);
    all.forEach((one) => { $("input[type=checkbox]", one).checked = true; });
    say(all.length + " lines ticked");
    $("#typed-several").focus();
  }

  function turn(which) {
    const link = $(`a[rel="${which}"]`);
    if (link) location.href = link.href;
  }

  function help() {
    const title = document.createElement("h1");
    title.textContent = "Keys";
    const list = document.createElement("dl");
    list.className = "keys-list";
    for (const [key, [words]] of Object.entries(KEYS)) {
      const term = document.createElement("dt"), told = document.createElement("dd"), cap = document.createElement("kbd");
      cap.textContent = key;
      term.append(cap);
      told.textContent = words;
      list.append(term, told);
    }
    show([title, list]);
  }

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || !work) return;
    if (event.target.matches("input:not([type=checkbox]):not([type=radio]), textarea, select")) {
      if (event.key === "Escape") event.target.blur();
      return;
    }
    if (event.key === "Enter" && event.target.matches("a, button, summary")) return;
    if (/^[1-9]$/.test(event.key)) { event.preventDefault(); choose(event.key); return; }
    const known = Object.hasOwn(KEYS, event.key) && KEYS[event.key][1];
    if (!known || (dialog.open && event.key !== "0")) return;
    event.preventDefault();
    known();
  });

  // -- begin --------------------------------------------------------------------------------------------------------

  function prepare() {
    const panel = $("#panel");
    if (panel && !$(".opener", panel)) opener(panel, false);
    const keys = $("[data-keys]");
    if (keys) { keys.hidden = !work; keys.onclick = help; }
    markWords();
  }
  prepare();
  const said = sessionStorage.getItem("said");
  sessionStorage.removeItem("said");
  if (said) say(...JSON.parse(said));
  if (work) {
    if ($("#prose")) follow();
    if (body.dataset.busy) poll();
    addEventListener("focus", poll);  // another tab may have corrected something
    document.addEventListener("visibilitychange", () => { if (!document.hidden) poll(); });
  }
})();
