// Where what is shown cannot be drawn, Streamlit (1.67) ends the connection for good. The address
// says what was shown, so the page is opened again; not twice in half a minute, if that is no use.

const LOOK_MS = 1000, AGAIN_MS = 30_000, OPENED = "eda-opened-again";

export function openAgain(app, storage, nowMs, reload) {
  if (app?.dataset.testConnectionState !== "DISCONNECTED_FOREVER") return;
  if (nowMs - Number(storage.getItem(OPENED) ?? -Infinity) < AGAIN_MS) return;
  storage.setItem(OPENED, String(nowMs));
  reload();
}

export const watchConnection = () => setInterval(() => openAgain(
  document.querySelector('[data-testid="stApp"]'), sessionStorage, Date.now(), () => location.reload(),
), LOOK_MS);
