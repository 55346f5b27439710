// Guess first: the question over a covered order, then the guesses beside what the log says.

import { showAnswers, showTold } from "../kit/answers.js";
import { element, instance, setClass, setText } from "../kit/base.js";

function build(root) {
  const asked = element("div", "", root);
  const note = element("p", "note", root);
  const show = element("button", "show", root);
  show.textContent = "Show it";
  return { asked, note, show, shown: "" };
}

function draw(node, data, pick) {
  node.replaceChildren();
  element("p", "", node).textContent = data.words;
  if (data.asks) showAnswers(node, data, pick);
  else showTold(node, data);
}

export default function (component) {
  const { data } = component;
  const state = instance(component, build);
  setClass(state.root, "root guess-first", data.covers && "covers");
  setClass(state.asked, "guess", data.asks ? "asks" : "told");
  const shown = JSON.stringify(data);
  if (shown !== state.shown) draw(state.asked, data, state.pick);
  state.shown = shown;
  setText(state.note, data.note);
  state.note.hidden = !data.note;
  state.show.hidden = !data.covers;
  state.show.onclick = () => state.pick({ show: true });
}
