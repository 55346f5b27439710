"""Comparing text without regard to case, as ``equals-ignore-case`` does.

Each character of the operand stands for its lower-case and its upper-case spelling, whatever their
lengths: ``ß`` stands for ``ß`` and ``SS``. The event's characters are not folded in turn, so a
dotless i in an event is not ``I`` (AWS event-ruler; recorded for plain letters). Characters beyond
the Basic Multilingual Plane equal only themselves there, and so they do here.
"""

from typing import TypeAlias

Spellings: TypeAlias = tuple[tuple[str, ...], ...]

_LAST_OF_BASIC_PLANE = "\uffff"


def spellings_of(text: str) -> Spellings:
    """List, for each character of ``text``, the spellings that equal it."""
    return tuple(_spellings(character) for character in text)


def equals(spellings: Spellings, value: str) -> bool:
    """Say whether the whole of ``value`` is the operand in some mixture of cases."""
    return _end_of_prefix(spellings, value) == len(value)


def begins(spellings: Spellings, value: str) -> bool:
    """Say whether ``value`` begins with the operand in some mixture of cases."""
    return _end_of_prefix(spellings, value) is not None


def ends(spellings: Spellings, value: str) -> bool:
    """Say whether ``value`` ends with the operand in some mixture of cases."""
    end = len(value)
    for options in reversed(spellings):
        found = next((option for option in options if value.endswith(option, 0, end)), None)
        if found is None:
            return False
        end -= len(found)
    return True


def _spellings(character: str) -> tuple[str, ...]:
    if character > _LAST_OF_BASIC_PLANE:
        return (character,)
    return tuple(dict.fromkeys((character.lower(), character.upper())))


def _end_of_prefix(spellings: Spellings, value: str) -> int | None:
    """Return where in ``value`` the operand ends, or None where it does not begin there."""
    end = 0
    for options in spellings:
        found = next((option for option in options if value.startswith(option, end)), None)
        if found is None:
            return None
        end += len(found)
    return end
