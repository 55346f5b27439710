// The rules the scripts are held to: what could only fail while somebody looks on.

import globals from "globals";

// Names of the window that read like a variable one has forgotten to declare.
const MISTAKEN = ["close", "event", "find", "focus", "length", "name", "open", "parent", "print",
  "self", "status", "stop", "top"];

const rules = {
  "no-const-assign": "error",
  "no-dupe-keys": "error",
  "no-redeclare": "error",
  "no-restricted-globals": ["error", ...MISTAKEN],
  "no-undef": "error",
  "no-unreachable": "error",
  "no-unused-vars": ["error", { ignoreRestSiblings: true }],
  eqeqeq: "error",
  "prefer-const": "error",
};

export default [
  { files: ["pages/**/*.js"], languageOptions: { globals: globals.browser }, rules },
  { files: ["tests/**/*.js", "*.js"], languageOptions: { globals: globals.node }, rules },
];
