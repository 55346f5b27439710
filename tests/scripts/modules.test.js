// Every script as the engine reads it: what it imports is there, and is what the library says.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { pathToFileURL } from "node:url";
import vm from "node:vm";

import { load } from "../../pages/components/kit/library.js";

const FOLDER = new URL("../../pages/components/", import.meta.url);
const PYTHON = `
import json
from dataclasses import asdict
from pathlib import Path
from pages.components.kit.modules import read_modules
print(json.dumps([asdict(module) for module in read_modules(Path("pages/components"))]))
`;
const MODULES = JSON.parse(execFileSync(process.env.PYTHON, ["-c", PYTHON]));

// Instead of the addresses of the browser's blobs: files of a folder that is removed again.
function filesIn(folder) {
  let number = 0;
  return (source) => {
    const path = join(folder, `${number += 1}.mjs`);
    writeFileSync(path, source);
    return pathToFileURL(path).href;
  };
}

async function loaded(modules) {
  const folder = mkdtempSync(join(tmpdir(), "modules-"));
  try {
    return await load(modules, filesIn(folder));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

for (const { name, imports } of MODULES) {
  const address = new URL(name, FOLDER);
  test(`${name} imports what it says, and nothing that is not there`, () => import(address));
  test(`${name} imports at its head only, in the form that is read`, () => {
    const module = new vm.SourceTextModule(readFileSync(address, "utf8"));
    const read = module.dependencySpecifiers.map((path) => new URL(path, address).pathname);
    assert.deepEqual(read, imports.map((path) => new URL(path, FOLDER).pathname));
  });
}

test("the library loads modules by the addresses it gives them", async () => {
  const modules = await loaded([
    { name: "a.js", imports: [], pieces: ["export const a = 1;"] },
    { name: "b.js", imports: ["a.js"], pieces: ['import { a } from "', '";\nexport const b = a + 1;'] },
  ]);
  assert.equal(modules.get("b.js").b, 2);
});

test("the library loads all scripts of the project", async () => {
  const modules = await loaded(MODULES);
  assert.equal(modules.size, MODULES.length);
  assert.equal(typeof modules.get("live/timeline.js").default, "function");
});
