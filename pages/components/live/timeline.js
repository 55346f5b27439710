// Everything that happened, on one canvas. The browser keeps the marks as columns of numbers,
// sorted by time; a refresh brings new ones only. Frames are drawn when something has changed.

import { listen as listenToArrivals, unseenSince, untoldSince } from "../kit/arrivals.js";
import { instance, setAttribute, setText } from "../kit/base.js";
import { isOn, listenToShots } from "../kit/camera.js";
import { build, showPlays } from "./timeline/build.js";
import { draw } from "./timeline/draw.js";
import { drawAlone } from "./timeline/draw_marks.js";
import { showFocus, takeFocus } from "./timeline/focus.js";
import { redraw } from "./timeline/frames.js";
import { takeAnswer } from "./timeline/hover.js";
import { listen } from "./timeline/input.js";
import { takeAll } from "./timeline/marks.js";
import { showMeanings } from "./timeline/of_bus.js";
import { paints } from "./timeline/pen.js";
import { keepTime, showFraming, showSpeeds, SLOW } from "./timeline/playhead.js";
import { layOut, layTail, SPAN, toPlace } from "./timeline/scale.js";
import { newState } from "./timeline/state.js";
import { findFrame, followNow, isFramed, look, NEWEST, relay, showAsked } from "./timeline/view.js";

// A canvas is empty once its size is set, and observers are called after the frames that were asked
// for: so it is drawn here, or the browser would paint it empty.
function resize(state) {
  const ratio = devicePixelRatio || 1, box = state.stage.getBoundingClientRect();
  if (!box.width) return;
  const size = [box.width, box.height].map((length) => Math.round(length * ratio));
  // The stage is zoomed as a whole: what is drawn is scaled with it, and counted in its pixels.
  const { offsetWidth: width, offsetHeight: height } = state.stage;
  Object.assign(state, { width, height, zoom: box.width / width });
  if (state.canvas.width === size[0] && state.canvas.height === size[1]) { redraw(state); return; }
  [state.canvas.width, state.canvas.height] = size;
  state.draw();
}

function rest(state) {
  clearTimeout(state.timer);
  cancelAnimationFrame(state.frame);
  state.frame = 0;
  state.watch?.disconnect();
  state.deaf?.();
  state.unshot?.();
}

function noteUnseen(state) {
  state.unseen = unseenSince();
  state.untold = untoldSince();
  state.unseenFrom = Math.min(...state.unseen.values(), ...state.untold.values());
}

export default function (component) {
  const state = instance(component, (root) => ({ ...build(root), ...newState() }));
  const { data } = component;
  rest(state);
  if (state.fresh) {
    state.draw = () => draw(state);
    listen(state);
  }
  const isLiveAgain = state.data && state.data.at !== null && data.at === null;
  const moved = state.data && state.data.at !== data.at;
  if (moved && state.sent) state.slow = performance.now() - state.sent.when > SLOW;
  Object.assign(state, { data, shownAt: performance.now(), ink: paints(state) });
  state.stage.style.height = `${data.height}px`;
  state.tell = (trigger, value) => component.setTriggerValue(trigger, value);
  takeAll(component, state);
  takeFocus(component, state);
  if (data.about) takeAnswer(state, data.about);
  const isOlder = !state.laid && state.marks.t[0] !== state.origin;
  if (isOlder && state.span && !state.follow && !state.asked) relay(state);
  if (!state.laid) layOut(state);
  if (state.ways !== data.lanes) state.tip.hidden = true;
  state.ways = data.lanes;
  layTail(state);
  if (!state.span) {
    state.span = SPAN;
    state.view = { from: state.end - SPAN * 0.97, to: state.end + SPAN * 0.03 };
    state.asked = data.view;
  }
  if (state.asked) showAsked(state);
  noteUnseen(state);
  findFrame(state);
  state.root.classList.toggle("unused", !data.total);
  const head = data.at === null ? null : toPlace(state, data.at);
  const { from, to } = state.view;
  const isElsewhere = (moved || state.fresh) && head !== null && !isFramed(state) && !state.asked;
  if (isElsewhere && (head < from || head > to - (to - from) * 0.1)) {
    look(state, head - (to - from) * 0.6, head + (to - from) * 0.4);
  }
  if (isLiveAgain) followNow(state);
  setText(state.head.children[0], data.title);
  showFraming(state);
  showFocus(state);
  showMeanings(state, (canvas, shape) => drawAlone(state, canvas, shape));
  for (const button of state.lanes.children) {
    setAttribute(button, "aria-pressed", String(button.dataset.way === data.lanes));
  }
  showPlays(state.buttons.play, data.plays);
  showSpeeds(state);
  setAttribute(state.canvas, "aria-label", data.summary);
  state.canvas.dataset.held = state.hi - state.lo;
  setAttribute(state.help, "aria-label", "All keys");
  state.help.hidden = state.live.hidden = data.closed;
  const turn = () => {
    noteUnseen(state);
    findFrame(state);
    redraw(state);
  };
  state.deaf = listenToArrivals(turn);
  state.unshot = listenToShots(() => {
    if (isOn() && !state.isShot) followNow(state, NEWEST);
    state.isShot = isOn();
    turn();
  });
  state.watch = new ResizeObserver(() => resize(state));
  state.watch.observe(state.stage);
  resize(state);
  keepTime(component, state);
  return () => rest(state);
}
