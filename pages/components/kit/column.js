// Components below each other, each in a shadow of its own, so that no style meets another's.

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
  const found = dueParts(state);
  if (found || isShown(state.late)) return found ?? state.late;
  return late(data).map(([name, given]) => [name, veiled(name, given)]);
}

function dueParts(state) {
  const found = due(state.queue);
  if (found) state.late = late(found.data);
  return found && state.late;
}

const WIDE = "(min-width: 1100px)"; // where the card stands beside the map

// The part that tells of what the camera looks at is framed, and in view.
function showShot(root) {
  const { part: name } = shot();
  for (const part of root.children) {
    const isShot = part.dataset.part === name, wasShot = "shot" in part.dataset;
    part.toggleAttribute("data-shot", isShot);
    if (isShot && !wasShot && matchMedia(WIDE).matches) part.scrollIntoView({ block: "nearest" });
  }
}

export default function (component) {
  const { cards, parts, late: waiting } = component.data, ends = new Map();
  const state = instance(component, () => ({ follows: "", queue: [], late: null, deaf: null, unshot: null }));
  const show = (node, [name, given]) => {
    const setTriggerValue = (trigger, value) => component.setTriggerValue(`${name}_${trigger}`, value);
    ends.set(name, renderPart(name, { parentElement: node.shadowRoot, data: given, setTriggerValue }));
  };
  const showAll = (shown) => {
    setClass(state.root, "root column", cards && "cards", shown[waiting[0]]?.empty && "bare");
    reconcile(state.root, Object.entries(shown), ([name]) => name, createPart, show);
  };
  state.deaf?.();
  state.deaf = null;
  if (!waiting.length) showAll(parts);
  else {
    showAll({ ...parts, ...Object.fromEntries(lateParts(state, component.data)) });
    state.deaf = listen(() => {
      const found = dueParts(state);
      if (found) showAll({ ...parts, ...Object.fromEntries(found) });
    });
  }
  state.unshot?.();
  state.unshot = listenToShots(() => showShot(state.root));
  showShot(state.root);
  return () => {
    state.deaf?.();
    state.unshot();
    for (const end of ends.values()) end?.();
  };
}
