// Has each press of some of Streamlit's buttons wait until the one before was heard: of two presses of one button
// that wait for a run, Streamlit (1.67) does one. What was heard the page says itself, in its header.

import { isForPage } from "../kit/base.js";

// The buttons that mean something again each time.
const COUNTED = '[class*="st-key-scenario-"], .st-key-submit, .st-key-time-pause, .st-key-time-step, .st-key-time-step-order';

// A press that is not heard after so long is lost, and those that wait go without it.
const LOST_MS = 1200;

const MOST = 20; // presses that wait; more at once are nobody's

export class Presses {
  #press;
  #now;
  #waiting = [];
  #heard = 0;
  #sent = null; // the press that was not heard yet: what was heard before it, and when it was sent

  constructor(press, now = () => performance.now()) {
    this.#press = press;
    this.#now = now;
  }

  // Whether this press may go now; else it goes when its turn comes.
  mayGo(name) {
    const goes = !this.#waiting.length && !this.#isOneUnheard();
    if (goes) this.#sent = { before: this.#heard, at: this.#now() };
    else if (this.#waiting.length < MOST) this.#waiting.push(name);
    return goes;
  }

  // The number of presses that were heard in this session; another session begins anew.
  hear(count) {
    this.#heard = count;
    this.goOn();
  }

  // One whose button is gone or cannot be pressed is no press, and nothing waits for it.
  goOn() {
    while (this.#waiting.length && !this.#isOneUnheard()) {
      const sent = { before: this.#heard, at: this.#now() };
      if (this.#press(this.#waiting.shift())) this.#sent = sent;
    }
  }

  #isOneUnheard() {
    return this.#sent !== null && this.#heard === this.#sent.before && this.#now() - this.#sent.at < LOST_MS;
  }
}

const nameOf = (node) => [...node.closest(COUNTED).classList].find((name) => name.startsWith("st-key-"));

const shortcut = ({ key = "" }) => (key === " " ? "Space" : key.toUpperCase());

// The button that a key presses, if it is one of those.
function buttonOf(event) {
  if (!isForPage(event)) return null;
  const sign = document.querySelector(`kbd[aria-label="Shortcut ${CSS.escape(shortcut(event))}"]`);
  return sign?.closest(COUNTED) ? sign.closest("button") : null;
}

// Whether a key was pressed in what lies over the page, which is not to be played behind it.
const isOverPage = (event) => event.composedPath().some((node) => node.localName === "dialog" && node.open);

function watch() {
  let isOwn = false;
  const presses = new Presses((name) => {
    const button = document.querySelector(`.${CSS.escape(name)} button:enabled`);
    isOwn = true;
    button?.click();
    isOwn = false;
    return button !== null;
  });
  const hold = (event) => {
    event.preventDefault();
    event.stopImmediatePropagation();
    setTimeout(() => presses.goOn(), LOST_MS);
  };
  globalThis.addEventListener("click", (event) => {
    const button = event.target.closest?.("button");
    if (!isOwn && button?.closest(COUNTED) && !presses.mayGo(nameOf(button))) hold(event);
  }, true);
  // One way for both: a key clicks. A key that is held down says nothing new. What is open over the page keeps
  // its keys to itself; Streamlit's own way begins one step further out.
  document.body.addEventListener("keydown", (event) => {
    const button = buttonOf(event);
    if (!button) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (!event.repeat && !isOverPage(event)) button.click();
  });
  return presses;
}

// Once in a window, and for good; told how many presses were heard.
export const countPresses = (heard) => (globalThis.edaPresses ??= watch()).hear(heard);
