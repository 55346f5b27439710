// A lesson for a hall: the open step in one strip below the page, and what became of the one before.

import { glyph, showAnswers, showTold, TICK } from "../kit/answers.js";
import { element, instance, reconcile, setClass, setText } from "../kit/base.js";
import { createLine, showInTime, showLine, showWords } from "./lesson.js";

function build(root) {
  const where = element("div", "where", root), [place, title] = [element("span", "place", where), element("h2", "", where)];
  const words = element("dl", "words", root), before = element("div", "before", root);
  const [say, act] = ["Say", "Do"].map((name) => {
    const row = element("div", "", words);
    element("dt", "", row).textContent = name;
    return element("dd", "", row);
  });
  const end = element("div", "end", root), question = element("div", "guess", end);
  const expect = element("span", "label", end), lines = element("ul", "expect", end), missing = element("p", "missing", end);
  expect.textContent = "Expect";
  return { place, title, before, words, say, act, question, expect, lines, missing, asked: "", behind: "", shown: null, deaf: null };
}

// What closed the step before, or, where it asked, what was guessed beside what the log says.
function showBefore(state, step) {
  const shown = JSON.stringify(step);
  if (shown === state.behind) return;
  state.behind = shown;
  state.before.replaceChildren();
  if (!step) return;
  glyph(state.before, "tick", ["", TICK]);
  if (step.guess?.log) showTold(element("div", "told", state.before), step.guess);
  else element("span", "", state.before).textContent = step.note;
}

function showQuestion(state, guess) {
  const isAsked = Boolean(guess && !guess.mine), shown = JSON.stringify(isAsked && guess);
  state.question.hidden = !isAsked;
  if (shown === state.asked) return;
  state.asked = shown;
  state.question.replaceChildren();
  if (!isAsked) return;
  const words = element("p", "", state.question);
  element("b", "", words).textContent = guess.words;
  if (guess.note) element("span", "note num", words).textContent = guess.note;
  showAnswers(state.question, guess, state.pick);
}

function show(state, data) {
  const { step } = data;
  setText(state.place, data.place);
  setText(state.title, step?.title ?? data.title);
  showBefore(state, data.before);
  setClass(state.root, "root lesson_strip", !step && "over");
  showWords(state.say, step?.say ?? []);
  showWords(state.act, step?.do ?? []);
  showQuestion(state, step?.guess);
  const lead = step?.missing?.lead ?? "";
  reconcile(state.lines, lead ? [] : step?.lines ?? [], (line, at) => `${at}${line.state}`, createLine, showLine);
  state.expect.hidden = state.lines.hidden = !step || Boolean(lead) || !state.question.hidden;
  setText(state.missing, lead);
  state.missing.hidden = !lead;
}

export default function (component) {
  return showInTime(instance(component, build), component.data, show);
}
