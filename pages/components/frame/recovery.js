// Brings back what Streamlit (1.67) has dropped.
//
// Where what is shown cannot be drawn, it draws nothing any more, or ends the connection for good. The
// address says what was shown, so the page is opened again; not twice in half a minute, if that is no use.
//
// A refresh that was on its way when a press led to another page is run after that page, and told as one of the
// page before: so the page is emptied, and the next refresh of it cannot be drawn. It is run once more before that.

const LOOK_MS = 75, AGAIN_MS = 30_000, OPENED = "eda-opened-again";

const isLost = (app) => !app || app.dataset.testConnectionState === "DISCONNECTED_FOREVER";

export function openAgain(app, storage, nowMs, reload) {
  if (!isLost(app)) return;
  if (nowMs - Number(storage.getItem(OPENED) ?? -Infinity) < AGAIN_MS) return;
  storage.setItem(OPENED, String(nowMs));
  reload();
}

// What stands on every page, and so says nothing of this one.
const FRAME = ".st-key-header, .st-key-assets-library";
const OPEN = ':is([data-testid="stTopNavLink"], [data-testid="stSidebarNavLink"])[aria-current="page"]';
const CONTENT = `[data-testid="stMain"] [data-testid="stElementContainer"]:not(${FRAME})`;

// Whether a page that is ready has nothing to show. One that was pressed for has nothing yet: the navigation names it
// first, and the address later. To run again then would be to go back to the page that is left.
export function isEmptied(app, path = globalThis.location?.pathname) {
  const { testScriptState, testConnectionState } = app?.dataset ?? {};
  const isReady = testScriptState === "notRunning" && testConnectionState === "CONNECTED";
  return isReady && !app.querySelector(CONTENT) && isSame(app.querySelector(OPEN)?.pathname ?? path, path);
}

const isSame = (path, other) => path?.replace(/\/$/, "") === other?.replace(/\/$/, "");

// As Back in the history does: the session stays, and all it holds.
const runAgain = () => globalThis.dispatchEvent(new PopStateEvent("popstate"));

function watch() {
  let emptied = 0; // looks in a row: between two pages there is nothing, either
  return setInterval(() => {
    const app = document.querySelector('[data-testid="stApp"]');
    openAgain(app, sessionStorage, Date.now(), () => location.reload());
    emptied = isEmptied(app) ? emptied + 1 : 0;
    if (emptied === 2) runAgain();
  }, LOOK_MS);
}

// Once in a window, and for good: what is to be brought back takes all with it that stands on a page.
export const watchPage = () => { globalThis.edaWatch ??= watch(); };
