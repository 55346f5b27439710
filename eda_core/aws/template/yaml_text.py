"""A template as YAML that people can read: text of several lines stays as it is, in a block.

Writes the few forms a template is made of and is no YAML library: keys and texts are those we
generate. Source: YAML 1.2.2, sections 7.3 and 8.1.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

_PLAIN: Final = re.compile(r"[A-Za-z$][\w./:$-]*[\w./$-]|[A-Za-z]", re.ASCII)
_WORDS: Final = frozenset(("true", "false", "yes", "no", "on", "off", "null", "y", "n"))
_STEP: Final = "  "


def yaml_text(document: Mapping[str, Any]) -> str:
    """Return the document as YAML; every text in it must be printable."""
    return "\n".join(_mapping(document, "")) + "\n"


def _mapping(values: Mapping[str, Any], indent: str) -> Iterator[str]:
    for key, value in values.items():
        yield from _entry(f"{indent}{_scalar(key)}:", value, indent + _STEP)


def _sequence(values: Sequence[Any], indent: str) -> Iterator[str]:
    for value in values:
        if isinstance(value, Mapping) and value:
            first, *rest = _mapping(value, indent + _STEP)
            yield f"{indent}- {first.lstrip()}"
            yield from rest
        else:
            yield from _entry(f"{indent}-", value, indent + _STEP)


def _entry(head: str, value: Any, indent: str) -> Iterator[str]:
    if isinstance(value, Mapping) and value:
        yield head
        yield from _mapping(value, indent)
    elif isinstance(value, list) and value and not _is_short(value):
        yield head
        yield from _sequence(value, indent)
    elif isinstance(value, str) and _is_block(value):
        yield f"{head} |{'' if value.endswith(chr(10)) else '-'}"
        yield from (indent + line if line else "" for line in value.splitlines())
    else:
        yield f"{head} {_flow(value)}"


def _is_short(values: Sequence[Any]) -> bool:
    """Return whether a list fits on one line, as names and numbers do."""
    fits = all(isinstance(value, str | int) and len(str(value)) <= 40 for value in values)
    return fits and len(values) <= 6


def _is_block(text: str) -> bool:
    """Return whether the text can stand as a block; the first line sets the indentation."""
    return "\n" in text.rstrip("\n") and not text[0].isspace() and not text.endswith("\n\n")


def _flow(value: Any) -> str:
    if isinstance(value, list):
        return f"[{', '.join(map(_scalar, value))}]"
    return _scalar(value)


def _scalar(value: Any) -> str:
    plain = isinstance(value, str) and _PLAIN.fullmatch(value) and value.lower() not in _WORDS
    return str(value) if plain else json.dumps(value, ensure_ascii=False)
