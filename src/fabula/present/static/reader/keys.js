// What keys do.

import { dialog, show } from "./cards.js";
import { ask, beginScene, give, move, tick, tickSame } from "./lines.js";
import { $, step, work } from "./page.js";

const KEYS = new Map([
  ["j", ["the next line", () => move(1)]],
  ["k", ["the line before", () => move(-1)]],
  ["Enter", ["who says it?", ask]],
  ["1–9", ["the first to the ninth of the list says it"]],
  ["0", ["nobody known says it", () => give(0)]],
  ["x", ["doubts: tick a line", tick]],
  ["a", ["doubts: tick all lines of the same speaker", tickSame]],
  ["c", ["a scene begins with this paragraph", () => beginScene(true)]],
  ["C", ["no scene begins with this paragraph", () => beginScene(false)]],
  ["u", ["undo", () => step("undo")]],
  ["U", ["redo", () => step("redo")]],
  ["n", ["the next part", () => turn("next")]],
  ["p", ["the part before", () => turn("prev")]],
  ["/", ["search", () => $("#q").focus()]],
  ["?", ["these keys", help]],
]);

function turn(which) {
  const link = $(`a[rel="${which}"]`);
  if (link) location.href = link.href;
}

export function help() {
  const list = document.createElement("dl");
  list.className = "keys-list";
  for (const [key, [words]] of KEYS) {
    const term = document.createElement("dt"), cap = document.createElement("kbd"), told = document.createElement("dd");
    cap.textContent = key;
    term.append(cap);
    told.textContent = words;
    list.append(term, told);
  }
  show([Object.assign(document.createElement("h1"), { textContent: "Keys" }), list]);
}

const isTyping = (target) => target.matches("input:not([type=checkbox], [type=radio], [type=range]), textarea, select");

document.addEventListener("keydown", (event) => {
  if (!work || event.ctrlKey || event.metaKey || event.altKey) return;
  if (isTyping(event.target)) {
    if (event.key === "Escape") event.target.blur();
    return;
  }
  if (event.key === "Enter" && event.target.matches("a, button, summary, input")) return;  // it has a meaning of its own
  const isNumber = /^[0-9]$/.test(event.key);
  if (dialog.open && !isNumber) return;
  const act = isNumber ? () => give(event.key) : KEYS.get(event.key)?.[1];
  if (!act) return;
  event.preventDefault();
  act();
});
