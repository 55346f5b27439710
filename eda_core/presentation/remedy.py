"""What to do about a failure: in words, and as a command to copy."""

from typing import Final

_COMMANDS: Final = ("python -m ", "aws ", "ACCOUNT=")
_ASIDE: Final = "   ("


def remedy_parts(remedy: str) -> tuple[str, str]:
    """Return the words of a remedy and its command; either may be empty.

    A command stands alone, after a colon (``Check the network, then: aws login``), or before words
    in brackets (``aws login   (or set AWS_PROFILE)``).
    """
    if remedy.startswith(_COMMANDS):
        command, _, words = remedy.partition(_ASIDE)
        said = words.removesuffix(")")
        return f"{said[:1].upper()}{said[1:]}", command
    words, colon, command = remedy.rpartition(": ")
    if colon and command.startswith(_COMMANDS):
        return f"{words}:", command
    return remedy, ""
