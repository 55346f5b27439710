// Rules of a Choice, one row each: the rule, its numbers, its verdict, and where it leads.

import {
  element, instance, reconcile, setAttribute, setClass, setText, text, tone,
} from "../kit/base.js";

function build(root) {
  const title = element("h3", "title", root);
  const list = element("ol", "rules", root);
  const sentence = element("p", "sentence", root);
  return { title, list, sentence, empty: element("div", "empty", root) };
}

function createRow() {
  const node = element("li", "rule");
  const words = element("div", "words");
  element("div", "text", words);
  element("div", "came", words);
  node.append(words, element("span", "verdict"), element("span", "target cut"));
  return node;
}

function updateRow(node, row) {
  const [words, verdict, target] = node.children;
  setText(words.firstChild, row.text);
  reconcile(words.lastChild, row.came ?? [], (line, at) => at, () => element("div", ""), setText);
  setText(verdict, row.word);
  setClass(verdict, "verdict", row.verdict);
  setText(target, `→ ${text(row.target)}`);
  setAttribute(target, "title", row.target);
  setClass(node, "rule", row.chosen && "chosen");
}

export default function (component) {
  const { data } = component;
  const state = instance(component, build);
  const rows = data.rows ?? [];
  state.title.hidden = !data.title;
  setText(state.title, data.title);
  setClass(state.list, "rules", tone(data.tone));
  reconcile(state.list, rows, (row) => row.key, createRow, updateRow);
  state.sentence.hidden = !data.sentence;
  setText(state.sentence, data.sentence);
  setClass(state.sentence, "sentence", data.trial ? "trial" : tone(data.tone));
  state.empty.hidden = rows.length > 0 || !data.empty;
  setText(state.empty, data.empty);
}
