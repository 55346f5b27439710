// Has each press of some of Streamlit's buttons count: the header picks it by the name of the button, numbered like all
// that is picked (kit/picks.js). Of two presses of one button that wait for a run, Streamlit (1.67) does one.
// And has a file asked for after something was typed hold what was typed.

import { isForPage, isRunning } from "../kit/base.js";

// The buttons that mean something again each time; the server hears them by `hear_press`.
const NAMED = "st-key-";
const BUTTONS = '[class*="st-key-scenario-"], .st-key-submit, .st-key-time-pause, .st-key-time-step, .st-key-time-step-order';

const nameOf = (box) => [...box.classList].find((name) => name.startsWith(NAMED)).slice(NAMED.length);

const shortcut = ({ key = "" }) => (key === " " ? "Space" : key.toUpperCase());

// The button that a key presses, if it is one of those.
function buttonOf(event) {
  if (!isForPage(event)) return null;
  const sign = document.querySelector(`kbd[aria-label="Shortcut ${CSS.escape(shortcut(event))}"]`);
  return sign?.closest(BUTTONS) ? sign.closest("button") : null;
}

// Whether a key was pressed in what lies over the page, which is not to be played behind it.
const isOverPage = (event) => event.composedPath().some((node) => node.localName === "dialog" && node.open);

function take(event) {
  event.preventDefault();
  event.stopImmediatePropagation();
}

function onClick(event) {
  const button = event.target.closest?.("button");
  if (!button || !globalThis.edaPress) return;
  if (button.closest(STEPS)) isTyped = true;
  const box = button.closest(BUTTONS);
  if (box) {
    take(event);
    globalThis.edaPress(nameOf(box));
  } else if (isTyped && button.closest(FILES)) {
    take(event);
    askWhenHeard(button);
  }
}

// The server makes a file as soon as it is asked for. What was typed may still be in its field, which sends it when the
// press takes the focus away. So the press waits until a numbered one that was sent after it was heard, and the page
// that it brought stands: its button asks for the file of now.
const FILES = ".stDownloadButton", STEPS = ".stNumberInput";
const LOOK_MS = 50, MOST_MS = 5000;
let isTyped = false;
const held = new Set(); // the buttons of the files that are asked for once all is heard

function askWhenHeard(button) {
  held.add(button);
  if (held.size > 1) return;
  globalThis.edaPress("file");
  setTimeout(ask, MOST_MS);
}

function askAtRest() {
  if (isRunning()) setTimeout(askAtRest, LOOK_MS);
  else requestAnimationFrame(ask);
}

function ask() {
  const buttons = [...held];
  held.clear();
  isTyped = isTyped && !buttons.length;
  for (const button of buttons) if (button.isConnected) button.click();
}

const PRESSABLE = "button, summary, input, label, [role=button], [role=radio], [role=switch], [role=tab]";
let isReachedByKey = false;

// Space presses what was reached by Tab, as anywhere. What was clicked has the focus, too: there Space pauses.
const isOfFocus = (event) => event.key === " " && isReachedByKey && event.composedPath()[0].closest?.(PRESSABLE);

function noteKey(event) {
  if (event.key === "Tab") isReachedByKey = true;
}

function notePointer() {
  isReachedByKey = false;
}

// A key clicks, and says nothing new while it is held down. What is open over the page keeps its keys to itself;
// Streamlit's own way begins one step further out.
function onKey(event) {
  const button = buttonOf(event);
  if (!button) return;
  if (isOfFocus(event)) return event.stopImmediatePropagation();
  take(event);
  if (!event.repeat && !isOverPage(event)) button.click();
}

// On the body: after what looks at every press of the page, before what is Streamlit's.
function watch() {
  document.body.addEventListener("click", onClick, true);
  document.body.addEventListener("keydown", onKey);
  document.addEventListener("keydown", noteKey, true);
  document.addEventListener("pointerdown", notePointer, true);
  document.addEventListener("input", () => { isTyped = true; }, true);
  return true;
}

// Watches once in a window, and for good, and has what is pressed picked this way from now on; or left to Streamlit.
// `isHeard` says whether all was heard that was picked.
export function pressBy(pick, isHeard = false) {
  globalThis.edaPress = pick;
  if (isHeard && held.size) askAtRest();
  globalThis.edaWatchesPresses ??= watch();
}
