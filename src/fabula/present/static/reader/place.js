// Where the reader is: the panel that follows, the place that is kept, and the words that a link was about.

import { $, $$, base, work } from "./page.js";

const SETTLED = 140;  // milliseconds without scrolling
const STAYED = 4000;  // milliseconds
const LINE = 0.4;  // of the window's height from its top: what stands there is read
const LONG = 10_000_000;  // seconds

const asked = new URLSearchParams(location.search);
let told = null, paragraph = null, settling, goingBack;

export const paragraphHere = () => paragraph;

// Returns the last paragraph that begins above the line, or the first.
function find() {
  const all = $$("#prose > .story");
  const paragraphs = all.length ? all : $$("#prose > [data-at]");
  let low = 0, high = paragraphs.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (paragraphs[middle].getBoundingClientRect().top > innerHeight * LINE) high = middle;
    else low = middle + 1;
  }
  return paragraphs[Math.max(0, low - 1)] || null;
}

async function follow() {
  const panel = $("#panel"), found = $("#prose") && find();
  if (!panel || !found) return;
  paragraph?.classList.remove("here");
  paragraph = found;
  paragraph.classList.add("here");
  const atEnd = innerHeight + scrollY >= document.documentElement.scrollHeight - 4;
  const offset = Number(atEnd ? $("#prose").dataset.end : found.dataset.end || found.dataset.at);
  if (offset === told) return;
  told = offset;
  if (!asked.has("w")) keep(offset);
  const answer = await fetch(`${base}/here/${offset}`).catch(() => null);
  if (!answer?.ok || offset !== told) return;
  const was = panel.classList.contains("open");
  panel.innerHTML = await answer.text();  // our own template, everything in it escaped
  addOpener(panel, was);
}

// Who looks a passage up has not read on to it: such a page does not move the place. Nor has gone back who scrolls up to
// the links at the head of the page: the place goes back only where somebody stays.
function keep(offset) {
  clearTimeout(goingBack);
  const write = () => { document.cookie = `place-${work}=${offset}; path=/; max-age=${LONG}; samesite=strict`; };
  if (offset >= kept()) write();
  else if (scrollY > innerHeight / 4) goingBack = setTimeout(write, STAYED);
}

function kept() {
  const pair = document.cookie.split("; ").find((one) => one.startsWith(`place-${work}=`));
  return pair ? Number(pair.split("=")[1]) : 0;
}

// On a small screen the panel is one line at its foot, a button that opens the rest.
function addOpener(panel, isOpen) {
  const button = document.createElement("button");
  button.className = "opener";
  button.type = "button";
  button.append(Object.assign(document.createElement("strong"), { textContent: "As of here" }), " ", $(".glance", panel)?.textContent || "");
  const set = (open) => {
    panel.classList.toggle("open", open);
    button.setAttribute("aria-expanded", String(open));
  };
  button.addEventListener("click", () => set(!panel.classList.contains("open")));
  set(isOpen);
  panel.prepend(button);
}

document.addEventListener("keydown", (event) => {
  const opener = event.key === "Escape" && $(".panel.open > .opener");
  if (!opener || !opener.checkVisibility()) return;
  opener.click();
  opener.focus();
});

// Marks the exact words from ?w= to &e=, both offsets into the whole text, which count code points.
function markWords() {
  if (!window.CSS?.highlights || !asked.has("e")) return;
  const start = Number(asked.get("w")), end = Number(asked.get("e"));
  const block = $$("#prose > [data-at]").filter((one) => Number(one.dataset.at) <= start).pop();
  if (!block || !(end > start)) return;
  const walker = document.createTreeWalker($("#prose"), NodeFilter.SHOW_TEXT, (node) =>
    node.parentElement.closest(".who, .tagline, .scene-mark") ? NodeFilter.FILTER_REJECT : NodeFilter.FILTER_ACCEPT);
  walker.currentNode = block;
  const range = document.createRange();
  let at = Number(block.dataset.at), begun = false, node;
  while (at < end && (node = walker.nextNode())) {
    const holder = node.parentElement.closest("[data-at]");
    if (!holder) continue;
    at = Math.max(at, Number(holder.dataset.at));
    const letters = [...node.data], unit = (n) => letters.slice(0, Math.max(0, n)).join("").length;
    if (!begun && at + letters.length > start) {
      range.setStart(node, unit(start - at));
      begun = true;
    }
    if (begun) range.setEnd(node, unit(Math.min(end - at, letters.length)));
    at += letters.length;
  }
  if (begun) CSS.highlights.set("claim", new Highlight(range));
}

function begin() {
  if (!$("#prose")) return;
  const panel = $("#panel");
  if (panel && !$(".opener", panel)) addOpener(panel, false);
  paragraph = told = null;
  markWords();
  follow();
}

document.addEventListener("renewed", begin);
addEventListener("scroll", () => { clearTimeout(settling); settling = setTimeout(follow, SETTLED); }, { passive: true });
begin();
