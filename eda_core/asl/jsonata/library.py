"""The library itself: imported here alone, when the first expression is parsed and not before.

Importing it raises the recursion limit of the whole process. That is undone: others rely on it, and
so does what bounds the nesting of an expression.
"""

import sys

_LIMIT = sys.getrecursionlimit()
import jsonata  # noqa: E402 - between reading the limit and restoring it
from jsonata.regex_engine import RegexFlags  # noqa: E402 - the same

sys.setrecursionlimit(_LIMIT)

Constants = jsonata.Constants
DateTimeUtils = jsonata.DateTimeUtils
Functions = jsonata.Functions
Jsonata = jsonata.Jsonata
JException = jsonata.JException
Parser = jsonata.Parser
Signature = jsonata.Signature
Utils = jsonata.Utils

__all__ = [
    "Constants",
    "DateTimeUtils",
    "Functions",
    "JException",
    "Jsonata",
    "Parser",
    "RegexFlags",
    "Signature",
    "Utils",
]
