"""Where in a JSON text a fault is, so that it can be marked there."""

import json
import re
from dataclasses import dataclass

Span = tuple[int, int]
"""Where a marked part of a text begins and ends, in characters from 0."""

_TOKEN = re.compile(
    r'(?P<name>"(?:[^"\\]|\\.)*+")\s*+:|(?P<value>"(?:[^"\\]|\\.)*+"|[^\s\[\]{},:"]+)'
    r"|(?P<open>[\[{])|(?P<close>[\]}])|(?P<comma>,)",
    re.DOTALL,
)


@dataclass(slots=True)
class _Frame:
    """An object or an array the walk is in; ``index`` is -1 in an object."""

    place: str
    index: int

    def member(self) -> str:
        return f"{self.place}[{self.index}]"


def span_of_path(text: str, path: str) -> Span | None:
    """Return where ``path``, such as ``detail.amount[0].numeric``, is in a text that is valid JSON.

    That is the name where the path ends in one, else the beginning of the array's entry. None
    where the text has no such place.
    """
    frames: list[_Frame] = []
    here = ""
    for token in _TOKEN.finditer(text):
        kind = token.lastgroup or ""
        if kind == "name":
            here = _below(frames, token["name"])
        elif kind == "comma" and frames and frames[-1].index >= 0:
            frames[-1].index += 1
            here = frames[-1].member()
            continue
        if path and here == path and kind in ("name", "value", "open"):
            return token.span(kind)
        here = _stepped(frames, here, token[kind])
    return None


def _below(frames: list[_Frame], name: str) -> str:
    place = frames[-1].place if frames else ""
    word = str(json.loads(name, strict=False))
    return f"{place}.{word}" if place else word


def _stepped(frames: list[_Frame], here: str, sign: str) -> str:
    """Step into or out of an object or an array; answers the place of the next value."""
    if sign in ("{", "["):
        frames.append(_Frame(here, 0 if sign == "[" else -1))
        return frames[-1].member() if sign == "[" else here
    if sign in ("}", "]") and frames:
        frames.pop()
    return here


def span_of_position(text: str, line: int, column: int) -> Span:
    """Return what to mark for a position, both from 1: the word that ends there, else what is
    there.
    """
    start = 0
    for _ in range(line - 1):
        start = text.find("\n", start) + 1
    at = min(start + column - 1, len(text))
    word = re.search(r"\w+\Z", text[max(0, at - 60) : at])
    if word:
        return at - len(word[0]), at
    at = max(0, min(at, len(text) - 1))
    return at, min(at + 1, len(text))
