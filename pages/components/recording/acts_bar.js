// The bar of a recording: the badge that says so, which act is shown, and the keys that walk it.
// Where the world is live it only listens: for the key that goes to the recording that stands ready.

import { element, instance, isForPage, setAttribute, setText } from "../kit/base.js";

// Which act a key goes to from the one gone to last, which may not be shown yet; 0 where there is none.
export function actAfter(at, acts, by) {
  const to = at + by;
  return to >= 1 && to <= acts ? to : 0;
}

// Each act has a page and a bar of its own, and between two pages there is none. So the window remembers which act
// was gone to last, and asks for it again until it is shown; not for long, for it may never be. For longer where there
// was no bar yet to ask for it: a slow server takes its time for the page between.
const LATELY_MS = 4_000, UNSENT_MS = 15_000;
const LOST_MS = 1_000; // what is not shown by then was not heard

export function newAim() {
  return { to: 0, at: -Infinity, isSent: true };
}

export const actAimedAt = ({ to, at, isSent }, act, now) => (now - at < (isSent ? LATELY_MS : UNSENT_MS) ? to : act);

// Whether a bar that shows this act is to ask for the one aimed at.
export const isToBeSent = (aim, act, now) =>
  actAimedAt(aim, act, now) !== act && (!aim.isSent || now - aim.at > LOST_MS);

let aim = newAim();
let latest = null; // the bar shown last
let timer = 0;

function pursue() {
  clearTimeout(timer);
  const { data, root, wish } = latest, now = performance.now();
  if (!data.recording || actAimedAt(aim, data.act, now) === data.act) return;
  if (root.isConnected && isToBeSent(aim, data.act, now)) {
    aim = { to: aim.to, at: aim.isSent ? aim.at : now, isSent: true };
    wish({ act: aim.to });
  }
  timer = setTimeout(pursue, LOST_MS);
}

// Aims at another act; answers which, or 0 where there is none.
function aimAt({ act, acts }, by, isSent) {
  const now = performance.now(), to = actAfter(actAimedAt(aim, act, now), acts, by);
  if (to) aim = { to, at: now, isSent };
  return to;
}

const STEPS = { n: 1, b: -1 };

globalThis.document?.addEventListener("keydown", (event) => {
  const by = STEPS[event.key.toLowerCase()];
  if (!by || !latest?.data.recording || latest.root.isConnected || event.repeat || !isForPage(event)) return;
  event.preventDefault();
  aimAt(latest.data, by, false);
});

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
  return { driven, badge, words, ready, act, place, name, buttons, marked, press: null };
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
  if (data.act === aim.to) aim = newAim();
  latest = { data, root: state.root, wish };
  pursue();
  const go = (by) => {
    const to = aimAt(data, by, true);
    if (to) wish({ act: to });
    pursue();
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
