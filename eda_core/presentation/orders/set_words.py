"""What sets two sets of orders apart in words: sentences, counts, how easily luck brings them."""

import math
from collections.abc import Callable, Mapping
from typing import Final

from eda_core.domain.durations import duration_text
from eda_core.presentation.wording import clock_time, count_text, date_text
from eda_core.sets.best_answer import BestAnswer
from eda_core.sets.members import (
    ALL,
    BEFORE,
    BY_FATE,
    FAILED,
    FROM,
    REST,
    SHOWN,
    SUCCEEDED,
    SetChoice,
)
from eda_core.sets.questions import YES, Aspect, Fact, Is, Over, SetQuestion, Test, Within
from eda_core.sets.ranking import SetComparison, SetDifference

_DAY_MS: Final = 86_400_000
_MILLION: Final = 1_000_000

_TROUBLE_WORDS: Final[Mapping[str, tuple[str, str]]] = {
    "retrying": ("A delivery to {} was tried again", "No delivery to {} was tried again"),
    "dead letter": ("A delivery to {} was given up", "No delivery to {} was given up"),
    "dropped": ("A delivery to {} was dropped", "No delivery to {} was dropped"),
    "recovered": ("A delivery to {} went well at last", "No delivery to {} had to be tried twice"),
    "again": ("An event came to {} twice", "No event came to {} twice"),
    "unanswered": ("{} never answered", "{} answered"),
}
_FORM_WORDS: Final[Mapping[str, str]] = {
    "missing": "missing",
    "null": "null",
    "number": "a number",
    "text": "text",
    "true or false": "true or false",
    "list": "a list",
    "object": "an object",
}
_GAP_WORDS: Final[Mapping[str, str]] = {
    "OrderCreated|payment": "The payment took",
    "payment|outcome": "From payment to outcome it took",
    "OrderCreated|outcome": "The outcome took",
}


def fact_sentence(fact: Fact) -> str:
    """Return a fact as a sentence without its full stop: ``The amount is over 500``."""
    return _SENTENCES[fact.question.ask](fact.question.name, fact.test)


def _form(name: str, test: Test) -> str:
    assert isinstance(test, Is)  # noqa: S101 - forms are words
    return f"The {name} is {'not ' * test.negated}{_FORM_WORDS.get(test.word, test.word)}"


def _word(name: str, test: Test) -> str:
    assert isinstance(test, Is)  # noqa: S101 - texts are words
    return f"The {name} is {'not ' * test.negated}{test.word or 'empty'}"


def _number(name: str, test: Test) -> str:
    return f"The {name} is {_bounds(test, number_text)}"


def _bounds(test: Test, text: Callable[[float], str]) -> str:
    if isinstance(test, Within):
        if test.low == test.high:
            return text(test.low)
        return f"from {text(test.low)} to {text(test.high)}"
    assert isinstance(test, Over)  # noqa: S101 - a number is compared
    return f"{'at most' if test.negated else 'over'} {text(test.bound)}"


def number_text(number: float) -> str:
    """Return a number with its thousands apart: ``12 345.5``."""
    if float(number).is_integer() and abs(number) < 1e15:
        return f"-{count_text(-int(number))}" if number < 0 else count_text(int(number))
    return f"{number:,}".replace(",", "\u202f")


def _length(name: str, test: Test) -> str:
    return f"The number of {name} is {_bounds(test, number_text)}"


def _rule(name: str, test: Test) -> str:
    rule, _, kind = name.partition("|")
    return f"{rule} {'took' if is_yes(test) else 'did not take'} {kind}"


def is_yes(test: Test) -> bool:
    """Return whether a question of yes or no is answered by yes."""
    return isinstance(test, Is) and (test.word == YES) is not test.negated


def _trouble(name: str, test: Test) -> str:
    way, _, target = name.partition("|")
    yes, no = _TROUBLE_WORDS[way]
    return (yes if is_yes(test) else no).format(target)


def _failure(_: str, test: Test) -> str:
    assert isinstance(test, Is)  # noqa: S101 - errors are words
    if not test.word:
        return "Its execution failed" if test.negated else "Its execution did not fail"
    return f"Its execution {'did not fail' if test.negated else 'failed'} with {test.word}"


def _yes_no(yes: str, no: str) -> Callable[[str, Test], str]:
    return lambda name, test: (yes if is_yes(test) else no).format(name)


def _fate(_: str, test: Test) -> str:
    assert isinstance(test, Is)  # noqa: S101 - fates are words
    return f"It is {'not ' * test.negated}{test.word.lower()}"


def _path(_: str, test: Test) -> str:
    assert isinstance(test, Is)  # noqa: S101 - paths are words
    return f"Its events are {'not ' * test.negated}{test.word or 'of other kinds'}"


def _counted_words(words: str) -> Callable[[str, Test], str]:
    return lambda _, test: f"{words} {_bounds(test, number_text)}"


def _gap(name: str, test: Test) -> str:
    return f"{_GAP_WORDS[name]} {_span_words(test)}"


def _span_words(test: Test) -> str:
    words = _bounds(test, lambda ms: duration_text(round(ms)))
    return words.replace("over ", "longer than ", 1) if words.startswith("over ") else words


def _handed(name: str, test: Test) -> str:
    return f"The targets of {name} took {_span_words(test)}"


def _spacing(_: str, test: Test) -> str:
    if isinstance(test, Over) and test.bound == 0:
        return f"The order before it came {'at the same moment' if test.negated else 'earlier'}"
    words = _bounds(test, lambda ms: duration_text(round(ms)))
    return f"The order before it came {words.replace('over ', 'more than ', 1)} earlier"


def _stack(_: str, test: Test) -> str:
    assert isinstance(test, Is)  # noqa: S101 - changes are words
    when = f"after change {test.word}" if test.word else "before the first change"
    return f"It {'did not come' if test.negated else 'came'} {when}"


def _hour(_: str, test: Test) -> str:
    assert isinstance(test, Is)  # noqa: S101 - hours are words
    until = (int(test.word) + 1) % 24
    came = "did not come" if test.negated else "came"
    return f"It {came} between {test.word}:00 and {until:02d}:00"


def _day(_: str, test: Test) -> str:
    assert isinstance(test, Is)  # noqa: S101 - days are words
    return f"It {'did not come' if test.negated else 'came'} on a {test.word}"


def _arrived(_: str, test: Test) -> str:
    if isinstance(test, Within):
        low, high = round(test.low), round(test.high)
        same = low // _DAY_MS == high // _DAY_MS
        end = clock_time(high)[:8] if same else date_text(high)
        return f"It came from {date_text(low)} to {end}"
    assert isinstance(test, Over)  # noqa: S101 - a time is compared
    return f"It came {'up to' if test.negated else 'after'} {date_text(round(test.bound))}"


_SENTENCES: Final[Mapping[Aspect, Callable[[str, Test], str]]] = {
    Aspect.FORM: _form,
    Aspect.NUMBER: _number,
    Aspect.WORD: _word,
    Aspect.LENGTH: _length,
    Aspect.RULE: _rule,
    Aspect.TROUBLE: _trouble,
    Aspect.FAILURE: _failure,
    Aspect.TWICE: _yes_no("{} came more than once", "{} came only once"),
    Aspect.COPIED: _yes_no("The log has an event of it twice", "The log has no event of it twice"),
    Aspect.LOST: _yes_no("The log lacks its OrderCreated", "The log has its OrderCreated"),
    Aspect.EVENT: _yes_no("{} came", "No {} came"),
    Aspect.FATE: _fate,
    Aspect.PATH: _path,
    Aspect.EVENTS: _counted_words("The number of its events is"),
    Aspect.MAILS: _counted_words("The number of its mails is"),
    Aspect.GAP: _gap,
    Aspect.HANDED: _handed,
    Aspect.SPACING: _spacing,
    Aspect.STACK: _stack,
    Aspect.HOUR: _hour,
    Aspect.DAY: _day,
    Aspect.ARRIVED: _arrived,
    Aspect.ID: _counted_words("Its number is"),
}

_QUESTION_WORDS: Final[Mapping[Aspect, str]] = {
    Aspect.FORM: "{} there",
    Aspect.NUMBER: "{}",
    Aspect.WORD: "{}",
    Aspect.LENGTH: "number of {}",
    Aspect.RULE: "taken by {}",
    Aspect.TROUBLE: "{}",
    Aspect.FAILURE: "error of the execution",
    Aspect.TWICE: "{} twice",
    Aspect.COPIED: "copies in the log",
    Aspect.LOST: "lost creation",
    Aspect.EVENT: "event {}",
    Aspect.FATE: "outcome",
    Aspect.PATH: "events together",
    Aspect.EVENTS: "number of events",
    Aspect.MAILS: "mails",
    Aspect.GAP: "time {}",
    Aspect.HANDED: "time of the targets of {}",
    Aspect.SPACING: "time since the order before",
    Aspect.STACK: "changes of the stack",
    Aspect.HOUR: "hour",
    Aspect.DAY: "day",
    Aspect.ARRIVED: "time of arrival",
    Aspect.ID: "order number",
}


def question_words(question: SetQuestion) -> str:
    """Return a question in a few words: ``hour``, ``time OrderCreated to payment``."""
    joint = " to " if question.ask is Aspect.GAP else ": "
    return _QUESTION_WORDS[question.ask].format(question.name.replace("|", joint))


def share_text(part: int, whole: int) -> str:
    """Return a share in per cent; what is small but not nothing has a decimal."""
    share = 100 * part / whole if whole else 0.0
    if 0 < part < whole and (share < 1 or share > 99):
        share = min(max(share, 0.1), 99.9)
        return f"{share:.1f} %"
    return f"{share:.0f} %"


def counts_text(part: int, whole: int) -> str:
    """Return a count of a whole: ``371 of 402``, ``none of 1 598``."""
    return f"{count_text(part) if part else 'none'} of {count_text(whole)}"


def luck_words(ln_luck: float) -> tuple[str, str]:
    """Return how easily luck brings a sentence, in a word or two and in a sentence."""
    if ln_luck < -math.log(_MILLION):
        return "Not luck", "luck brings it less than once in a million comparisons"
    return "Hardly luck", f"luck brings it once in {once_in(ln_luck)} comparisons"


def once_in(ln_luck: float) -> str:
    """Return how many tries luck needs, as a round number: ``50 000``."""
    tries = math.exp(-ln_luck)
    unit = 10 ** max(0, math.floor(math.log10(tries)) - (tries < 100))
    return count_text(max(1, round(tries / unit) * unit))


def choice_name(choice: SetChoice) -> str:
    """Return a set in a word or two."""
    if choice.name == BEFORE:
        return f"Before {choice.at}"
    if choice.name == FROM:
        return f"From {choice.at} on"
    named = {ALL: "All orders", REST: "The rest", SHOWN: "In the table"}
    return named.get(choice.name) or choice.name.capitalize()


def in_sentence(name: str) -> str:
    """Return a set as it stands in a sentence: ``the failed``."""
    return name if name.startswith("the ") else f"the {name[:1].lower()}{name[1:]}"


def headline(comparison: SetComparison, choice: SetChoice) -> tuple[str, str]:
    """Return the answer in one sentence, and what the sentences account for in another."""
    size, other = comparison.sizes
    if not size or not other:
        return (
            "There is nothing to compare.",
            f"{'This' if not size else 'The other'} set is empty.",
        )
    count = len(comparison.differences) + comparison.more
    them = "the failed" if choice.name == FAILED else "the two"
    apart = f"sets {them} apart" if count < 2 else f"set {them} apart"
    if not count:
        return "Nothing sets them apart.", f"{count_text(comparison.asked)} questions were asked."
    number = _NUMBERS[count] if count < len(_NUMBERS) else count_text(count)
    things = "thing" if count == 1 else "things"
    return f"{number} {things} {apart}.", _accounted(comparison)


_NUMBERS: Final = ("None", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine")


def _accounted(comparison: SetComparison) -> str:
    accounting = [each for each in comparison.differences if each.accounts]
    if not accounting:
        return "None of them accounts for orders: they hold for most of both sets."
    size, accounted = comparison.sizes[0], comparison.accounted
    who = "It accounts" if len(comparison.differences) == 1 else "They account"
    if accounted == size:
        return f"{who} for all {count_text(size)}."
    return f"{who} for {counts_text(accounted, size)}."


def account_words(difference: SetDifference) -> str:
    """Return what to say of a sentence that accounts for no order more; else nothing."""
    if difference.accounts:
        return ""
    answer = difference.answer
    is_usual = 2 * answer.b > answer.in_b
    return "most of the others have it, too" if is_usual else "it accounts for no order more"


def same_words(difference: SetDifference) -> str:
    """Return what else is true of just the same orders; nothing where nothing is."""
    if not difference.same:
        return ""
    facts = "; ".join(_lower(fact_sentence(fact)) for fact in difference.same)
    return f"The same orders: {facts}."


def _lower(sentence: str) -> str:
    first = sentence.partition(" ")[0]
    return f"{sentence[0].lower()}{sentence[1:]}" if first in _PLAIN else sentence


_PLAIN: Final = frozenset(("The", "It", "Its", "A", "An", "No", "From"))


def near_words(answer: BestAnswer) -> str:
    """Return an answer that may well be luck, with its counts."""
    a, b = counts_text(answer.a, answer.in_a), counts_text(answer.b, answer.in_b)
    shares = share_text(answer.a, answer.in_a), share_text(answer.b, answer.in_b)
    often = f"Luck does that once in {once_in(answer.ln_luck)} questions."
    return f"{fact_sentence(answer.fact)}: {a} ({shares[0]}), {b} ({shares[1]}). {often}"


def exception_words(choice: SetChoice, other: SetChoice) -> str:
    """Return what the orders of the second set are called for which a sentence is true."""
    if other.name in BY_FATE and choice.name in BY_FATE:
        said = "completed" if other.name == SUCCEEDED else other.name
        return f"{said} all the same"
    return f"of {in_sentence(choice_name(other))}"
