// The chosen order: what became of it, how the workflow ended, and why.

import {
  element, instance, reconcile, setAttribute, setClass, setSpans, setText, text, tone,
} from "../kit/base.js";

function build(root) {
  const body = element("div", "body", root);
  const head = element("div", "line", body);
  const name = element("b", "name num cut", head);
  const amount = element("span", "amount num cut", head);
  const pill = element("span", "pill", head);
  const badges = element("div", "badges", body);
  const why = element("p", "why", body);
  return { body, name, amount, pill, badges, why, empty: element("div", "empty", root) };
}

export const veil = (data) => (data.empty ? data
  : { ...data, tone: "none", glyph: "", word: "on its way", badges: [], why: [] });

export default function (component) {
  const { data } = component;
  const state = instance(component, build);
  state.body.hidden = Boolean(data.empty);
  state.empty.hidden = !data.empty;
  setText(state.empty, data.empty);
  setClass(state.body, "body", tone(data.tone));
  setText(state.name, `Order ${text(data.order)}`);
  setAttribute(state.name, "title", `Order ${text(data.order)}`);
  setText(state.amount, data.amount);
  setAttribute(state.amount, "title", data.amount && `amount ${data.amount}`);
  setClass(state.pill, "pill", tone(data.tone));
  setText(state.pill, [data.glyph, data.word].filter(Boolean).join(" "));
  reconcile(state.badges, data.badges ?? [], (words, at) => at,
    () => element("span", "badge num"), (node, words) => {
      setText(node, words);
      setAttribute(node, "title", words);
    });
  state.badges.hidden = !data.badges?.length;
  state.why.hidden = !data.why?.length;
  setSpans(state.why, data.why);
}
