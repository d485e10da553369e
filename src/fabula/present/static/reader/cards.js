// Cards of persons and lines, over the page: in a dialog when followed, beside a name when a mouse rests on it.

import { $ } from "./page.js";

const REST = 320, LEAVE = 250;  // milliseconds

export const dialog = document.createElement("dialog");
const popover = document.createElement("div");
popover.className = "popover";
popover.hidden = true;
document.body.append(dialog, popover);

async function piece(address) {
  const answer = await fetch(address + (address.includes("?") ? "&" : "?") + "fragment=1").catch(() => null);
  return answer?.ok ? new DOMParser().parseFromString(await answer.text(), "text/html").body.childNodes : null;
}

export async function open(address) {
  const nodes = await piece(address);
  if (nodes) show(nodes);
  else location.href = address;
}

export function show(nodes) {
  const close = document.createElement("button");
  close.className = "close";
  close.textContent = "Close";
  close.addEventListener("click", () => dialog.close());
  popover.hidden = true;
  dialog.replaceChildren(...nodes, close);
  const title = $("h1", dialog);
  title.id = "dialog-title";
  dialog.setAttribute("aria-labelledby", title.id);
  if (!dialog.open) dialog.showModal();
  ($(".choices button", dialog) || close).focus();
}

export function closeAll() {
  if (dialog.open) dialog.close();
  popover.hidden = true;
}

const isCard = (link) => link.origin === location.origin && /^\/works\/\d+\/(who|lines)\/\d+$/.test(link.pathname);

document.addEventListener("click", (event) => {
  if (event.target === dialog) dialog.close();  // what is in it lies over it: this is the backdrop
  const link = event.target.closest("a[href]");
  if (!link || event.metaKey || event.ctrlKey || event.shiftKey || event.button) return;
  if (isCard(link)) {
    event.preventDefault();
    open(link.href);
  } else if (link.dataset.end) {
    const to = new URL(link.getAttribute("href"), location.href);  // an SVG's link has no plain href
    to.searchParams.set("e", link.dataset.end);
    link.setAttribute("href", to.href);
    if (to.pathname === location.pathname) closeAll();
  }
});

document.addEventListener("corrected", closeAll);

// -- beside a name ----------------------------------------------------------------------------------------------------

let waiting;

document.addEventListener("pointerover", (event) => {
  if (event.pointerType !== "mouse" || dialog.open) return;
  clearTimeout(waiting);
  const link = event.target.closest("a.named");
  if (link) waiting = setTimeout(() => peek(link), REST);
  else if (!popover.hidden && !event.target.closest(".popover")) waiting = setTimeout(() => { popover.hidden = true; }, LEAVE);
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  clearTimeout(waiting);
  popover.hidden = true;
});

async function peek(link) {
  const nodes = await piece(link.href);
  if (!nodes || !link.isConnected || dialog.open) return;
  popover.replaceChildren(...nodes);
  popover.hidden = false;
  const box = link.getBoundingClientRect(), width = document.documentElement.clientWidth;
  const above = box.bottom + popover.offsetHeight + 12 > innerHeight && box.top > popover.offsetHeight;
  popover.style.left = `${Math.max(8, Math.min(box.left, width - popover.offsetWidth - 12)) + scrollX}px`;
  popover.style.top = `${(above ? box.top - popover.offsetHeight - 6 : box.bottom + 4) + scrollY}px`;
}
