// The timeline's arithmetic: marks as columns, times and their places, and what is in view.

import assert from "node:assert/strict";
import { describe, test } from "node:test";

import { isFree, laneHeightOf } from "../../pages/components/live/timeline/draw.js";
import { crowded, stackUp, tieOf } from "../../pages/components/live/timeline/draw_marks.js";
import { countedBefore } from "../../pages/components/live/timeline/draw_strip.js";
import { isAbove, isOfBus, isToldBefore } from "../../pages/components/live/timeline/of_bus.js";
import { addFlags, emptyFlags, isDim } from "../../pages/components/live/timeline/focus.js";
import { inOrderOfLooks, placesOfCounts, roomOfMeasure, tookWords } from "../../pages/components/live/timeline/draw_words.js";
import { eased, frameOf, newestActivity, newestStep } from "../../pages/components/live/timeline/framing.js";
import { tipLines } from "../../pages/components/live/timeline/hover.js";
import { placeLabels, touches } from "../../pages/components/live/timeline/labels.js";
import { inOrder, labelOf, merge, NONE, take, takeAll, unpack } from "../../pages/components/live/timeline/marks.js";
import {
  AXIS, clock, FOLD, lasting, layOut, layTail, nowOf, place, tickWords, toPlace, toTime, TOP,
} from "../../pages/components/live/timeline/scale.js";
import { stacked } from "../../pages/components/live/timeline/stacks.js";
import { newState } from "../../pages/components/live/timeline/state.js";
import {
  findFrame, fit, followNow, look, moveOn, showAsked, viewInWords, zoom,
} from "../../pages/components/live/timeline/view.js";

const KINDS = [["order-service", "OrderCreated", "none", "hollow"], ["notification-service",
  "Notification", "none", "tick"]];

// A slice as the page sends it: times, amounts, orders, spans and kinds, in base 64.
function slice(times, { first = 0, orders = times.map(() => NONE), kinds = times.map(() => 0),
  names = {} } = {}) {
  const columns = [Float64Array.from(times), Uint32Array.from(times, () => 5000),
    Uint32Array.from(orders), Uint32Array.from(times, () => 0), Uint8Array.from(kinds)];
  const bytes = Buffer.concat(columns.map((column) => Buffer.from(column.buffer)));
  return { first, count: times.length, columns: bytes.toString("base64"), names };
}

// A timeline that stands at `clock_ms`, without its nodes.
function timeline(times, { clock_ms: clockMs = times.at(-1), ...more } = {}) {
  const state = { ...newState(), canvas: { isConnected: false }, tip: { hidden: true }, width: 1148, pick() {} };
  state.data = { kinds: KINDS, clock_ms: clockMs, ahead: 0, total: times.length, chosen: NONE, at: null };
  take(state, slice(times, more));
  layOut(state);
  layTail(state);
  return state;
}

describe("marks", () => {
  test("a slice is its columns, each mark with its number", () => {
    const marks = unpack(slice([10, 20], { first: 7, orders: [101, 102], kinds: [1, 0] }));
    assert.deepEqual([...marks.t], [10, 20]);
    assert.deepEqual([...marks.n], [7, 8]);
    assert.deepEqual([...marks.o], [101, 102]);
    assert.deepEqual([...marks.k], [1, 0]);
  });

  test("marks that come late stand where their time falls, and keep their numbers", () => {
    const marks = inOrder(unpack(slice([30, 10, 20])));
    assert.deepEqual([...marks.t], [10, 20, 30]);
    assert.deepEqual([...marks.n], [1, 2, 0]);
  });

  test("any two sorted sets become one, the first before the second at the same time", () => {
    const one = unpack(slice([10, 20, 30])), two = unpack(slice([20, 25, 40], { first: 3 }));
    const all = merge(one, two);
    assert.deepEqual([...all.t], [10, 20, 20, 25, 30, 40]);
    assert.deepEqual([...all.n], [0, 1, 3, 4, 2, 5]);
  });

  test("merging is sorting, whatever comes", () => {
    let seed = 7;
    const random = () => (seed = (seed * 16807) % 2147483647) % 50;
    for (let round = 0; round < 200; round += 1) {
      const [one, two] = [0, 1].map(() => Array.from({ length: random() % 12 }, random).sort((a, b) => a - b));
      const all = merge(unpack(slice(one)), unpack(slice(two)));
      assert.deepEqual([...all.t], [...one, ...two].sort((a, b) => a - b));
    }
  });

  test("a slice that overlaps what is held brings only the rest", () => {
    const state = timeline([10, 20]);
    take(state, slice([20, 30], { first: 1 }));
    assert.deepEqual([...state.marks.t], [10, 20, 30]);
    assert.equal(state.hi, 3);
  });

  test("older marks come before those held", () => {
    const state = timeline([30, 40], { first: 2 });
    take(state, slice([10, 20], { first: 0 }));
    assert.deepEqual([...state.marks.n], [0, 1, 2, 3]);
    assert.equal(state.lo, 0);
  });

  test("a slice beyond a gap begins anew", () => {
    const state = timeline([10, 20]);
    take(state, slice([90], { first: 9 }));
    assert.deepEqual([state.lo, state.hi, state.marks.t.length], [9, 10, 1]);
  });

  test("a code is a number of its own, or the name it was sent with", () => {
    const code = 2 ** 31 + 4, state = timeline([10], { names: { [code]: "abc" } });
    assert.deepEqual([101, code, NONE].map((each) => labelOf(state, each)), ["101", "abc", ""]);
  });
});

describe("scale", () => {
  test("the place in a sorted column is the first that is not below", () => {
    assert.deepEqual([0, 5, 6, 99].map((value) => place([5, 5, 7], value)), [0, 0, 2, 3]);
  });

  test("without idle time a place is the time since the first mark", () => {
    const state = timeline([1000, 2000, 3000]);
    assert.deepEqual([...state.where], [0, 1000, 2000]);
    assert.equal(state.end, 2000);
  });

  test("idle time is folded to one width, also up to now", () => {
    const state = timeline([0, 60_000, 61_000], { clock_ms: 200_000 });
    assert.deepEqual([...state.where], [0, FOLD, FOLD + 1000]);
    assert.equal(state.gaps.length, 2);
    assert.equal(state.end, 2 * FOLD + 1000);
  });

  test("what was unfolded by hand stays so", () => {
    const state = timeline([0, 60_000]);
    state.open.add(0);
    layOut(state);
    assert.deepEqual([...state.where], [0, 60_000]);
  });

  test("times and places are each other's inverse, also inside a fold", () => {
    const state = timeline([0, 500, 60_000, 61_000, 300_000], { clock_ms: 400_000 });
    for (let time = 0; time <= 400_000; time += 777) {
      assert.ok(Math.abs(toTime(state, toPlace(state, time)) - time) < 1e-6);
    }
  });

  test("now is never before the last mark", () => {
    assert.equal(nowOf(timeline([10, 99], { clock_ms: 50 })), 99);
  });

  test("times and spans in words", () => {
    assert.equal(clock(3_723_004), "01:02:03.004");
    assert.equal(clock(NaN), "");
    assert.deepEqual([1234, 45_000, 600_000, 36e5 * 5].map(lasting), ["1.23 s", "45 s", "10 min", "5 h"]);
  });

  test("a tick tells the time of day, as the story does, as far as its step needs", () => {
    const words = [5, 20, 500, 5000].map((step) => tickWords(3_723_420, step));
    assert.deepEqual(words, ["01:02:03.420", "01:02:03.42", "01:02:03.4", "01:02:03"]);
  });
});

describe("view", () => {
  test("looking elsewhere ends following, and counts what is new from then on", () => {
    const state = timeline([0, 1000]);
    look(state, 0, 500);
    assert.equal(state.follow, false);
    assert.equal(state.seen, 2);
  });

  test("a view is never narrower than a few milliseconds, nor all beyond the log", () => {
    const state = timeline([0, 1000]);
    look(state, 1e9, 1e9 + 1);
    assert.ok(state.view.to - state.view.from >= 19);
    assert.ok(state.view.from < state.end);
  });

  test("zooming keeps the point under the pointer", () => {
    const state = timeline([0, 100_000].map((time) => time / 20));
    state.follow = false;
    state.view = { from: 0, to: 4000 };
    const at = (x) => state.view.from + (x - 134) / ((1148 - 134 - 14) / (state.view.to - state.view.from));
    const before = at(634);
    zoom(state, 0.5, 634);
    assert.ok(Math.abs(at(634) - before) < 1e-9);
  });

  test("fit shows the chosen order first and then all", () => {
    const state = timeline([0, 1000, 2000, 9000], { orders: [1, 2, 2, 1] });
    state.data.chosen = 2;
    fit(state);
    assert.ok(state.view.from > 0 && state.view.to < 3000);
    fit(state);
    assert.ok(state.view.from < 0 && state.view.to > state.end);
  });

  test("following by the clock shows now with a margin", () => {
    const state = timeline([0, 5000]);
    look(state, 0, 100);
    followNow(state, "clock");
    assert.equal(moveOn(state), false);
    assert.equal(state.follow, true);
    assert.ok(state.view.from < state.end && state.end < state.view.to);
  });

  test("following the newest goes to its frame in steps and then stands still", () => {
    const state = timeline([0, 400, 5000, 5200, 5400], { orders: [1, 1, 2, 2, 2], clock_ms: 9000 });
    const views = [];
    globalThis.matchMedia = () => ({ matches: false });
    findFrame(state);
    moveOn(state, 1000);
    state.data.total = 6;
    take(state, slice([12_000], { first: 5, orders: [3] }));
    layOut(state);
    layTail(state);
    findFrame(state);
    let now = 1000;
    for (let more = true; more && views.length < 500; now += 16) {
      more = moveOn(state, now += 16);
      views.push(state.view.from);
    }
    assert.ok(views.length > 10 && views.every((from, at) => !at || from >= views[at - 1]));
    assert.deepEqual(state.view, { from: state.frameWanted.from, to: state.frameWanted.to });
    assert.equal(moveOn(state, now + 60_000), false);
    assert.equal(state.view.from, views.at(-1));
  });

  test("a hand wins over what is new", () => {
    const state = timeline([0, 400], { orders: [1, 1] });
    look(state, 0, 200);
    const before = { ...state.view };
    findFrame(state);
    moveOn(state);
    assert.deepEqual(state.view, before);
  });

  test("a link opens what it was copied from", () => {
    const state = timeline([10_000, 12_000, 14_000]);
    look(state, 500, 1500);
    assert.equal(viewInWords(state), "10500-11500");
    const other = timeline([10_000, 12_000, 14_000]);
    other.asked = viewInWords(state);
    showAsked(other);
    assert.deepEqual([other.view, other.follow, other.asked], [state.view, false, ""]);
    followNow(other, "clock");
    assert.equal(viewInWords(other), "clock");
    followNow(other, "newest");
    assert.equal(viewInWords(other), "");
  });
});

describe("framing", () => {
  // Marks as [place, order, "begins" | "event" | "message"].
  const newest = (marks) => newestActivity({ where: marks.map(([at]) => at), end: marks.length,
    orders: marks.map(([, order]) => order),
    kindOf: (i) => ({ begins: marks[i][2] === "begins", isEvent: marks[i][2] !== "message" }) });
  const order = (at, code) => [[at, code, "begins"], [at + 100, code, "event"], [at + 320, code, "event"],
    [at + 420, code, "message"]];

  test("nothing is framed where nothing happened", () => assert.equal(newest([]), null));

  test("the newest order is framed, and not the one a second before", () => {
    const seen = newest([...order(0, 1), ...order(1000, 2)]);
    assert.deepEqual(seen, { first: 4, from: 1000, to: 1320, before: 1100, until: 1420, orders: 1 });
  });

  test("its three events take at least half of the lane, also beside the strip", () => {
    for (const late of [0, 100, 5000]) {
      const frame = frameOf({ from: 0, to: 320, until: 320 + late });
      assert.ok(320 / (frame.to - frame.from) * (600 - 58) / 600 >= 0.5);
      assert.ok(frame.from < 0 && frame.to > 320);
    }
  });

  test("orders that run into each other are one burst", () => {
    const burst = [...order(0, 1), ...order(150, 2), ...order(300, 3)].sort((a, b) => a[0] - b[0]);
    const seen = newest([...order(-5000, 9), ...burst]);
    assert.deepEqual([seen.from, seen.to, seen.orders], [0, 620, 3]);
  });

  test("the camera shows the last step of an order, and all of a burst", () => {
    const one = newestStep(newest(order(1000, 2)));
    assert.deepEqual([one.from, one.to, one.until], [1100, 1320, 1420]);
    const first = newest([[1000, 2, "begins"]]), burst = newest([...order(0, 1), ...order(500, 2)]);
    assert.deepEqual([newestStep(first), newestStep(burst)], [first, burst]);
  });

  test("an order whose beginning is lost is framed as far as it is there, without those before", () => {
    const lost = order(9000, 3).slice(1);
    assert.deepEqual(newest([...order(0, 1), ...order(5000, 2), ...lost]),
      { first: 8, from: 9100, to: 9320, before: 9100, until: 9420, orders: 1 });
  });

  test("an order is said to have taken so long only where it was seen to begin", () => {
    const state = timeline([1000, 1100, 1320], { kinds: [0, 1, 1], orders: [7, 7, 7] }), last = { i: 2, code: 7 };
    assert.equal(tookWords(state, { i: 0, code: 7 }, last), "0.32 s");
    assert.equal(tookWords(state, { i: 1, code: 7 }, last), "0.32 s"); // its beginning is out of view
    const late = timeline([1000, 1100, 1320], { kinds: [1, 1, 0], orders: [7, 7, 7] });
    assert.equal(tookWords(late, { i: 0, code: 7 }, last), "–");
  });

  test("an order that was tried again is framed from its beginning", () => {
    const seen = newest([[0, 1, "begins"], [100, 1, "event"], [9000, 1, "event"]]);
    assert.deepEqual([seen.from, seen.to], [0, 9000]);
  });

  test("an order whose beginning was lost does not frame the whole log", () => {
    const seen = newest([...order(0, 1), ...order(50_000, 2), [100_000, 3, "event"]]);
    assert.equal(seen.first, 8);
  });

  test("messages alone are framed too", () => {
    assert.deepEqual(newest([[5, NONE, "message"]]), { first: 0, from: 5, to: 5, before: -Infinity, until: 5, orders: 0 });
  });

  test("easing comes closer with each step, and arrives", () => {
    let view = { from: 0, to: 100 };
    const frame = { from: 1000, to: 1400 };
    for (let step = 0; step < 300 && !view.there; step += 1) {
      const next = eased(view, frame, 16);
      assert.ok(next.from > view.from && next.from <= frame.from);
      view = next;
    }
    assert.deepEqual(view, { ...frame, there: true });
    assert.equal(eased({ from: 0, to: 1 }, frame, Infinity).there, true);
  });

  test("what is older is counted by kind, as the frame moves on or back", () => {
    const state = timeline([1, 2, 3, 4], { kinds: [0, 1, 0, 1] });
    assert.deepEqual([1, 4, 2].map((first) => [...countedBefore(state, first).subarray(0, 2)]),
      [[1, 0], [2, 2], [1, 1]]);
  });
});

describe("labels", () => {
  const room = { x: 0, y: 0, w: 400, h: 100 };

  test("a label stands beside its point, where it is asked to", () => {
    const [left] = placeLabels([{ x: 200, y: 50, w: 60 }], [], room);
    const [right] = placeLabels([{ x: 200, y: 50, w: 60, prefers: "right" }], [], room);
    assert.ok(left.box.x + 60 < 200 && right.box.x > 200);
  });

  test("labels touch neither what is there, nor each other, nor the edge, wherever they are", () => {
    let seed = 7;
    const random = (below) => (seed = (seed * 16807) % 2147483647) % below;
    for (let round = 0; round < 300; round += 1) {
      const points = Array.from({ length: 6 }, () => ({ x: random(400), y: random(100), w: 20 + random(80) }));
      const taken = points.map(({ x, y }) => ({ x: x - 7, y: y - 7, w: 14, h: 14 }));
      const boxes = placeLabels(points, taken, room).map(({ box }) => box);
      boxes.forEach((box, at) => {
        assert.ok(box.x >= 0 && box.y >= 0 && box.x + box.w <= 400 && box.y + box.h <= 100);
        assert.ok(!taken.some((other) => touches(box, other)));
        assert.ok(!boxes.slice(0, at).some((other) => touches(box, other)));
      });
    }
  });

  test("what finds no room is left out", () => {
    assert.deepEqual(placeLabels([{ x: 50, y: 50, w: 500 }], [], room), []);
  });
});

describe("stacks", () => {
  const marks = (count, place = 0, lane = 0) => Array.from({ length: count }, () => ({ lane, place }));

  test("marks of a column stand upon each other, and lanes apart", () => {
    const { levels, pitch } = stacked([...marks(2), ...marks(1, 0, 1), ...marks(1, 500)], 1, 55);
    assert.deepEqual(levels.map(({ level }) => level), [0, 1, 0, 0]);
    assert.equal(pitch, 11);
  });

  test("the higher a column the smaller its marks, so that all stay in their lane", () => {
    for (const count of [3, 5, 7, 9, 11]) {
      const { pitch } = stacked(marks(count), 1, 55);
      assert.ok(pitch * count <= 55);
    }
  });

  test("where no size fits there is no stack", () => assert.equal(stacked(marks(99), 1, 55), null));

  test("columns stay where they are when the view moves along", () => {
    const [one, two] = [0, 1].map(() => stacked(marks(3, 123.4), 0.7, 55).levels[0].place);
    assert.equal(one, two);
    assert.ok(Math.abs(one - 123.4) <= 11 / 0.7 / 2);
  });
});

describe("what is drawn", () => {
  test("marks of one millisecond in one lane are a tie", () => {
    const lanes = { of: (i) => (i === 3 ? 1 : 0) };
    assert.deepEqual(tieOf([5, 5, 5, 5, 9], lanes, 1, 0), { before: 1, all: 3 });
    assert.deepEqual(tieOf([5, 5, 5, 5, 9], lanes, 4, 0), { before: 0, all: 1 });
  });

  test("more than six marks upon each other are a crowd with their number", () => {
    const spots = Array.from({ length: 9 }, (_, at) => ({ lane: 0, x: at < 8 ? at * 2 : 90, base: 5 }));
    assert.deepEqual(crowded(spots, 1), [{ x: 7, y: 5, count: 8 }]);
    assert.equal(spots.filter(({ crowd }) => crowd).length, 8);
  });

  test("a crowd that is out of sight changes nothing of what is in view", () => {
    const before = Array.from({ length: 40 }, (_, at) => at), state = timeline([...before, 5000, 5100]);
    const stack = (view) => {
      Object.assign(state, { view, laneHeight: 58 });
      const per = (state.width - 148) / (view.to - view.from);
      state.spots = [...state.where].map((at, i) => ({ i, lane: 0, x: 134 + (at - view.from) * per, y: 50, base: 50 }));
      return stackUp(state, { names: ["order-service"] }, () => 50);
    };
    assert.equal(stack({ from: 4900, to: 5400 }), null);
    assert.deepEqual(state.spots.map(({ y }) => y), Array(42).fill(50));
    assert.equal(stack({ from: -100, to: 9900 }), "bars");
  });

  test("counts stand in one order, whichever came first", () => {
    const kinds = [["order-service", "OrderCancelled", "cancelled", "diamond"],
      ["order-service", "OrderCompleted", "completed", "round"], ["order-service", "OrderCreated", "none", "hollow"],
      ["payment-service", "PaymentFailed", "cancelled", "square"], ["payment-service", "PaymentSucceeded", "completed", "square"]];
    const ordered = (counts) => inOrderOfLooks(new Map(counts), kinds).map(([kind]) => kind);
    assert.deepEqual(ordered([[0, 3], [1, 7], [2, 50]]), [2, 1, 0]);
    assert.deepEqual(ordered([[3, 15], [4, 35]]), [4, 3]);
  });

  test("counts stand below each other, and beside each other in a low lane", () => {
    assert.deepEqual(placesOfCounts([20, 20, 20], 60), [[0, -14], [0, 0], [0, 14]]);
    assert.deepEqual(placesOfCounts([20, 30, 40], 30), [[-90, 0], [-50, 0], [0, 0]]);
    assert.deepEqual(placesOfCounts([], 30), []);
  });

  test("the tip says what is known of a mark", () => {
    const state = timeline([3_723_004], { orders: [101] });
    const lines = tipLines(state, { i: 0, tie: { all: 2 } });
    assert.deepEqual(lines, ["OrderCreated", "order-service", "order 101 · amount 50",
      "01:02:03.004 UTC", "2 at this very millisecond", "event …"]);
  });
});

describe("what subscribers of a custom bus did", () => {
  const KINDS_OF_BUS = [...KINDS,
    ["notification-service", "OrderCreated, in a batch", "none", "batch"],
    ["order-service", "PaymentSucceeded, held", "none", "held"],
    ["order-service", "PaymentSucceeded, no longer held", "none", "released"],
    ["notification-service", "OrderCreated, replayed", "none", "replay"]];

  // Marks of these kinds, each with its number in the column of amounts and of spans.
  function ofBus(times, kinds, { amounts = [], spans = [], orders = times.map(() => 101) } = {}) {
    const state = timeline(times, { kinds, orders });
    state.data.kinds = KINDS_OF_BUS;
    amounts.forEach((amount, i) => { state.marks.a[i] = amount; });
    spans.forEach((span, i) => { state.marks.s[i] = span; });
    return state;
  }
  const tip = (state, i) => tipLines(state, { i, tie: { all: 1 } });

  test("each says in plain words what was done with the event, and of which order", () => {
    const state = ofBus([1000, 2000, 3000, 9000], [5, 2, 3, 4],
      { amounts: [NONE, 3, NONE, NONE], spans: [0, 0, 0, 6000] });
    assert.deepEqual([0, 1, 2, 3].map((i) => tip(state, i)[1]), [
      "an event of the past, given to notification-service again",
      "one call of notification-service took it with 2 others",
      "waits: an earlier event of its order is failing at order-service",
      "was held for 6.00 s behind a failing event of its order",
    ]);
    assert.ok(tip(state, 3).every((line) => !line.includes("execution") && !line.includes("amount")));
  });

  test("a batch of two has one other", () => {
    assert.match(tip(ofBus([1000], [2], { amounts: [2] }), 0)[1], /with 1 other$/);
  });

  test("one call is one mark in the lane of a service, and one for each order in theirs", () => {
    const state = ofBus([1000, 1000, 1000, 2000], [2, 2, 2, 2], { amounts: [3, 3, 3, 3], orders: [101, 102, 101, 101] });
    const told = (of) => [0, 1, 2, 3].map((i) => isToldBefore(state, { of }, i, of(i)));
    assert.deepEqual(told(() => 0), [false, true, true, false]);
    assert.deepEqual(told((i) => state.marks.o[i]), [false, false, true, false]);
  });

  test("they stand above the marks of events, but for a replayed one", () => {
    assert.deepEqual(["hollow", "tick", "replay", "batch", "held", "released"].map(isAbove),
      [false, false, false, true, true, true]);
    assert.deepEqual(["hollow", "again", "replay", "batch"].map(isOfBus), [false, false, true, true]);
  });
});

describe("focus", () => {
  const flags = (through) => [...through.flags];

  test("flags come in any pieces that touch", () => {
    const through = emptyFlags(0);
    addFlags(through, 4, Uint8Array.of(1, 0));
    addFlags(through, 2, Uint8Array.of(0, 1, 1));
    addFlags(through, 6, Uint8Array.of(1));
    assert.deepEqual([through.lo, through.hi, flags(through)], [2, 7, [0, 1, 1, 0, 1]]);
  });

  test("flags beyond a gap begin anew", () => {
    const through = emptyFlags(0);
    addFlags(through, 0, Uint8Array.of(1));
    addFlags(through, 5, Uint8Array.of(0));
    assert.deepEqual([through.lo, through.hi, flags(through)], [5, 6, [0]]);
  });

  test("only a mark that is known not to go through is dim", () => {
    const state = timeline([1, 2, 3]);
    assert.equal(isDim(state, 0), false);
    state.through = { lo: 1, hi: 3, flags: Uint8Array.of(0, 1) };
    assert.deepEqual([0, 1, 2].map((i) => isDim(state, i)), [false, true, false]);
  });
});

describe("another log", () => {
  test("leaves nothing of the marks before, also where it has none yet", () => {
    const state = timeline([1, 2, 3]);
    takeAll({ data: { stream: "new", slices: [], total: 0, most: 10 }, setTriggerValue() {} }, state);
    if (!state.laid) layOut(state);
    assert.deepEqual([state.marks.t.length, state.where.length, state.hi], [0, 0, 0]);
  });
});

describe("the upper edge", () => {
  test("words of a gap keep clear of the measure, of its words and of its line", () => {
    const wide = [roomOfMeasure(100, 500, 300, 40)], narrow = [roomOfMeasure(290, 310, 300, 40)];
    assert.deepEqual([330, 420, 90, 510].map((x) => isFree({ from: x, until: x + 8 }, wide)), [false, false, true, true]);
    assert.deepEqual([330, 420, 240].map((x) => isFree({ from: x, until: x + 8 }, narrow)), [false, true, true]);
  });
});

describe("lanes", () => {
  const height = (data, lanes) => laneHeightOf({ data, height: 248, laneRoom: 172 }, lanes);

  test("what waits has a lane as high as those of the services", () => {
    assert.equal(height({ lanes: "service" }, 3) * 4 <= 248 - TOP - AXIS, true);
    assert.equal(height({ lanes: "service" }, 3) > 50, true);
  });

  test("orders are many, and leave it a line", () => {
    assert.equal(height({ lanes: "order" }, 4), 172 / 4);
  });
});
