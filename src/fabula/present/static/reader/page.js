// The page and its work: finding elements, saying things, and showing a newer state of the world in place.

export const $ = (selector, root = document) => root.querySelector(selector);
export const $$ = (selector, root = document) => [...root.querySelectorAll(selector)];
export const work = document.body.dataset.work;
export const base = work ? `/works/${work}` : "";

const MANY = 5000, MORE = 12000;  // milliseconds that words stay; longer with a button
const AGAIN = 400;  // milliseconds between two questions whether the rest has followed
const RESOLVING = "Resolving the rest anew …";
const status = $("#status");
let clearing;

export function say(words, button) {
  status.textContent = words;
  if (button) status.append(button);
  clearTimeout(clearing);
  if (words && !words.endsWith("…")) clearing = setTimeout(() => { status.textContent = ""; }, button ? MORE : MANY);
}

function undoButton() {
  const button = document.createElement("button");
  button.textContent = "Undo";
  button.addEventListener("click", () => step("undo"));
  return button;
}

// -- a newer state ----------------------------------------------------------------------------------------------------

// A view with a script of its own begins anew with the page; the text and the doubts stay where the reader is. What
// knows elements of the page hears "renewed" and looks for them again.
export async function renew(words, undoable) {
  if (!$("#prose, .queue")) {
    if (words) sessionStorage.setItem("said", JSON.stringify([words, undoable]));
    location.reload();
    return;
  }
  const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
  if (!answer.ok) return;
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
  const main = $("#main", fresh);
  if (!main) return;
  const focused = document.activeElement?.id, panel = $("#panel");
  if (panel) $("#panel", main)?.replaceWith(panel);  // it stands where the reader is
  $("#main").replaceChildren(...main.childNodes);
  document.body.dataset.version = fresh.body.dataset.version || "";
  if (focused) document.getElementById(focused)?.focus({ preventScroll: true });
  document.dispatchEvent(new CustomEvent("renewed"));
  if (words) say(words, undoable && undoButton());
}

let following = false;

// Shows what follows from a correction, until nothing more will.
export async function followUp() {
  if (following || !work) return;
  following = true;
  try {
    for (;;) {
      const answer = await fetch(`${base}/state`, { headers: { Accept: "application/json" } });
      if (!answer.ok) break;
      const state = await answer.json();
      if (state.version !== document.body.dataset.version) {
        const done = state.problem ? `The rest could not be resolved anew: ${state.problem}` : "The rest follows from it now.";
        await renew(state.busy ? "" : done);
      }
      if (!state.busy) break;
      if (!status.textContent) say(RESOLVING);
      await new Promise((done) => setTimeout(done, AGAIN));
    }
  } catch {
    say("fabula does not answer. Is `fabula serve` still running?");
  } finally {
    following = false;
    if (status.textContent === RESOLVING) say("");
  }
}

// -- corrections ------------------------------------------------------------------------------------------------------

export async function send(path, fields) {
  let answer;
  try {
    answer = await fetch(path, { method: "POST", headers: { Accept: "application/json" }, body: fields });
  } catch {
    say("Not kept: fabula does not answer. Is `fabula serve` still running?");
    return;
  }
  const told = await answer.json().catch(() => ({ error: "no answer that could be read" }));
  if (!answer.ok) {
    say(`Not done: ${told.error}`);
    return;
  }
  document.dispatchEvent(new CustomEvent("corrected"));
  await renew(told.label, !path.endsWith("/undo"));
  followUp();
}

export const step = (which) => send(`${base}/${which}`, new URLSearchParams());

// Says what was to be said when the page was loaded anew.
export function sayWhatWasKept() {
  const said = sessionStorage.getItem("said");
  sessionStorage.removeItem("said");
  if (!said) return;
  const [words, undoable] = JSON.parse(said);
  say(words, undoable && undoButton());
}
