// A lesson tells what the log shows when the dots of it have arrived.

import assert from "node:assert/strict";
import { afterEach, describe, test } from "node:test";

import { arriveAll, journeysOf, setOff } from "../../pages/components/kit/arrivals.js";
import { mayShow } from "../../pages/components/lessons/lesson.js";

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
