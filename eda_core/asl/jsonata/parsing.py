"""The parser of the library, held to JSONata 2.0.6: the version AWS documents.

*Transforming data with JSONata in Step Functions* names it; ``??`` and ``?:`` came with 2.1.
"""

import threading
from typing import Any, Final, NoReturn

from eda_core.asl.jsonata.library import JException, Parser
from eda_core.asl.jsonata.regex import compile_pattern

_NEWER: Final = ("??", "?:")
_OF_THREAD: Final = threading.local()


class _Newer(Parser.Infix):  # type: ignore[misc]  # the library has no types
    """An operator that 2.0.6 has not: it reads the second character as one that stands alone."""

    def led(self, _left: Any) -> NoReturn:
        raise JException("S0211", self.position, self.value[-1])


class _Parser(Parser):  # type: ignore[misc]  # the library has no types
    def __init__(self) -> None:
        super().__init__()
        for operator in _NEWER:
            symbol = _Newer(self, operator)
            symbol.id = symbol.value = operator
            symbol.lbp = symbol.bp
            self.symbol_table[operator] = symbol


def parse_tree(text: str) -> Any:
    """Return the tree of ``text``. Raises what the library does, and ``PatternRefused``."""
    if not hasattr(_OF_THREAD, "parser"):
        _OF_THREAD.parser = _Parser()  # it takes long to make, and keeps what it is reading
    return _OF_THREAD.parser.parse(text, compile_pattern)
