// All that a timeline keeps between two frames and two refreshes, beside its nodes. Nothing else is
// kept: the state is sealed.

import { emptyMarks } from "./marks.js";
import { SPAN } from "./scale.js";

export const newState = () => ({
  // What the page says: its data, and how to answer it.
  data: null, // of this refresh
  shownAt: 0, // when it came, on the clock of the window
  tell: null, // triggers something by name
  ink: null, // colours and font of the page
  ways: "", // the lanes it was drawn with: "service" or "order"

  // The marks, by time: columns of numbers of one log.
  stream: null, // which log
  marks: emptyMarks(),
  lo: 0, hi: 0, // the marks that are here, by number, up to but without the last
  names: {}, // labels of orders that are no numbers, by code
  ids: new Map(), // ids of events that were asked for, by mark
  through: null, // which marks go through the chosen part of the flow map

  // The scale: places are times without what is folded.
  folding: true,
  open: new Set(), // beginnings of gaps that were unfolded by hand
  laid: false, // whether places fit the marks
  origin: 0, // the time at place 0
  warped: new Float64Array(0), // places of the marks, with room to grow
  where: new Float64Array(0), // the part of it that is used
  gaps: [], // folded, the last one up to now
  settled: 0, // how many of them lie between marks
  tailCut: 0, // milliseconds folded before the last mark
  end: 0, // the place of now
  measure: null, // what the measure above the lanes takes of the upper edge

  // What is in view.
  span: 0, // 0 until a view was chosen
  view: { from: 0, to: SPAN },
  follow: true, // whether the view moves by itself
  framing: "newest", // how it does: "newest" frames what happened last, "clock" the last seconds
  frameWanted: null, // what happened last, and the places that show it
  framedAt: 0, // when the last step towards it was made, on the clock of the window
  strip: 0, // pixels of the strip of what is older than the frame
  older: null, // marks before the frame by kind, and up to where they are counted
  asked: "", // what the address asked to see, until all it needs is here
  toSay: 0, // the timer before the page is told what is in view
  seen: 0, // marks there were when it ceased to
  lastFit: 0, // the order that was fitted, so that the next time fits all

  // The canvas.
  width: 0, height: 0, // in its own pixels
  zoom: 1, // of the stage
  laneRoom: 0, laneHeight: 0,
  spots: [], // marks that are drawn, with their places
  draw: null, // draws a frame
  frame: 0, // the frame asked for
  timer: 0, // the next beat of now
  watch: null, // the observer of its size
  unseen: new Map(), // since when what came of an order is still on its way over the map
  untold: new Map(), // the same of orders that are not told one by one, by the part events come from
  unseenFrom: Infinity, // the earliest of both
  deaf: null, // ends the listening to what arrives there
  unshot: null, // and to the camera
  isShot: false, // whether the camera is on

  // What the pointer, the keys and the scrubber are at.
  focus: -1, // the mark the keys are on, by place in the columns
  tipped: null, // what the tip says and where
  asking: 0, // the timer before an id is asked for
  grip: null, // where a drag began
  dragged: false, // whether the canvas was dragged since
  dragging: false, // whether the scrubber is held
  sent: null, // the moment last asked for
  slow: false, // whether moments take long to come
});
