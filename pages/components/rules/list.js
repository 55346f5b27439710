// The rules of the bus, each with its pattern and its target.

import {
  element, hasFocus, instance, keepTabStop, listbox, reconcile, setAttribute, setClass, setText,
  text,
} from "../kit/base.js";

function build(root) {
  const head = element("div", "head", root);
  element("h3", "", head);
  element("span", "note", head);
  const list = element("div", "rules", root);
  return { head, list, empty: element("div", "empty", root) };
}

function createRule(rule) {
  const node = element("div", "rule");
  node.setAttribute("role", "option");
  node.dataset.rule = text(rule.key);
  element("span", "dot", node);
  element("b", "cut", node);
  element("span", "state", node);
  element("span", "target cut", node);
  element("code", "cut", node);
  return node;
}

function updateRule(node, rule, data) {
  const [, name, state, target, pattern] = node.children;
  const chosen = rule.key === data.chosen;
  const off = rule.enabled ? "" : "disabled";
  setClass(node, "rule", chosen && "chosen", off);
  setAttribute(node, "aria-selected", String(chosen));
  setText(name, rule.key);
  setText(state, off);
  setText(target, `→ ${text(rule.target)}`);
  setText(pattern, rule.pattern);
  setAttribute(pattern, "title", rule.pattern);
}

export default function (component) {
  const { data } = component;
  const state = instance(component, build);
  const rows = data.rows ?? [];
  setText(state.head.children[0], data.title);
  setText(state.head.children[1], data.note);
  listbox(state.list, data.title || "Rules", (node) => state.pick(node.dataset.rule));
  const hadFocus = hasFocus(state.list);
  reconcile(state.list, rows, (rule) => rule.key, createRule,
    (node, rule) => updateRule(node, rule, data));
  keepTabStop(state.list, hadFocus);
  state.list.hidden = rows.length === 0;
  state.empty.hidden = rows.length > 0;
  setText(state.empty, data.empty);
}
