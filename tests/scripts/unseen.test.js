// What cannot be seen is shown as an escape, here as on the server.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { revealed } from "../../pages/components/kit/base.js";

const cases = JSON.parse(readFileSync(new URL("unseen.json", import.meta.url), "utf8"));

test("what cannot be seen is an escape", () => {
  for (const [words, shown] of cases) assert.equal(revealed(words), shown);
});
