// What the pointer or the focus is on, and its words.

import { element, reconcile, setText } from "../../kit/base.js";
import { kindOf, labelOf, NONE } from "./marks.js";
import { isOfBus, wordsOfBus } from "./of_bus.js";
import { clock, FOLD, lasting, place, xOf } from "./scale.js";
import { look } from "./view.js";

const PATIENCE = 150;

export function tipLines(state, spot) {
  if (spot.i < 0) return [spot.words];
  const { marks } = state, { i } = spot, [source, type, , shape] = kindOf(state, i);
  const label = labelOf(state, marks.o[i]), isDone = isOfBus(shape);
  const amount = !isDone && marks.a[i] < NONE - 1 ? `amount ${marks.a[i] / 100}` : "";
  const order = [label && `order ${label}`, amount].filter(Boolean).join(" · ");
  const lines = [type, wordsOfBus(state, i) || source, order, `${clock(marks.t[i])} UTC`];
  if (marks.s[i] && !isDone) lines.push(`execution ran ${lasting(marks.s[i])}`);
  if (spot.tie.all > 1) lines.push(`${spot.tie.all} at this very millisecond`);
  if (isEvent(state, i)) lines.push(`event ${state.ids.get(marks.n[i]) ?? "…"}`);
  return lines.filter(Boolean);
}

const isEvent = (state, i) => !["tick", "ring-tick", "grey"].includes(kindOf(state, i)[3]);

// The id of an event is asked for when one looks at its mark for a while.
function askAbout(state, spot) {
  clearTimeout(state.asking);
  if (!spot || spot.i < 0) return;
  const mark = state.marks.n[spot.i];
  if (!isEvent(state, spot.i) || state.ids.has(mark)) return;
  state.asking = setTimeout(() => state.tell("about", { mark }), PATIENCE);
}

export function takeAnswer(state, [mark, id]) {
  state.ids.set(mark, id || "not known");
  const { tipped } = state;
  if (state.tip.hidden || !tipped || tipped.mark !== mark) return;
  showTip(state, [...tipped.lines.slice(0, -1), `event ${state.ids.get(mark)}`], tipped.x, tipped.y);
}

function spotNear(state, x, y) {
  let found = null, least = 11 ** 2;
  for (const spot of state.spots ?? []) {
    if (spot.bar && x >= spot.bar[0] && x <= spot.bar[1] && Math.abs(y - spot.y) < 7) return spot;
    const from = spot.width ? Math.max(0, spot.x - spot.width - x, x - spot.x) : spot.x - x;
    const far = from ** 2 + (spot.y - y) ** 2;
    if (far < least) [found, least] = [spot, far];
  }
  return found;
}

const gapAt = (state, x) => state.gaps.find((gap) => gap.to !== undefined
  && x >= xOf(state, gap.at) && x <= xOf(state, gap.at + FOLD));

function showSpot(state, spot) {
  const lines = tipLines(state, spot);
  state.tipped = { lines, mark: state.marks.n[spot.i], x: spot.x, y: spot.y };
  showTip(state, lines, spot.x, spot.y);
  askAbout(state, spot);
}

function showTip(state, lines, x, y) {
  state.tip.hidden = !lines;
  if (!lines) return;
  reconcile(state.tip, lines, (_, at) => at, () => element("div"), (node, words) => setText(node, words));
  const wide = state.tip.offsetWidth, tall = state.tip.offsetHeight;
  state.tip.style.left = `${Math.min(Math.max(x - wide / 2, 4), state.width - wide - 4)}px`;
  state.tip.style.top = `${y - tall - 14 < -30 ? y + 16 : y - tall - 14}px`;
}

export function hover(state, x, y) {
  const spot = spotNear(state, x, y), gap = spot ? null : gapAt(state, x);
  state.canvas.style.cursor = spot || gap ? "pointer" : state.dragged ? "grabbing" : "default";
  const words = gap ? [`nothing for ${lasting(gap.to - gap.from)}`, "click to unfold"] : null;
  if (spot) showSpot(state, spot);
  else showTip(state, words, x, y);
  return { spot, gap };
}

export function choose(state, code) {
  if (labelOf(state, code)) state.pick({ order: labelOf(state, code) });
}

// Chooses the order of a mark and opens the sheet of its event; what is no mark is an order alone.
export function follow(state, { i, code }) {
  if (i < 0) { choose(state, code); return; }
  const label = labelOf(state, code);
  state.pick({ mark: state.marks.n[i], ...(label && { order: label }) });
}

// The next event after the one in focus, or the one before; without one, from the edge in view.
export function goTo(state, step) {
  const { where } = state, n = where.length;
  if (!n) return;
  const edge = step > 0 ? place(where, state.view.from) : place(where, state.view.to) - 1;
  const at = Math.min(Math.max(state.focus < 0 ? edge : state.focus + step, 0), n - 1);
  state.focus = at;
  const span = state.view.to - state.view.from;
  if (where[at] < state.view.from || where[at] > state.view.to) {
    look(state, where[at] - span / 2, where[at] + span / 2);
  } else {
    look(state, state.view.from, state.view.to);
  }
  state.draw();
  const spot = state.spots.find(({ i }) => i === at);
  if (spot) showSpot(state, spot);
  else showTip(state, null);
  setText(state.said, tipLines(state, spot ?? { i: at, tie: { all: 1 } }).join(", "));
}
