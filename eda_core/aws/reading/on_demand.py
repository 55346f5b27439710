"""Answers to questions asked on demand: kept while they are good, asked for beside the screen.

A page must not stand still because AWS is slow, so a question is put by a thread of its own and
waited for only a moment; the next look finds the answer.
"""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from threading import BoundedSemaphore, Event, Lock, Thread
from typing import Final, Generic, TypeVar

from eda_core.aws.failures.refusal import AwsFailure

Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")

PATIENCE_SECONDS: Final = 2.0
"""How long the first look at something waits for its answer."""

AGAIN_MS: Final = 15_000
"""After a failure the same question is not asked again for this long."""

AT_ONCE: Final = 4
"""Questions under way at a time."""

KEPT: Final = 1_000
"""Answers kept, those looked at last."""

Job = Callable[[], None]


def in_thread(job: Job) -> None:
    """Do the job beside what is going on; the process may end before it is done."""
    Thread(target=job, name="aws-answer", daemon=True).start()


@dataclass(frozen=True, slots=True)
class Age:
    """How old an answer is, and whether the log has grown since it was asked for."""

    milliseconds: int
    log_has_grown: bool


@dataclass(slots=True)
class _Answer(Generic[Value]):
    """An answer as it stands; ``asked_ms`` is when it was asked for last."""

    value: Value | None = None
    failure: AwsFailure | None = None
    asked_ms: int = 0
    version: int = 0
    is_under_way: bool = False
    is_there: Event = field(default_factory=Event)


class Answers(Generic[Key, Value]):
    """What ``ask`` answers, by key. ``is_stale`` says when to ask again; ``run`` does a job."""

    def __init__(
        self,
        ask: Callable[[Key], Value | None],
        is_stale: Callable[[Value | None, Age], bool],
        clock: Callable[[], int],
        run: Callable[[Job], None] = in_thread,
    ) -> None:
        self._ask = ask
        self._is_stale = is_stale
        self._clock = clock
        self._run = run
        self._answers: OrderedDict[Key, _Answer[Value]] = OrderedDict()
        self._lock = Lock()
        self._slots = BoundedSemaphore(AT_ONCE)

    def get(self, key: Key, version: int = 0) -> Value | None:
        """Return the answer, which may be an older one; None while there is none.

        ``version`` is that of the log. Raises the `AwsFailure` the question met last.
        """
        with self._lock:
            answer = self._answers.setdefault(key, _Answer())
            self._answers.move_to_end(key)
            while len(self._answers) > KEPT:
                self._answers.popitem(last=False)
            is_due = self._is_due(answer, version)
            if is_due:
                answer.is_under_way = True
                answer.asked_ms, answer.version = self._clock(), version
        if is_due:
            self._run(lambda: self._fetch(key, answer))
            # Others who look meanwhile do not wait: they may hold what everybody needs.
            answer.is_there.wait(PATIENCE_SECONDS)
        if answer.failure is not None:
            raise answer.failure
        return answer.value

    def _is_due(self, answer: _Answer[Value], version: int) -> bool:
        if answer.is_under_way:
            return False
        age_ms = self._clock() - answer.asked_ms
        if answer.failure is not None:
            return age_ms >= AGAIN_MS
        if not answer.is_there.is_set():
            return True
        return self._is_stale(answer.value, Age(age_ms, version != answer.version))

    def _fetch(self, key: Key, answer: _Answer[Value]) -> None:
        try:
            with self._slots:
                answer.value = self._ask(key)
            answer.failure = None
        except AwsFailure as failure:
            answer.failure = failure
        finally:
            answer.is_under_way = False
            answer.is_there.set()
