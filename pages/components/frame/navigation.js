// A press in the navigation beside an open menu, or a field just typed into, leaves that first, and
// Streamlit (1.67) then has the page run anew that is open; sent by a timer, after the page that was
// pressed for, that wins, or the address stays the old one.

const MENU = '[data-testid="stPopoverBody"]', LINK = '[data-testid="stTopNavLink"]';

const pressedLink = (event) => event.isTrusted && !event.ctrlKey && !event.metaKey && event.target.closest?.(LINK);

// The menu is closed first, and the page comes by the timer after.
export function closeMenuFirst(event, later = setTimeout) {
  const link = pressedLink(event);
  const menu = link && link.ownerDocument.querySelector(MENU);
  if (!menu) return;
  event.preventDefault();
  event.stopPropagation();
  menu.dispatchEvent(new KeyboardEvent("keydown", { key: "Escape", bubbles: true }));
  later(() => link.click());
}

// The field keeps the focus, so it sends nothing: what was typed and not entered goes with its page.
export function keepFocus(event) {
  if (pressedLink(event)) event.preventDefault();
}
