"""``compare``: what sets one set of orders apart from another, sentence by sentence.

Exit status 0 when nothing sets them apart, 1 when something does, 2 when a source cannot be read:
as `diff` has it. A set is ``failed``, ``succeeded``, ``all``, ``rest``, how an order stands, or
``before:09:20`` and ``from:09:20``; a source is a log (a name, a file or an
address of S3), ``room:NAME`` or ``recording:NAME``.
"""

import argparse
import json
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Any, BinaryIO, TextIO

from eda_core.app.bootstrap import Connection
from eda_core.commands.files import check_name, write_shown
from eda_core.commands.sources import add_source_options, chosen_by, open_source
from eda_core.domain.errors import InvalidLogFile, InvalidSettings
from eda_core.domain.masking import masked_value
from eda_core.presentation.orders.set_words import (
    account_words,
    choice_name,
    counts_text,
    fact_sentence,
    headline,
    luck_words,
    near_words,
    question_words,
    same_words,
    share_text,
)
from eda_core.sets.counting import CountPair, counts_in
from eda_core.sets.members import ALL, BY_FATE, NAMES, REST, SHOWN, SetChoice, choice_from
from eda_core.sets.questions import Counted
from eda_core.sets.ranking import SetComparison, SetDifference, compare
from eda_core.sets.two_logs import between


def add_to(commands: Any) -> None:
    """Add the command to the command line."""
    parser = commands.add_parser("compare", help="say what sets two sets of orders apart")
    parser.set_defaults(run=_compare)
    words = "SET, SOURCE or SET@SOURCE, such as failed, shop.jsonl or failed@room:shop"
    parser.add_argument("first", metavar="A", nargs="?", default="failed", help=words)
    parser.add_argument("second", metavar="B", nargs="?", default="succeeded", help="the same")
    parser.add_argument("--json", action="store_true", help="answer in JSON")
    add_source_options(parser)


def _compare(arguments: argparse.Namespace, stdin: BinaryIO, stdout: TextIO, stderr: TextIO) -> int:
    (one, first), (other, second) = _operand(arguments.first), _operand(arguments.second)
    if (one, first) == (other, second) and first.name != REST:
        raise InvalidSettings(f"Both are {_name(first, one)}: name another set, or another source.")
    choices = first, second
    with ExitStack() as opened:
        counted, *others = (
            _counting(opened.enter_context(_open(arguments, source, (stdin, stderr))))
            for source in dict.fromkeys((one, other))
        )
        counts: Counted = between(counted, others[0], choices) if others else counted(choices)
        comparison = compare(counts)
    names = (_name(first, one), _name(second, other))
    if arguments.json:
        stdout.write(f"{json.dumps(masked_value(_as_json(comparison, names, first)), indent=2)}\n")
    else:
        write_shown(stdout, _lines(comparison, names, first))
    return 1 if comparison.differences else 0


def _operand(text: str) -> tuple[str, SetChoice]:
    """Return the source a text names, empty where it names none, and the set.

    Raises `InvalidSettings` for what is no set, or needs the table of a page.
    """
    name, at, source = text.partition("@")
    if not at and name.partition(":")[0] not in NAMES:
        return text, SetChoice(ALL)
    choice = choice_from(name)
    if choice.name == SHOWN:
        raise InvalidSettings("What a table shows can be compared on the Orders page alone.")
    if at:
        check_name(source)
    return source, choice


@contextmanager
def _open(
    arguments: argparse.Namespace, source: str, streams: tuple[BinaryIO, TextIO]
) -> Iterator[Connection]:
    """Open a source, that of the options where none is named; one word may be meant as a set."""
    with ExitStack() as opened:
        try:
            connection = opened.enter_context(open_source(chosen_by(arguments, source), *streams))
        except InvalidLogFile as fault:
            if not source.isalpha():
                raise
            sets = ", ".join((*BY_FATE, ALL, REST))
            raise InvalidLogFile(f"{fault} If a set was meant: there are {sets}.") from None
        yield connection


def _counting(source: Connection) -> CountPair:
    """Return what counts two sets of a source."""
    return source.model.ask(lambda tables: counts_in(tables, source.now_ms()))


def _name(choice: SetChoice, source: str) -> str:
    return f"{choice_name(choice)} of {source}" if source else choice_name(choice)


def _lines(comparison: SetComparison, names: tuple[str, str], choice: SetChoice) -> Iterator[str]:
    sizes = [f"{name}: {size}" for name, size in zip(names, comparison.sizes, strict=True)]
    yield ", ".join(sizes)
    yield " ".join(headline(comparison, choice))
    for place, difference in enumerate(comparison.differences, 1):
        yield from _difference_lines(place, difference, names)
    if comparison.more:
        yield f"and {comparison.more} that separate less well"
    for answer in comparison.near:
        yield f"May well be luck: {near_words(answer)}"
    for title, questions in _questions(comparison).items():
        if questions:
            yield f"{title}: {', '.join(questions)}"


def _questions(comparison: SetComparison) -> dict[str, list[str]]:
    return {
        "No difference": [question_words(each) for each in comparison.alike],
        "Only repeat how the sets were chosen": [
            question_words(each) for each in comparison.repeated
        ],
        "Not asked, too many different answers": [
            question_words(each) for each in comparison.unasked
        ],
    }


def _difference_lines(
    place: int, difference: SetDifference, names: tuple[str, str]
) -> Iterator[str]:
    answer = difference.answer
    _, luck = luck_words(difference.ln_luck)
    words = "; ".join(filter(None, (luck, account_words(difference))))
    yield f"{place}. {fact_sentence(answer.fact)}"
    for name, part, whole in zip(
        names, (answer.a, answer.b), (answer.in_a, answer.in_b), strict=True
    ):
        yield f"   {name}: {counts_text(part, whole)}, {share_text(part, whole)}"
    yield f"   {words}. {same_words(difference)}".rstrip()


def _as_json(
    comparison: SetComparison, names: tuple[str, str], choice: SetChoice
) -> dict[str, Any]:
    return {
        "sets": [
            {"name": name, "orders": size}
            for name, size in zip(names, comparison.sizes, strict=True)
        ],
        "answer": " ".join(headline(comparison, choice)),
        "asked": comparison.asked,
        "differences": [
            {
                "fact": each.answer.fact.key,
                "sentence": fact_sentence(each.answer.fact),
                "first": {"orders": each.answer.a, "of": each.answer.in_a},
                "second": {"orders": each.answer.b, "of": each.answer.in_b},
                "accounts_for": each.accounts,
                "log10_luck": round(each.ln_luck / 2.302585, 2),
                "same_orders": [fact_sentence(fact) for fact in each.same],
            }
            for each in comparison.differences
        ],
        "more": comparison.more,
        "near": [near_words(each) for each in comparison.near],
        "no_difference": [question_words(each) for each in comparison.alike],
        "repeat_the_choice": [question_words(each) for each in comparison.repeated],
        "not_asked": [question_words(each) for each in comparison.unasked],
    }
