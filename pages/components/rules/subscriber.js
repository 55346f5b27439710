// One subscriber: how it stands, a filter for each scope, how it delivers, and how that is known.

import { element, instance, reconcile, setClass, setText } from "../kit/base.js";

const WORDS = {
  unknown: "state not known", running: "RUNNING", paused: "STOPPED", replaying: "RUNNING, replays", ended: "RUNNING, at its end",
};
const GRADES = { documented: "documented", seen: "seen on AWS by others", assumed: "assumed" };

function build(root) {
  const body = element("div", "", root);
  const top = element("div", "top", body);
  element("b", "name cut", top);
  element("span", "state", top);
  element("span", "about", top);
  const both = element("div", "both", body);
  const left = element("section", "", both), right = element("section", "", both);
  element("h4", "", left).textContent = "Filters, one for each scope at most";
  element("h4", "", right).textContent = "How it delivers";
  const filters = element("div", "filters", left), facts = element("dl", "facts", right);
  const known = element("ul", "known", body);
  return { body, top, filters, facts, known, empty: element("div", "empty", root) };
}

function createFilter() {
  const node = element("div", "filter");
  element("span", "scope", node);
  element("code", "", node);
  return node;
}

function updateFilter(node, filter, number) {
  const [scope, pattern] = node.children;
  setText(scope, number ? `and ${filter.scope}` : filter.scope);
  setClass(pattern, filter.pattern ? "" : "none");
  setText(pattern, filter.pattern || "no filter");
}

function createFact() {
  const node = element("div", "fact");
  element("dt", "", node);
  const said = element("dd", "", node);
  element("span", "", said);
  element("span", "note", said);
  return node;
}

function updateFact(node, fact) {
  const [name, said] = node.children;
  setText(name, fact.name);
  setText(said.children[0], fact.value);
  setText(said.children[1], fact.note && ` · ${fact.note}`);
}

function createKnown() {
  const node = element("li", "");
  element("i", "", node);
  element("span", "", node);
  return node;
}

function updateKnown(node, known) {
  const [mark, words] = node.children;
  setClass(mark, "grade", known.grade in GRADES && known.grade);
  setText(words, `${GRADES[known.grade] ?? ""}: ${known.words}`);
}

export default function (component) {
  const { data } = component;
  const view = instance(component, build);
  view.body.hidden = Boolean(data.empty);
  view.empty.hidden = !data.empty;
  setText(view.empty, data.empty);
  const [name, state, about] = view.top.children;
  setText(name, data.name);
  setText(state, WORDS[data.state] ?? "");
  setClass(state, "state", data.state in WORDS && data.state);
  setText(about, data.about);
  const filters = (data.filters ?? []).map((each, number) => ({ ...each, number }));
  reconcile(view.filters, filters, (each) => each.scope, createFilter,
    (node, each) => updateFilter(node, each, each.number));
  reconcile(view.facts, data.facts ?? [], (each) => each.name, createFact, updateFact);
  reconcile(view.known, data.known ?? [], (each) => each.words, createKnown, updateKnown);
}
