"""What is wrong with the first line of a recording, in a sentence: the words of the schema's
validator are Python's, and quote the whole value.
"""

import json
from collections.abc import Callable, Mapping
from typing import Any, Final

MOST: Final = 60
"""Characters of a value that are quoted."""

LONGEST: Final = 300
"""Characters of the sentence; names that are not known here may be many."""

_TYPES: Final = {
    "string": "a text",
    "integer": "a whole number",
    "boolean": "true or false",
    "array": "a list",
    "object": "an object",
}


def sentence_of(fault: Any) -> str:
    """Return the place of a fault that the validator of `jsonschema` found, and what it is."""
    path = "".join(f"[{at}]" if isinstance(at, int) else f".{at}" for at in fault.absolute_path)
    said = _SENTENCES.get(fault.validator, _not_this)(fault)
    whole = f"{path.lstrip('.') or 'the whole'}: {said}"
    return whole if len(whole) <= LONGEST else f"{whole[:LONGEST]}…"


def _quoted(value: Any) -> str:
    written = json.dumps(value, ensure_ascii=False)
    return written if len(written) <= MOST else f"{written[:MOST]}…"


def _words(values: Any) -> str:
    return ", ".join(_quoted(each) for each in values)


def _not_this(fault: Any) -> str:
    return f"It cannot be {_quoted(fault.instance)}."


def _type(fault: Any) -> str:
    return f"It must be {_TYPES[fault.validator_value]}, not {_quoted(fault.instance)}."


def _one_of(fault: Any) -> str:
    known = _words(fault.validator_value)
    return f"It must be one of {known}, not {_quoted(fault.instance)}."


def _lacks(fault: Any) -> str:
    return f"It has no {_words(n for n in fault.validator_value if n not in fault.instance)}."


def _has_more(fault: Any) -> str:
    known = fault.schema["properties"]
    more = _words(name for name in fault.instance if name not in known)
    return f"It has {more}, which is not known here; it may have {_words(known)}."


def _too_long(fault: Any) -> str:
    return f"It is longer than {fault.validator_value} characters: {_quoted(fault.instance)}."


def _name_of_address(fault: Any) -> str:
    return f"An act cannot set {_quoted(fault.instance)} of an address."


_SENTENCES: Final[Mapping[str, Callable[[Any], str]]] = {
    "type": _type,
    "enum": _one_of,
    "required": _lacks,
    "additionalProperties": _has_more,
    "minLength": lambda _: "It is empty.",
    "maxLength": _too_long,
    "minimum": lambda fault: f"It must be {fault.validator_value} or more, not {fault.instance}.",
    "maximum": lambda fault: f"It must be at most {fault.validator_value}.",
    "maxItems": lambda fault: f"It has {len(fault.instance)}; {fault.validator_value} are allowed.",
    "maxProperties": lambda f: f"It has {len(f.instance)}; {f.validator_value} are allowed.",
    "uniqueItems": lambda _: "It has one twice.",
    "not": _name_of_address,
    "pattern": _name_of_address,
    "anyOf": lambda fault: f"It is neither a rule nor a subscriber: {_quoted(fault.instance)}.",
}
