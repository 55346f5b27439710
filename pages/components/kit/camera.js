// The camera: one switch for all parts, and the shot that the map has chosen. A shot is what is in
// view: a `kind`, and the name of the part of the card that tells of it, or nothing.

export const WHOLE = { kind: "whole", part: "" };
const camera = { isOn: false, shot: WHOLE };
const listeners = new Set();

export const isOn = () => camera.isOn;
export const shot = () => (camera.isOn ? camera.shot : WHOLE);

// Answers what ends the listening.
export function listenToShots(listener) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function change(next) {
  const before = JSON.stringify(camera);
  Object.assign(camera, next);
  if (JSON.stringify(camera) !== before) for (const listener of [...listeners]) listener(shot());
}

export const switchCamera = (isOn) => change({ isOn, shot: WHOLE });
export const show = ({ kind, part }) => camera.isOn && change({ shot: { kind, part } });
