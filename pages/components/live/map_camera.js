// The camera over the map: its key, its chip, and the part of the map in view. The map says what
// moves; with reduced motion it stays whole, and only the card shows which part tells of it.

import { isOn, show, switchCamera } from "../kit/camera.js";
import { element, isForPage, setAttribute, still } from "../kit/base.js";
import { hopBox } from "./map_hops.js";
import { dueMark } from "./map_marks.js";
import { boxOf, eased, nextShot, WHOLE } from "./shots.js";

const KEY = "c", STEP = 50; // milliseconds the camera moves in one frame at most

export const newCamera = () => ({ shot: WHOLE, box: null, movedAt: 0, press: null });

export function buildChip(root) {
  const chip = element("button", "camera", root);
  element("span", "", chip).textContent = "Camera";
  element("kbd", "", chip).textContent = KEY.toUpperCase();
  setAttribute(chip, "title", "The picture goes to the newest event; C or Esc ends it");
  chip.onclick = () => switchCamera(false);
  chip.hidden = true;
  return chip;
}

// One step; answers whether there is more of the way to go.
export function moveCamera(state, arrived, now) {
  const { camera, data, svg, nodes } = state, hop = hopBox(state);
  state.chip.hidden = !isOn();
  if (!isOn() && !hop && !camera.box) return false;
  const ring = dueMark(data)?.ring;
  const seen = { dots: state.dots, arrived, streams: flowing(state.streams), main: state.main, ring, now };
  camera.shot = isOn() ? nextShot(camera.shot, seen) : WHOLE;
  if (isOn()) show(camera.shot);
  const whole = [0, 0, ...data.size];
  const places = new Map([...nodes].map(([id, { node }]) => [id, node.at]));
  const wanted = hop ?? (still() ? whole : boxOf(camera.shot, places, data.size, ring));
  camera.box = eased(camera.box ?? whole, wanted, still() ? Infinity : Math.min(now - camera.movedAt, STEP));
  camera.movedAt = now;
  setAttribute(svg, "viewBox", camera.box.map((each) => each.toFixed(1)).join(" "));
  const isThere = camera.box === wanted;
  if (isThere && !isOn() && !hop) camera.box = null;
  return !isThere || camera.shot.until > now;
}

// How many flow by at most over one line.
const flowing = (streams) => Math.max(0, ...[...streams.values()].map(({ journey }) => journey.count));

// All of the map again, at once: where nothing moves.
export function showWhole({ camera, data, svg }) {
  if (!camera.box) return;
  setAttribute(svg, "viewBox", `0 0 ${data.size.join(" ")}`);
  Object.assign(camera, { box: null, shot: WHOLE });
}



// Whether a key switches the camera: its own, or Escape while it is on; what is pressed in a dialog
// is the dialog's.
export function switches(event, on = isOn()) {
  const isKey = event.key.toLowerCase() === KEY || (on && event.key === "Escape");
  return isKey && isForPage(event) && !event.composedPath().some(({ localName }) => localName === "dialog");
}

// Listens to the key while the map is shown, also where a part of the page keeps its keys to itself;
// answers what ends that.
export function listenToKey(state, moved) {
  document.removeEventListener("keydown", state.camera.press, true);
  state.camera.press = (event) => {
    if (!switches(event)) return;
    switchCamera(!isOn());
    moved();
  };
  document.addEventListener("keydown", state.camera.press, true);
  return () => document.removeEventListener("keydown", state.camera.press, true);
}
