"use strict";
// Marks the exact words of the claim that was followed; without it the page still jumps to their paragraph.
(() => {
  const prose = document.getElementById("prose");
  if (!prose || !window.CSS || !CSS.highlights) return;

  // Walks forward from an anchor over the text that is the story's own, not the speakers' labels.
  function rangeFrom(anchor, length) {
    const walker = document.createTreeWalker(prose, NodeFilter.SHOW_TEXT, {
      acceptNode: (node) => node.parentElement.closest(".who, .tagline, .scene-mark") ? NodeFilter.FILTER_REJECT : NodeFilter.FILTER_ACCEPT,
    });
    walker.currentNode = anchor;
    const range = document.createRange();
    let begun = false, left = length, node;
    while (left > 0 && (node = walker.nextNode())) {
      if (!begun) { range.setStart(node, 0); begun = true; }
      const letters = [...node.data]; // offsets count code points, ranges UTF-16 units
      range.setEnd(node, letters.slice(0, left).join("").length);
      left -= Math.min(left, letters.length);
    }
    return begun ? range : null;
  }

  function follow(event) {
    const link = event.target.closest("a[href^='#o']");
    if (!link) return;
    CSS.highlights.delete("claim");
    const start = Number(link.getAttribute("href").slice(2)), end = Number(link.dataset.end);
    const anchor = document.getElementById("o" + start);
    if (!anchor || !(end > start)) return;
    const range = rangeFrom(anchor, end - start);
    if (range) CSS.highlights.set("claim", new Highlight(range));
  }
  document.addEventListener("click", follow);
})();
