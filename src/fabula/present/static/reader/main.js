// The server's pages without this script can be read, asked and corrected by links and forms. It adds cards over the
// text, the panel that follows, keys, and corrections that are shown without a new page.

import { help } from "./keys.js";
import { $, $$, followUp, sayWhatWasKept, work } from "./page.js";

document.body.classList.add("scripted");
$(".views [aria-current]")?.scrollIntoView({ block: "nearest", inline: "center" });
sayWhatWasKept();

// What opens over the page is closed by Escape, and by a click beside it; the contents open where the reader is.
const POPUPS = ".settings[open], .turn .contents[open]";
document.addEventListener("toggle", (event) => $("[aria-current]", event.target)?.scrollIntoView({ block: "nearest" }), true);
document.addEventListener("keydown", (event) => {
  const popup = event.key === "Escape" && $(POPUPS);
  if (!popup) return;
  popup.open = false;
  $("summary", popup).focus();
});
document.addEventListener("click", (event) => {
  for (const popup of $$(POPUPS)) if (!popup.contains(event.target)) popup.open = false;
});

if (work) {
  const keys = $("[data-keys]");
  keys.hidden = false;
  keys.addEventListener("click", help);
  if (document.body.dataset.busy) followUp();
  addEventListener("focus", followUp);  // another tab may have corrected something
  document.addEventListener("visibilitychange", () => { if (!document.hidden) followUp(); });
}
