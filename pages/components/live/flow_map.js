// The architecture: every event a dot on its line, a stream where there are too many for dots.
// Places come from Python. Nothing runs while nothing moves: frames are asked for by what is alive.

import {
  element, instance, isPress, setAttribute, setClass, setText, shape, text, tone,
} from "../kit/base.js";
import { setLabel } from "../kit/label.js";

const MOST_DOTS = 90;
const LABELS_UP_TO = 16;
const LIT_MS = 650;
const SPREAD_MS = 900;
const APART_MS = 70;
const FAILED = 1;
const INFERRED = 2;
const MARKS = {
  completed: "M5 0A5 5 0 1 1-5 0A5 5 0 1 1 5 0Z",
  cancelled: "M0-6.2L6.2 0L0 6.2L-6.2 0Z",
  stuck: "M-5-5H5V5H-5Z",
  none: "M4.5 0A4.5 4.5 0 1 1-4.5 0A4.5 4.5 0 1 1 4.5 0Z",
};

function build(root) {
  const head = element("div", "head", root);
  element("h3", "", head);
  element("span", "note num", head);
  const scroller = element("div", "scroller", root);
  const svg = shape("svg", { role: "group", "aria-label": "Architecture and what moves in it" }, scroller);
  const layers = [0, 1, 2, 3].map(() => shape("g", {}, svg));
  const said = element("div", "said", root);
  const sentence = element("span", "", said);
  sentence.setAttribute("aria-live", "polite");
  const toLog = element("button", "", said);
  toLog.textContent = "Show in the event log";
  return { head, svg, layers, said, sentence, toLog, drawn: "", seen: new Set(), dots: [], lit: new Map(),
    reached: new Map(), used: {}, frame: 0, nodes: new Map(), edges: [], choose: null, order: "",
    wasMoving: false };
}

// The picture is drawn anew only when the rules change.
function draw(state, data) {
  const layout = JSON.stringify([data.areas, data.nodes, data.edges]);
  if (layout === state.drawn) return;
  state.drawn = layout;
  setAttribute(state.svg, "viewBox", `0 0 ${data.size.join(" ")}`);
  state.layers.forEach((layer) => layer.replaceChildren());
  state.nodes.clear();
  state.dots = [];
  data.areas.forEach((area) => drawArea(state, area));
  state.edges = data.edges.map((edge) => drawEdge(state, edge));
  data.nodes.forEach((node) => drawNode(state, node));
}

function drawArea(state, [label, x, y, width, height, tint]) {
  shape("rect", { x, y, width, height, rx: 9, class: `area ${tint}` }, state.layers[0]);
  shape("text", { x: x + 10, y: y + 16, class: "area-label" }, state.layers[0]).textContent = label;
}

function drawEdge(state, [from, to, d, kind]) {
  const group = shape("g", {}, state.layers[1]);
  const title = shape("title", {}, group);
  shape("path", { d, class: "wide" }, group);
  const path = shape("path", { d, class: "line" }, group);
  const length = path.getTotalLength();
  const middle = path.getPointAtLength(length / 2);
  const more = shape("text", { x: middle.x, y: middle.y - 7, class: "plus" }, group);
  if (length < 24) more.remove();
  return { from, to, kind, group, title, path, length, more };
}

function drawNode(state, node) {
  const [x, y, width, height] = node.at;
  const low = height < 24;
  const group = shape("g", { role: "button", tabindex: 0 }, state.layers[2]);
  const title = shape("title", {}, group);
  const rx = low || node.kind.startsWith("rule") ? height / 2 : 6;
  shape("rect", { x, y, width, height, rx, class: "box" }, group);
  const center = { x: x + width / 2, y: y + height / 2 };
  const label = shape("text", { x: center.x, class: "label" }, group);
  setLabel(label, node.label, width - (low ? 16 : 10));
  const sub = shape("text", { x: center.x, y: center.y + 8, class: "sub num" }, group);
  if (low) sub.setAttribute("display", "none");
  const bad = shape("text", { x: x + width - 2, y: y + height + 8, class: "bad" }, group);
  group.onclick = () => state.choose(node.id);
  group.onkeydown = (event) => {
    if (!isPress(event)) return;
    event.preventDefault();
    event.stopPropagation();
    state.choose(node.id);
  };
  state.nodes.set(node.id, { node, group, title, label, sub, bad, low, center: center.y });
}

function updateNode(state, data, id) {
  const parts = state.nodes.get(id);
  const { node, group, title, label, sub, bad, low, center } = parts;
  const failing = text(data.failing[id]);
  const words = [node.label, node.about, data.subs[id], failing].filter(Boolean).join(", ");
  const chosen = data.element === id;
  const beside = state.edges.some((edge) => (edge.from === id && edge.to === data.element)
    || (edge.to === id && edge.from === data.element));
  parts.is = ["node", node.kind, failing && "failing", chosen && "chosen",
    data.element && !chosen && !beside && "aside", node.kind === "dead" && data.dead > 0 && "full"];
  setClass(group, ...parts.is, state.lit.has(group) && "lit");
  setText(title, words);
  setAttribute(group, "aria-pressed", String(chosen));
  setText(sub, data.subs[id]);
  setAttribute(label, "y", center - (low ? -0.5 : data.subs[id] ? 6 : -0.5));
  setText(bad, failing);
}

function updateEdge(state, data, edge, at) {
  const count = data.used[at] ?? 0;
  const near = data.element === edge.from || data.element === edge.to;
  const still = data.lit.includes(at);
  edge.is = ["edge", edge.kind, count > 0 && "used", near && "near", still && "still",
    data.element && !near && "aside"];
  setClass(edge.group, ...edge.is, state.lit.has(edge.group) && "lit", edge.streams && "streams");
  setText(edge.title, `${count} ${count === 1 ? "event" : "events"}`);
  if (still) state.nodes.get(edge.to)?.group.classList.add("lit");
}

// Hops are told with an overlap, so one that has been shown is known by its key.
export function takeHops(state, data) {
  const keyOf = ([key, edge]) => `${key}.${edge}`;
  const fresh = data.hops.filter((hop) => !state.seen.has(keyOf(hop)));
  const shown = state.fresh || !state.wasMoving ? [] : fresh;
  state.seen = new Set(data.hops.map(keyOf));
  state.wasMoving = data.moving;
  const now = performance.now();
  const first = Math.min(...shown.map((hop) => hop[5]));
  const brought = {};
  const orders = [...new Set(shown.map((hop) => hop[2]))];
  for (const hop of shown) {
    brought[hop[1]] = (brought[hop[1]] ?? 0) + 1;
    const later = Math.min(SPREAD_MS, hop[5] - first) + APART_MS * orders.indexOf(hop[2]);
    if (state.dots.length < MOST_DOTS) sendDot(state, data, hop, now + later);
  }
  if (!state.fresh && data.moving) streams(state, data, brought, now);
  state.used = data.used;
}

// A dot sets off when the one that caused it has come in.
function sendDot(state, data, [key, at, order, tone, special], soonest) {
  const edge = state.edges[at];
  if (!edge) return;
  const start = Math.max(soonest, state.reached.get(`${order}@${edge.from}`) ?? 0);
  const end = start + data.travel;
  state.reached.set(`${order}@${edge.to}`, end);
  state.dots.push({ key, edge, order, tone: MARKS[tone] ? tone : "none", special, start, end });
}

// What came beyond the dots flows by as a stream with its number.
function streams(state, data, brought, now) {
  state.edges.forEach((edge, at) => {
    const more = (data.used[at] ?? 0) - (state.used[at] ?? 0) - (brought[at] ?? 0);
    if (more <= 0) return;
    setText(edge.more, `+${more}`);
    edge.streams = true;
    edge.group.classList.add("streams");
    light(state, edge.group, now + 1200);
    const target = state.nodes.get(edge.to);
    if (target) light(state, target.group, now + 1200);
  });
}

function light(state, group, until) {
  group.classList.add("lit");
  state.lit.set(group, Math.max(until, state.lit.get(group) ?? 0));
}

function show(state, dot, now) {
  if (!dot.group) {
    dot.group = shape("g", { class: `dot ${tone(dot.tone)}` }, state.layers[3]);
    dot.group.onclick = () => state.pick(`>event ${dot.key}`);
    if (dot.special & INFERRED) dot.group.classList.add("inferred");
    if (dot.order && dot.order === state.order) dot.group.classList.add("own");
    shape("path", { d: MARKS[dot.tone] }, dot.group);
    const own = dot.order === state.order;
    const few = own || state.dots.length <= LABELS_UP_TO;
    if (dot.order && few) shape("text", { x: 0, y: -9 }, dot.group).textContent = dot.order.slice(0, 12);
    light(state, dot.edge.group, dot.end);
  }
  const way = Math.min(1, (now - dot.start) / (dot.end - dot.start));
  const eased = way < 0.5 ? 2 * way * way : 1 - (2 - 2 * way) ** 2 / 2;
  const { x, y } = dot.edge.path.getPointAtLength(eased * dot.edge.length);
  dot.group.setAttribute("transform", `translate(${x.toFixed(1)} ${y.toFixed(1)})`);
}

function arrive(state, dot, now) {
  const target = state.nodes.get(dot.edge.to);
  if (target) light(state, target.group, now + LIT_MS);
  light(state, dot.edge.group, now + LIT_MS / 2);
  if (target && dot.special & FAILED) {
    target.group.classList.add("struck");
    light(state, target.group, now + 2 * LIT_MS);
  }
  dot.group?.remove();
}

// One frame: move what is on its way, put out what was lit, and stop when neither is left.
function step(state, now) {
  state.frame = 0;
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
  state.dots = state.dots.filter((dot) => {
    if (now < dot.start) return true;
    if (now >= dot.end || still) arrive(state, dot, now);
    else show(state, dot, now);
    return now < dot.end && !still;
  });
  for (const [group, until] of state.lit) {
    if (until > now) continue;
    group.classList.remove("lit", "struck", "streams");
    state.lit.delete(group);
  }
  for (const edge of state.edges) if (edge.streams && !state.lit.has(edge.group)) edge.streams = false;
  if (!state.dots.length) state.reached.clear();
  run(state);
}

function run(state) {
  if (state.frame || !(state.dots.length || state.lit.size)) return;
  state.frame = requestAnimationFrame((now) => step(state, now));
}

function hush(state) {
  cancelAnimationFrame(state.frame);
  state.frame = 0;
  for (const dot of state.dots) dot.group?.remove();
  for (const group of state.lit.keys()) group.classList.remove("lit", "struck", "streams");
  state.dots = [];
  state.lit.clear();
}

export default function (component) {
  const { data } = component;
  const state = instance(component, build);
  state.choose = (id) => state.pick(id === data.element ? "" : id);
  state.order = data.order;
  draw(state, data);
  setText(state.head.children[0], "Where every event goes");
  setText(state.head.children[1], data.note);
  setText(state.sentence, data.focus);
  state.toLog.onclick = () => state.pick(">log");
  state.said.hidden = !data.focus;
  setClass(state.svg, data.moving ? "moving" : "standing");
  if (!data.moving) hush(state);
  for (const id of state.nodes.keys()) updateNode(state, data, id);
  state.edges.forEach((edge, at) => updateEdge(state, data, edge, at));
  takeHops(state, data);
  run(state);
  return () => hush(state);
}
