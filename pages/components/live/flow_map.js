// The architecture: every event a dot on its line, a stream where there are too many for dots.
// Places come from Python. Nothing runs while nothing moves: frames are asked for by what is alive.

import {
  element, instance, isPress, setAttribute, setClass, setText, shape, still, text, tone,
} from "../kit/base.js";
import { isOn } from "../kit/camera.js";
import { figure, shortFigure } from "../kit/figures.js";
import { listenToHops } from "../kit/hops.js";
import { setLabel } from "../kit/label.js";
import {
  FAILED, INFERRED, isIn, newFlow, OF_AUDIENCE, ranksOf, showAllCounts, takeArrived, takeHops, unseen,
} from "./flow_dots.js";
import { buildChip, listenToKey, moveCamera, newCamera, showWhole } from "./map_camera.js";
import { showNumbers } from "./map_hops.js";
import { stopAt, walk } from "./map_keys.js";
import { buildMark, buildPointer, buildStart, showMark, showPointer, showStart } from "./map_marks.js";
import { mainWay } from "./shots.js";

const LABELS_UP_TO = 16, CLEAR = 3;
const LIT_MS = 650, AT_LEAST = 8, LOGGED = 16;
const STREAM_MS = 1200;
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
  const layers = [0, 1, 2, 3].map(() => shape("g", {}, svg)), mark = buildMark(svg);
  const numbers = shape("g", {}, svg), pointer = buildPointer(svg), start = buildStart(svg);
  const said = element("div", "said", root);
  const sentence = element("span", "", said);
  sentence.setAttribute("aria-live", "polite");
  const toLog = element("button", "", said);
  toLog.textContent = "Show in the event log";
  const chip = buildChip(root);
  return { head, svg, layers, mark, pointer, start, numbers, said, chip, camera: newCamera(), main: new Set(), isMoved: false, unhop: null, reported: "", tell: null, sentence, toLog, drawn: "", lit: new Map(), data: null, frame: 0,
    nodes: new Map(), edges: [], choose: null, order: "", ...newFlow() };
}

// The picture is drawn anew only when the rules change.
function draw(state, data) {
  const layout = JSON.stringify([data.areas, data.nodes, data.edges]);
  if (layout === state.drawn) return;
  state.drawn = layout;
  setAttribute(state.svg, "viewBox", `0 0 ${data.size.join(" ")}`);
  state.layers.forEach((layer) => layer.replaceChildren());
  state.nodes.clear();
  showAllCounts(state);
  // What was counted before is no news for the new lines.
  Object.assign(state, { dots: [], streams: new Map(), come: [], wasMoving: false });
  state.main = mainWay(data.edges.map(([from, to]) => ({ from, to })));
  state.camera.box = null;
  data.areas.forEach((area) => drawArea(state, area));
  state.edges = data.edges.map((edge) => drawEdge(state, edge));
  state.ranks = ranksOf(state.edges);
  data.nodes.forEach((node) => drawNode(state, node));
  stopAt(state.nodes, data.nodes[0]?.id);
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
  const group = shape("g", { role: "button" }, state.layers[2]);
  setClass(group, "node", node.kind); // before its name is measured: letters are of the size of its kind
  const title = shape("title", {}, group);
  const rx = low || node.kind.startsWith("rule") ? height / 2 : 6;
  shape("rect", { x, y, width, height, rx, class: "box" }, group);
  const center = { x: x + width / 2, y: y + height / 2 };
  const label = shape("text", { x: center.x, class: "label" }, group);
  setLabel(label, node.label, width - (state.data.large ? 4 : low ? 16 : 10));
  const sub = shape("text", { x: center.x, class: "sub num" }, group);
  if (low) sub.setAttribute("display", "none");
  const bad = shape("text", { x: x + width - 2, y: y + height + 8, class: "bad" }, group);
  group.onclick = () => state.choose(node.id);
  group.onkeydown = (event) => {
    if (!isPress(event)) { walk(state.nodes, node.id, event); return; }
    event.preventDefault();
    event.stopPropagation();
    state.choose(node.id);
  };
  group.onfocus = () => stopAt(state.nodes, node.id);
  state.nodes.set(node.id, { node, group, title, label, sub, bad, low, center: center.y });
}

// What stands under the name of a part: words, or words, a count and its unit. Where nothing has
// happened yet, what kind of part it is says more than that it counts nothing.
export function wordsOf([before, count, unit] = [""], toCome = 0, isUnused = false) {
  if (count === undefined) return before;
  if (isUnused && !count) return unit.endsWith("off") ? "off" : before.replace(/ · $/, "");
  const seen = Math.max(0, count - toCome);
  return `${before}${shortFigure(seen)} ${unit.replace("*", seen === 1 ? "" : "s")}`;
}

export function noteOf([events, deliveries, special], isUnused = false) {
  if (isUnused && !events) return "nothing has happened yet";
  const least = special & AT_LEAST ? "at least " : "";
  if (deliveries === null) return `${least}${figure(events)} ${events === 1 ? "event" : "events"} · deliveries not reported`;
  const words = [[events, "event", "events"], [deliveries, "delivery", "deliveries"]]
    .map(([count, one, more]) => `${figure(count)} ${count === 1 ? one : more}`).join(" · ");
  return `${least}${words}${sourceOf(special)}`;
}

// How deliveries are known: a world reports them, the bus log of a stack does, or they are inferred.
function sourceOf(special) {
  if (!(special & LOGGED)) return special & INFERRED ? ", inferred from the log" : "";
  return special & INFERRED ? ", as logged, in part inferred" : ", as logged";
}

// The counts of what has been seen to arrive.
function showCounts(state) {
  const { data } = state, [events, deliveries, special] = data.note;
  const isUnused = !Object.keys(data.used).length;
  for (const id of state.nodes.keys()) {
    const toCome = unseen(state, (edge) => (id === "others" ? edge.from === id : edge.to === id));
    nameNode(state, id, wordsOf(data.subs[id], toCome, isUnused));
  }
  state.edges.forEach((edge, at) => {
    const count = state.come[at] ?? 0;
    edge.group.classList.toggle("used", count > 0);
    setText(edge.title, `${count} ${count === 1 ? "event" : "events"}`);
  });
  setText(state.head.children[1], noteOf([events - unseen(state, ({ to }) => to === "bus"),
    deliveries === null ? null : deliveries - unseen(state, ({ from }) => from.startsWith("rule/")), special], isUnused));
}

// A count with its unit; where both would touch the sides of the part, the count.
export function writeSub(node, words, width) {
  if (node.dataset.words === words) return;
  node.dataset.words = words;
  setText(node, words);
  if (node.getComputedTextLength() > width - 2 * CLEAR) setText(node, words.replace(/ [^ ]*$/, ""));
}

function nameNode(state, id, sub) {
  const { node, title, label, low, center, ...parts } = state.nodes.get(id);
  setText(title, [node.label, node.about, sub, text(state.data.failing[id]), text(state.data.armed?.[id])].filter(Boolean).join(", "));
  writeSub(parts.sub, sub, node.at[2]);
  const apart = state.data.large ? 9 : 7;
  setAttribute(label, "y", center - (!low && sub ? apart - 1 : -0.5));
  setAttribute(parts.sub, "y", center + apart + 1);
}

function updateNode(state, data, id) {
  const parts = state.nodes.get(id);
  const { node, group, bad } = parts;
  const failing = text(data.failing[id]), armed = text(data.armed?.[id]);
  const chosen = data.element === id;
  const beside = state.edges.some((edge) => (edge.from === id && edge.to === data.element)
    || (edge.to === id && edge.from === data.element));
  parts.is = ["node", node.kind, failing && "failing", armed && "armed", chosen && "chosen",
    data.element && !chosen && !beside && "aside", node.kind === "dead" && data.dead > 0 && "full"];
  setClass(group, ...parts.is, state.lit.has(group) && "lit");
  setAttribute(group, "aria-pressed", String(chosen));
  setText(bad, failing || armed);
}

function updateEdge(state, data, edge, at) {
  const near = data.element === edge.from || data.element === edge.to;
  const isLit = data.lit.includes(at);
  edge.is = ["edge", edge.kind, (state.come[at] ?? 0) > 0 && "used", near && "near", isLit && "still",
    data.element && !near && "aside"];
  setClass(edge.group, ...edge.is, state.lit.has(edge.group) && "lit", edge.streams && "streams");
  if (isLit) state.nodes.get(edge.to)?.group.classList.add("lit");
}

function stream(state, edge, count, now) {
  setText(edge.more, `+${count}`);
  edge.streams = true;
  edge.group.classList.add("streams");
  light(state, edge.group, now + STREAM_MS);
  const target = state.nodes.get(edge.to);
  if (target) light(state, target.group, now + STREAM_MS);
}

function light(state, group, until) {
  group.classList.add("lit");
  state.lit.set(group, Math.max(until, state.lit.get(group) ?? 0));
}

function show(state, dot, now) {
  if (!dot.group) {
    dot.group = shape("g", { class: `dot ${tone(dot.tone)}` }, state.layers[3]);
    dot.group.onclick = () => state.pick(`>event ${dot.key} ${dot.edge.to}`);
    if (dot.special & INFERRED) dot.group.classList.add("inferred");
    if (dot.order && dot.order === state.order) dot.group.classList.add("own");
    if (dot.special & OF_AUDIENCE) shape("circle", { r: 8.5, class: "ring" }, dot.group);
    shape("path", { d: MARKS[dot.tone] ?? MARKS.none }, dot.group);
    const own = dot.order === state.order || dot.special & OF_AUDIENCE;
    const few = own || state.dots.length <= LABELS_UP_TO;
    if (dot.order && few) setText(shape("text", { x: 0, y: dot.special & OF_AUDIENCE ? -12 : -9 }, dot.group), dot.order.slice(0, 12));
    light(state, dot.edge.group, dot.end);
  }
  const way = Math.min(1, (now - dot.start) / (dot.end - dot.start));
  const eased = way < 0.5 ? 2 * way * way : 1 - (2 - 2 * way) ** 2 / 2;
  const { x, y } = dot.edge.path.getPointAtLength(eased * dot.edge.length);
  dot.group.setAttribute("transform", `translate(${x.toFixed(1)} ${y.toFixed(1)})`);
}

function shine(state, dot, now) {
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
  const isStill = still();
  const { dots, streams } = takeArrived(state, now);
  for (const dot of dots) shine(state, dot, now);
  sayArrived(state);
  for (const [at, count] of streams) stream(state, state.edges[at], count, now);
  for (const dot of state.dots) if (dot.isDrawn && !isStill && now >= dot.start) show(state, dot, now);
  if (dots.length || streams.length) { showCounts(state); showMark(state); }
  for (const [group, until] of state.lit) {
    if (until > now) continue;
    group.classList.remove("lit", "struck", "streams");
    state.lit.delete(group);
  }
  state.isMoved = moveCamera(state, dots, now);
  for (const edge of state.edges) if (edge.streams && !state.lit.has(edge.group)) edge.streams = false;
  run(state);
}

// Says once that the dot that is waited for has come in.
function sayArrived(state) {
  const { data } = state, awaited = data.awaits?.join(" ") ?? "";
  if (!awaited || awaited === state.reported || !isIn(state, data.hops, data.awaits)) return;
  state.reported = awaited;
  state.tell("arrived", data.awaits[0]);
}

function run(state) {
  if (state.frame || !(state.isMoved || state.dots.length || state.streams.size || state.lit.size)) return;
  state.frame = requestAnimationFrame((now) => step(state, now));
}

function hush(state) {
  cancelAnimationFrame(state.frame);
  state.frame = 0;
  for (const dot of state.dots) dot.group?.remove();
  for (const group of state.lit.keys()) group.classList.remove("lit", "struck", "streams");
  state.dots = [];
  state.streams.clear();
  state.lit.clear();
  showAllCounts(state);
  showWhole(state);
}

export default function (component) {
  const { data } = component;
  const state = instance(component, build);
  state.choose = (id) => state.pick(id === data.element ? "" : id);
  Object.assign(state, { data, order: data.order, used: data.used, tell: component.setTriggerValue });
  setClass(state.svg, data.moving ? "moving" : "standing", data.large && "large");
  draw(state, data);
  setText(state.head.children[0], "Where every event goes");
  setText(state.sentence, data.focus);
  state.toLog.onclick = () => state.pick(">log");
  state.said.hidden = !data.focus;
  if (!data.moving) hush(state);
  takeHops(state, still() ? { ...data, travel: 0 } : data);
  sayArrived(state);
  for (const id of state.nodes.keys()) updateNode(state, data, id);
  state.edges.forEach((edge, at) => updateEdge(state, data, edge, at));
  showCounts(state);
  showMark(state);
  showPointer(state);
  showStart(state);
  const goOn = () => { state.isMoved = true; run(state); };
  const deaf = listenToKey(state, goOn);
  state.unhop?.();
  state.unhop = listenToHops(() => { showNumbers(state); goOn(); });
  showNumbers(state);
  state.isMoved ||= data.moving && isOn();
  run(state);
  return () => { deaf(); state.unhop(); hush(state); };
}
