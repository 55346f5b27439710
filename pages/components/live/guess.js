// Guess first: the question over a covered order, then the guesses beside what the log says.

import { showAnswers, showTold } from "../kit/answers.js";
import { haveArrived, journeysOf, showAsThingsArrive } from "../kit/arrivals.js";
import { element, instance, setClass, setText } from "../kit/base.js";

function build(root) {
  const asked = element("div", "", root);
  const note = element("p", "note", root);
  const show = element("button", "show", root);
  show.textContent = "Show it";
  return { asked, note, show, shown: "", log: "", journeys: [], deaf: null };
}

function draw(node, data, pick) {
  node.replaceChildren();
  setText(element("p", "", node), data.words);
  if (data.asks) showAnswers(node, data, pick);
  else showTold(node, data);
}

// What may be shown by now: what the log says is told when the dots that were on their way with it have
// come in, as on the card. The guesses are there before.
export function seenOf(state, data) {
  if (data.log !== state.log) state.journeys = data.log ? journeysOf(data.order) : [];
  state.log = data.log;
  return haveArrived(state.journeys) ? data : { ...data, log: "", words: data.waits };
}

export default function (component) {
  const state = instance(component, build);
  return showAsThingsArrive(state, () => show(state, seenOf(state, component.data)));
}

function show(state, data) {
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
