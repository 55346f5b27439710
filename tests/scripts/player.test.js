// What the page in one file works out before it shows anything.

import assert from "node:assert/strict";
import { test } from "node:test";

import {
  busyTimes, lastAt, litAt, mapsOf, newestAt, playedOn, storyAt,
} from "../../pages/components/recording/player.js";

const hop = (key, edge, at) => [key, edge, "101", "none", 0, at];
const MOMENTS = [
  { at: 0, map: { dead: 0, note: [0, 0, 0] }, hops: [] },
  { at: 500, map: { note: [1, 2, 0] }, hops: [hop(1, 4, 400), hop(2, 5, 450)] },
  { at: 9000, map: { note: [2, 4, 0] }, hops: [hop(3, 4, 8900)] },
];
const ORDERS = [{ label: "102", stories: [[900, 1]] }, { label: "101", stories: [[400, 0], [500, 1]] }];

test("a moment has what the moments before it said", () => {
  assert.deepEqual(mapsOf(MOMENTS)[2], { dead: 0, note: [2, 4, 0] });
  assert.deepEqual(mapsOf(MOMENTS)[0], MOMENTS[0].map);
});

test("the last that had come is found, and none before the first", () => {
  assert.deepEqual([-1, 0, 499, 500, 1e9].map((at) => lastAt([0, 500, 9000], at)), [-1, 0, 0, 1, 2]);
});

test("playing skips a rest, stops short of what comes next, and ends at the end", () => {
  const busy = busyTimes(MOMENTS), state = { at: 500, speed: 1, busy, ends: 12000 };
  assert.deepEqual(busy, [500, 9000]);
  assert.equal(playedOn(state, 200), 700);
  assert.equal(playedOn({ ...state, at: 1490 }, 20), 8600);
  assert.equal(playedOn({ ...state, at: 8600 }, 100), 8700);
  assert.equal(playedOn({ ...state, at: 11900 }, 200), 12000);
  assert.equal(playedOn({ ...state, at: 0, busy: [] }, 100), 11600);
});

test("a card is the one of the moment, and there is none before its order came", () => {
  const texts = ["waiting", "completed"];
  assert.deepEqual(storyAt(ORDERS[1], 450, ["summary"], texts), { summary: "waiting" });
  assert.deepEqual(storyAt(ORDERS[1], 5000, ["summary"], texts), { summary: "completed" });
  assert.equal(storyAt(ORDERS[1], 399, ["summary"], texts), null);
});

test("the order that came last is shown, and lines that were used just before are lit", () => {
  assert.equal(newestAt(ORDERS, 100), null);
  assert.equal(newestAt(ORDERS, 600).label, "101");
  assert.equal(newestAt(ORDERS, 900).label, "102");
  assert.deepEqual(litAt(MOMENTS, 1000), [4, 5]);
  assert.deepEqual(litAt(MOMENTS, 8000), []);
});
