// The timeline's nodes.

import { element, setAttribute, shape } from "../../kit/base.js";

export function build(root) {
  const head = element("div", "head", root);
  element("h3", "", head);
  const lanes = element("span", "seg", head);
  for (const way of ["service", "order"]) {
    const button = element("button", "", lanes);
    button.textContent = `by ${way}`;
    button.dataset.way = way;
  }
  const chip = element("span", "chip num", head);
  chip.hidden = true;
  const meanings = element("ul", "meanings", head);
  meanings.hidden = true;
  const tools = element("span", "tools", head);
  const pill = element("button", "pill-new", tools);
  const framings = element("span", "seg", tools);
  for (const [way, words] of [["newest", "newest"], ["clock", "last 20 s"]]) {
    const button = element("button", "", framings);
    button.textContent = words;
    button.dataset.way = way;
  }
  const [fit, help] = [["Fit", "F"], ["Keys", "?"]].map(([words, key]) => {
    const button = element("button", "quiet", tools);
    button.textContent = `${words} `;
    element("kbd", "", button).textContent = key;
    return button;
  });
  const stage = element("div", "stage", root);
  const canvas = element("canvas", "", stage);
  canvas.tabIndex = 0;
  canvas.setAttribute("role", "application");
  const tip = element("div", "tip", stage);
  const said = element("div", "said", stage);
  said.setAttribute("aria-live", "polite");
  tip.hidden = true;
  return { head, lanes, framings, chip, meanings, pill, fit, help, stage, canvas, tip, said, ...buildScrub(root),
    pen: canvas.getContext("2d") };
}

// Drawn, for glyphs of a font differ in height and weight.
export const ICONS = {
  back: "M3 3h1.8v10H3zM13 3v10L5.6 8z",
  play: "M4 2.5v11L13 8z",
  pause: "M4 3h2.8v10H4zM9.2 3H12v10H9.2z",
  forth: "M11.2 3H13v10h-1.8zM3 3v10l7.4-5z",
};

export function showPlays(button, plays) {
  setAttribute(button.firstChild.firstChild, "d", ICONS[plays ? "pause" : "play"]);
  setAttribute(button, "aria-label", plays ? "Pause the playhead" : "Play");
  setAttribute(button, "title", plays ? "Pause the playhead" : "Play");
}

function buildScrub(root) {
  const row = element("div", "scrub", root);
  const actions = element("span", "actions", row), buttons = {};
  for (const [name, label] of [["back", "Previous event"], ["play", "Play"], ["forth", "Next event"]]) {
    buttons[name] = element("button", name, actions);
    const icon = shape("svg", { viewBox: "0 0 16 16", "aria-hidden": "true" }, buttons[name]);
    shape("path", { d: ICONS[name] }, icon);
    setAttribute(buttons[name], "aria-label", label);
    setAttribute(buttons[name], "title", label);
  }
  const speed = element("select", "speed", actions);
  setAttribute(speed, "aria-label", "Speed");
  const range = element("input", "", row);
  Object.assign(range, { type: "range", min: 0, max: 2000, step: 1 });
  range.setAttribute("aria-label", "Moment shown");
  const live = element("button", "live", row);
  return { buttons, speed, range, live };
}
