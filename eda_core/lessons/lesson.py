"""A lesson file, read: Markdown with a block of JSON in each step.

``# Title``, a line or two (the first may be ``Bus: custom``), then steps: ``## Name``, what is
said, a line that begins with ``Do:``, and one fenced ``json`` block with what is expected. The form
is docs/LESSONS.md's.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final

from eda_core.domain.errors import InvalidScenario
from eda_core.domain.settings import BusKind
from eda_core.read_model.order_status import Fate
from eda_core.scenarios.checked_json import Given, parsed_json
from eda_core.scenarios.expectations import Expected, expectations_from
from eda_core.scenarios.instructions import Instruction, instructions_from

MOST_CHARACTERS: Final = 64 * 1024
MOST_STEPS: Final = 12

_BLOCK: Final = re.compile(r"^```json\n(.*?)^```\s*$", re.MULTILINE | re.DOTALL)
_DO: Final = "Do:"
_OF_BUS: Final = "Bus:"
_FIELDS: Final = ("expect", "play", "ask", "points", "button")


@dataclass(frozen=True, slots=True)
class StepQuestion:
    """What is asked before the run: the words, and the fates that may be answered."""

    words: str
    answers: tuple[Fate, ...]


@dataclass(frozen=True, slots=True)
class Pointer:
    """What a step points at: a part of the map, the key to press, a menu, or another page."""

    part: str = ""
    key: str = ""
    menu: str = ""
    page: str = ""


@dataclass(frozen=True, slots=True)
class LessonStep:
    """One step: what to say and to do, what is expected, and what does it.

    ``play`` are the instructions that do the step; where there is a ``button`` they are behind it.
    """

    title: str
    say: str
    do: str
    expect: tuple[Expected, ...]
    play: tuple[Instruction, ...]
    ask: StepQuestion | None = None
    points: Pointer = Pointer()
    button: str = ""


@dataclass(frozen=True, slots=True)
class Lesson:
    """A lesson: ``name`` is what a link calls it, ``number`` its place among the lessons.

    ``bus`` is the kind of bus it is for.
    """

    name: str
    number: int
    title: str
    about: str
    steps: tuple[LessonStep, ...]
    bus: BusKind = BusKind.CLASSIC


def lesson_from(text: str, name: str, number: int = 1) -> Lesson:
    """Return the lesson of a file; raises `InvalidScenario` with the place of a fault."""
    if len(text) > MOST_CHARACTERS:
        raise InvalidScenario(f"The lesson has more than {MOST_CHARACTERS // 1024} KiB.")
    head, *parts = re.split(r"^## ", text.replace("\r\n", "\n"), flags=re.MULTILINE)
    title, _, about = head.strip().partition("\n")
    if not title.startswith("# "):
        raise InvalidScenario("A lesson begins with a line `# Title`.")
    if not 1 <= len(parts) <= MOST_STEPS:
        raise InvalidScenario(f"A lesson has 1 to {MOST_STEPS} steps, each begun by `## Name`.")
    steps = tuple(_step(part, f"step {at}") for at, part in enumerate(parts, start=1))
    bus, about = _bus(about.strip())
    return Lesson(name, number, title.removeprefix("# ").strip(), about, steps, bus)


def _bus(about: str) -> tuple[BusKind, str]:
    """Return the kind of bus that the head names, the classic one where it names none."""
    first, _, rest = about.partition("\n")
    if not first.startswith(_OF_BUS):
        return BusKind.CLASSIC, about
    named = first.removeprefix(_OF_BUS).strip()
    if named not in tuple(BusKind):
        raise InvalidScenario(f"A lesson is for a bus that is {' or '.join(BusKind)}.")
    return BusKind(named), rest.strip()


def _step(text: str, place: str) -> LessonStep:
    title, _, rest = text.partition("\n")
    blocks = _BLOCK.findall(rest)
    if len(blocks) != 1:
        raise InvalidScenario("It needs one block of JSON, fenced by ```json and ```.", place)
    say, _, do = _BLOCK.sub("", rest).strip().partition(_DO)
    try:
        given = parsed_json(blocks[0], MOST_CHARACTERS, "The block")
        return _step_of(title.strip(), _one_line(say), _one_line(do), given)
    except InvalidScenario as fault:
        raise InvalidScenario(str(fault), place) from None


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _step_of(title: str, say: str, do: str, given: Given) -> LessonStep:
    fields = given.fields(_FIELDS, ("expect", "play"))
    expect = expectations_from(fields["expect"])
    if not expect:
        raise fields["expect"].refused("A step expects something, or nothing could close it.")
    return LessonStep(
        title,
        say,
        do,
        expect,
        instructions_from(fields["play"]),
        _question(fields["ask"]) if "ask" in fields else None,
        _pointer(fields["points"]) if "points" in fields else Pointer(),
        fields["button"].text(40) if "button" in fields else "",
    )


def _question(given: Given) -> StepQuestion:
    fields = given.fields(("question", "answers"), ("question", "answers"))
    fates = [each.one_of(fate.lower() for fate in Fate) for each in fields["answers"].items(3)]
    if len(fates) < 2:
        raise fields["answers"].refused("A question has two or three answers.")
    return StepQuestion(fields["question"].text(200), tuple(Fate(fate.upper()) for fate in fates))


def _pointer(given: Given) -> Pointer:
    fields = given.fields(("part", "key", "menu", "page"))
    if "menu" in fields:
        fields["menu"].one_of(MENUS)
    if "page" in fields:
        fields["page"].one_of(PAGES)
    return Pointer(**{name: each.text(64) for name, each in fields.items()})


MENUS: Final[Mapping[str, str]] = {"faults": "fault-menu", "pace": "time-bar", "room": "room-menu"}
"""Menus a step may point at, and the keys of what holds them on the page."""

PAGES: Final[Mapping[str, str]] = {
    "Live": "pages/live.py",
    "Orders": "pages/orders.py",
    "Payment service": "pages/payment_service.py",
    "Rules": "pages/rules.py",
    "Subscribers": "pages/rules.py",
    "What if?": "pages/what_if.py",
}
"""Pages a step may send to, by their names."""


@cache
def lessons() -> tuple[Lesson, ...]:
    """Return the lessons that come with the project, in their order."""
    folder = files("eda_core.lessons").joinpath("texts")
    found = sorted(folder.iterdir(), key=lambda each: each.name)
    return tuple(
        lesson_from(each.read_text(encoding="utf-8"), _name(each.name), number)
        for number, each in enumerate(found, start=1)
    )


def _name(file: str) -> str:
    """Return what a link calls a lesson: ``3-the-limit.md`` is ``the-limit``."""
    return file.removesuffix(".md").partition("-")[2]


def lesson_named(name: str) -> Lesson | None:
    """Return a lesson by its name, or by its number; None where there is none such."""
    return next((each for each in lessons() if name in (each.name, str(each.number))), None)
