// Small ways to make elements; nothing is ever parsed as HTML.
export const byId = (id) => document.getElementById(id);

export function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name === "onclick") element.addEventListener("click", value);
    else if (value !== null && value !== false) element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.filter((child) => child !== null));
  return element;
}

// Replace what is inside, and leave the keyboard where it was: elements are known again by data-key.
export function fill(element, ...children) {
  const held = element.contains(document.activeElement) ? document.activeElement.dataset.key : undefined;
  element.replaceChildren(...children);
  if (held) element.querySelector(`[data-key="${CSS.escape(held)}"]`)?.focus({ preventScroll: true });
}

const classOf = (column) => [column.isNumber && "n", column.isExtra && "extra", column.class].filter(Boolean).join(" ") || null;

// A table of columns [{title, isNumber, cell(row)}]; the first column names the row.
export function tableOf(caption, columns, rows) {
  const head = columns.map((c) => make("th", { scope: "col", class: classOf(c) }, c.title));
  const body = rows.map((row) => make("tr", {}, ...columns.map((column) => {
    const content = column.cell(row);
    const heads = column.isHead ?? column === columns[0];
    return make(heads ? "th" : "td", { scope: heads ? "row" : null, class: classOf(column) }, content);
  })));
  return make("table", {}, make("caption", { class: "unseen" }, caption), make("thead", {}, make("tr", {}, ...head)), make("tbody", {}, ...body));
}

// The text of a figure as an element; a hidden one looks hidden.
export function valueOf({ text, hidden }) {
  return hidden ? make("span", { class: "is-hidden" }, text) : text;
}

// The rows of a table as text, for a file made on the spot.
export function textRows(table) {
  return [...table.rows].map((row) => [...row.cells].map((cell) => cell.textContent));
}
