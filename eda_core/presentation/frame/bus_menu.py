"""The two kinds of bus in words."""

from typing import Final

from eda_core.domain.settings import BusKind

BUSES: Final = {BusKind.CLASSIC: "Classic: rules", BusKind.CUSTOM: "Custom: subscribers"}

ROOM_OF_ITS_OWN: Final = (
    "Room {room} is kept once for each kind. The other one opens beside this one, which goes on as "
    "it is; on the page *Side by side* both run the same orders."
)

_OF_BUS: Final = {
    BusKind.CLASSIC: "An event goes to the rules whose pattern matches, and is gone.",
    BusKind.CUSTOM: "The Custom Event Bus of September 2026, as the simulator has it: it keeps its "
    "events, knows repeats, and lets each subscriber take them at its own pace. What AWS does not "
    "say is assumed, and marked so.",
}


def bus_title(kind: BusKind) -> str:
    """Return what the menu is called."""
    return f"Bus: {kind}"


def bus_caption(kind: BusKind) -> str:
    """Return what is particular to a bus of this kind."""
    return _OF_BUS[kind]
