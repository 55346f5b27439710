// Keys, pointer and wheel.

import { choose, follow, goTo, hover } from "./hover.js";
import { NONE } from "./marks.js";
import { scrub, showRest } from "./playhead.js";
import { scale } from "./scale.js";
import { CLOCK, fit, followNow, look, NEWEST, pan, relay, zoom } from "./view.js";

const NARROW = 1000;

// What the keys do; the list of all keys names them (frame/key_list.js).
export const ACTIONS = {
  "+": (state) => zoom(state, 0.7), "-": (state) => zoom(state, 1 / 0.7), "=": (state) => zoom(state, 0.7),
  a: (state) => pan(state, -0.2), d: (state) => pan(state, 0.2),
  ArrowLeft: (state) => pan(state, -0.1), ArrowRight: (state) => pan(state, 0.1),
  ArrowUp: (state) => zoom(state, 0.85), ArrowDown: (state) => zoom(state, 1 / 0.85),
  f: fit,
  ".": (state) => goTo(state, 1), ",": (state) => goTo(state, -1),
  g: (state) => { state.folding = !state.folding; state.open.clear(); relay(state); },
  w: (state) => followNow(state, state.follow && state.framing === NEWEST ? CLOCK : NEWEST),
  l: (state) => state.pick({ lanes: state.data.lanes === "order" ? "service" : "order" }),
  Enter: (state) => state.focus >= 0 && choose(state, state.marks.o[state.focus]),
  e: (state) => state.focus >= 0 && follow(state, { i: state.focus, code: state.marks.o[state.focus] }),
  Escape: (state) => {
    state.tip.hidden = true;
    Object.assign(state, { focus: -1, lastFit: NONE });
    followNow(state);
  },
};

// A narrow page is one long column: there the wheel scrolls, and zooms with Ctrl or Shift only.
function turn(state, event, x) {
  const { deltaX, deltaY, shiftKey, ctrlKey } = event;
  const isNarrow = innerWidth < NARROW, swiped = !shiftKey && Math.abs(deltaX) > Math.abs(deltaY);
  if (isNarrow && !swiped && !shiftKey && !ctrlKey) return;
  event.preventDefault();
  const by = Math.max(-120, Math.min(120, deltaY || deltaX));
  if (swiped || (shiftKey && !isNarrow)) pan(state, (deltaX || deltaY) / 1200);
  else zoom(state, Math.exp(by / 500), x);
}

export function listen(state) {
  const { canvas, range } = state, spotOf = (event) => {
    const box = canvas.getBoundingClientRect();
    return [(event.clientX - box.left) / state.zoom, (event.clientY - box.top) / state.zoom];
  };
  canvas.onkeydown = (event) => {
    const action = ACTIONS[event.key.length === 1 ? event.key.toLowerCase() : event.key];
    if (!action || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    event.stopPropagation();
    action(state);
  };
  canvas.onpointerdown = (event) => {
    const [x] = spotOf(event);
    canvas.setPointerCapture(event.pointerId);
    state.grip = { x, view: { ...state.view } };
    state.dragged = false;
  };
  canvas.onpointermove = (event) => {
    const [x, y] = spotOf(event), { grip } = state;
    if (!grip) { hover(state, x, y); return; }
    if (Math.abs(x - grip.x) < 4 && !state.dragged) return;
    state.dragged = true;
    const by = (grip.x - x) / scale(state);
    look(state, grip.view.from + by, grip.view.to + by);
    hover(state, -99, -99);
  };
  canvas.onpointerup = (event) => {
    const { grip, dragged } = state;
    state.grip = null;
    state.dragged = false;
    if (!grip || dragged) return;
    const { spot, gap } = hover(state, ...spotOf(event));
    if (spot) follow(state, spot);
    else if (gap) { state.open.add(gap.from); state.tip.hidden = true; relay(state); }
  };
  canvas.onpointerleave = canvas.onblur = () => { state.tip.hidden = true; };
  canvas.addEventListener("wheel", (event) => turn(state, event, spotOf(event)[0]), { passive: false });
  state.fit.onclick = () => fit(state);
  state.help.onclick = () => document.dispatchEvent(new CustomEvent("eda-keys"));
  state.pill.onclick = () => followNow(state);
  state.framings.onclick = ({ target }) => target.dataset.way && followNow(state, target.dataset.way);
  state.lanes.onclick = (event) => event.target.dataset.way && state.pick({ lanes: event.target.dataset.way });
  state.live.onclick = () => state.pick({ at: null });
  state.buttons.play.onclick = () => state.pick({ play: !state.data.plays });
  state.buttons.back.onclick = () => state.pick({ step: -1 });
  state.buttons.forth.onclick = () => state.pick({ step: 1 });
  state.speed.onchange = () => state.pick({ speed: Number(state.speed.value) });
  range.oninput = () => {
    state.dragging = true;
    if (!state.slow) scrub(state);
    showRest(state);
  };
  range.onchange = () => { state.dragging = false; state.sent = null; scrub(state); };
}
