// A press beside an open menu closes it, and Streamlit (1.67) then has the page run anew that is
// open; sent by a timer, after the page that was pressed for in the navigation, that wins. So the
// menu is closed first, and the page comes by the timer after.

const MENU = '[data-testid="stPopoverBody"]', LINK = '[data-testid="stTopNavLink"]';

export function closeMenuFirst(event, later = setTimeout) {
  const link = event.isTrusted && !event.ctrlKey && !event.metaKey && event.target.closest?.(LINK);
  const menu = link && link.ownerDocument.querySelector(MENU);
  if (!menu) return;
  event.preventDefault();
  event.stopPropagation();
  menu.dispatchEvent(new KeyboardEvent("keydown", { key: "Escape", bubbles: true }));
  later(() => link.click());
}
