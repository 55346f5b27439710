// The list of all keys, and the header's history.

import assert from "node:assert/strict";
import { describe, test } from "node:test";

import { keepEntryForEachPage } from "../../pages/components/frame/header.js";
import { KEYS } from "../../pages/components/frame/key_list.js";
import { nextPart } from "../../pages/components/live/map_keys.js";
import { ACTIONS } from "../../pages/components/live/timeline/input.js";

const named = (rows) => rows.flatMap(([, keys]) => keys.split(" ")).map((key) => key.toLowerCase());

describe("the list of keys", () => {
  test("no key that is a letter, a digit or a sign means two things", () => {
    const single = named(KEYS).filter((key) => key.length === 1 && !"←↑→↓".includes(key));
    assert.deepEqual(single, [...new Set(single)]);
  });

  test("names all that the timeline listens to", () => {
    const signs = { "-": "−", "=": "+", ArrowLeft: "←", ArrowRight: "→", ArrowUp: "↑", ArrowDown: "↓", Escape: "esc" };
    const listed = new Set(named(KEYS));
    for (const key of Object.keys(ACTIONS)) assert.ok(listed.has((signs[key] ?? key).toLowerCase()), key);
  });
});

class OneHistory {
  pushed = [];
  replaced = [];
  replaceState(...entry) { this.replaced.push(entry[2]); }
}
OneHistory.prototype.pushState = function (...entry) { this.pushed.push(entry[2]); };

describe("the history", () => {
  test("only another page is an entry of its own", () => {
    const history = new OneHistory(), location = new URL("http://127.0.0.1/orders?order=1");
    keepEntryForEachPage(history, location);
    keepEntryForEachPage(history, location);
    history.pushState({}, "", "/orders?order=2");
    history.pushState({}, "", "/?order=2");
    assert.deepEqual([history.replaced, history.pushed], [["/orders?order=2"], ["/?order=2"]]);
  });
});

describe("the parts of the map", () => {
  const parts = [["api", [0, 0, 10, 10]], ["create", [30, 0, 10, 10]], ["table", [0, 50, 10, 10]]];

  test("an arrow goes to the part that is next in its direction, and stays where there is none", () => {
    assert.equal(nextPart(parts, "api", "ArrowRight"), "create");
    assert.equal(nextPart(parts, "api", "ArrowDown"), "table");
    assert.equal(nextPart(parts, "create", "ArrowLeft"), "api");
    assert.equal(nextPart(parts, "api", "ArrowUp"), null);
    assert.equal(nextPart(parts, "api", "x"), null);
  });
});
