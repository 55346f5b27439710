// The bar of a recording: the badge that says so, which act is shown, and the keys that walk it.
// Where the world is live it only listens: for the key that goes to the recording that stands ready.

import { element, instance, isForPage, isRunning, setAttribute, setText } from "../kit/base.js";

// Which act a key goes to from the one gone to last, which may not be shown yet; 0 where there is none.
export function actAfter(at, acts, by) {
  const to = at + by;
  return to >= 1 && to <= acts ? to : 0;
}

// Each act has a page and a bar of its own, and between two pages there is none. So the window remembers which act
// was gone to last, and asks for it again until it is shown: a slow server takes its time, but it may never be. And once
// it is shown, what was asked of the page before may still come, and lead back there (Streamlit 1.67): then it is asked
// for again, too.
const COMING_MS = 15_000, SHOWN_MS = 4_000;
const LOST_MS = 1_000; // what is not shown by then was not heard
const LOOK_MS = 200;
const NEVER = -Infinity;

// ``way`` is from the lowest to the highest act gone to or left since: elsewhere somebody else has led. ``at`` is when it
// was aimed, or shown; ``sentAt`` when it was last asked for.
export function newAim() {
  return { way: [0, 0], to: 0, at: NEVER, sentAt: NEVER, isShown: false };
}

const isOver = ({ at, isShown }, now) => now - at >= (isShown ? SHOWN_MS : COMING_MS);

export const actAimedAt = (aim, act, now) =>
  (isOver(aim, now) || act < aim.way[0] || act > aim.way[1] ? act : aim.to);

// Whether a bar that shows this act is to ask for the one aimed at.
export const isToBeSent = (aim, act, now) => actAimedAt(aim, act, now) !== act && now - aim.sentAt > LOST_MS;

// The aim once a bar shows this act.
export const noteShown = (aim, act, now) => (act === aim.to && !aim.isShown ? { ...aim, at: now, isShown: true } : aim);

let aim = newAim();
let latest = null; // the bar shown last
let timer = 0;

function ask(wish) {
  aim = { ...aim, sentAt: performance.now() };
  wish({ act: aim.to });
}

// Not while the server is at work: that may be for this, and what is asked meanwhile is asked of a page that was left.
function pursue() {
  clearTimeout(timer);
  const { data, root, wish } = latest, now = performance.now();
  if (!data.recording || actAimedAt(aim, data.act, now) === data.act) return;
  if (root.isConnected && isToBeSent(aim, data.act, now) && !isRunning()) ask(wish);
  timer = setTimeout(pursue, LOOK_MS);
}

// The aim after a press where this act was shown.
export function nextAim(aim, act, to, now) {
  const acts = [act, to, ...(isOver(aim, now) ? [] : aim.way)];
  return { ...newAim(), way: [Math.min(...acts), Math.max(...acts)], to, at: now };
}

// Aims at another act; answers which, or 0 where there is none.
function aimAt({ act, acts }, by) {
  const now = performance.now(), to = actAfter(actAimedAt(aim, act, now), acts, by);
  if (to) aim = nextAim(aim, act, to, now);
  return to;
}

// Who goes back in the history wants the act before; an event of our own says nothing of that.
globalThis.addEventListener?.("popstate", ({ isTrusted }) => {
  if (isTrusted) aim = newAim();
});

const STEPS = { n: 1, b: -1 };

globalThis.document?.addEventListener("keydown", (event) => {
  const by = STEPS[event.key.toLowerCase()];
  if (!by || !latest?.data.recording || latest.root.isConnected || event.repeat || !isForPage(event)) return;
  event.preventDefault();
  aimAt(latest.data, by);
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
  aim = noteShown(aim, data.act, performance.now());
  latest = { data, root: state.root, wish };
  pursue();
  const go = (by) => {
    if (aimAt(data, by)) ask(wish);
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
