// A lesson tells what the log shows when the dots of it have arrived.

import assert from "node:assert/strict";
import { afterEach, describe, test } from "node:test";

import { arriveAll, journeysOf, setOff } from "../../pages/components/kit/arrivals.js";
import { mayShow } from "../../pages/components/lessons/lesson.js";
import { keepGuesses } from "../../pages/components/lessons/own_guesses.js";

describe("the panel of a lesson", () => {
  const data = { title: "The limit", orders: ["102"] };
  afterEach(arriveAll);

  test("waits for the dots of the orders it tells of, and not for those of others", () => {
    setOff({ order: "101", at: 1 });
    assert.ok(mayShow({ shown: data }, data, journeysOf));
    setOff({ order: "102", at: 1 });
    assert.ok(!mayShow({ shown: data }, data, journeysOf));
    arriveAll();
    assert.ok(mayShow({ shown: data }, data, journeysOf));
  });

  test("shows another lesson, and the first look, at once", () => {
    setOff({ order: "102", at: 1 });
    assert.ok(mayShow({ shown: null }, data, journeysOf));
    assert.ok(mayShow({ shown: { title: "Another" } }, data, journeysOf));
  });
});

describe("what was answered", () => {
  const kept = new Map();
  const store = { getItem: (name) => kept.get(name) ?? null, setItem: (name, text) => kept.set(name, text), removeItem: (name) => kept.delete(name) };
  const pickedOf = (draft, guesses) => {
    const picked = [];
    keepGuesses({ draft, guesses }, (each) => picked.push(each), store);
    return picked;
  };
  afterEach(() => kept.clear());

  test("is told to a session that does not know of it, once", () => {
    kept.set("eda-guesses:a/lesson", '{"1":"completed"}');
    assert.deepEqual(pickedOf("a/lesson", {}), [{ guessed: { 1: "completed" } }]);
    assert.deepEqual(pickedOf("a/lesson", {}), []);
    assert.deepEqual(pickedOf("b/lesson", {}), []);
  });

  test("is kept as it is known, and gone when the lesson begins again", () => {
    pickedOf("c/lesson", { 1: "stuck" });
    assert.equal(kept.get("eda-guesses:c/lesson"), '{"1":"stuck"}');
    pickedOf("c/lesson", {});
    assert.equal(kept.size, 0);
  });

  test("is not missed by a browser that keeps nothing", () => {
    keepGuesses({ draft: "d/lesson", guesses: { 1: "stuck" } }, () => {}, undefined);
  });
});
