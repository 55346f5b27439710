// A lesson beside the page: steps behind, the open one with what it expects, and what is to come.
// Nothing here closes a step; the log does.

import { glyph, OUTCOMES, showAnswers, showTold, TICK } from "../kit/answers.js";
import { haveArrived, journeysOf, showAsThingsArrive } from "../kit/arrivals.js";
import { addressToShare, element, instance, reconcile, setAttribute, setClass, setText, text } from "../kit/base.js";
import { keepGuesses } from "./own_guesses.js";

const LINES = {
  met: [OUTCOMES.completed[0], TICK], untold: [OUTCOMES.completed[0], "M6 10h8"],
  open: [OUTCOMES.completed[0], ""], missing: OUTCOMES.stuck,
};
const STATES = { done: "done by the log", skipped: "skipped", open: "open", later: "" };

// Words as they are set: strong, a key, emphasis; nothing of a file is markup.
export function showWords(parent, words) {
  reconcile(parent, words, ([, kind], at) => `${at}${kind}`, ([, kind]) => element(kind || "span"),
    (node, [said]) => setText(node, said));
}

function build(root) {
  const head = element("div", "head-line", root);
  const place = element("span", "", head);
  const title = element("h2", "", root);
  const bar = element("div", "progress", root);
  const about = element("p", "about", root);
  const steps = element("ol", "steps", root);
  const foot = element("div", "foot", root);
  const next = element("button", "primary", foot);
  const row = element("div", "row", foot);
  const [copy, skip, reset, hide, close] = ["Copy link", "Skip step", "Reset", "Hide", "Close"].map((words) => {
    const button = element("button", "link", row);
    button.textContent = words;
    return button;
  });
  setAttribute(hide, "aria-keyshortcuts", "H");
  setAttribute(hide, "title", "H hides the panel, and shows it");
  return { place, title, bar, about, steps, next, copy, skip, reset, hide, close, shown: null, deaf: null };
}

function createStep() {
  const node = element("li");
  element("span", "number", node);
  const body = element("div", "body", node);
  const head = element("h3", "", body);
  element("span", "", head);
  element("span", "state", head);
  for (const name of ["note", "guess", "parts", "missing"]) element("div", name, body);
  return node;
}

function showParts(node, step, pick, plays) {
  node.hidden = step.state !== "open";
  if (node.hidden) { node.replaceChildren(); return; }
  if (!node.children.length) {
    for (const name of ["Say", "Do", "Expect"]) {
      element("b", "", node).textContent = name;
      element(name === "Expect" ? "ul" : "div", name.toLowerCase(), node);
    }
    const buttons = element("div", "buttons", node);
    element("button", "play", buttons);
    element("button", "go", buttons);
  }
  const [, say, , act, , lines, buttons] = node.children;
  showWords(say, step.say);
  showWords(act, step.do);
  reconcile(lines, step.lines, (line, at) => `${at}${line.state}`, createLine, showLine);
  const [play, go] = buttons.children;
  play.hidden = !step.button || !plays;
  setText(play, step.button);
  play.onclick = () => pick({ play: true });
  go.hidden = !step.page;
  setText(go, `Go to ${step.page}`);
  go.onclick = () => pick({ go: step.page });
  buttons.hidden = play.hidden && go.hidden;
}

export function createLine({ state }) {
  const row = element("li", state);
  glyph(row, state, LINES[state] ?? LINES.open);
  element("span", "", row);
  element("small", "num", row);
  return row;
}

export function showLine(row, line) {
  setText(row.children[1], line.label);
  setText(row.children[2], line.state === "missing" ? "missing" : line.state === "untold" ? "not reported" : line.time);
}

function showGuess(node, step, pick) {
  const { guess } = step;
  node.hidden = !guess || step.state === "skipped";
  if (node.hidden) { node.replaceChildren(); return; }
  const isAsked = step.state === "open" && !guess.mine;
  setClass(node, "guess", isAsked ? "asks" : "told");
  const shown = JSON.stringify([isAsked, guess]);
  if (node.dataset.shown === shown) return;
  node.dataset.shown = shown;
  node.replaceChildren();
  element("p", "", node).textContent = guess.words;
  if (guess.note) element("p", "note num", node).textContent = guess.note;
  if (isAsked) showAnswers(node, guess, pick);
  else showTold(node, guess);
}

function showMissing(node, missing, pick) {
  node.hidden = !missing;
  if (node.hidden) { node.replaceChildren(); return; }
  if (!node.children.length) {
    element("b", "", node);
    element("span", "", node);
    const row = element("div", "row", node);
    element("button", "primary", row);
    element("span", "then", row);
  }
  const [lead, words, row] = node.children, [button, then] = row.children;
  setText(lead, missing.lead);
  setText(words, ` ${missing.words}`);
  button.hidden = !missing.button;
  setText(button, missing.button);
  button.onclick = () => pick({ help: true });
  then.hidden = !missing.then || !missing.button;
  if (!then.hidden) showWords(then, [["then ", ""], [missing.then, "kbd"], [" again", ""]]);
  row.hidden = button.hidden;
}

function showStep(node, step, state, data) {
  const [number, body] = node.children, [head, note, guess, parts, missing] = body.children;
  setClass(node, step.state);
  setAttribute(node, "aria-current", step.state === "open" ? "step" : null);
  if (step.state === "done") {
    if (!number.querySelector("svg")) { number.replaceChildren(); glyph(number, "tick", ["", TICK]); }
  } else {
    setText(number, step.number);
  }
  setAttribute(number, "title", step.state === "done" ? "done" : null);
  setText(head.children[0], step.title);
  setText(head.children[1], STATES[step.state] ?? "");
  setText(note, step.note);
  note.hidden = !step.note;
  showGuess(guess, step, state.pick);
  showParts(parts, step, state.pick, data.plays);
  showMissing(missing, step.missing, state.pick);
}

function copyLink(button) {
  navigator.clipboard?.writeText(addressToShare(location.href));
  setText(button, "Copied");
  setTimeout(() => setText(button, "Copy link"), 1500);
}

// What the log shows of an order may be told when its dots have arrived, as on the card.
export function mayShow(state, data, journeysOf) {
  if (!state.shown || state.shown.title !== data.title) return true;
  return haveArrived(data.orders.flatMap(journeysOf));
}

export function showInTime(state, data, show) {
  keepGuesses(data, state.pick);
  return showAsThingsArrive(state, () => {
    if (!mayShow(state, data, journeysOf)) return;
    state.shown = data;
    show(state, data);
  });
}

export default function (component) {
  return showInTime(instance(component, build), component.data, show);
}

function show(state, data) {
  setText(state.place, data.place);
  setText(state.title, data.title);
  setText(state.about, data.about);
  reconcile(state.bar, [...data.steps, { state: "words" }], ({ state: is }, at) => (is === "words" ? is : at), ({ state: is }) => element(is === "words" ? "span" : "i"),
    (node, step) => (step.state === "words" ? setText(node, data.done) : setClass(node, step.state)));
  reconcile(state.steps, data.steps, ({ number }) => number, createStep, (node, step) => showStep(node, step, state, data));
  const isOver = data.steps.every(({ state: is }) => is === "done" || is === "skipped");
  state.next.hidden = !isOver || !data.next.length;
  setText(state.next, `Next: ${text(data.next[1])}`);
  state.next.onclick = () => state.pick({ open: data.next[0] });
  state.copy.onclick = () => copyLink(state.copy);
  state.skip.hidden = isOver;
  state.skip.onclick = () => state.pick({ skip: true });
  state.reset.onclick = () => state.pick({ reset: true });
  state.hide.onclick = () => state.pick({ fold: true });
  state.close.onclick = () => state.pick({ open: "" });
}
