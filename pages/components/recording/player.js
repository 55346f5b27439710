// What a world did last, played without the world: the map, the timeline and the cards of the Live
// page, given what they were given there. For a page that is opened from a file.

import { journeysOf } from "../kit/arrivals.js";
import {
  element, instance, isForPage, reconcile, setAttribute, setClass, setText, still, tone,
} from "../kit/base.js";
import { renderPart } from "../kit/parts.js";

const TICK = 100, SYNC = 500; // milliseconds between two looks, and between two pictures at most
const IDLE = 2000, RUN_UP = 400; // playing skips what is longer, and stops so long before the next
const HOP = 300, QUICKEST = 75, SLOWEST = 1000, LIT = 1000;
const NOBODY = "Press Play: the card shows the order that came last.";

// The map at each moment, whole: a moment is told by what is other than before.
export function mapsOf(moments) {
  let map = {};
  return moments.map((moment) => (map = { ...map, ...moment.map }));
}

// The place of the last of these that had come by then, by a time each has; -1 before the first.
export function lastAt(list, at, timeOf = (each) => each) {
  let low = 0, high = list.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (timeOf(list[middle]) <= at) low = middle + 1; else high = middle;
  }
  return low - 1;
}

// When something happened: what stepping goes to, and what playing does not skip.
export const busyTimes = (moments) => moments.filter(({ hops }) => hops.length).map(({ at }) => at);

// Where the playhead has come to after so many milliseconds.
export function playedOn({ at, speed, busy, ends }, passed) {
  const next = at + passed * speed, place = lastAt(busy, next), coming = busy[place + 1] ?? ends;
  const isIdle = coming - next > IDLE && next - (busy[place] ?? -Infinity) > IDLE / 2;
  return Math.min(ends, isIdle ? coming - RUN_UP : next);
}

// The story of an order at a moment: what each part of its card is given, or nothing before it came.
export function storyAt({ stories }, at, parts, texts) {
  const story = stories[lastAt(stories, at, ([from]) => from)];
  return story ? Object.fromEntries(parts.map((name, place) => [name, texts[story[place + 1]]])) : null;
}

// The lines something went over just before a moment.
export const litAt = (moments, at) => [...new Set(moments.flatMap(({ hops }) => hops)
  .filter((hop) => hop[5] <= at && at - hop[5] <= LIT).map((hop) => hop[1]))];

// The order that had come last by then.
export const newestAt = (orders, at) => orders.filter(({ stories }) => stories[0]?.[0] <= at)
  .reduce((last, order) => (last && last.stories[0][0] >= order.stories[0][0] ? last : order), null);

function place(parent, name) {
  const host = element("div", "", parent).attachShadow({ mode: "open" });
  element("div", `root ${name}`, host);
  return host;
}

function build(root) {
  const head = element("header", "top", root), title = element("h1", "", head);
  element("span", "badge", head).textContent = "Recording";
  const play = element("button", "play", head), when = element("p", "when num", head);
  const aside = element("aside", "", root);
  const watch = place(element("main", "", root), "column");
  element("h2", "", aside).textContent = "Orders";
  const list = element("div", "orders", aside), card = place(element("div", "card", aside), "column");
  const foot = element("footer", "", root), left = element("p", "left", foot);
  element("p", "", foot).textContent = "Account ids, e-mail addresses, hosts and keys are masked. "
    + "This page is all in one file: it loads nothing and sends nothing. Space plays, comma and full stop step.";
  return { title, play, when, watch, list, card, left, data: null, maps: [], busy: [], ends: 0, at: 0,
    speed: 1, plays: false, lanes: "service", view: "", element: "", pinned: "", shown: -1, sent: false,
    shownAt: 0, tickedAt: 0, timer: 0 };
}

const shownOrder = (state) => state.data.orders.find(({ label }) => label === state.pinned)
  ?? newestAt(state.data.orders, state.at);

function mapNow(state, order) {
  const { moments } = state.data, now = lastAt(moments, state.at, ({ at }) => at);
  const isOn = state.plays && now >= state.shown && state.shown >= 0;
  const hops = isOn ? moments.slice(state.shown + 1, now + 1).flatMap((moment) => moment.hops) : [];
  state.shown = now;
  const travel = Math.min(SLOWEST, Math.max(QUICKEST, HOP / state.speed));
  return { ...state.maps[Math.max(now, 0)], hops, lit: state.plays ? [] : litAt(moments, state.at), moving: state.plays,
    travel, order: order?.label ?? "", large: false, element: state.element, focus: "" };
}

function timelineNow(state, order) {
  const { timeline, moments } = state.data, slices = state.sent ? [] : timeline.slices;
  const told = moments.slice(0, Math.max(state.shown, 0) + 1).findLast(({ waiting }) => waiting);
  const [bars, count] = told?.waiting ?? [[], 0];
  state.sent = true;
  return { ...timeline, slices, lanes: state.lanes, view: state.view, at: Math.round(state.at), plays: state.plays,
    speed: state.speed, waiting: bars, waiting_count: count, chosen: order?.code ?? timeline.chosen,
    chosen_words: order?.words ?? "" };
}

function showList(state, order) {
  const { orders, parts, texts } = state.data, old = [...orders].reverse();
  reconcile(state.list, old, ({ label }) => label, () => {
    const node = element("button", "");
    node.append(element("span", "mark"), element("b", "num cut"), element("span", "word"));
    return node;
  }, (node, each) => {
    const head = storyAt(each, state.at, parts, texts)?.summary;
    const [mark, name, word] = node.children;
    const isSeen = !journeysOf(each.label).length; // what is on its way has not happened for the eye
    if (isSeen || !word.textContent) {
      setClass(node, tone(head?.tone));
      setClass(mark, "mark", shapeOf(head?.tone));
      setText(word, head?.word ?? "not yet");
    } else if (word.textContent === "not yet") setText(word, "on its way");
    setAttribute(node, "aria-pressed", String(each === order));
    setText(name, `Order ${each.label} · ${each.amount}`);
    node.onclick = () => { state.pinned = state.pinned === each.label ? "" : each.label; show(state); };
  });
}

const SHAPES = { cancelled: "diamond", waiting: "hollow", overdue: "hollow", stuck: "dashed", unknown: "hollow" };
const shapeOf = (name) => (name ? SHAPES[name] ?? "" : "hollow");

function showCard(state, order) {
  const { parts, texts } = state.data, story = order && storyAt(order, state.at, parts, texts);
  const empty = order ? `Order ${order.label} has not come yet.` : NOBODY;
  const given = story ?? { summary: { empty } };
  const data = { cards: false, follows: order?.label ?? "", late: story ? parts : [], parts: given };
  renderPart("column", { parentElement: state.card, data, setTriggerValue() {} });
}

function show(state) {
  const order = shownOrder(state), map = mapNow(state, order), isOver = state.at >= state.ends;
  setText(state.play, state.plays ? "Pause" : isOver ? "Play again" : "Play");
  const parts = { flow_map: map, timeline: timelineNow(state, order) };
  const data = { cards: true, follows: "", late: [], parts };
  renderPart("column", { parentElement: state.watch, data, setTriggerValue: (name, value) => act(state, name, value) });
  showList(state, order);
  showCard(state, order);
  state.shownAt = performance.now();
}

function tick(state) {
  const now = performance.now(), before = state.at;
  state.at = playedOn(state, now - state.tickedAt);
  state.tickedAt = now;
  if (state.at >= state.ends) { playOn(state, false); return; }
  const isElsewhere = lastAt(state.data.moments, state.at, ({ at }) => at) !== state.shown;
  if (isElsewhere || state.at - before > IDLE || now - state.shownAt > SYNC || still()) show(state);
  state.timer = setTimeout(() => tick(state), TICK);
}

function playOn(state, plays) {
  clearTimeout(state.timer);
  if (plays && state.at >= state.ends) { state.at = state.data.begins; state.shown = -1; }
  state.plays = plays;
  show(state);
  if (!plays) return;
  state.tickedAt = performance.now();
  state.timer = setTimeout(() => tick(state), TICK);
}

// The map is shown standing where the playhead goes to, and goes on from there.
function goTo(state, at) {
  const { plays } = state;
  clearTimeout(state.timer);
  Object.assign(state, { at: Math.min(Math.max(at, state.data.begins), state.ends), plays: false });
  show(state);
  if (plays) playOn(state, true);
}

function step(state, direction) {
  const { busy } = state, at = direction > 0 ? lastAt(busy, state.at) + 1 : lastAt(busy, state.at - 1);
  if (busy[at] !== undefined) goTo(state, busy[at]);
}

// What the timeline and the map ask for.
const ACTIONS = {
  order: (state, label) => { state.pinned = label; show(state); },
  at: (state, at) => goTo(state, at ?? state.ends),
  lanes: (state, lanes) => { state.lanes = lanes; show(state); },
  view: (state, view) => { state.view = view; },
  step,
  speed: (state, speed) => { state.speed = speed; show(state); },
  play: playOn,
};

function act(state, name, value) {
  if (name === "flow_map_pick") pickOnMap(state, String(value));
  if (name !== "timeline_pick") return;
  for (const [what, wanted] of Object.entries(value)) ACTIONS[what]?.(state, wanted);
}

const DOT = ">event ";

function pickOnMap(state, picked) {
  const [key] = picked.startsWith(DOT) ? picked.slice(DOT.length).split(" ") : [];
  if (!key) { state.element = picked; show(state); return; }
  const hop = state.data.moments.flatMap(({ hops }) => hops).find((each) => String(each[0]) === key);
  if (hop?.[2]) ACTIONS.order(state, hop[2]);
}

const KEYS = { " ": (state) => playOn(state, !state.plays), ",": (state) => step(state, -1), ".": (state) => step(state, 1) };

function listenToKeys(state) {
  document.addEventListener("keydown", (event) => {
    const isPress = event.key === " " && event.composedPath()[0].closest?.("button, [role=button]");
    if (!KEYS[event.key] || isPress || !isForPage(event)) return;
    event.preventDefault();
    KEYS[event.key](state);
  });
}

export default function (component) {
  const { data } = component;
  const state = instance(component, build);
  const maps = mapsOf(data.moments), busy = busyTimes(data.moments);
  Object.assign(state, { data, maps, busy, ends: data.ends, at: data.begins });
  setText(state.title, `${data.title} of ${data.world}`);
  setText(state.when, data.when);
  setText(state.left, data.left_out.join(" "));
  state.left.hidden = !data.left_out.length;
  state.play.onclick = () => playOn(state, !state.plays);
  listenToKeys(state);
  show(state);
}
