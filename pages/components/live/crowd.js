// The audience, for everybody to see: who is in, the vote, and how to join. The bars of a vote come
// when it has closed.

import { element, instance, reconcile, setAttribute, setClass, setText, shape, text } from "../kit/base.js";
import { figure } from "../kit/figures.js";

const ANSWERS = [["completed", "Completed"], ["cancelled", "Cancelled"]];
const MARKS = {
  completed: ["M18.4 10A8.4 8.4 0 1 1 1.6 10A8.4 8.4 0 1 1 18.4 10Z", "M6 10.4l2.8 2.8 5.4-6"],
  cancelled: ["M10 .6L19.4 10 10 19.4 .6 10Z", "M7.2 7.2l5.6 5.6m0-5.6l-5.6 5.6"],
};

function mark(name, parent) {
  const svg = shape("svg", { viewBox: "0 0 20 20", "aria-hidden": "true", class: "glyph" }, parent);
  const [outline, sign] = MARKS[name];
  shape("path", { d: outline, class: "outline" }, svg);
  shape("path", { d: sign, class: "sign" }, svg);
}

function answer([name, words], parent) {
  const row = element("div", `answer tone-${name}`, parent);
  mark(name, row);
  setText(element("b", "", row), words);
  const count = element("span", "count num", row);
  const bar = element("div", "bar", row);
  return { count, bar, fill: element("i", "", bar) };
}

function build(root) {
  const vote = element("div", "vote", root);
  const pair = element("div", "pair", vote);
  const [amount, limit] = [element("div", "", pair), element("div", "", pair)].map((cell) => ({
    cell, label: element("span", "", cell), value: element("b", "num", cell) }));
  const ask = element("h3", "ask", vote);
  const answers = ANSWERS.map((each) => answer(each, vote));
  const join = element("div", "join", root);
  const code = shape("svg", { role: "img", "shape-rendering": "crispEdges", class: "code" }, join);
  const light = shape("path", { fill: "#fff" }, code), dark = shape("path", { fill: "#000" }, code);
  const who = element("div", "who", join);
  const title = element("span", "invites", who);
  const here = element("p", "here", who);
  const present = element("b", "num", here), are = element("span", "", here);
  const lines = element("div", "lines", who);
  const address = element("p", "address num", root);
  return { vote, pair, ask, amount, limit, answers, join, code, light, dark, title, present, are, lines, address,
    scheme: element("span", "", address), rest: element("b", "", address) };
}

function showVote(state, vote) {
  state.vote.hidden = !vote;
  if (!vote) return;
  state.pair.hidden = Boolean(vote.counts);
  setText(state.ask, vote.title);
  setText(state.amount.label, "an order of");
  setText(state.amount.value, vote.amount);
  setText(state.limit.label, "the limit");
  setText(state.limit.value, vote.limit);
  state.limit.cell.hidden = !vote.limit;
  const most = Math.max(1, ...(vote.counts ?? []));
  state.answers.forEach(({ count, bar, fill }, at) => {
    bar.hidden = count.hidden = !vote.counts;
    setText(count, figure(vote.counts?.[at] ?? 0));
    fill.style.width = `${100 * (vote.counts?.[at] ?? 0) / most}%`;
  });
}

export default function (component) {
  const { data } = component;
  const state = instance(component, build);
  const { side } = data;
  setClass(state.root, "root crowd", data.large && "large", data.vote && (data.vote.counts ? "closed" : "asks"));
  showVote(state, data.vote);
  state.code.toggleAttribute("hidden", !data.large);
  setAttribute(state.code, "viewBox", `0 0 ${side} ${side}`);
  setAttribute(state.code, "aria-label", `QR code of ${data.address.join("")}`);
  setAttribute(state.light, "d", `M0 0h${side}v${side}H0z`);
  setAttribute(state.dark, "d", data.code);
  setText(state.title, data.large ? "Join by phone" : "Audience");
  setText(state.present, figure(data.present));
  setText(state.are, data.present === 1 ? " is in" : " are in");
  const lines = [...(data.vote ? [data.vote.voted] : []), ...data.lines];
  reconcile(state.lines, lines, (_, at) => at, () => element("span", "num"), setText);
  state.address.hidden = !data.large;
  setText(state.scheme, text(data.address[0]));
  setText(state.rest, text(data.address[1]));
}
