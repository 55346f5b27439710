// Everything that happened, on one canvas. The browser keeps the marks as columns of numbers,
// sorted by time; a refresh brings new ones only. Frames are drawn when something has changed.

import { instance, setAttribute, setText } from "../kit/base.js";
import { build } from "./timeline/build.js";
import { draw } from "./timeline/draw.js";
import { showFocus, takeFocus } from "./timeline/focus.js";
import { redraw } from "./timeline/frames.js";
import { takeAnswer } from "./timeline/hover.js";
import { listen } from "./timeline/input.js";
import { takeAll } from "./timeline/marks.js";
import { paints } from "./timeline/pen.js";
import { keepTime, SLOW } from "./timeline/playhead.js";
import { layOut, layTail, SPAN, toPlace } from "./timeline/scale.js";
import { newState } from "./timeline/state.js";
import { look } from "./timeline/view.js";

function resize(state) {
  const ratio = devicePixelRatio || 1, box = state.stage.getBoundingClientRect();
  if (!box.width) return;
  // The stage is zoomed as a whole: what is drawn is scaled with it, and counted in its pixels.
  const { offsetWidth: width, offsetHeight: height } = state.stage;
  Object.assign(state, { width, height, zoom: box.width / width });
  state.canvas.width = Math.round(box.width * ratio);
  state.canvas.height = Math.round(box.height * ratio);
  redraw(state);
}

function rest(state) {
  clearTimeout(state.timer);
  cancelAnimationFrame(state.frame);
  state.frame = 0;
  state.watch?.disconnect();
}

export default function (component) {
  const state = instance(component, (root) => ({ ...build(root), ...newState() }));
  const { data } = component;
  rest(state);
  if (state.fresh) {
    state.draw = () => draw(state);
    listen(state);
  }
  const moved = state.data && state.data.at !== data.at;
  if (moved && state.sent) state.slow = performance.now() - state.sent.when > SLOW;
  Object.assign(state, { data, shownAt: performance.now(), ink: paints(state) });
  state.stage.style.height = `${data.height}px`;
  state.tell = (trigger, value) => component.setTriggerValue(trigger, value);
  takeAll(component, state);
  takeFocus(component, state);
  if (data.about) takeAnswer(state, data.about);
  if (!state.laid) layOut(state);
  if (state.ways !== data.lanes) state.tip.hidden = true;
  state.ways = data.lanes;
  layTail(state);
  if (!state.span) {
    state.span = SPAN;
    state.view = { from: state.end - SPAN * 0.97, to: state.end + SPAN * 0.03 };
  }
  const head = data.at === null ? null : toPlace(state, data.at);
  const { from, to } = state.view;
  if ((moved || state.fresh) && head !== null && (head < from || head > to - (to - from) * 0.1)) {
    look(state, head - (to - from) * 0.6, head + (to - from) * 0.4);
  }
  setText(state.head.children[0], data.title);
  showFocus(state);
  for (const button of state.lanes.children) {
    setAttribute(button, "aria-pressed", String(button.dataset.way === data.lanes));
  }
  setText(state.buttons.play, data.plays ? "❚❚" : "▶");
  setAttribute(state.buttons.play, "aria-label", data.plays ? "Pause the playhead" : "Play");
  setText(state.buttons.speed, `${data.speed}×`);
  setAttribute(state.buttons.speed, "aria-label", `Speed ${data.speed}×`);
  setAttribute(state.canvas, "aria-label", data.summary);
  state.canvas.dataset.held = state.hi - state.lo;
  setAttribute(state.help, "aria-label", "Keys of the timeline");
  state.watch = new ResizeObserver(() => resize(state));
  state.watch.observe(state.stage);
  resize(state);
  keepTime(component, state);
  return () => rest(state);
}
