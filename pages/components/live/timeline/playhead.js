// The scrubber below the canvas, and how the moment shown moves on.

import { askAtRest, element, reconcile, setAttribute, setClass, setText, still } from "../../kit/base.js";
import { redraw } from "./frames.js";
import { clock, headTime, toPlace, toTime } from "./scale.js";

const TICK = 250;
export const SLOW = 600;

export function showRest(state) {
  const { data } = state, fresh = data.total - state.seen;
  setText(state.pill, fresh > 0 ? `${fresh} new →` : "to now →");
  state.pill.hidden = state.follow;
  showFraming(state);
  if (!state.dragging) {
    const at = data.at === null ? state.end : toPlace(state, headTime(state));
    state.range.value = state.end > 0 ? Math.round(at / state.end * 2000) : 2000;
  }
  const time = toTime(state, state.range.value / 2000 * state.end);
  state.range.disabled = !state.hi;
  setAttribute(state.range, "aria-valuetext", data.at === null ? "live" : clock(time));
  state.range.style.setProperty("--done", `${state.range.value / 20}%`);
  setText(state.live, data.at === null ? "live" : "back to live");
  setClass(state.live, "live", data.at === null && "on");
  if (data.plays && !still()) redraw(state);
}

// How the view moves by itself, if it does.
export function showFraming(state) {
  for (const button of state.framings.children) {
    const isOn = state.follow && button.dataset.way === state.framing;
    setAttribute(button, "aria-pressed", String(isOn));
  }
}

export function showSpeeds({ speed: list, data }) {
  reconcile(list, data.speeds, String, () => element("option"), (option, speed) => {
    setText(option, `${speed}×`);
    option.value = speed;
  });
  if (list.value !== String(data.speed)) list.value = data.speed;
}

// A moment is asked for when the one before has been shown, or has taken too long. Where it takes
// long to go back, only the moment at which the thumb is let go is asked for.
export function scrub(state) {
  const now = performance.now(), waits = state.sent && now - state.sent.when < 1500;
  if (waits && state.data.at !== state.sent.at) return;
  const value = Number(state.range.value);
  const at = value >= 2000 ? null : Math.round(toTime(state, value / 2000 * state.end));
  state.sent = { at, when: now };
  state.pick({ at });
}

// While it follows, "now" moves on; and while it plays, the page is asked to keep up.
export function keepTime(component, state) {
  const beat = () => {
    if (state.follow && !document.hidden) redraw(state);
    state.timer = setTimeout(beat, 1000);
  };
  const ask = () => askAtRest(component, "more", { tick: performance.now() });
  state.timer = state.data.plays ? setTimeout(ask, TICK) : setTimeout(beat, 1000);
}
