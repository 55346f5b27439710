// The bar of a recording: the badge that says so, which act is shown, and the keys that walk it.
// Where the world is live it only listens: for the key that goes to the recording that stands ready.

import { element, instance, isForPage, setAttribute, setText } from "../kit/base.js";

// Which act a key goes to from the one gone to last, which may not be shown yet; 0 where there is none.
export function actAfter(at, acts, by) {
  const to = at + by;
  return to >= 1 && to <= acts ? to : 0;
}

function build(root) {
  const badge = element("span", "badge", root);
  element("i", "dot", badge);
  const words = element("b", "", badge);
  const ready = element("button", "ready", root);
  const act = element("span", "act cut", root);
  const place = element("span", "num", act);
  const name = element("b", "", act);
  const buttons = Object.fromEntries([["back", "B"], ["next", "N"], ["auto", "T"], ["leave", "R"]].map(([is, key]) => {
    const button = element("button", is, root);
    const label = element("span", "label", button);
    setText(element("kbd", "", button), key);
    return [is, Object.assign(button, { label })];
  }));
  const marked = element("button", "marked", root);
  const driven = element("button", "driven", root);
  return { driven, badge, words, ready, act, place, name, buttons, marked, to: 0, press: null, seen: null };
}

const label = (button, words, title) => {
  setText(button.label, words);
  setAttribute(button, "title", title);
};

export default function (component) {
  const { data } = component;
  const state = instance(component, build);
  const { buttons } = state;
  const isRecording = Boolean(data.recording);
  const wish = state.pick;
  if (state.seen !== data.act) state.to = state.seen = data.act;
  const go = (by) => {
    const to = actAfter(state.to, data.acts, by);
    if (!to) return;
    state.to = to;
    wish({ act: to });
  };
  setAttribute(state.root, "data-live", isRecording ? null : "1");
  state.badge.hidden = !isRecording;
  setText(state.words, "Recording");
  setAttribute(state.badge, "title", data.about);
  state.act.hidden = !isRecording;
  setText(state.place, data.act ? `act ${data.act} of ${data.acts}` : data.about);
  setText(state.name, data.act ? data.name : "");
  state.ready.hidden = isRecording || !data.ready;
  setText(state.ready, "Recording ready · R");
  setAttribute(state.ready, "title", `${data.ready} stands in when R is pressed`);
  state.marked.hidden = data.marked === null;
  setText(state.marked, `● Recording, ${data.marked ?? 0} marked · M`);
  setAttribute(state.marked, "title", "Mark what is in view as an act (M)");
  state.driven.hidden = !data.driven;
  setText(state.driven, `${data.driven} ✕`);
  setAttribute(state.driven, "title", "Be driven no more");
  state.driven.onclick = () => wish({ leave: true });
  for (const each of Object.values(buttons)) each.hidden = !isRecording || !data.acts;
  buttons.leave.hidden = !isRecording;
  buttons.back.disabled = data.act <= 1;
  buttons.next.disabled = data.act >= data.acts;
  label(buttons.back, "Back", "The act before (B)");
  label(buttons.next, data.next ? `Next: ${data.next}` : "The last act", data.next);
  label(buttons.auto, data.auto_words, "Acts come by hand, by themselves, or in a loop (T)");
  label(buttons.leave, "Live world", "Back to the live world (R)");
  buttons.back.onclick = () => go(-1);
  buttons.next.onclick = () => go(1);
  buttons.auto.onclick = () => wish({ auto: true });
  buttons.leave.onclick = () => wish({ recording: false });
  state.ready.onclick = () => wish({ recording: true });
  state.marked.onclick = () => wish({ mark: true });
  const keys = keysOf(data, go, wish);
  const stop = () => document.removeEventListener("keydown", state.press);
  stop();
  state.press = (event) => {
    const does = keys[event.key.toLowerCase()];
    if (!does || event.repeat || event.defaultPrevented || !isForPage(event)) return;
    event.preventDefault();
    does();
  };
  document.addEventListener("keydown", state.press);
  return stop;
}

// What the keys do in this world; the list of all keys names them (frame/key_list.js).
export function keysOf(data, go, wish) {
  const isRecording = Boolean(data.recording);
  return {
    ...(isRecording && data.acts && { n: () => go(1), b: () => go(-1), t: () => wish({ auto: true }) }),
    ...(isRecording && { ".": () => wish({ step: 1 }), ",": () => wish({ step: -1 }) }),
    ...((isRecording || data.ready) && { r: () => wish({ recording: !isRecording }) }),
    ...(data.marked !== null && { m: () => wish({ mark: true }) }),
  };
}
