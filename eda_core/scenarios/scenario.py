"""A scenario file, read: what is done, what is expected, and the key that plays it, if one does.

The form is docs/scenario.schema.json; its words are docs/SCENARIOS.md's.
"""

from dataclasses import dataclass
from importlib.resources import files
from typing import Final

from eda_core.domain.orders import MAX_NUMBER
from eda_core.domain.settings import BusKind
from eda_core.scenarios.checked_json import Given, parsed_json
from eda_core.scenarios.expectations import Expected, expectations_from
from eda_core.scenarios.instructions import Instruction, Kind, instructions_from

VERSION: Final = 1
MOST_BYTES: Final = 1024 * 1024

_FIELDS: Final = ("version", "title", "about", "bus", "limit", "key", "do", "expect")


@dataclass(frozen=True, slots=True)
class Key:
    """The key that plays a scenario on the Live page, with its icon and a line about it."""

    press: str
    icon: str
    caption: str


@dataclass(frozen=True, slots=True)
class Scenario:
    """What a file says.

    ``limit`` is the one its amounts were chosen for; ``bus`` the kind it needs, None for either.
    """

    title: str
    about: str
    instructions: tuple[Instruction, ...]
    expectations: tuple[Expected, ...]
    limit: int | float | None = None
    key: Key | None = None
    bus: BusKind | None = None

    @property
    def numbers(self) -> tuple[int, ...]:
        """The numbers of its orders, each once, in the order in which they are handed in."""
        return tuple(dict.fromkeys(n for each in self.instructions for n in each.numbers()))

    @property
    def ends_ms(self) -> int:
        """When the last thing is done or looked at, after the beginning."""
        times = [each.at_ms for each in self.instructions]
        return max([*times, *(each.at_ms or 0 for each in self.expectations)], default=0)


def scenario_from(text: str) -> Scenario:
    """Return the scenario a file describes.

    Raises `InvalidScenario` with the place of what cannot be used.
    """
    given = parsed_json(text, MOST_BYTES, "The scenario")
    fields = given.fields(_FIELDS, ("version", "title", "do", "expect"))
    if fields["version"].value != VERSION:
        raise fields["version"].refused(f"It must be {VERSION}; this is another version's file.")
    limit = fields["limit"].number(-MAX_NUMBER, MAX_NUMBER) if "limit" in fields else None
    return Scenario(
        fields["title"].text(100),
        fields["about"].text() if "about" in fields else "",
        instructions_from(fields["do"]),
        expectations_from(fields["expect"]),
        limit,
        _key(fields["key"]) if "key" in fields else None,
        BusKind(fields["bus"].one_of(BusKind)) if "bus" in fields else None,
    )


def _key(given: Given) -> Key:
    names = ("press", "icon", "caption")
    fields = given.fields(names, names)
    return Key(fields["press"].text(1), fields["icon"].text(40), fields["caption"].text(100))


def bundled() -> tuple[Scenario, ...]:
    """Return the scenarios that come with the project, in the order of the numbers of their
    files.
    """
    folder = files("eda_core.scenarios").joinpath("files")
    found = sorted(folder.iterdir(), key=lambda each: int(each.name.partition("-")[0]))
    return tuple(scenario_from(each.read_text(encoding="utf-8")) for each in found)


OF_EDITOR: Final = frozenset(
    (Kind.RULE, Kind.RESTORE, Kind.LIMIT, Kind.DEFINITION, Kind.IDEMPOTENT)
)
OF_SUBSCRIBERS: Final = frozenset((Kind.SUBSCRIBER, Kind.REPLAY, Kind.UNPACKS))
OF_FAULTS: Final = frozenset((Kind.ARM, Kind.DISARM))
