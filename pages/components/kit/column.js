// Components below each other, each in a shadow of its own, so that no style meets another's. A column may
// fill others that stand elsewhere.

import { haveArrived, journeysOf, listen } from "./arrivals.js";
import { element, instance, reconcile, setClass } from "./base.js";
import { listenToShots, shot } from "./camera.js";
import { renderPart, veiled } from "./parts.js";

function createPart([name]) {
  const node = element("div", "part");
  node.dataset.part = name;
  element("div", `root ${name}`, node.attachShadow({ mode: "open" }));
  return node;
}

// The parts that wait change by whole refreshes: each is shown when all has arrived that was on its
// way when it came. Answers the newest refresh that may be shown, or none yet.
export function due(queue) {
  const at = queue.findLastIndex(({ journeys }) => haveArrived(journeys));
  return at < 0 ? null : queue.splice(0, at + 1)[at];
}

const late = ({ late: names, parts }) => names.map((name) => [name, parts[name]]);

// Whether anything is shown of the order: the first part says by `empty` that there is nothing yet.
const isShown = (shown) => shown !== null && !shown[0]?.[1].empty;

// The parts that wait, as they are to be shown now: those due, else those shown before; of an order
// of which nothing was shown, what gives nothing away.
export function lateParts(state, data) {
  if (state.follows !== data.follows) Object.assign(state, { follows: data.follows, queue: [], late: null });
  state.queue.push({ data, journeys: data.follows ? journeysOf(data.follows) : [] });
  return orVeiled(dueParts(state) ?? state.late, data);
}

// These parts, unless they say that there is nothing yet where the newest refresh knows better.
function orVeiled(shown, data) {
  if (isShown(shown) || (shown && !isShown(late(data)))) return shown;
  return late(data).map(([name, given]) => [name, veiled(name, given)]);
}

function dueParts(state) {
  const found = due(state.queue);
  if (found) state.late = late(found.data);
  return found && state.late;
}

const WIDE = "(min-width: 1100px)"; // where the card stands beside the map

const columns = new Map(); // the roots of those that another fills, by their names
const fillers = new Set();

// Stands for another to fill, as soon as it is there.
function stand(name, root) {
  columns.set(name, root);
  for (const fill of [...fillers]) fill(name);
  return () => {
    if (columns.get(name) === root) columns.delete(name);
  };
}

// The part that tells of what the camera looks at is framed, and in view.
function showShot(roots) {
  const { part: name } = shot();
  for (const part of roots.flatMap((root) => [...root.children])) {
    const isShot = part.dataset.part === name, wasShot = "shot" in part.dataset;
    part.toggleAttribute("data-shot", isShot);
    if (isShot && !wasShot && matchMedia(WIDE).matches) part.scrollIntoView({ block: "nearest" });
  }
}

const remembered = () => ({ follows: "", queue: [], late: null, data: null, parts: {} });

// Takes in what a column is to show; of the parts that wait, what may be shown by now.
function take(memory, data) {
  memory.data = data;
  const waits = data.late.length > 0;
  memory.parts = waits ? { ...data.parts, ...Object.fromEntries(lateParts(memory, data)) } : data.parts;
}

// Whether parts that waited may be shown now.
function takeDue(memory) {
  const found = memory.data.late.length > 0 && dueParts(memory);
  if (found) memory.parts = { ...memory.data.parts, ...Object.fromEntries(orVeiled(found, memory.data)) };
  return Boolean(found);
}

function showColumn(root, { data: { cards, late: waiting }, parts }, showPart) {
  setClass(root, "root column", cards && "cards", parts[waiting[0]]?.empty && "bare");
  reconcile(root, Object.entries(parts), ([name]) => name, createPart, showPart);
}

export default function (component) {
  const { name: own, others = {} } = component.data, ends = new Map();
  const state = instance(component, () => ({ memories: new Map(), deaf: null, unshot: null, fill: null }));
  if (own) return stand(own, state.root);
  const showPart = (node, [name, given]) => {
    const setTriggerValue = (trigger, value) => component.setTriggerValue(`${name}_${trigger}`, value);
    ends.set(name, renderPart(name, { parentElement: node.shadowRoot, data: given, setTriggerValue }));
  };
  const all = Object.entries({ "": component.data, ...others });
  const rootOf = (name) => (name ? columns.get(name) : state.root);
  const show = (name) => rootOf(name) && showColumn(rootOf(name), state.memories.get(name), showPart);
  for (const [name, given] of all) {
    if (!state.memories.has(name)) state.memories.set(name, remembered());
    take(state.memories.get(name), given);
    show(name);
  }
  const showTheShot = () => showShot(all.map(([name]) => rootOf(name)).filter(Boolean));
  end(state);
  state.deaf = listen(() => {
    for (const [name] of all) if (takeDue(state.memories.get(name))) show(name);
  });
  state.unshot = listenToShots(showTheShot);
  fillers.add(state.fill = (name) => name in others && show(name));
  showTheShot();
  return () => {
    end(state);
    for (const unmount of ends.values()) unmount?.();
  };
}

function end(state) {
  state.deaf?.();
  state.unshot?.();
  fillers.delete(state.fill);
}
