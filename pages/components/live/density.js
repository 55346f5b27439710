// How many orders came when, as bars by what became of them; a bar is picked to see its events.

import {
  element, instance, reconcile, setAttribute, setClass, setText, tone,
} from "../kit/base.js";

function build(root) {
  const head = element("div", "head", root);
  const state = {
    heading: element("h3", "", head), note: element("span", "note cut", head), legend: element("ul", "legend", head),
    bars: element("div", "bars", root), ends: element("div", "ends", root), tones: [], pick: () => {},
  };
  setAttribute(state.bars, "role", "toolbar");
  setAttribute(state.bars, "aria-label", "Bars: arrow keys go from one to the next");
  state.bars.addEventListener("keydown", (event) => moveOn(event, state));
  return state;
}

// The bar that an arrow key goes to from the one at `place` of `count`.
export function nextBar(key, place, count) {
  const steps = { ArrowLeft: place - 1, ArrowRight: place + 1, Home: 0, End: count - 1 };
  return key in steps ? Math.min(Math.max(steps[key], 0), count - 1) : null;
}

function moveOn(event, state) {
  const bars = [...state.bars.children], place = bars.indexOf(event.target);
  const to = place < 0 ? null : nextBar(event.key, place, bars.length);
  if (to === null) return;
  event.preventDefault();
  bars[place].tabIndex = -1;
  bars[to].tabIndex = 0;
  bars[to].focus();
}

function createBar() {
  const bar = element("button", "bar");
  bar.tabIndex = -1;
  element("span", "stack", bar);
  return bar;
}

function updateBar(bar, { height, shares, words, place }, state) {
  setAttribute(bar, "aria-label", words);
  setAttribute(bar, "title", `${words}\nPress to see these events in the log`);
  bar.onclick = () => state.pick(place);
  bar.firstChild.style.height = `${height ? Math.max(2, height * 100) : 0}%`;
  reconcile(bar.firstChild, shares.map((share, at) => ({ share, tone: state.tones[at] })).reverse(),
    (part) => part.tone, () => element("i", ""), (node, part) => {
      setClass(node, tone(part.tone));
      node.style.flexGrow = part.share;
    });
}

export default function (component) {
  const { data } = component;
  const state = instance(component, build);
  state.pick = (place) => component.setTriggerValue("pick", place);
  state.tones = data.legend.map(([name]) => name);
  setText(state.heading, data.title);
  setText(state.note, data.note);
  reconcile(state.legend, data.legend, ([name]) => name, () => element("li", ""), (node, [name, word]) => {
    setClass(node, tone(name));
    setText(node, word);
  });
  state.bars.style.height = `${data.bar_height}px`;
  const bars = data.bars.map(([height, shares, words], place) => ({ height, shares, words, place }));
  reconcile(state.bars, bars, ({ place }) => place, createBar, (node, bar) => updateBar(node, bar, state));
  if (!state.bars.querySelector("[tabindex='0']") && state.bars.firstChild) state.bars.firstChild.tabIndex = 0;
  reconcile(state.ends, data.ends, (end) => end, () => element("span", ""), setText);
}
