"""JSON text laid out for reading: only the white space between its tokens changes.

So names that are repeated and numbers of any spelling stay as they were written.
"""

import re
from collections.abc import Iterator, Sequence

_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*+"?|[\[\]{},:]|[^\s\[\]{},:"]+', re.DOTALL)
_OPENING, _CLOSING = ("[", "{"), ("]", "}")
_AFTER = {",": ", ", ":": ": "}


def on_one_line(text: str) -> str:
    """Return the text on one line: ``{"source": ["order-service"]}``."""
    return _joined(_TOKEN.findall(text))


def laid_out(text: str, width: int) -> str:
    """Return the text with a line for each member; what fits into ``width`` characters stays on
    one.
    """
    return "".join(_pieces(_TOKEN.findall(text), width)).rstrip()


def _pieces(tokens: Sequence[str], width: int) -> Iterator[str]:
    ends, depth, kept_until = _ends(tokens), 0, -1
    for at, sign in enumerate(tokens):
        end = ends.get(at, -1)
        if at > kept_until and _fits(tokens, at, end, width - 2 * depth):
            kept_until = end
        if at <= kept_until:
            yield _AFTER.get(sign, sign)
        elif sign in _CLOSING:
            depth = max(0, depth - 1)
            yield _new_line(depth) + sign
        else:
            depth += sign in _OPENING
            broken = sign in _OPENING or sign == ","
            yield sign + _new_line(depth) if broken else _AFTER.get(sign, sign)


def _new_line(depth: int) -> str:
    return "\n" + "  " * depth


def _joined(tokens: Sequence[str]) -> str:
    return "".join(_AFTER.get(token, token) for token in tokens)


def _fits(tokens: Sequence[str], start: int, end: int, width: int) -> bool:
    """Return whether an object or an array, from its opening bracket to its end, is
    short enough.
    """
    return 0 < end - start < width and len(_joined(tokens[start : end + 1])) <= width


def _ends(tokens: Sequence[str]) -> dict[int, int]:
    """Return where each opening bracket is closed, for those that are."""
    ends: dict[int, int] = {}
    open_at: list[int] = []
    for at, token in enumerate(tokens):
        if token in _OPENING:
            open_at.append(at)
        elif token in _CLOSING and open_at:
            ends[open_at.pop()] = at
    return ends
