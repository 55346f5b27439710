// What the presenter's view works out before it shows anything.

import assert from "node:assert/strict";
import { describe, test } from "node:test";

import { KEYS } from "../../pages/components/frame/key_list.js";
import { addressToShare } from "../../pages/components/kit/base.js";
import { askedBy, dataAhead, elapsedText, planWords } from "../../pages/components/recording/presenter_view.js";

const parts = [{ name: "One", planned: 0 }, { name: "Two", planned: 90 }, { name: "Three", planned: 210 }];
const DATA = { follows: true, unit: "act", parts, at: 2, lasts: 300, paused: false, ready: "demo", is_recording: false };

test("time that has gone by is in minutes, and in hours where there are some", () => {
  assert.deepEqual([0, 59_999, 744_000, 3_723_000, -5].map(elapsedText), ["0:00", "0:59", "12:24", "1:02:03", "0:00"]);
});

test("the plan says how an act is late or early, and nothing where there is none", () => {
  assert.equal(planWords(DATA, 255_000), "0:45 behind the plan");
  assert.equal(planWords(DATA, 30_000), "1:00 ahead of the plan");
  assert.equal(planWords(DATA, 120_000), "as planned");
  assert.equal(planWords({ ...DATA, at: 3 }, 310_000), "0:10 behind the plan");
  for (const none of [{ at: 0 }, { lasts: 0 }, { unit: "step" }]) assert.equal(planWords({ ...DATA, ...none }, 255_000), "");
});

describe("the keys", () => {
  test("ask for the act after and before the one gone to last, while there is one", () => {
    assert.deepEqual([askedBy(DATA).n, askedBy(DATA).b], [["act", 3], ["act", 1]]);
    assert.ok(!askedBy({ ...DATA, at: 3 }).n && !askedBy({ ...DATA, at: 1 }).b);
    assert.deepEqual(askedBy({ ...DATA, at: 0 }).n, ["act", 1]);
  });

  test("hold what moves, step, and go to the recording that stands ready and back", () => {
    assert.deepEqual(askedBy(DATA)[" "], ["pause", true]);
    assert.deepEqual(askedBy({ ...DATA, paused: true })[" "], ["pause", false]);
    assert.equal(askedBy({ ...DATA, paused: null })[" "], undefined);
    assert.deepEqual([askedBy(DATA).r, askedBy({ ...DATA, is_recording: true }).r], [["recording", true], ["recording", false]]);
    assert.equal(askedBy({ ...DATA, ready: "" }).r, undefined);
  });

  test("of a lesson skip the open step, and go back to none", () => {
    const lesson = { ...DATA, unit: "step" };
    assert.deepEqual([askedBy(lesson).n, askedBy(lesson).b], [["skip", 2], undefined]);
    assert.ok(!askedBy({ ...lesson, at: 4 }).n);
  });

  test("go on from what was asked and was not heard yet, however quickly they are pressed", () => {
    const pressed = (keys, data) => [...keys].reduce((asked, key) => [...asked, askedBy(dataAhead(data, asked))[key]], []);
    const twelve = { ...DATA, parts: Array(12).fill(parts[0]) };
    assert.deepEqual(pressed("nnnb", twelve), [["act", 3], ["act", 4], ["act", 5], ["act", 4]]);
    assert.deepEqual(pressed("   ", DATA), [["pause", true], ["pause", false], ["pause", true]]);
    assert.deepEqual(pressed("rr", DATA), [["recording", true], ["recording", false]]);
    assert.deepEqual(pressed("..,n", DATA).at(-1), ["act", 3]);
  });

  test("do nothing while nobody follows, and mean what they mean in every window", () => {
    assert.deepEqual(askedBy({ ...DATA, follows: false }), {});
    const listed = new Set(KEYS.flatMap(([, keys]) => keys.toLowerCase().split(" ")));
    for (const key of Object.keys(askedBy(DATA))) assert.ok(listed.has(key === " " ? "space" : key), key);
  });
});

test("who opens a copied link is not driven along", () => {
  assert.equal(addressToShare("http://127.0.0.1:8501/orders?order=1&pair=ab&stage=1"), "http://127.0.0.1:8501/orders?order=1&stage=1");
});
