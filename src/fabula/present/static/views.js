"use strict";
// Conveniences of the views: a network that grows with a slider, and tables that can be filtered, sorted, and walked by arrow keys.
// Without it everything is shown, and every link works.

// -- the network ----------------------------------------------------------------------------------------------------

for (const network of document.querySelectorAll(".network[data-steps]")) growing(network);

function growing(network) {
  const steps = JSON.parse(network.dataset.steps), most = Number(network.dataset.most), strongest = Number(network.dataset.strongest);
  const slider = network.querySelector("input[type=range]"), output = network.querySelector("output");
  if (steps.length < 2 || !slider) return;
  const counted = [...network.querySelectorAll("[data-counts]")].map((element) => [element, element.dataset.counts.split(" ").map(Number)]);

  function show() {
    const step = Number(slider.value) - 1;
    for (const [element, counts] of counted) {
      const count = counts[step];
      if (element.tagName === "circle") {
        element.setAttribute("r", count ? 6 + 22 * Math.sqrt(count / most) : 4);
        element.parentElement.classList.toggle("silent", !count);
      } else if (element.tagName === "line") {
        element.setAttribute("stroke-width", 1 + 9 * count / strongest);
        element.classList.toggle("silent", !count);
      } else {
        element.querySelector(".n").textContent = count;
        element.classList.toggle("none-yet", !count);
        element.hidden = !count;
      }
    }
    output.textContent = steps[step];
    slider.setAttribute("aria-valuetext", steps[step]);
  }
  slider.addEventListener("input", show);
  slider.closest(".slider").hidden = false;
  show();
}

// -- tables ---------------------------------------------------------------------------------------------------------

const LONG = 12; // rows from which a table has a filter

for (const table of document.querySelectorAll("table.list, table.knowing, table.marks")) {
  if (table.tBodies[0]?.rows.length > LONG) addFilter(table);
}
for (const table of document.querySelectorAll("table.list")) makeSortable(table);
for (const table of document.querySelectorAll("table.roving")) walkable(table);

function addFilter(table) {
  const rows = [...table.tBodies[0].rows];
  const texts = rows.map((row) => row.textContent.toLowerCase());
  const box = document.createElement("div"), label = document.createElement("label"), input = document.createElement("input");
  const count = document.createElement("output");
  box.className = "filter";
  input.type = "search";
  label.append("Only rows with ", input);
  if (table.caption) input.setAttribute("aria-label", `Only rows with, in: ${table.caption.textContent}`);
  count.setAttribute("role", "status");
  box.append(label, count);
  (table.closest(".scroll") || table).before(box);
  input.addEventListener("input", () => {
    const words = input.value.toLowerCase().split(/\s+/).filter(Boolean);
    let shown = 0;
    rows.forEach((row, place) => {
      const fits = !row.classList.contains("none-yet") && words.every((word) => texts[place].includes(word));
      row.hidden = !fits;
      shown += fits;
    });
    count.textContent = words.length ? `${shown} of ${rows.length} rows` : "";
  });
}

function makeSortable(table) {
  const heads = table.tHead ? [...table.tHead.rows[0].cells] : [];
  if (table.tBodies[0]?.rows.length < 3) return;
  heads.forEach((head, column) => {
    const button = document.createElement("button");
    button.type = "button";
    button.append(...head.childNodes);
    head.append(button);
    button.addEventListener("click", () => {
      const down = head.getAttribute("aria-sort") === "ascending";
      for (const other of heads) other.removeAttribute("aria-sort");
      head.setAttribute("aria-sort", down ? "descending" : "ascending");
      sortBy(table.tBodies[0], column, down ? -1 : 1);
    });
  });
}

function sortBy(body, column, direction) {
  const value = (row) => row.cells[column].dataset.value ?? row.cells[column].textContent.trim();
  const keyed = [...body.rows].map((row) => [value(row), row]);
  keyed.sort(([one], [other]) => {
    if (one === "–" || other === "–") return (one === "–") - (other === "–"); // what is not known stands last
    return direction * one.localeCompare(other, undefined, { numeric: true });
  });
  body.append(...keyed.map(([, row]) => row));
}

// One link of the grid is in the order of the Tab key; the arrow keys lead to the others.
function walkable(table) {
  const links = [...table.tBodies[0].querySelectorAll("a")];
  const place = (link) => [link.closest("tr").rowIndex, link.closest("th, td").cellIndex];
  for (const link of links.slice(1)) link.tabIndex = -1;
  table.addEventListener("keydown", (event) => {
    const way = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] }[event.key];
    const from = event.target.closest("tbody a");
    if (!way || !from) return;
    event.preventDefault();
    const to = next(table, ...place(from), ...way);
    if (!to) return;
    from.tabIndex = -1;
    to.tabIndex = 0;
    to.focus();
  });
}

function next(table, row, column, down, right) {
  for (;;) {
    row += down;
    column += right;
    const cell = table.rows[row]?.cells[column];
    if (!cell) return null;
    const link = cell.closest("tbody") && !cell.parentElement.hidden && cell.querySelector("a");
    if (link) return link;
  }
}
