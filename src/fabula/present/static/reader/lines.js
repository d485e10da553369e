// The line, or the doubt, that keys are about: going from one to the next, and saying who says it.

import { dialog, open } from "./cards.js";
import { $, $$, base, say, send } from "./page.js";
import { paragraphHere } from "./place.js";

let current = null;

const isDoubt = () => Boolean(current?.matches(".doubt"));
const all = () => ($(".queue") ? $$(".queue .doubt") : $$("#prose q[id]"));

function choose(line, scrolls) {
  $$(".chosen").forEach((one) => one.classList.remove("chosen"));
  current = line;
  if (!line) return;
  const pieces = line.dataset.start ? $$(`#prose q[data-start="${line.dataset.start}"]`) : [line];  // one a paragraph
  pieces.forEach((one) => one.classList.add("chosen"));
  if (isDoubt()) line.focus({ preventScroll: true });
  const box = line.getBoundingClientRect();
  if (scrolls && (box.top < 80 || box.bottom > innerHeight - 80)) line.scrollIntoView({ block: "center" });
}

export function move(by) {
  const lines = all();
  let place = lines.indexOf(current);
  if (place < 0) {
    place = lines.findIndex((one) => one.getBoundingClientRect().top > 60);
    if (place < 0) place = lines.length;
    if (by > 0) place -= 1;
  }
  if (lines.length) choose(lines[Math.max(0, Math.min(lines.length - 1, place + by))], true);
}

// Asks who says the current line: in a dialog, or among the doubts where the answer is typed.
export function ask() {
  if (isDoubt()) $("input[name=typed]", current).focus();
  else if (current) open(`${base}/lines/${current.dataset.start}`);
}

// Gives a line to the one of a number in the list of who may say it.
export async function give(number) {
  if (!dialog.open && current && !isDoubt()) await open(`${base}/lines/${current.dataset.start}`);
  const root = dialog.open ? dialog : current;
  if (root) $(`.choices button[data-key="${number}"]`, root)?.click();
}

export function tick() {
  if (isDoubt()) $("input[type=checkbox]", current).click();
}

export function tickSame() {
  if (!isDoubt()) return;
  const same = $$(".doubt").filter((one) => one.dataset.speaker === current.dataset.speaker);
  same.forEach((one) => { $("input[type=checkbox]", one).checked = true; });
  say(`${same.length} lines ticked`);
  $("#typed-several").focus();
}

export function beginScene(begins) {
  const from = current?.closest(".story") || paragraphHere();
  if (from?.matches(".story")) send(`${base}/corrections`, new URLSearchParams({ do: "scene", at: from.dataset.at, begins }));
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.matches("form.mend")) return;
  event.preventDefault();
  const fields = new URLSearchParams(new FormData(form, event.submitter));
  if (form.id === "several" && !fields.has("lines")) {
    say("Tick the lines first.");
    return;
  }
  if (event.submitter?.name === "who") fields.delete("typed");
  const next = form.closest(".doubt")?.nextElementSibling;
  if (next) current = next;
  send(form.getAttribute("action"), fields);
});

document.addEventListener("renewed", () => choose(current && document.getElementById(current.id), isDoubt()));
