// Orders in rows, one line each. A row is known by its order, never by its place.

import {
  element, hasFocus, instance, keepTabStop, listbox, reconcile, setAttribute, setClass, setText,
  text, tone,
} from "../kit/base.js";

const PAUSE = 140;
const BELOW = 64; // pixels of the pager, and of what is below the card

function build(root) {
  const header = element("div", "row header", root);
  const list = element("div", "rows", root);
  const empty = element("div", "empty", root);
  const pager = element("div", "pager", root);
  const words = element("span", "num words", pager);
  const hint = element("span", "hint cut", pager);
  const turns = [["«", "First page"], ["‹", "Page before"], ["›", "Next page"], ["»", "Last page"]]
    .map(([sign, name]) => {
      const button = element("button", "turn", pager);
      button.type = "button";
      button.textContent = sign;
      button.setAttribute("aria-label", name);
      button.title = name;
      return button;
    });
  const watch = new ResizeObserver(() => fit(list));
  return { header, list, empty, pager, words, hint, turns, watch, timer: 0, view: "", chosen: undefined };
}

function createHeading() {
  const node = element("button", "heading");
  node.type = "button";
  element("span", "", node);
  element("i", "arrow", node).setAttribute("aria-hidden", "true");
  return node;
}

const ARROWS = { ascending: "↑", descending: "↓" };

function updateHeading(node, column, pick) {
  setClass(node, "heading", `c-${column.key}`, column.figures && "figures", column.sorted && "sorted");
  setText(node.children[0], column.label);
  setText(node.children[1], ARROWS[column.sorted]);
  setAttribute(node, "aria-label", `Sort by ${column.label}${column.sorted ? `, now ${column.sorted}` : ""}`);
  node.onclick = () => pick({ sort: column.key });
}

function createRow(columns) {
  const node = element("div", "row");
  node.setAttribute("role", "option");
  for (const { key, figures } of columns) {
    const cell = element("span", `cell c-${key}${figures ? " figures num" : ""}`, node);
    if (key === "outcome") element("span", "pill", cell);
  }
  return node;
}

export function spoken(row, data) {
  const parts = data.columns.filter(({ key }) => text(row[key]) && key !== "order")
    .map(({ key, label }) => `${label} ${key === "outcome" ? row[key].slice(2) : row[key]}`);
  const twin = row.order === data.twin ? ", compared with the chosen one" : "";
  return `Order ${row.order}, ${parts.join(", ")}${twin}`;
}

function updateRow(node, row, data) {
  const chosen = text(row.order) === text(data.chosen);
  const twin = !chosen && text(row.order) === text(data.twin);
  node.order = text(row.order);
  setAttribute(node, "data-group", row.group);
  setClass(node, "row", tone(row.tone), chosen && "chosen", twin && "twin", row.odd && "odd",
    node.classList.contains("entered") && "entered");
  data.columns.forEach(({ key }, at) => {
    const cell = node.children[at];
    setText(key === "outcome" ? cell.firstChild : cell, row[key]);
    if (key === "outcome") setClass(cell.firstChild, "pill", tone(row.tone));
    else setAttribute(cell, "title", row.titles?.[key] ?? row[key]);
  });
  setAttribute(node, "aria-selected", String(chosen));
  setAttribute(node, "aria-description", spoken(row, data));
}

// Arrows choose as they go, once they come to rest, so that the story follows the eye.
function listen(state, component) {
  const later = (row) => {
    clearTimeout(state.timer);
    state.timer = setTimeout(() => row.isConnected && state.pick({ order: row.order }), PAUSE);
  };
  listbox(state.list, "Orders", (row) => state.pick({ order: row.order }));
  const [press, click] = [state.list.onkeydown, state.list.onclick];
  state.list.onclick = (event) => {
    const row = event.target.closest("[role=option]");
    if (row && event.shiftKey) state.pick({ order: row.order, twin: true });
    else click(event);
  };
  state.list.onkeydown = (event) => {
    const row = event.target.closest("[role=option]");
    if (row && event.key.toLowerCase() === "t" && !event.ctrlKey && !event.metaKey) {
      state.pick({ order: row.order, twin: true });
      return;
    }
    press(event);
    const now = component.parentElement.getRootNode().activeElement?.closest?.("[role=option]");
    if (now && now !== row && event.key.startsWith("Arrow")) later(now);
  };
}

function updatePager(state, pager) {
  const { page = 1, last = 1 } = pager ?? {};
  const targets = [1, page - 1, page + 1, last];
  state.pager.hidden = !pager;
  setText(state.words, `${text(pager?.words)}`);
  setText(state.hint, pager?.hint);
  state.turns.forEach((button, at) => {
    button.disabled = targets[at] < 1 || targets[at] > last || targets[at] === page;
    button.onclick = () => state.pick({ page: targets[at] });
    button.hidden = last <= 1;
  });
}

// The heading keeps clear of the scroll bar; an order chosen elsewhere, or a new page, comes to view.
function showChosen(state, data) {
  state.header.style.setProperty("--bar", `${state.list.offsetWidth - state.list.clientWidth}px`);
  const view = `${data.pager?.page} ${data.columns.map((column) => column.sorted)}`;
  if (state.view !== view) state.list.scrollTop = 0;
  if (state.chosen !== data.chosen) {
    state.list.querySelector("[aria-selected=true]")?.scrollIntoView({ block: "nearest" });
  }
  Object.assign(state, { view, chosen: data.chosen });
}

// So many rows as leave the pager in sight: the chips above them take one line or two.
function fit(list) {
  const scrolled = document.querySelector("[data-testid=stMain]")?.scrollTop ?? 0;
  const above = Math.ceil(list.getBoundingClientRect().top + scrolled);
  list.style.setProperty("--around-rows", `${above + BELOW}px`);
}

export default function (component) {
  const { data } = component;
  const state = instance(component, build);
  const rows = data.rows ?? [];
  listen(state, component);
  reconcile(state.header, data.columns, (column) => column.key, createHeading,
    (node, column) => updateHeading(node, column, state.pick));
  const hadFocus = hasFocus(state.list);
  const had = state.list.childElementCount > 0;
  const added = reconcile(state.list, rows, (row) => row.order, () => createRow(data.columns),
    (node, row) => updateRow(node, row, data));
  if (had && added.length < rows.length) for (const node of added) node.classList.add("entered");
  keepTabStop(state.list, hadFocus);
  showChosen(state, data);
  updatePager(state, data.pager);
  state.header.hidden = state.list.hidden = rows.length === 0;
  state.empty.hidden = rows.length > 0;
  setText(state.empty, data.empty);
  fit(state.list);
  const page = document.querySelector("[data-testid=stMainBlockContainer]");
  if (page) state.watch.observe(page);
  return () => state.watch.disconnect();
}
