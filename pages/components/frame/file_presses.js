// A file that is asked for after something was typed must hold what was typed: the server makes it as soon as it is
// asked for, and what was typed may still be in its field, which sends it when the press takes the focus away. So the
// press waits until a numbered one that was sent after it was heard (kit/picks.js), and the page that it brought
// stands: its button asks for the file of now.

import { isRunning } from "../kit/base.js";

const FILES = ".stDownloadButton", STEPS = ".stNumberInput";
const LOOK_MS = 50, MOST_MS = 5000;

let isTyped = false; // since a file was asked for last
let timer = 0;
const held = new Set(); // the buttons of the files that are asked for once all is heard

export const noteTyped = () => { isTyped = true; };

// The steps of a number field type, too.
export function noteClick(button) {
  if (button.closest(STEPS)) noteTyped();
}

export const mustWait = (button) => isTyped && button.closest(FILES) !== null;

// Ask for the file once what `pick` sends now was heard, or after a while in any case.
export function askWhenHeard(button, pick) {
  held.add(button);
  if (held.size > 1) return;
  pick("file");
  timer = setTimeout(ask, MOST_MS);
}

// All was heard that was picked.
export function noteHeard() {
  if (held.size) askAtRest();
}

function askAtRest() {
  if (isRunning()) setTimeout(askAtRest, LOOK_MS);
  else requestAnimationFrame(ask);
}

function ask() {
  clearTimeout(timer);
  const buttons = [...held];
  held.clear();
  isTyped = isTyped && !buttons.length;
  for (const button of buttons) if (button.isConnected) button.click();
}
