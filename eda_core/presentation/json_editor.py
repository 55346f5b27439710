"""What the component ``json_editor`` is given: a text to write in, and what is wrong with it."""

from typing import NotRequired, TypedDict


class JsonEditorData(TypedDict):
    """A text and its fault; the browser keeps what is typed until ``revision`` changes.

    ``problem`` is a sentence, or empty, ``place`` says where in words, ``span`` which letters;
    ``caption`` shows where there is no problem, ``hint`` in an empty field.
    """

    label: str
    text: str
    revision: str | int
    problem: str
    place: str
    span: NotRequired[tuple[int, int] | None]
    caption: NotRequired[str]
    hint: NotRequired[str]
    readonly: NotRequired[bool]
