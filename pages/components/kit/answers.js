// Answers to what becomes of an order: asked as buttons, and afterwards beside what the log says.

import { element, shape, text, tone } from "./base.js";

export const OUTCOMES = {
  completed: ["M18.4 10A8.4 8.4 0 1 1 1.6 10A8.4 8.4 0 1 1 18.4 10Z", "M6 10.4l2.8 2.8 5.4-6"],
  cancelled: ["M10 .6L19.4 10 10 19.4 .6 10Z", "M7.2 7.2l5.6 5.6m0-5.6l-5.6 5.6"],
  stuck: ["M5 2H15A3 3 0 0 1 18 5V15A3 3 0 0 1 15 18H5A3 3 0 0 1 2 15V5A3 3 0 0 1 5 2Z", "M10 5.6v5.2m0 3.2v.4"],
};
export const TICK = "M5 10.4l3.4 3.4 6.6-7.2";

export function glyph(parent, name, [outline, sign]) {
  const svg = shape("svg", { viewBox: "0 0 20 20", "aria-hidden": "true", class: `glyph ${name}` }, parent);
  shape("path", { d: outline, class: "outline" }, svg);
  if (sign) shape("path", { d: sign, class: "sign" }, svg);
}

const outcome = (parent, fate, filled) => glyph(parent, filled ? "solid" : "", OUTCOMES[fate] ?? [OUTCOMES.completed[0], ""]);

export function showAnswers(node, guess, pick) {
  const row = element("div", "answers", node);
  for (const { fate, word, tone: name } of guess.answers) {
    const button = element("button", tone(name), row);
    outcome(button, fate);
    element("span", "", button).textContent = word;
    button.onclick = () => pick({ guess: fate });
  }
}

// The own guess, the room's and what the log says: beside each other, and nothing says wrong.
export function showTold(node, guess) {
  const table = element("dl", "", node);
  const of = (fate) => guess.answers.find((answer) => answer.fate === fate) ?? { fate, word: fate, tone: fate };
  const row = (words, ...answers) => {
    element("dt", "", table).textContent = words;
    const cell = element("dd", "", table);
    for (const [answer, said, filled] of answers) {
      const part = element("span", tone(answer.tone), cell);
      outcome(part, answer.fate, filled);
      element("b", "num", part).textContent = said;
    }
    return cell;
  };
  if (guess.mine) row("your guess", [of(guess.mine), of(guess.mine).word]);
  const total = guess.answers.reduce((sum, { count }) => sum + count, 0);
  if (total) row(guess.room ?? "the room", ...guess.answers.map((answer) => [answer, text(answer.count)]));
  if (guess.log) element("span", "dim", row("the log", [of(guess.log), of(guess.log).word, true])).textContent = `#${guess.order}`;
}
