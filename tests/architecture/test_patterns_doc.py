"""Runs every example of ``docs/PATTERNS.md``; an operator without a section fails."""

import re
from pathlib import Path
from typing import NamedTuple

import pytest

from eda_core.domain.errors import InvalidPattern
from eda_core.patterns import compile_pattern
from eda_core.patterns.operators import MATCHERS

TEXT = (Path(__file__).parents[2] / "docs" / "PATTERNS.md").read_text(encoding="utf-8")
SECTION = re.compile(r"^#{2,3} (.+)$", re.MULTILINE)
EXAMPLE = re.compile(r"^([^\n]+):\n\n```json\n(.+?)\n```$", re.MULTILINE | re.DOTALL)
REFUSED = re.compile(r"Refused with `(.+)`")
POSITION = re.compile(r"\n at \[Source: .*; (line: \d+, column: \d+)\]", re.DOTALL)


class Example(NamedTuple):
    section: str
    label: str
    event: str
    pattern: str


def examples() -> list[Example]:
    """The patterns of the page, each with the event above it."""
    found = []
    _, *parts = SECTION.split(TEXT)
    for section, text in zip(parts[::2], parts[1::2], strict=True):
        event = "{}"
        for label, block in EXAMPLE.findall(text):
            if label == "Event":
                event = block
            else:
                found.append(Example(section.strip("`"), label, event, block))
    return found


EXAMPLES = examples()


def labelled(label: str) -> list[object]:
    return [
        pytest.param(each, id=f"{each.section}-{number}")
        for number, each in enumerate(EXAMPLES)
        if each.label.startswith(label)
    ]


@pytest.mark.parametrize("example", labelled("Matched by"))
def test_documented_pattern_matches(example):
    assert compile_pattern(example.pattern).matches(example.event)


@pytest.mark.parametrize("example", labelled("Not matched by"))
def test_documented_pattern_does_not_match(example):
    assert not compile_pattern(example.pattern).matches(example.event)


@pytest.mark.parametrize("example", labelled("Refused with"))
def test_documented_pattern_is_refused(example):
    with pytest.raises(InvalidPattern) as refusal:
        compile_pattern(example.pattern)
    # The page writes the position as words, without the source.
    reason = POSITION.sub(lambda m: f" at {m[1].replace(':', '')}", refusal.value.reason)
    assert REFUSED.fullmatch(example.label)[1] == reason


def test_every_block_of_the_page_is_an_example():
    events = len(re.findall(r"^Event:$", TEXT, re.MULTILINE))
    assert TEXT.count("```json") == len(EXAMPLES) + events


@pytest.mark.parametrize("operator", [*MATCHERS, "$or"])
@pytest.mark.parametrize("label", ["Matched by", "Not matched by"])
def test_every_operator_is_documented(operator, label):
    assert any(each.section == operator and each.label == label for each in EXAMPLES)
