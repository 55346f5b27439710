"""Regular expressions that look around or back, matched by counted steps of backtracking.

RE2 has neither. Such a pattern may take exponential time, so every instruction counts against the
allowance of the execution, and the ways back have a bound. A pattern becomes a small program, as in
https://swtch.com/~rsc/regexp/regexp2.html; Python's own parser reads it, for it takes all of
JavaScript's syntax but the names of groups, which are translated.
"""

import itertools
import re
import re._constants as kinds  # type: ignore[import-not-found]  # not public: no stubs
import re._parser as parser  # type: ignore[import-not-found]  # the same; since Python 2
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

from eda_core.asl.jsonata.evaluation_errors import OUT_OF_MEMORY, Exhausted
from eda_core.asl.jsonata.library import Jsonata

MAX_INSTRUCTIONS: Final = 4_096
"""Longest program of a pattern; a bound of our own."""

MAX_WAYS_BACK: Final = 200_000
"""Most places a match may come back to; a bound of our own."""

Memory: TypeAlias = tuple[int, ...]
"""Where groups start and end, two numbers a group, -1 for none; then where loops began."""

Step: TypeAlias = Callable[[str, int, Memory], tuple[int, Memory] | None]
"""From a place in a text to the next one, None where it does not fit."""

Program: TypeAlias = list[tuple[Step | None, int, int | None]]
"""Steps; or where to go on, and where if that fails. It ends after its last instruction."""

MAX_REGISTERS: Final = 256
"""Most numbers of a memory; a bound of our own."""

_COUNTED: Final = 256
_A_STEP: Final = 2
_NAMED: Final = re.compile(r"\(\?<(?=[A-Za-z_])|\\k<(\w+)>")
_DIGITS: Final = frozenset("0123456789")
_WORD: Final = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_") | _DIGITS
_LINE_ENDS: Final = frozenset("\n\r\u2028\u2029")
_SPACE: Final = _LINE_ENDS | frozenset(
    " \t\v\f\u00a0\u1680\u202f\u205f\u3000\ufeff\u2000\u2001\u2002"
)
_CATEGORIES: Final[dict[Any, tuple[frozenset[str], bool]]] = {
    kinds.CATEGORY_DIGIT: (_DIGITS, True),
    kinds.CATEGORY_NOT_DIGIT: (_DIGITS, False),
    kinds.CATEGORY_SPACE: (_SPACE, True),
    kinds.CATEGORY_NOT_SPACE: (_SPACE, False),
    kinds.CATEGORY_WORD: (_WORD, True),
    kinds.CATEGORY_NOT_WORD: (_WORD, False),
}


class TooComplex(ValueError):
    """A pattern is of a kind, or of a size, that is not offered."""


@dataclass(frozen=True, slots=True)
class Match:
    """A match, read by the methods of Python's own."""

    text: str
    places: Memory

    def start(self) -> int:
        """Return where it starts."""
        return self.places[0]

    def end(self) -> int:
        """Return the place after it."""
        return self.places[1]

    def group(self, number: int = 0) -> str | None:
        """Return what a group matched, None where it took no part."""
        start, end = self.places[2 * number : 2 * number + 2]
        return self.text[start:end] if min(start, end) >= 0 else None

    def groups(self) -> tuple[str | None, ...]:
        """Return what all groups matched."""
        return tuple(self.group(number) for number in range(1, len(self.places) // 2))


class BacktrackingRegex:
    """A pattern as a program. Raises ``TooComplex`` or ``re.error`` for one that is none."""

    def __init__(self, pattern: str, ignore_case: bool, multiline: bool) -> None:
        tree = parser.parse(_NAMED.sub(_in_python, pattern))
        self._places = 2 * tree.state.groups
        compiler = _Compiler(self._places, ignore_case, multiline)
        compiler.sequence(tree, backward=False)
        self._program = compiler.program
        self._memory = (-1,) * compiler.registers

    def finditer(self, text: str, start: int = 0) -> Iterator[Match]:
        """Yield the matches from ``start`` on."""
        place = start
        while place <= len(text):
            found = _run(self._program, text, place, self._memory)
            if found is None:
                place += 1
                continue
            end, memory = found
            yield Match(text, (place, end, *memory[2 : self._places]))
            place = max(end, place + 1)


def _in_python(name: re.Match[str]) -> str:
    return "(?P<" if name[1] is None else f"(?P={name[1]})"


def _run(program: Program, text: str, start: int, remembered: Memory) -> tuple[int, Memory] | None:
    """Return where the program ends that begins at ``start``, None where it does not fit."""
    at, place, memory = 0, start, remembered
    back: list[tuple[int, int, Memory]] = []
    for count in itertools.count():
        if not count % _COUNTED:
            _count(back)
        if at == len(program):
            break
        step, first, second = program[at]
        if step is None:
            at = first
            if second is not None:
                back.append((second, place, memory))
            continue
        moved = step(text, place, memory)
        if moved is not None:
            (place, memory), at = moved, at + 1
        elif back:
            at, place, memory = back.pop()
        else:
            return None
    return place, memory


def _count(back: list[Any]) -> None:
    Jsonata.CURRENT.jsonata.spend(1 + (_COUNTED // _A_STEP if back else 0))
    if len(back) > MAX_WAYS_BACK:
        raise Exhausted(OUT_OF_MEMORY)


class _Compiler:
    """Makes the program of a parsed pattern; ``backward`` is how a look behind is matched."""

    def __init__(self, registers: int, ignore_case: bool, multiline: bool) -> None:
        self.program: Program = []
        self.registers = registers
        self._ignore_case = ignore_case
        self._multiline = multiline
        self._numbers: list[int] = []

    def sequence(self, items: Any, backward: bool) -> None:
        """Append what matches ``items`` one after another."""
        for kind, argument in reversed(list(items)) if backward else items:
            make = _MAKERS.get(kind)
            if make is None:
                raise TooComplex(f"{str(kind).lower()} is not offered")
            make(self, kind, argument, backward)
            if len(self.program) > MAX_INSTRUCTIONS or self.registers > MAX_REGISTERS:
                raise TooComplex("it is too long")

    def _step(self, step: Step) -> None:
        self.program.append((step, 0, None))

    def _hole(self) -> int:
        self.program.append((None, 0, None))
        return len(self.program) - 1

    def character(self, kind: Any, argument: Any, backward: bool) -> None:
        """Append what matches one character."""
        fits = self._fits(kind, argument)

        def ahead(text: str, place: int, memory: Memory) -> tuple[int, Memory] | None:
            return (place + 1, memory) if place < len(text) and fits(text[place]) else None

        def behind(text: str, place: int, memory: Memory) -> tuple[int, Memory] | None:
            return (place - 1, memory) if place > 0 and fits(text[place - 1]) else None

        self._step(behind if backward else ahead)

    def _fits(self, kind: Any, argument: Any) -> Callable[[str], bool]:
        if kind is kinds.ANY:
            return lambda char: char not in _LINE_ENDS
        if kind is not kinds.IN:
            members, wanted = [(kinds.LITERAL, argument)], kind is kinds.LITERAL
        else:
            wanted = argument[0][0] is not kinds.NEGATE
            members = argument if wanted else argument[1:]
        if self._ignore_case:
            return lambda char: (
                wanted
                == any(_is_among(each, members) for each in {char, char.lower(), char.upper()})
            )
        return lambda char: wanted == _is_among(char, members)

    def branch(self, _kind: Any, argument: Any, backward: bool) -> None:
        """Append what matches one of several, the first that fits."""
        ends = []
        *others, last = argument[1]
        for way in others:
            split = self._hole()
            self.sequence(way, backward)
            ends.append(self._hole())
            self.program[split] = (None, split + 1, len(self.program))
        self.sequence(last, backward)
        for end in ends:
            self.program[end] = (None, len(self.program), None)

    def group(self, _kind: Any, argument: Any, backward: bool) -> None:
        """Append what matches a group, and remembers where if it is numbered."""
        number, _, _, items = argument
        first = None if number is None else 2 * number + backward
        if first is not None:
            self._numbers.append(number)
            self._step(_remembering(first))
        self.sequence(items, backward)
        if first is not None:
            self._step(_remembering(first ^ 1))

    def repeat(self, kind: Any, argument: Any, backward: bool) -> None:
        """Append what matches again and again; a round that takes nothing is the last."""
        least, most, items = argument
        for _ in range(least):
            self._round(items, backward)
        if most is kinds.MAXREPEAT:
            split = self._hole()
            self._optional_round(items, backward)
            self.program.append((None, split, None))
            self._set_split(split, kind)
            return
        splits = []
        for _ in range(most - least):
            splits.append(self._hole())
            self._optional_round(items, backward)
        for split in splits:
            self._set_split(split, kind)

    def _optional_round(self, items: Any, backward: bool) -> None:
        register = self.registers
        self.registers += 1
        self._step(_remembering(register))
        self._round(items, backward)
        self._step(lambda _, place, memory: (place, memory) if place != memory[register] else None)

    def _round(self, items: Any, backward: bool) -> None:
        """Append what matches ``items`` once, its groups having forgotten what they matched."""
        known, hole = len(self._numbers), self._hole()
        self.sequence(items, backward)
        self.program[hole] = (_forgetting(self._numbers[known:]), 0, None)

    def _set_split(self, split: int, kind: Any) -> None:
        inside, after = split + 1, len(self.program)
        first, second = (inside, after) if kind is kinds.MAX_REPEAT else (after, inside)
        self.program[split] = (None, first, second)

    def look(self, kind: Any, argument: Any, _backward: bool) -> None:
        """Append what looks ahead or behind and moves nowhere."""
        direction, items = argument
        outer, self.program = self.program, []
        self.sequence(items, direction < 0)
        inner, self.program = self.program, outer
        wanted = kind is kinds.ASSERT

        def looking(text: str, place: int, memory: Memory) -> tuple[int, Memory] | None:
            found = _run(inner, text, place, memory)
            if wanted:
                return None if found is None else (place, found[1])
            return (place, memory) if found is None else None

        self._step(looking)

    def place(self, _kind: Any, argument: Any, _backward: bool) -> None:
        """Append what fits at a place: the start, the end, the edge of a word."""
        holds = _PLACES.get(argument)
        if holds is None:
            raise TooComplex("a place of that kind is not offered")
        lines = self._multiline
        self._step(lambda text, at, memory: (at, memory) if holds(text, at, lines) else None)

    def again(self, _kind: Any, number: int, backward: bool) -> None:
        """Append what matches what a group matched; nothing where it matched nothing yet."""
        ignore_case = self._ignore_case

        def step(text: str, place: int, memory: Memory) -> tuple[int, Memory] | None:
            wanted = Match(text, memory).group(number) or ""
            end = place - len(wanted) if backward else place + len(wanted)
            came = text[min(place, end) : max(place, end)] if end >= 0 else None
            fits = came == wanted or (ignore_case and (came or "").lower() == wanted.lower())
            return (end, memory) if fits else None

        self._step(step)


def _remembering(register: int) -> Step:
    return lambda _, place, memory: (place, (*memory[:register], place, *memory[register + 1 :]))


def _forgetting(numbers: list[int]) -> Step:
    forgotten = {2 * number + side for number in numbers for side in (0, 1)}
    if not forgotten:
        return lambda _, place, memory: (place, memory)
    return lambda _, place, memory: (
        place,
        tuple(-1 if index in forgotten else value for index, value in enumerate(memory)),
    )


def _is_among(char: str, members: Any) -> bool:
    code = ord(char)
    for kind, argument in members:
        if kind is kinds.LITERAL:
            fits = code == argument
        elif kind is kinds.RANGE:
            fits = argument[0] <= code <= argument[1]
        else:
            among, wanted = _CATEGORIES[argument]
            fits = (char in among) == wanted
        if fits:
            return True
    return False


def _at_start(text: str, place: int, lines: bool) -> bool:
    return place == 0 or (lines and text[place - 1] in _LINE_ENDS)


def _at_end(text: str, place: int, lines: bool) -> bool:
    return place == len(text) or (lines and text[place] in _LINE_ENDS)


def _at_edge(text: str, place: int, _: bool) -> bool:
    before, after = place > 0 and text[place - 1] in _WORD, text[place : place + 1] in _WORD
    return before != (after and place < len(text))


_PLACES: Final[dict[Any, Callable[[str, int, bool], bool]]] = {
    kinds.AT_BEGINNING: _at_start,
    kinds.AT_END: _at_end,
    kinds.AT_BOUNDARY: _at_edge,
    kinds.AT_NON_BOUNDARY: lambda text, place, lines: not _at_edge(text, place, lines),
}
_MAKERS: Final[dict[Any, Callable[[_Compiler, Any, Any, bool], None]]] = {
    kinds.LITERAL: _Compiler.character,
    kinds.NOT_LITERAL: _Compiler.character,
    kinds.ANY: _Compiler.character,
    kinds.IN: _Compiler.character,
    kinds.BRANCH: _Compiler.branch,
    kinds.SUBPATTERN: _Compiler.group,
    kinds.MAX_REPEAT: _Compiler.repeat,
    kinds.MIN_REPEAT: _Compiler.repeat,
    kinds.ASSERT: _Compiler.look,
    kinds.ASSERT_NOT: _Compiler.look,
    kinds.AT: _Compiler.place,
    kinds.GROUPREF: _Compiler.again,
}
"""What makes the instructions of a node of each kind."""
