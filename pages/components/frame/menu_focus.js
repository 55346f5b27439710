// Keeps the focus in an open menu whose parts are drawn anew. Another label is another menu to Streamlit (1.67), so
// arming a fault makes all of its menu anew, and who is there by keys would begin again at the head of the page.

const MENU = '[data-testid="stPopoverBody"]', KEYED = "st-key-";
const FOCUSABLE = "button:not(:disabled), input:not(:disabled), textarea:not(:disabled), [tabindex='0']";
const LEFT_MS = 300, DRAWN_MS = 500, PATIENCE_MS = 5000;

let held = null, isLost = null, changes = null;

const partsOf = (box) => [...box.querySelectorAll(FOCUSABLE)];

// Where a part stands in its menu: in the box of which key, at which place in there.
function placeOf(part) {
  const box = part.closest?.(MENU) && part.closest(`[class*="${KEYED}"]`);
  if (!box) return null;
  const name = [...box.classList].find((each) => each.startsWith(KEYED));
  return { part, name, at: partsOf(box).indexOf(part) };
}

const partAt = (menu, { name, at }) => {
  const box = menu.querySelector(`.${CSS.escape(name)}`);
  return box && partsOf(box)[at];
};

// What is gone is waited for a little: a menu is drawn in several steps. Then its first part has the focus; a busy server
// may take longer to draw any of it.
function giveBack(isLate) {
  if (!held || held.part.isConnected || document.activeElement !== document.body) return;
  held.until ??= performance.now() + PATIENCE_MS;
  const menu = document.querySelector(MENU);
  const part = menu && (partAt(menu, held) ?? (isLate ? partsOf(menu)[0] : null));
  if (part) part.focus({ preventScroll: true });
  else if (performance.now() > held.until) hold(null);
  else isLost ??= setTimeout(() => { isLost = null; giveBack(true); }, DRAWN_MS);
}

function hold(place) {
  if (!held && place) changes.observe(document.body, { childList: true, subtree: true });
  if (held && !place) changes.disconnect();
  held = place;
}

// A part that was left is still there; one that was removed has lost the focus, at times a moment before it is gone.
function leave({ target }) {
  setTimeout(() => {
    if (held?.part === target && target.isConnected && document.activeElement !== target) hold(null);
  }, LEFT_MS);
}

function watch() {
  changes = new MutationObserver(() => giveBack(false));
  document.addEventListener("focusin", ({ target }) => hold(placeOf(target)), true);
  document.addEventListener("focusout", leave, true);
  return true;
}

// Watches once in a window, and for good.
export function keepFocusInMenus() {
  globalThis.edaKeepsFocusInMenus ??= watch();
}
