// A state machine: the path an order took in its tone, all else dimmed. Places come from Python.

import {
  element, instance, isPress, setAttribute, setClass, setText, shape, text, tone,
} from "../kit/base.js";
import { setLabel } from "../kit/label.js";

const GAP = 3.5;
const ROUND = { Choice: 0.5, Succeed: 0.5, Fail: 0.5 };
const LINE = 13;
const GROUP_HEAD = 14;
const ZOOMS = [0.5, 0.7, 1, 1.4, 2, 2.8];

function build(root) {
  const tools = element("div", "tools", root);
  const scroller = element("div", "scroller", root);
  const svg = shape("svg", { role: "group" }, scroller);
  const arrow = shape("marker", { id: "arrow", viewBox: "0 0 8 8", refX: 7, refY: 4,
    markerWidth: 7, markerHeight: 7, orient: "auto", markerUnits: "userSpaceOnUse" },
  shape("defs", {}, svg));
  shape("path", { d: "M1 1L7 4L1 7", class: "tip" }, arrow);
  const drawing = shape("g", {}, svg);
  const layers = [0, 1, 2].map(() => shape("g", {}, drawing));
  const caption = element("p", "caption", root);
  const state = { svg, drawing, layers, caption, scroller, tools, drawn: "", zoom: ZOOMS.indexOf(1),
    size: null, states: new Map(), edges: new Map(), terminals: [] };
  buildTools(state);
  return state;
}

function buildTools(state) {
  const steps = [["−", "Smaller", -1], ["fit", "Fit", 0], ["+", "Larger", 1]];
  for (const [words, name, step] of steps) {
    const button = element("button", "", state.tools);
    button.textContent = words;
    button.setAttribute("aria-label", `${name} picture`);
    button.onclick = () => {
      const zoom = step ? state.zoom + step : ZOOMS.indexOf(1);
      state.zoom = Math.min(ZOOMS.length - 1, Math.max(0, zoom));
      resize(state);
    };
  }
}

// As large as its place allows: never larger than it should be, never too small to be read.
function resize(state) {
  const { graph, height, largest, least } = state.size;
  const zoom = ZOOMS[state.zoom];
  const scale = Math.max(least, Math.min(largest, height / graph.height));
  const style = state.svg.style;
  style.width = `${graph.width * scale * zoom}px`;
  style.maxWidth = zoom > 1 ? "none" : `${100 * zoom}%`;
  style.minWidth = zoom < 1 ? "0" : `${graph.width * least}px`;
  style.aspectRatio = `${graph.width} / ${graph.height}`;
  state.scroller.style.maxHeight = `${height}px`;
}

// The terminal dots: each belongs to one state, above or below it.
function drawTerminal(state, graph, [x, y, id], kind) {
  const node = (graph.nodes ?? []).find((each) => each.id === id);
  if (!node) return;
  const border = node.y + Math.sign(y - node.y) * (node.h / 2);
  const group = shape("g", { class: "edge" }, state.layers[1]);
  shape("path", { d: `M${x} ${y}L${node.x} ${border}` }, group);
  shape("circle", { cx: x, cy: y, r: kind === "start" ? 4.5 : 6 }, group);
  if (kind === "end") shape("circle", { cx: x, cy: y, r: 3, class: "core" }, group);
  state.terminals.push({ group, id, kind });
}

function drawEdge(state, edge) {
  const group = shape("g", { class: "edge" }, state.layers[1]);
  const title = shape("title", {}, group);
  shape("path", { d: text(edge.path), "marker-end": "url(#arrow)" }, group);
  const note = shape("text", { x: edge.label_x, y: edge.label_y, class: "note" }, group);
  const pill = shape("g", { class: "count" }, group);
  shape("rect", { y: edge.label_y - 7, height: 14, rx: 7 }, pill);
  shape("text", { y: edge.label_y + 0.5 }, pill);
  state.edges.set(text(edge.id), { group, title, note, pill, shown: "" });
}

// Words and figure stand side by side, centred on the line, in the room they were given. A line
// that is taken lies over the others.
function updateEdge(parts, edge, data) {
  const figure = text(data.edge_counts?.[edge.id]);
  const words = text(edge.label);
  const is = { taken: (data.taken ?? []).includes(edge.id), [edge.kind]: true };
  if (is.taken && !parts.group.classList.contains("taken")) parts.group.parentNode.append(parts.group);
  setClass(parts.group, "edge", ...Object.keys(is).filter((name) => is[name]));
  setText(parts.title, [edge.title, figure && `${figure} times`].filter(Boolean).join(" · "));
  const shown = `${words}\n${figure}`;
  if (parts.shown === shown) return;
  parts.shown = shown;
  setAttribute(parts.pill, "display", figure ? null : "none");
  const pill = figure ? Math.max(20, 9 + figure.length * 5.5) : 0;
  const apart = words && figure ? 4 : 0;
  setLabel(parts.note, words, Math.max(0, edge.room - pill - apart - 4));
  const width = words ? parts.note.getComputedTextLength() : 0;
  const left = edge.label_x - (width + apart + pill) / 2;
  setAttribute(parts.note, "x", left + width / 2);
  setAttribute(parts.pill.firstChild, "x", left + width + apart);
  setAttribute(parts.pill.firstChild, "width", pill);
  setText(parts.pill.lastChild, figure);
  setAttribute(parts.pill.lastChild, "x", left + width + apart + pill / 2);
}

function drawCount(group, node, kind) {
  const below = kind === "here";
  const y = node.y + (below ? node.h / 2 + 2 : -node.h / 2 - 2);
  const x = node.x + node.w / 2 - 8;
  const count = shape("g", { class: `count ${kind}` }, group);
  shape("rect", { x, y: y - 7, width: 18, height: 14, rx: 7 }, count);
  shape("text", { x: x + 9, y: y + 0.5 }, count);
  return count;
}

function drawBang(group, node) {
  const [x, y] = [node.x - node.w / 2 + 3, node.y - node.h / 2 + 1];
  const bang = shape("g", { class: "bang" }, group);
  shape("circle", { cx: x, cy: y, r: 7.5 }, bang);
  shape("text", { x, y: y + 0.5 }, bang).textContent = "!";
  return bang;
}

function drawName(group, node) {
  const kind = text(node.kind).toUpperCase();
  if (node.group) {
    const [x, y] = [node.x - node.w / 2 + 12, node.y - node.h / 2 + GROUP_HEAD];
    const label = shape("text", { x, y, class: "label" }, group);
    setLabel(label, text(node.lines[0]), node.w - 80);
    shape("text", { x: x + label.getComputedTextLength() + 8, y: y + 0.5, class: "kind" }, group)
      .textContent = kind;
    return;
  }
  const first = node.y - 4 - ((node.lines.length - 1) * LINE) / 2;
  node.lines.forEach((line, at) => {
    setLabel(shape("text", { x: node.x, y: first + at * LINE, class: "label" }, group),
      text(line), node.w - 14);
  });
  shape("text", { x: node.x, y: first + node.lines.length * LINE - 1, class: "kind" }, group)
    .textContent = kind;
}

function drawState(state, node) {
  const layer = state.layers[node.group ? 0 : 2];
  const group = shape("g", { class: "state" }, layer);
  const place = { x: node.x - node.w / 2, y: node.y - node.h / 2, width: node.w, height: node.h };
  const rx = node.group ? 9 : Math.min(node.h, 30) * (ROUND[node.kind] ?? 0.2);
  const title = shape("title", {}, group);
  shape("rect", { x: place.x - GAP, y: place.y - GAP, width: node.w + 2 * GAP,
    height: node.h + 2 * GAP, rx: rx + GAP, class: "ring" }, group);
  shape("rect", { ...place, rx, class: "box" }, group);
  drawName(group, node);
  const parts = { group, title, node, bang: drawBang(group, node),
    count: drawCount(group, node, "all"), here: drawCount(group, node, "here") };
  state.states.set(text(node.id), parts);
}

// Drawn anew only when the shape changes; what stands beside an edge differs from order to order.
function draw(state, graph) {
  const edges = (graph.edges ?? []).map(({ label, title, ...edge }) => edge);
  const signature = JSON.stringify({ ...graph, edges });
  if (state.drawn === signature) return;
  Object.assign(state, { drawn: signature, states: new Map(), edges: new Map(), terminals: [] });
  for (const layer of state.layers) layer.replaceChildren();
  state.drawing.setAttribute("transform", `translate(${graph.shift ?? 0} 0)`);
  state.svg.setAttribute("viewBox", `0 0 ${graph.width} ${graph.height}`);
  for (const edge of graph.edges ?? []) drawEdge(state, edge);
  if (graph.start) drawTerminal(state, graph, graph.start, "start");
  for (const point of graph.end ?? []) drawTerminal(state, graph, point, "end");
  for (const node of graph.nodes ?? []) drawState(state, node);
}

function updateCount(count, figure) {
  setAttribute(count, "display", figure ? null : "none");
  if (!figure) return;
  const [box, label] = count.children;
  setText(label, figure);
  const width = Math.max(18, 8 + figure.length * 5.5);
  const right = Number(box.getAttribute("x")) + Number(box.getAttribute("width"));
  if (Number(box.getAttribute("width")) === width) return;
  setAttribute(box, "width", width);
  setAttribute(box, "x", right - width);
  setAttribute(label, "x", right - width / 2);
}

function fateOf(data, is) {
  if (is.failed) return `failed${data.failed.cause ? `: ${data.failed.cause}` : ""}`;
  if (is.current) return "running";
  if (is.taken) return data.unseen ? "it would come here" : "taken";
  return data.focus ? "not taken" : "";
}

function updateState(id, { group, node, title, count, here, bang }, data) {
  const failed = data.failed?.id === id;
  const taken = (data.visited ?? []).includes(id);
  const current = (data.current ?? []).includes(id);
  const is = { taken, failed, current, selected: data.selected === id, group: node.group };
  setClass(group, "state", ...Object.keys(is).filter((name) => is[name]));
  const figure = text(data.counts?.[id]);
  const waiting = text(data.here?.[id]);
  setText(title, [id, node.kind, fateOf(data, is), figure && `entered ${figure} times`,
    waiting && `${waiting} in it now`].filter(Boolean).join(", "));
  setAttribute(group, "aria-pressed", data.picks ? String(is.selected) : null);
  setAttribute(bang, "display", failed ? null : "none");
  updateCount(count, figure);
  updateCount(here, waiting && `◷ ${waiting}`);
}

// Where nothing comes of it, a state is no button and no tab stop.
function listen(group, pick) {
  setAttribute(group, "role", pick ? "button" : "img");
  setAttribute(group, "tabindex", pick ? "0" : null);
  group.onclick = pick;
  group.onkeydown = pick && ((event) => {
    if (!isPress(event)) return;
    event.preventDefault();
    event.stopPropagation();
    pick();
  });
}

function passed(data, { id, kind }) {
  return kind === "start" ? (data.visited ?? []).includes(id) : data.ended === id;
}

export const veil = (data) => ({ ...data, visited: [], taken: [], failed: null, current: [], ended: null,
  tone: "none", focus: false, caption: "" });

export default function (component) {
  const { data } = component;
  const state = instance(component, build);
  state.size = { graph: data.graph, height: data.height ?? 400, largest: data.largest ?? 1,
    least: data.least ?? 0.55 };
  state.tools.hidden = !data.tools;
  resize(state);
  draw(state, data.graph);
  setClass(state.svg, data.tone === "trial" ? "tone-trial" : tone(data.tone), data.focus && "focused",
    data.unseen && "unseen", data.picks && "picks");
  setAttribute(state.svg, "aria-label", data.title || "States and the path taken");
  for (const [id, parts] of state.states) {
    updateState(id, parts, data);
    listen(parts.group, data.picks ? () => state.pick(id) : null);
  }
  for (const edge of data.graph.edges ?? []) updateEdge(state.edges.get(text(edge.id)), edge, data);
  for (const terminal of state.terminals) {
    setClass(terminal.group, "edge terminal", terminal.kind, passed(data, terminal) && "taken");
  }
  state.caption.hidden = !data.caption;
  setText(state.caption, data.caption);
}
