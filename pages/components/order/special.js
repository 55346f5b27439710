// What sets the group of an order apart, sentence by sentence, and which of it is true of the order.

import { element, instance, reconcile, setAttribute, setClass, setText } from "../kit/base.js";

function build(root) {
  const title = element("h3", "title", root), answer = element("p", "answer", root);
  return { title, answer, list: element("ol", "lines", root) };
}

function createLine() {
  const node = element("li", "");
  const mark = element("span", "mark-words", node), words = element("span", "words", node);
  mark.append(element("i", "dot"), element("span", ""));
  words.append(element("span", "sentence"), element("small", "notes"));
  return node;
}

/** The numbers of a sentence with what belongs to them: "6 of 201" is no place for a line to end. */
const kept = (sentence) => sentence.replace(/(\d) of (?=\d)/g, "$1\u00a0of\u00a0");

function updateLine(node, line) {
  const [mark, words] = node.children;
  setClass(node, "line", line.holds ? "holds" : "");
  setText(mark.children[1], line.mark);
  setText(words.children[0], kept(line.sentence));
  setText(words.children[1], line.notes);
  setAttribute(node, "title", line.notes);
}

export default function (component) {
  const { data } = component;
  const state = instance(component, build);
  setText(state.title, data.title);
  setText(state.answer, data.answer);
  state.list.hidden = !data.lines.length;
  reconcile(state.list, data.lines, (_, at) => at, createLine, updateLine);
}
