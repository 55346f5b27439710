"""What a function takes, by its signature: that of the library, in which a null is a value."""

import re
from typing import Any, NoReturn

from eda_core.asl.jsonata.json_values import NULL
from eda_core.asl.jsonata.library import JException, Signature


class FixedSignature(Signature):  # type: ignore[misc]  # the library has no types
    """A signature that keeps its name when the function is bound to a variable.

    It also counts to the first argument at fault, where the library often stops at the first.
    """

    def get_symbol(self, value: Any) -> str:
        """Return the letter of the kind of ``value``; in the library a null is a missing value."""
        return "l" if value is NULL else str(super().get_symbol(value))

    def set_function_name(self, function_name: str) -> None:
        """Do nothing: the signature is shared by all evaluations."""

    def throw_validation_error(self, _arguments: Any, kinds: Any, function_name: Any) -> NoReturn:
        """Raise T0410 for arguments of these ``kinds``, one letter each."""
        pattern, good_to = "", 0
        for parameter in self._params:
            pattern += parameter.regex
            fits = re.match(pattern, kinds)
            if fits is None:
                break
            good_to = fits.end()
        raise JException("T0410", -1, good_to + 1, function_name)
