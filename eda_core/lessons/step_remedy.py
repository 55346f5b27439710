"""The one thing that helps where a step of a lesson stays open."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from eda_core.domain.orders import Outcome, label_of, order_from_label
from eda_core.lessons.course import Course
from eda_core.ports import Backend
from eda_core.presentation.live.flow_layout import RULE_NAMES
from eda_core.read_model.expected_next import Expectation
from eda_core.read_model.order_view import OrderView
from eda_core.scenarios.observing import Judgement
from eda_core.stack import demo_stack


@dataclass(frozen=True, slots=True)
class Remedy:
    """What helps: a name for it, the words of its button, why, and what it is about."""

    kind: str
    button: str
    why: str = ""
    about: str = ""


def remedy_for(course: Course, judgement: Judgement) -> Remedy | None:
    """Return what helps; None where nothing of this world stands in the way."""
    return next((found for look in _LOOKS if (found := look(course, judgement)) is not None), None)


def _rule_needed(course: Course, judgement: Judgement) -> Remedy | None:
    """Return the remedy for a rule on the order's own way that is switched off, or gone."""
    expected = _expected_next(course, judgement.view)
    if expected is None or expected.last_seen is None:
        return None
    target = expected.last_seen.target
    demo = demo_stack(course.observed.reading.stack.kind)
    to_target = {rule.name for rule in demo.rules if rule.target.name == target}
    off = [name for name in course.rules_off if name in to_target]
    return _switched_on(course, off[0]) if off else None


def _any_rule(course: Course, _: Judgement) -> Remedy | None:
    return _switched_on(course, course.rules_off[0]) if course.rules_off else None


def _switched_on(course: Course, name: str) -> Remedy:
    stack, named = course.observed.reading.stack, RULE_NAMES.get(name, name)
    words = stack.words
    if any(rule.name == name for rule in stack.rules):
        why = f"The {words.rule} {named} is {words.off}."
        return Remedy("enable", f"{words.switch_on} the {words.rule}", why, name)
    why = f"The {words.rule} {named} is gone."
    return Remedy("restore-rules", f"Restore the {words.rules}", why)


def _expected_next(course: Course, view: OrderView | None) -> Expectation | None:
    return None if view is None else view.expected_next(course.observed.now_ms)


def _retrying(course: Course, judgement: Judgement) -> Remedy | None:
    expected = _expected_next(course, judgement.view)
    if expected is None or expected.retry_ms is None:
        return None
    order = label_of(judgement.order) if judgement.order is not None else ""
    return Remedy("jump", "Jump to the next try", "It is tried again later.", order)


def _dead_letters(course: Course, judgement: Judgement) -> Remedy | None:
    view, kept = judgement.view, course.observed.reading.troubles().dead_letters
    is_open = view is not None and view.row.outcome is Outcome.WAITING
    if not kept or not is_open:
        return None
    words = "1 dead letter" if kept == 1 else f"{kept} dead letters"
    return Remedy("redrive", f"Send {words} again", f"{words} kept in the queue.")


def _faults(course: Course, _: Judgement) -> Remedy | None:
    armed = course.observed.instant.faults
    if not armed:
        return None
    words = "A fault is armed." if len(armed) == 1 else f"{len(armed)} faults are armed."
    return Remedy("disarm", "Disarm all faults", words)


def _definition(course: Course, _: Judgement) -> Remedy | None:
    stack = course.observed.reading.stack
    if stack.machine.definition == demo_stack(stack.kind).machine.definition:
        return None
    return Remedy("restore-definition", "Restore the definition", "It is not the demo's.")


def _paused(course: Course, _: Judgement) -> Remedy | None:
    time = course.observed.instant.time
    if time is None or not time.paused:
        return None
    return Remedy("resume", "Resume", "The time is stopped.")


_LOOKS: Final[tuple[Callable[[Course, Judgement], Remedy | None], ...]] = (
    _paused,
    _rule_needed,
    _dead_letters,
    _retrying,
    _faults,
    _any_rule,
    _definition,
)


def apply_remedy(remedy: Remedy, backend: Backend) -> None:
    """Do what helps; raises `EdaError` where the world refuses it."""
    if backend.editor is not None:
        if remedy.kind == "enable":
            backend.editor.set_rule_enabled(remedy.about, True)
        if remedy.kind == "restore-rules":
            backend.editor.restore_rules()
        if remedy.kind == "restore-definition":
            backend.editor.restore_definition()
    if remedy.kind == "disarm" and backend.faults is not None:
        backend.faults.disarm()
    if remedy.kind == "redrive" and backend.dead_letters is not None:
        backend.dead_letters.redrive()
    _apply_to_time(remedy, backend)


def _apply_to_time(remedy: Remedy, backend: Backend) -> None:
    time, order = backend.time, order_from_label(remedy.about)
    if time is not None and remedy.kind == "resume":
        time.set_paused(False)
    if time is not None and remedy.kind == "jump" and order is not None:
        time.set_paused(True)
        time.step_order(order)
        time.set_paused(False)
