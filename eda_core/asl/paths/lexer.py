"""What the readers of paths, filters and intrinsic functions share: quotes, and one error."""

from eda_core.domain.errors import EdaError


class PathSyntaxError(EdaError):
    """A path or an intrinsic function cannot be read; ``at`` is the character at fault."""

    def __init__(self, reason: str, at: int) -> None:
        super().__init__(f"{reason}, at character {at + 1}")
        self.at = at


def quoted_end(text: str, start: int) -> int:
    """Return where the quoted text that opens at ``start`` ends, its closing quote included."""
    quote = text[start]
    at = start + 1
    while at < len(text):
        if text[at] == quote:
            return at + 1
        at += 2 if text[at] == "\\" else 1
    raise PathSyntaxError("the closing quote is missing", start)


def unquote(literal: str) -> str:
    """Return the name inside ``literal``: a backslash escapes the quote and itself, nothing else.

    Source: recorded (a key holding a backslash before another kind of quote is found as written).
    """
    quote, inner = literal[0], literal[1:-1]
    return inner.replace("\\\\", "\0").replace("\\" + quote, quote).replace("\0", "\\")
