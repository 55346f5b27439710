// The pictures of two sets: what has orders has a bar that can be seen.

import assert from "node:assert/strict";
import { test } from "node:test";

import { barsOf } from "../../pages/components/orders/set_card.js";

test("a bar of few orders can still be seen, and one of none is not drawn", () => {
  const [none, few, most] = barsOf([0, 0.001, 1], 34);
  assert.equal(none.height, 0);
  assert.equal(few.height, 1.6);
  assert.deepEqual([most.height, most.y], [26, 8]);
});
