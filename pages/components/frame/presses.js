// Has each press of some of Streamlit's buttons count: the header picks it by the name of the button, numbered like all
// that is picked (kit/picks.js). Of two presses of one button that wait for a run, Streamlit (1.67) does one.

import { isForPage } from "../kit/base.js";
import { askWhenHeard, mustWait, noteClick, noteHeard, noteTyped } from "./file_presses.js";

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
  noteClick(button);
  const box = button.closest(BUTTONS);
  if (!box && !mustWait(button)) return;
  take(event);
  if (box) globalThis.edaPress(nameOf(box));
  else askWhenHeard(button, globalThis.edaPress);
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
  document.addEventListener("input", noteTyped, true);
  return true;
}

// Watches once in a window, and for good, and has what is pressed picked this way from now on; or left to Streamlit.
// `isHeard` says whether all was heard that was picked.
export function pressBy(pick, isHeard = false) {
  globalThis.edaPress = pick;
  if (isHeard) noteHeard();
  globalThis.edaWatchesPresses ??= watch();
}
