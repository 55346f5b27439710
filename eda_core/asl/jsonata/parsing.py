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
    """Return the tree of ``text``. Raises what the library does, and ``PatternRefused``.

    What the library gets wrong is mended: a comment at the end, and the codes of a strange operator
    or escape and of a comment that does not end.
    """
    if not hasattr(_OF_THREAD, "parser"):
        _OF_THREAD.parser = _Parser()  # it takes long to make, and keeps what it is reading
    parser = _OF_THREAD.parser
    try:
        return parser.parse(
            f"{text}\n", compile_pattern
        )  # it looks one character on after a comment
    except JException as error:
        if error.error == "S0301" and error.current is not None:
            error.error = "S0103"
        if isinstance(error.location, int):
            error.location = min(error.location, len(text))
        raise
    except KeyError as error:
        raise JException("S0204", parser.lexer.position, error.args[0]) from error
    except IndexError as error:
        raise JException("S0106", text.rfind("/*")) from error
