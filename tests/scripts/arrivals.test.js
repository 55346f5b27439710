// The one clock of the Live page: dots set off and arrive, and all other parts wait for them.

import assert from "node:assert/strict";
import { beforeEach, describe, test } from "node:test";

import {
  arrive, arriveAll, haveArrived, isQuiet, journeysOf, listen, setOff, stillToCome, unseenSince,
  untoldSince,
} from "../../pages/components/kit/arrivals.js";
import { due, lateParts } from "../../pages/components/kit/column.js";
import { figure, shortFigure } from "../../pages/components/kit/figures.js";
import { provide } from "../../pages/components/kit/parts.js";
import {
  FAILED, isIn, newFlow, ranksOf, takeArrived, takeHops, unseen,
} from "../../pages/components/live/flow_dots.js";
import { noteOf, wordsOf } from "../../pages/components/live/flow_map.js";
import { seenOf } from "../../pages/components/live/guess.js";
import { dueMark, leader } from "../../pages/components/live/map_marks.js";
import { isUnseen } from "../../pages/components/live/timeline/marks.js";
import { quietTiles, seenCounts, seenTiles } from "../../pages/components/live/totals.js";

beforeEach(arriveAll);

const EDGES = [["customer", "api"], ["api", "create-order"], ["create-order", "bus"], ["bus", "rule/pay"],
  ["rule/pay", "payment"], ["payment", "bus"], ["bus", "rule/update"], ["rule/update", "update-order"],
  ["update-order", "bus"], ["update-order", "dead-letters"]].map(([from, to]) => ({ from, to }));
const TRAVEL = 300;

const map = (more = {}) => ({ edges: EDGES, ...newFlow(), ranks: ranksOf(EDGES), fresh: false,
  wasMoving: true, ...more });
const counted = (hops) => hops.reduce((used, [, at]) => ({ ...used, [at]: (used[at] ?? 0) + 1 }), {});
const given = (hops, used = counted(hops)) => ({ hops, moving: true, used, travel: TRAVEL });
const hop = (at, { key = at, order = "7", tone = "none", special = 0, when = 1000 + at } = {}) =>
  [key, at, order, tone, special, when];

describe("dots", () => {
  test("a hop sets off when the one that caused it has come in", () => {
    const state = map();
    takeHops(state, given([hop(0, { when: 1000 }), hop(1, { when: 1000 })]), 0);
    const [first, second] = state.dots;
    assert.equal(second.start, first.end);
    assert.equal(Math.round(first.end - first.start), TRAVEL);
  });

  test("a hop that is told again is not shown again", () => {
    const state = map(), hops = [hop(0)];
    takeHops(state, given(hops), 0);
    takeHops(state, given(hops), 10);
    assert.equal(state.dots.length, 1);
  });

  test("what was before one looks does not move, and is counted", () => {
    const state = map({ fresh: true });
    takeHops(state, given([hop(0)]), 0);
    assert.deepEqual([state.dots.length, state.come[0], isQuiet()], [0, 1, true]);
  });

  test("where nothing is to move all arrive at once, with what they bring", () => {
    const state = map();
    takeHops(state, { ...given([hop(0), hop(1), hop(2)], { 0: 1, 1: 1, 2: 1, 3: 4 }), travel: 0 }, 5);
    const { dots, streams } = takeArrived(state, 5);
    assert.deepEqual([dots.length, streams], [3, [[3, 4]]]);
    assert.equal(isQuiet(), true);
  });

  test("an edge that is no longer drawn takes no dot", () => {
    const state = map();
    takeHops(state, given([hop(99)]), 0);
    assert.equal(state.dots.length, 0);
  });

  test("a count rises when its dot arrives, and not before", () => {
    const state = map();
    takeHops(state, given([hop(0), hop(1)]), 0);
    const seen = (now) => { takeArrived(state, now); return [state.come[0], state.come[1]]; };
    assert.deepEqual([0, TRAVEL - 1, TRAVEL + 1, 5000].map(seen), [[0, 0], [0, 0], [1, 0], [1, 1]]);
    assert.equal(unseen(state, () => true), 0);
  });

  test("a dot is in the Choice when it has come in there, and not when it failed at the door", () => {
    const way = [0, 1, 2, 3, 4].map((at) => hop(at)), state = map();
    const isInside = (hops, now) => { takeArrived(state, now); return isIn(state, hops, ["7", "payment"]); };
    takeHops(state, given(way), 0);
    const { end } = state.dots.at(-1);
    assert.deepEqual([0, end - 1, end].map((now) => isInside(way, now)), [false, false, true]);
    assert.equal(isIn(map(), way, ["8", "payment"]), false);
    assert.equal(isIn(map(), [...way.slice(0, 4), hop(4, { special: FAILED })], ["7", "payment"]), false);
  });

  test("of a page that was just opened, or that nobody looks at, all dots have come in", () => {
    const state = map({ fresh: true }), way = [3, 4].map((at) => hop(at));
    takeHops(state, given(way), 0);
    assert.equal(isIn(state, way, ["7", "payment"]), true);
  });

  test("what follows the payment is farther from the customer than the payment", () => {
    const ranks = ranksOf(EDGES), names = ["customer", "bus", "payment", "rule/update", "update-order"];
    const found = names.map((name) => ranks.get(name));
    assert.deepEqual(found, [...found].sort((a, b) => a - b));
  });

  test("a hop that is counted before it is told waits for its dot", () => {
    const state = map(), early = { 0: 1, 3: 1 };
    takeHops(state, given([hop(0)], early), 0);
    takeArrived(state, 1000);
    assert.equal(state.come[3], 0);
    takeHops(state, given([hop(0), hop(3)], early), 1000);
    assert.equal(state.streams.size, 0);
    takeArrived(state, 5000);
    assert.equal(state.come[3], 1);
  });

  test("what is never told streams in, later the farther it is", () => {
    const told = Array.from({ length: 50 }, (_, n) => hop(0, { key: n, order: `${n}` }));
    const state = map(), used = { 0: 100, 2: 100, 8: 90 };
    takeHops(state, given(told, used), 0);
    const ends = [0, 2, 8].map((at) => state.streams.get(at).end);
    assert.deepEqual(ends, [...ends].sort((a, b) => a - b));
    const { streams } = takeArrived(state, ends[1]);
    assert.deepEqual(streams.map(([at]) => at), [0, 2]);
    takeArrived(state, 1e6);
    assert.deepEqual([state.come[0], state.come[2], state.come[8]], [100, 100, 90]);
  });

  test("a count that falls is shown at once", () => {
    const state = map();
    takeHops(state, given([hop(0)]), 0);
    takeArrived(state, 1000);
    takeHops(state, given([], {}), 2000);
    assert.equal(state.come[0], 0);
  });

  test("where the picture stands still, all has arrived", () => {
    const state = map();
    takeHops(state, given([hop(0)]), 0);
    takeHops(state, { ...given([], { 0: 1 }), moving: false }, 10);
    assert.deepEqual([state.come[0], isQuiet()], [1, true]);
  });

  test("whatever comes in whatever pieces, no count is ahead and all arrive", () => {
    let seed = 7;
    const random = (below) => (seed = (seed * 16807) % 2147483647) % below;
    for (let round = 0; round < 50; round += 1) {
      const state = map(), hops = [];
      let now = 0;
      for (let refresh = 0; refresh < 6; refresh += 1) {
        for (let n = random(30); n > 0; n -= 1) {
          hops.push(hop(random(EDGES.length), { key: hops.length, order: `${random(4)}` }));
        }
        takeHops(state, given(hops.slice(-60), counted(hops)), now);
        takeArrived(state, now += random(1500));
        const under = state.dots.length;
        assert.ok(unseen(state, () => true) >= under);
      }
      takeArrived(state, now + 1e6);
      assert.equal(unseen(state, () => true), 0);
      assert.equal(isQuiet(), true);
    }
  });
});

describe("arrivals", () => {
  const kinds = [["order-service", "OrderCreated", "none"], ["payment-service", "PaymentFailed", "cancelled"],
    ["order-service", "OrderCancelled", "cancelled"]];
  const seen = () => ({ unseen: unseenSince(), untold: untoldSince(), unseenFrom: 0, names: {}, data: { kinds } });
  const journey = (order, at, brings = "", count = 1) => ({ order, at, by: "create-order", brings, count });

  test("what has set off is on its way until it arrives, and listeners hear of that", () => {
    let heard = 0;
    const one = journey("7", 10), end = listen(() => { heard += 1; });
    setOff(one);
    assert.deepEqual([journeysOf("7"), journeysOf("8"), haveArrived([one])], [[one], [], false]);
    arrive([one]);
    end();
    arrive([one]);
    assert.deepEqual([heard, haveArrived([one]), isQuiet()], [1, true, true]);
  });

  test("an order counts once in a total, however often it comes", () => {
    [journey("7", 1, "completed"), journey("7", 2, "completed"), journey("8", 3, "completed"),
      journey("", Infinity, "submitted", 12), journey("9", 4)].forEach(setOff);
    assert.deepEqual(stillToCome(), { completed: 2, submitted: 12 });
  });

  test("of an order nothing is seen from the first on that is on its way", () => {
    [journey("7", 30), journey("7", 20), journey("8", 5)].forEach(setOff);
    assert.deepEqual([...unseenSince()], [["7", 20], ["8", 5]]);
    const state = { ...seen(), marks: { o: [7, 7, 9], t: [10, 20, 99], k: [0, 0, 0] } };
    assert.deepEqual([0, 1, 2].map((i) => isUnseen(state, i)), [false, true, false]);
  });

  test("of an order that is only counted, an event is seen when the stream of such events is in", () => {
    const streams = [["create-order", 2], ["payment", 5], ["update-order", 8]].map(([by]) =>
      ({ ...journey("", 20, "", 60), by }));
    [journey("7", 20), ...streams].forEach(setOff);
    const state = () => ({ ...seen(), marks: { o: [9, 8, 8, 8, 7], t: [10, 20, 30, 40, 10], k: [0, 0, 1, 2, 0] } });
    const unseenOf = (now) => [0, 1, 2, 3, 4].filter((i) => isUnseen(now, i));
    assert.deepEqual(unseenOf(state()), [1, 2, 3]);
    arrive(streams.slice(0, 2));
    assert.deepEqual(unseenOf(state()), [3]);
    arriveAll();
    assert.deepEqual(unseenOf(state()), []);
  });

  // Of a burst that was told in one refresh: 150 events, and the hops of the last of them alone.
  const burst = (state, then) => {
    const told = Array.from({ length: 60 }, (_, n) => hop(n < 20 ? 8 : 6, { key: 9 + n, order: "50", when: 1900 + n }));
    takeHops(state, given(told, { ...state.used, 2: 50 + then, 5: 50, 8: 50 }), 0);
    return { ...seen(), marks: { o: [9, 9, 9, 9], t: [990, 1100, 1300, 1800], k: [0, 0, 1, 2] } };
  };
  const unseenOf = (now) => [0, 1, 2, 3].filter((i) => isUnseen(now, i));

  test("of a burst nothing is seen before its streams are in, however few of its hops are told", () => {
    const state = map();
    takeHops(state, given([hop(2, { order: "1", when: 990 })]), 0);
    takeArrived(state, 900);
    assert.deepEqual(unseenOf(burst(state, 1)), [1, 2, 3]);
    takeArrived(state, 1e6);
    assert.deepEqual(unseenOf({ ...burst(state, 1), ...seen() }), []);
  });

  test("nor is it where nothing was before, or a few were waited for already", () => {
    assert.deepEqual(unseenOf(burst(map(), 0)), [0, 1, 2, 3]);
    arriveAll();
    const state = map();
    takeHops(state, given([hop(0, { order: "1", when: 990 })], { 0: 1, 2: 1, 5: 1, 8: 1 }), 0);
    assert.deepEqual(unseenOf(burst(state, 1)), [1, 2, 3]);
  });

  test("what comes of an order that is only counted waits for all streams of the burst", () => {
    const stream = journey("", 20, "submitted", 60), few = journey("", Infinity, "", 2);
    [journey("7", 20), stream, few].forEach(setOff);
    assert.deepEqual([journeysOf("8"), journeysOf("7").length], [[stream], 1]);
    const outcomes = { ...journey("", 30, "completed", 50), by: "update-order" };
    setOff(outcomes);
    assert.equal(journeysOf("7").at(-1), outcomes, "only its beginning was told");
  });

  test("a failure and a dead letter are brought by their dots", () => {
    const state = map();
    takeHops(state, given([hop(7, { special: FAILED }), hop(9)]), 0);
    assert.deepEqual(stillToCome(), { failed: 1, dead: 1 });
  });
});

describe("the card", () => {
  globalThis.CSSStyleSheet ??= class { replaceSync() {} };
  provide("first", () => {}, "", () => "veiled");
  const data = (words, more = {}) => ({ follows: "7", late: ["first"], parts: { first: { words } }, ...more });
  const column = () => ({ follows: "", queue: [], late: null });
  const shown = (parts) => parts[0][1].words ?? parts[0][1];

  test("is shown at once where nothing is on its way", () => {
    assert.equal(shown(lateParts(column(), data("done"))), "done");
  });

  test("gives nothing away of a new order before its dots have arrived", () => {
    setOff({ order: "7", at: 1, brings: "" });
    assert.equal(shown(lateParts(column(), data("done"))), "veiled");
  });

  test("turns when all has arrived that was on its way when it came, refresh by refresh", () => {
    const state = column(), [one, two] = [1, 2].map((at) => ({ order: "7", at, brings: "" }));
    lateParts(state, data("waits"));
    setOff(one);
    assert.equal(shown(lateParts(state, data("paid"))), "waits");
    setOff(two);
    assert.equal(shown(lateParts(state, data("done"))), "waits");
    arrive([one]);
    assert.equal(due(state.queue).data.parts.first.words, "paid");
    assert.equal(due(state.queue), null);
    arrive([two]);
    assert.equal(due(state.queue).data.parts.first.words, "done");
  });

  test("does not go back to saying that there is no order yet, once its name was shown", () => {
    const state = column(), early = { order: "", at: 1, brings: "" };
    setOff(early);
    lateParts(state, { ...data("not yet"), parts: { first: { words: "not yet", empty: "not yet" } } });
    setOff({ order: "7", at: 2, brings: "" });
    assert.equal(shown(lateParts(state, data("waits"))), "veiled");
    arrive([early]);
    assert.equal(shown(lateParts(state, data("waits"))), "veiled");
    arriveAll();
    assert.equal(shown(lateParts(state, data("done"))), "done");
  });

  test("says that there is no order any more where the newest refresh has none", () => {
    const state = column(), gone = { ...data(""), parts: { first: { words: "none", empty: "none" } } };
    lateParts(state, data("done"));
    assert.equal(shown(lateParts(state, gone)), "none");
  });

  test("of another order nothing is kept", () => {
    const state = column();
    lateParts(state, data("done"));
    setOff({ order: "8", at: 1, brings: "" });
    assert.equal(shown(lateParts(state, data("new", { follows: "8" }))), "veiled");
  });
});

describe("totals", () => {
  const tile = (key, count) => ({ key, count, value: figure(count) });
  const tiles = (submitted, completed, cancelled, waiting) => [tile("submitted", submitted),
    tile("completed", completed), tile("cancelled", cancelled), tile("waiting", waiting),
    { key: "time", value: `of ${completed + cancelled}` }];
  const counts = (seen) => ["submitted", "completed", "cancelled", "waiting"].map((key) => seen[key]);

  test("a count waits for its dots, and what waits adds up", () => {
    const toCome = { submitted: 2, completed: 1 };
    const seen = seenCounts(tiles(5, 3, 1, 1), toCome, { submitted: 3, completed: 2, cancelled: 1 });
    assert.deepEqual(counts(seen), [3, 2, 1, 0]);
  });

  test("a duplicate on its way takes nothing back", () => {
    const seen = seenCounts(tiles(1, 1, 0, 0), { completed: 1 }, { submitted: 1, completed: 1, cancelled: 0 });
    assert.deepEqual(counts(seen), [1, 1, 0, 0]);
  });

  test("a count that falls, as in another room, falls", () => {
    assert.deepEqual(counts(seenCounts(tiles(1, 0, 0, 1), {}, { submitted: 9, completed: 9, cancelled: 0 })), [1, 0, 0, 1]);
  });

  test("orders whose outcome was not told hold both", () => {
    const seen = seenCounts(tiles(9, 5, 4, 0), { ended: 9 }, { submitted: 9, completed: 0, cancelled: 0 });
    assert.deepEqual(counts(seen), [9, 0, 0, 9]);
  });

  test("the time to an outcome changes when an outcome is seen", () => {
    const old = new Map(tiles(1, 0, 0, 1).map((each) => [each.key, each])), before = { submitted: 1, completed: 0, cancelled: 0 };
    const at = (toCome) => seenTiles(tiles(1, 1, 0, 0), seenCounts(tiles(1, 1, 0, 0), toCome, before), before, old).at(-1).value;
    assert.deepEqual([at({ completed: 1 }), at({})], ["of 0", "of 1"]);
  });

  test("where nothing has happened there are names and no row of zeros", () => {
    const values = (...of) => quietTiles(tiles(...of)).map(({ value }) => value);
    assert.deepEqual(new Set(values(0, 0, 0, 0)), new Set(["–"]));
    assert.deepEqual(values(1, 0, 0, 1), ["1", "0", "0", "1", "of 0"]);
  });
});

describe("where nothing has happened", () => {
  test("a part says what it is, and not that it counts nothing", () => {
    const sub = (...of) => wordsOf(of, 0, true);
    assert.deepEqual([sub("Lambda · ", 0, "run*"), sub("", 0, "item*"), sub("", 0, "matched, off"), sub("POST /order")],
      ["Lambda", "", "off", "POST /order"]);
    assert.equal(noteOf([0, 0, 0], true), "nothing has happened yet");
  });
});

describe("a guess", () => {
  const told = { log: "completed", order: "7", words: "Order 7 is completed.", waits: "Order 7 is in the Choice." };

  test("is told what the log says when the dots that came with it are in", () => {
    const state = { log: "", journeys: [] }, journey = { order: "7", at: 1, brings: "" };
    setOff(journey);
    assert.deepEqual(seenOf(state, told), { ...told, log: "", words: told.waits });
    arrive([journey]);
    setOff({ order: "7", at: 2, brings: "" });
    assert.equal(seenOf(state, told), told);
  });
});

describe("words of the map", () => {
  test("a part says what has arrived, in one or in many", () => {
    assert.deepEqual([wordsOf(["Lambda · ", 3, "run*"], 2), wordsOf(["", 3, "run*"]), wordsOf(["POST /order"]),
      wordsOf(["", 1, "matched, off"], 5)], ["Lambda · 1 run", "3 runs", "POST /order", "0 matched, off"]);
  });

  test("the note sums up", () => {
    assert.equal(noteOf([1, 8, 0]), "1 event · 8 deliveries");
    assert.equal(noteOf([8, 25, 8]), "at least 8 events · 25 deliveries");
    assert.equal(noteOf([3, null, 0]), "3 events · deliveries not reported");
    assert.equal(noteOf([3, 1, 2]), "3 events · 1 delivery, inferred from the log");
    assert.equal(noteOf([3, 8, 16]), "3 events · 8 deliveries, as logged");
    assert.equal(noteOf([3, 8, 18]), "3 events · 8 deliveries, as logged, in part inferred");
  });

  test("large counts are short", () => {
    assert.deepEqual([0, 9999, 12_345, 4_500_000].map(shortFigure), ["0", "9\u202f999", "12.3 k", "4.5 M"]);
  });
});

describe("the mark of a lost order", () => {
  const lost = { order: "7", ring: [677, 76], at: [608, 103], words: ["7 last seen here", "8 s ago"] };

  test("waits until what is on its way has arrived", () => {
    const state = map();
    takeHops(state, given([hop(0)]), 0);
    assert.equal(dueMark({ lost }), null);
    takeArrived(state, TRAVEL);
    assert.equal(dueMark({ lost }), lost);
    assert.equal(dueMark({}), null);
  });

  test("has a line from its words to its ring, from the side that is nearer", () => {
    assert.match(leader(lost), /^M648.0 95.8L/);
    assert.match(leader({ ...lost, ring: [443, 272], at: [378, 217] }), /^M418.0 236.2L/);
  });
});
