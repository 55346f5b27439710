// An envelope explained in place: what each field says, what it means, who put it there.

import { element, instance, reconcile, setClass, setText } from "../kit/base.js";

function build(root) {
  const scroller = element("div", "scroller", root);
  scroller.tabIndex = 0;
  scroller.setAttribute("role", "region");
  scroller.setAttribute("aria-label", "Fields of the event");
  const groups = element("div", "groups", scroller);
  const empty = element("div", "empty", scroller);
  return { scroller, groups, empty, shown: null };
}

function createGroup() {
  const node = element("section", "");
  element("h4", "title", node);
  element("dl", "", node);
  return node;
}

function createField() {
  const node = element("div", "field");
  element("dt", "", node);
  const body = element("dd", "", node);
  element("code", "", body);
  const words = element("p", "", body);
  element("span", "meaning", words);
  element("span", "origin", words);
  return node;
}

function updateField(node, field) {
  const [name, body] = node.children;
  const [value, words] = body.children;
  setText(name, field.name);
  setText(value, field.value === "" ? "empty" : field.value);
  setClass(value, field.value === "" && "nothing");
  setText(words.children[0], field.meaning);
  setText(words.children[1], `from ${field.origin}`);
}

function updateGroup(node, group) {
  setText(node.children[0], group.title);
  reconcile(node.children[1], group.fields, (field) => field.name, createField, updateField);
}

export default function (component) {
  const { data } = component;
  const state = instance(component, build);
  state.scroller.style.height = `${data.height ?? 560}px`;
  state.scroller.hidden = false;
  reconcile(state.groups, data.groups, (group) => group.title, createGroup, updateGroup);
  if (state.shown !== data.shown) state.scroller.scrollTop = 0;
  state.shown = data.shown;
  state.groups.hidden = data.groups.length === 0;
  state.empty.hidden = data.groups.length > 0;
  setText(state.empty, data.empty);
}
