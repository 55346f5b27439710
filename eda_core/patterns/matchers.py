"""What one entry of a pattern's array compiles into: a frozen record that accepts values or not.

Every record has ``accepts(value)`` and ``wanted``, a few words saying what it accepts. Records that
are equal accept the same values, so rules can share them. ``eda_core.patterns.operators`` makes
them; each rule's source is named there.
"""

import operator
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from eda_core.patterns import letters
from eda_core.patterns.addresses import Network, address_of
from eda_core.patterns.quoting import as_json, as_words, listed
from eda_core.patterns.values import Scalar, exact_key
from eda_core.patterns.wildcard import Wildcard


class Matcher(Protocol):
    """One way for a value to match."""

    def accepts(self, value: Scalar) -> bool:
        """Say whether a leaf with this value matches."""
        ...

    @property
    def wanted(self) -> str:
        """What is accepted, in a few words that follow "the pattern wants"."""
        ...


def wanted_by(matcher: Matcher) -> str:
    """Return what ``matcher`` accepts, in a few words."""
    return matcher.wanted


@dataclass(frozen=True, slots=True)
class Exactly:
    """A value equal to ``value``."""

    value: Scalar = field(compare=False)
    key: Hashable

    def accepts(self, value: Scalar) -> bool:
        """Compare by JSON type and value."""
        return exact_key(value) == self.key

    @property
    def wanted(self) -> str:
        """The value itself."""
        return as_words(self.value)


def exactly(value: Scalar) -> Exactly:
    """Return the matcher of the values equal to ``value``."""
    return Exactly(value, exact_key(value))


@dataclass(frozen=True, slots=True)
class SameAddress:
    """A string that spells the same IP address as ``text``."""

    text: str = field(compare=False)
    address: bytes

    def accepts(self, value: Scalar) -> bool:
        """Compare as addresses."""
        return isinstance(value, str) and address_of(value) == self.address

    @property
    def wanted(self) -> str:
        """The address as the pattern spells it."""
        return self.text


@dataclass(frozen=True, slots=True)
class InNetwork:
    """A string that spells an address of ``network``."""

    block: str = field(compare=False)
    network: Network

    def accepts(self, value: Scalar) -> bool:
        """Compare as addresses of one family."""
        address = address_of(value) if isinstance(value, str) else None
        return address is not None and self.network.holds(address)

    @property
    def wanted(self) -> str:
        """The block as the pattern spells it."""
        return f"an IP address in {self.block}"


@dataclass(frozen=True, slots=True)
class Prefix:
    """A string that begins with ``text``."""

    text: str

    def accepts(self, value: Scalar) -> bool:
        """Compare the beginning."""
        return isinstance(value, str) and value.startswith(self.text)

    @property
    def wanted(self) -> str:
        """The beginning, quoted."""
        return f"a string that begins with {as_json(self.text)}"


@dataclass(frozen=True, slots=True)
class Suffix:
    """A string that ends with ``text``."""

    text: str

    def accepts(self, value: Scalar) -> bool:
        """Compare the end."""
        return isinstance(value, str) and value.endswith(self.text)

    @property
    def wanted(self) -> str:
        """The end, quoted."""
        return f"a string that ends with {as_json(self.text)}"


@dataclass(frozen=True, slots=True)
class IgnoringCase:
    """A string that relates to ``text`` as ``relation`` says, in any mixture of cases."""

    text: str
    relation: str
    spellings: letters.Spellings = field(repr=False)

    def accepts(self, value: Scalar) -> bool:
        """Compare character by character."""
        return isinstance(value, str) and _RELATIONS[self.relation](self.spellings, value)

    @property
    def wanted(self) -> str:
        """The text, quoted, and that case does not count."""
        return f"a string that {self.relation} {as_json(self.text)} in any case"


_RELATIONS: Mapping[str, Callable[[letters.Spellings, str], bool]] = {
    "equals": letters.equals,
    "begins with": letters.begins,
    "ends with": letters.ends,
}


def ignoring_case(text: str, relation: str = "equals") -> IgnoringCase:
    """Return the matcher of strings that equal, begin with or end with ``text`` in any case."""
    return IgnoringCase(text, relation, letters.spellings_of(text))


@dataclass(frozen=True, slots=True)
class Like:
    """A string that fits a wildcard."""

    wildcard: Wildcard

    def accepts(self, value: Scalar) -> bool:
        """Fit the whole string."""
        return isinstance(value, str) and self.wildcard.matches(value)

    @property
    def wanted(self) -> str:
        """The wildcard as written."""
        return f"a string like {as_json(self.wildcard.text)}"


@dataclass(frozen=True, slots=True)
class Bound:
    """One end of a numeric range: ``sign`` is ``<``, ``<=``, ``>`` or ``>=``."""

    sign: str
    limit: float


_COMPARISONS: Mapping[str, Callable[[float, float], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


@dataclass(frozen=True, slots=True)
class NumericRange:
    """A number inside one or two bounds."""

    bounds: tuple[Bound, ...]

    def accepts(self, value: Scalar) -> bool:
        """Compare as doubles; a number no double carries is in no range."""
        if isinstance(value, bool) or not isinstance(value, int | float):
            return False
        for bound in self.bounds:  # noqa: SIM110 - takes half the time of all(), and is hot
            if not _COMPARISONS[bound.sign](value, bound.limit):
                return False
        return True

    @property
    def wanted(self) -> str:
        """The bounds as written."""
        bounds = (f"{bound.sign} {as_json(bound.limit)}" for bound in self.bounds)
        return f"a number {' and '.join(bounds)}"


@dataclass(frozen=True, slots=True)
class Present:
    """Any value at all."""

    def accepts(self, value: Scalar) -> bool:  # noqa: ARG002 - the protocol's argument
        """Accept every leaf."""
        return True

    @property
    def wanted(self) -> str:
        """One word."""
        return "present"


@dataclass(frozen=True, slots=True)
class Absent:
    """No value: met by a field that is not there, which ``Field.absent`` stands for."""

    def accepts(self, value: Scalar) -> bool:  # noqa: ARG002 - the protocol's argument
        """Accept no leaf."""
        return False

    @property
    def wanted(self) -> str:
        """One word."""
        return "absent"


@dataclass(frozen=True, slots=True)
class AnythingBut:
    """Any value that none of ``refused`` accepts."""

    refused: tuple[Matcher, ...]
    keys: frozenset[Hashable]
    others: tuple[Matcher, ...]

    def accepts(self, value: Scalar) -> bool:
        """Accept a leaf that is none of those."""
        if exact_key(value) in self.keys:
            return False
        return not any(matcher.accepts(value) for matcher in self.others)

    @property
    def wanted(self) -> str:
        """What is refused."""
        refused = self.refused
        return f"anything but {listed(refused, wanted_by, 'or')}" if refused else "any value"


def anything_but(refused: tuple[Matcher, ...]) -> AnythingBut:
    """Return the matcher of the values that none of ``refused`` accepts."""
    return AnythingBut(refused, *by_exactness(refused))


def by_exactness(
    matchers: tuple[Matcher, ...],
) -> tuple[frozenset[Hashable], tuple[Matcher, ...]]:
    """Part matchers into the keys of the exact ones, for one look-up, and the others."""
    keys = frozenset(each.key for each in matchers if isinstance(each, Exactly))
    return keys, tuple(each for each in matchers if not isinstance(each, Exactly))
