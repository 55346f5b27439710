// The presenter's view: notes of the act shown, the next one, a clock, and in small what the audience
// sees. Its buttons and keys ask the window that follows; what it then shows comes back from there.

import { element, instance, isForPage, reconcile, setAttribute, setClass, setText } from "../kit/base.js";
import { actAfter } from "./acts_bar.js";

const MIRROR_WIDTH = 1440;
const BEAT_MS = 250;
const KEYS = [["N", "next"], ["B", "before"], ["Space", "pause, go on"], [". ,", "an event on, back"], ["R", "recording, live world"]];

// ``12:24``; with hours ``1:02:03``.
export function elapsedText(ms) {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
  const tail = String(seconds % 60).padStart(2, "0");
  return hours ? `${hours}:${String(minutes).padStart(2, "0")}:${tail}` : `${minutes}:${tail}`;
}

// How a talk goes beside its plan; nothing where there is no plan, or it has not begun.
export function planWords({ unit, parts, at, lasts }, elapsedMs) {
  if (unit !== "act" || !at || !lasts || !elapsedMs) return "";
  const began = parts[at - 1].planned * 1000, ends = (parts[at]?.planned ?? lasts) * 1000;
  if (elapsedMs > ends) return `${elapsedText(elapsedMs - ends)} behind the plan`;
  if (elapsedMs < began) return `${elapsedText(began - elapsedMs)} ahead of the plan`;
  return "as planned";
}

// What a press of each key asks for, as a cue and its value.
export function askedBy(data) {
  if (!data.follows) return {};
  const [next, before] = [1, -1].map((by) => actAfter(data.at, data.parts.length, by));
  const isLesson = data.unit === "step";
  return {
    ...(isLesson ? data.at <= data.parts.length && { n: ["skip", data.at] } : next && { n: ["act", next] }),
    ...(!isLesson && before && { b: ["act", before] }),
    ...(data.paused !== null && { " ": ["pause", !data.paused] }),
    ".": ["step", 1],
    ",": ["step", -1],
    ...((data.ready || data.is_recording) && { r: ["recording", !data.is_recording] }),
  };
}

// What a cue makes of the window that follows, by the name that has in the data.
const MAKES = { act: "at", pause: "paused", recording: "is_recording" };

// The data, as it is once what was asked lately is heard: the server knows of it only then, and a key that is
// pressed meanwhile goes on from there.
export const dataAhead = (data, asked) =>
  asked.reduce((ahead, [cue, value]) => (cue in MAKES ? { ...ahead, [MAKES[cue]]: value } : ahead), data);

const card = (parent, name, title) => {
  const box = element("section", `card ${name}`, parent);
  if (title) element("h2", "", box).textContent = title;
  return box;
};

function button(parent, words, key) {
  const node = element("button", "", parent);
  node.label = element("span", "", node);
  setText(node.label, words);
  if (key) setText(element("kbd", "", node), key);
  return node;
}

function build(root) {
  const head = element("header", "", root);
  element("b", "", head).textContent = "EDA live";
  element("h1", "", head).textContent = "Presenter's view";
  const place = element("span", "chip place", head);
  const chips = Object.fromEntries(["window", "recording", "world", "audience"].map((name) => [name, element("span", `chip ${name}`, head)]));
  setAttribute(chips.window, "role", "status");
  const main = element("main", "", root);
  const [middle, side] = ["middle", "side"].map((name) => element("div", name, main));
  const state = {
    place, chips, main, ...buildNotes(middle), ...buildClock(side), ...buildMirror(side), ...buildControls(side), ...buildList(main),
    asked: [], seen: null, press: null, beat: null, data: null, since: 0, cues: null, speaks: null,
  };
  const foot = element("footer", "", root);
  for (const [key, words] of KEYS) {
    const one = element("span", "", foot);
    for (const each of key.split(" ")) element("kbd", "", one).textContent = each;
    one.append(words);
  }
  return state;
}

function buildNotes(parent) {
  const notes = card(parent, "notes");
  const about = element("p", "about", notes);
  const name = element("h2", "name", notes);
  const lines = element("dl", "", notes);
  setAttribute(lines, "tabindex", "0");
  setAttribute(lines, "aria-label", "Notes");
  const empty = element("p", "without", notes);
  const next = card(parent, "next");
  const words = element("div", "words", next);
  const nextAbout = element("p", "about", words);
  const nextName = element("h2", "name", words);
  const sets = element("p", "sets", words);
  const nextNotes = element("p", "more", words);
  const keys = element("div", "keys", next);
  const before = button(keys, "Back", "B");
  const go = button(keys, "Next", "N");
  go.className = "primary";
  return { about, name, lines, empty, next, nextAbout, nextName, sets, nextNotes, before, go };
}

function buildClock(parent) {
  const box = card(parent, "clock");
  const elapsed = element("b", "elapsed num", box);
  setAttribute(elapsed, "role", "timer");
  const beside = element("div", "beside", box);
  const day = element("b", "num", beside);
  const left = element("span", "num", beside);
  const line = element("div", "line", box);
  const done = element("i", "done", line);
  const ticks = element("div", "ticks", line);
  const plan = element("p", "plan", box);
  const row = element("div", "row", box);
  setAttribute(row, "role", "group");
  setAttribute(row, "aria-label", "The clock");
  const run = button(row, "Start");
  const reset = button(row, "Reset");
  return { elapsed, day, left, line, done, ticks, plan, run, reset };
}

function buildMirror(parent) {
  const box = card(parent, "mirror", "What the audience sees");
  const glass = element("div", "glass", box);
  setAttribute(glass, "inert", "inert");
  const nobody = element("div", "nobody", box);
  const missing = element("p", "", nobody);
  const open = button(nobody, "Open the window");
  open.className = "primary";
  new ResizeObserver(() => fit(glass)).observe(glass);
  return { glass, frame: null, nobody, missing, open };
}

// The frame has the size of a screen and is drawn smaller.
function fit(glass) {
  glass.style.setProperty("--scale", String(glass.clientWidth / MIRROR_WIDTH));
}

function buildControls(parent) {
  const box = card(parent, "controls", "The window that follows");
  const row = element("div", "row", box);
  const pause = button(row, "Pause", "Space");
  const [back, on] = [button(row, "Event back", ","), button(row, "Event on", ".")];
  const swap = button(row, "Recording", "R");
  const pages = element("nav", "row", box);
  setAttribute(pages, "aria-label", "Pages");
  return { pause, back, on, swap, pages };
}

function buildList(main) {
  const list = card(main, "list");
  const title = element("h2", "", list);
  return { list, title, parts: element("ol", "", list) };
}

function showNotes(state, data) {
  const isBefore = data.parts.length && !data.at;
  const unit = data.unit === "act" ? "Act" : "Step";
  const isOver = data.at > data.parts.length;
  const named = data.parts[data.at - 1]?.name;
  setText(state.about, named ? `${unit} ${data.at} of ${data.parts.length}` : "");
  setText(state.name, named ?? (isBefore ? data.title : isOver ? `${data.title}: all steps are done` : data.title || "The live world"));
  reconcile(state.lines, data.notes, (note, at) => `${at}${note.kind}`, createNote, showNote);
  setText(state.empty, isBefore ? "The talk begins with the first act." : isOver && named !== undefined ? "" : data.empty);
  state.lines.hidden = !data.notes.length;
  state.empty.hidden = Boolean(data.notes.length);
}

function createNote() {
  const line = element("div");
  element("dt", "", line);
  element("dd", "", line);
  return line;
}

function showNote(line, note) {
  setClass(line, "note", note.quiet && "quiet");
  setText(line.children[0], note.kind);
  setText(line.children[1], note.text);
}

function showNext(state, data, asked) {
  state.next.hidden = !data.parts.length;
  setText(state.nextAbout, data.next ? `Next ${data.unit}` : "");
  setText(state.nextName, data.next || (data.unit === "act" ? "This was the last act" : "The last step"));
  reconcile(state.sets, data.sets, (words, at) => `${at}${words}`, () => element("span", "chip"), setText);
  state.sets.hidden = !data.sets.length;
  setText(state.nextNotes, data.next_notes.map((note) => `${note.kind}: ${note.text}`).join("  ·  "));
  setText(state.go.label, data.unit === "act" ? "Next" : "Skip this step");
  wire(state, state.go, "n", asked);
  wire(state, state.before, "b", asked);
  state.before.hidden = data.unit !== "act";
}

// A button does what its key does, by what was asked until it is pressed.
function wire(state, node, key, asked) {
  node.disabled = !asked[key];
  node.onclick = () => ask(state, askedNow(state)[key]);
}

function wireTo(state, node, cue) {
  node.disabled = !cue;
  node.onclick = () => ask(state, cue);
}

const askedNow = (state) => askedBy(dataAhead(state.data, state.asked));

function ask(state, cue) {
  if (!cue) return;
  state.asked.push(cue);
  const [name, value] = cue;
  state.pick({ cue: name, value });
}

function showWindow(state, data, asked) {
  setText(state.chips.window, data.follows ? "Window follows" : "Nobody follows");
  setClass(state.chips.window, "chip window", data.follows ? "good" : "bad");
  setText(state.chips.recording, data.is_recording ? "Recording in view" : data.ready ? "Recording ready · R" : "No recording ready");
  setText(state.chips.world, data.world);
  setText(state.chips.audience, data.audience);
  for (const name of ["world", "audience"]) state.chips[name].hidden = !data[name];
  setText(state.pause.label, data.paused ? "Go on" : "Pause");
  setText(state.on.label, data.has_time ? "One step on" : "Event on");
  setText(state.swap.label, data.is_recording ? "Live world" : "Recording");
  for (const [node, key] of [[state.pause, " "], [state.back, ","], [state.on, "."], [state.swap, "r"]]) wire(state, node, key, asked);
  reconcile(state.pages, data.pages, ([page]) => page, () => element("button", "page"), (node, [page, title]) => {
    setText(node, title);
    setAttribute(node, "aria-current", page === data.page ? "page" : null);
    wireTo(state, node, data.follows && ["page", page]);
  });
}

function showMirror(state, data) {
  setText(state.missing, data.window);
  state.nobody.hidden = data.follows;
  state.open.onclick = () => window.open(`${location.pathname}${data.opens}`, "_blank", "noopener");
  if (!state.frame && data.mirror && data.follows) {
    state.frame = element("iframe", "", state.glass);
    setAttribute(state.frame, "title", "What the audience sees, in small");
    setAttribute(state.frame, "tabindex", "-1");
    setAttribute(state.frame, "sandbox", "allow-scripts allow-same-origin");
    setAttribute(state.frame, "src", `${location.pathname}${data.mirror}`);
  }
  setClass(state.glass, "glass", !data.follows && "old");
  fit(state.glass);
}

function showList(state, data) {
  setText(state.title, data.unit === "act" ? `Acts of ${data.title}` : data.title);
  state.list.hidden = !data.parts.length;
  setClass(state.main, !data.parts.length && "bare");
  reconcile(state.parts, data.parts, (_, at) => at, createPart, (node, part) => {
    const number = data.parts.indexOf(part) + 1, [press] = node.children;
    setClass(press, "part", number < data.at && "past");
    setAttribute(press, "aria-current", number === data.at ? "step" : null);
    setText(press.children[0], number);
    setText(press.children[1], part.name);
    setText(press.children[2], data.lasts ? elapsedText(part.planned * 1000) : "");
    wireTo(state, press, data.follows && data.unit === "act" && ["act", number]);
    if (number === data.at && state.seen !== data.at) showInList(state.parts, node);
  });
}

// Where there is little room the list stands below the notes, and the page stays with those.
function showInList(list, node) {
  const [all, one] = [list, node].map((each) => each.getBoundingClientRect());
  list.scrollTop += Math.min(0, one.top - all.top) + Math.max(0, one.bottom - all.bottom);
}

function createPart() {
  const row = element("li");
  const press = element("button", "part", row);
  for (const name of ["num", "cut", "num"]) element("span", name, press);
  return row;
}

function tick(state) {
  const { data } = state, elapsed = data.elapsed_ms + (data.runs ? performance.now() - state.since : 0);
  setText(state.elapsed, elapsedText(elapsed));
  setText(state.day, new Date().toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" }));
  setText(state.left, data.lasts ? `${elapsedText(Math.max(0, data.lasts * 1000 - elapsed))} left of ${elapsedText(data.lasts * 1000)}` : "by the clock");
  state.line.hidden = !data.lasts;
  state.done.style.width = `${Math.min(100, elapsed / (data.lasts || 1) / 10)}%`;
  setText(state.plan, planWords(data, elapsed));
}

function showClock(state, data) {
  state.since = performance.now();
  setText(state.run.label, data.runs ? "Stop" : "Start");
  state.run.onclick = () => ask(state, ["clock", data.runs ? "stop" : "start"]);
  state.reset.disabled = !data.elapsed_ms;
  state.reset.onclick = () => ask(state, ["clock", "reset"]);
  const planned = data.lasts ? data.parts.map((part) => Math.min(100, (part.planned / data.lasts) * 100)) : [];
  reconcile(state.ticks, planned, (_, at) => at, () => element("i"), (node, at) => { node.style.left = `${at}%`; });
  tick(state);
}

// Windows of this browser hear at once that something was asked for, after the server knows of it;
// and the one that follows says when it closes.
function tellOthers(state, data) {
  if (state.speaks?.name !== data.channel) {
    state.speaks?.close();
    state.speaks = new BroadcastChannel(data.channel);
  } else if (state.cues !== data.cues) {
    state.speaks.postMessage(data.cues);
  }
  state.speaks.onmessage = ({ data: said }) => said === "closed" && ask(state, ["closed", true]);
  state.cues = data.cues;
}

export default function (component) {
  const { data } = component;
  const state = instance(component, build);
  state.data = data;
  if (component.isHeard) state.asked = [];
  const asked = askedNow(state);
  setText(state.place, data.at && data.at <= data.parts.length ? `${data.unit} ${data.at} of ${data.parts.length}` : "");
  state.place.hidden = !state.place.textContent;
  showNotes(state, data);
  showNext(state, data, asked);
  showWindow(state, data, asked);
  showMirror(state, data);
  showList(state, data);
  showClock(state, data);
  tellOthers(state, data);
  state.seen = data.at;
  const stop = () => {
    document.removeEventListener("keydown", state.press);
    clearInterval(state.beat);
  };
  stop();
  state.press = (event) => onPress(state, event);
  document.addEventListener("keydown", state.press);
  state.beat = setInterval(() => tick(state), BEAT_MS);
  return stop;
}

function onPress(state, event) {
  const isOfButton = event.key === " " && event.composedPath()[0].closest?.("button");
  const cue = askedNow(state)[event.key.toLowerCase()];
  if (!cue || isOfButton || event.repeat || !isForPage(event)) return;
  event.preventDefault();
  ask(state, cue);
}
