// A text to write in. The browser owns what is typed; the server checks it and marks the fault.

import { element, instance, revealed, setAttribute, setClass, setSpans, text } from "./base.js";

const WAIT = 300;
const LONGEST = 200000;

function build(root) {
  const frame = element("div", "frame", root);
  const marks = element("pre", "marks", frame);
  marks.setAttribute("aria-hidden", "true");
  for (const tag of ["span", "b", "span"]) element(tag, "", marks);
  const field = element("textarea", "", frame);
  field.spellcheck = false;
  field.maxLength = LONGEST;
  field.autocapitalize = "off";
  field.setAttribute("aria-describedby", "problem");
  const problem = element("p", "problem", root);
  problem.id = "problem";
  problem.setAttribute("role", "status");
  return { frame, marks, field, problem, timer: 0, revision: null };
}

// A draft outlives a reload of its tab, which begins a session that knows nothing of it: what was typed over a text is
// there again where the same text is begun with. What the program puts there later ends it, and so does a text that is
// begun with by now: it was undone, or applied.
const KEPT = "eda-draft:";

function keep(data, typed) {
  try {
    if (typed === data.base) sessionStorage.removeItem(KEPT + data.draft);
    else sessionStorage.setItem(KEPT + data.draft, JSON.stringify([data.base, typed]));
  } catch { /* a browser that keeps nothing, or no more */ }
}

function typedBefore(data) {
  try {
    const [base, typed] = JSON.parse(sessionStorage.getItem(KEPT + data.draft)) ?? [];
    if (data.text !== data.base) return null;
    if (base === data.base) return typed;
    keep(data, data.base);
    return null;
  } catch {
    return null;
  }
}

// Keys stay here: the page has shortcuts of single letters.
function listen(state, data) {
  state.field.onkeydown = (event) => event.stopPropagation();
  state.field.onblur = () => state.timer && send(state, 0);
  state.field.oninput = () => {
    showMarks(state, null);
    if (data.draft) keep(data, state.field.value);
    send(state, WAIT);
  };
}

function send(state, wait) {
  clearTimeout(state.timer);
  state.timer = setTimeout(() => {
    state.timer = 0;
    state.pick(state.field.value);
  }, wait);
}

function take(state, data) {
  clearTimeout(state.timer);
  state.timer = 0;
  const isFirst = state.revision === null;
  state.revision = data.revision;
  if (data.draft && !isFirst) keep(data, data.text);
  const shown = (data.draft && isFirst && typedBefore(data)) || given(data);
  if (state.field.value !== shown) state.field.value = shown;
}

// What is typed stays as it is; what can only be read says what cannot be seen in it.
const given = (data) => (data.readonly ? revealed(data.text) : text(data.text));

// The text once more behind the field, with the faulty part underlined; it also gives the height. Letter by letter
// as in the field, or the line would be elsewhere.
function showMarks(state, span) {
  const letters = [...state.field.value];
  const [from, to] = span ?? [letters.length, letters.length];
  const parts = [letters.slice(0, from), letters.slice(from, to), [...letters.slice(to), "\n "]];
  parts.forEach((part, at) => {
    const node = state.marks.children[at], words = part.join("");
    if (node.textContent !== words) node.textContent = words;
  });
}

function showProblem(state, data, current) {
  const spans = [[data.place, true], [data.place && ": ", false], [data.problem, false]];
  setSpans(state.problem, current && data.problem ? spans.filter(([words]) => words)
    : [[text(data.caption), false]]);
  setClass(state.problem, "problem", current && data.problem && "bad");
  setAttribute(state.field, "aria-invalid", current && data.problem ? "true" : "");
}

export default function (component) {
  const { data } = component;
  const state = instance(component, build);
  listen(state, data);
  if (state.revision !== data.revision) take(state, data);
  if (data.draft && state.field.value === data.base) keep(data, data.base);
  const current = state.field.value === given(data);
  if (!current && !data.readonly && !state.timer) send(state, 0);
  state.field.readOnly = data.readonly === true;
  setClass(state.frame, "frame", data.readonly && "readonly");
  setAttribute(state.field, "aria-label", data.label);
  setAttribute(state.field, "placeholder", data.hint);
  if (current || state.fresh) showMarks(state, current ? data.span : null);
  if (current || !state.timer) showProblem(state, data, current);
}
