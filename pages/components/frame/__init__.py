"""The frame around every page: session, bars, menus, failures."""
