"""A log group that lives in memory and answers FilterLogEvents as CloudWatch Logs does.

Events become readable at a chosen time, which may be later than their own; pages are as large as
asked for, may be partial or empty, and lead on by tokens. A token reads what is readable when it
is used, further on in the order of the events' times, as a log that grows does.
"""

from dataclasses import dataclass

from eda_core.aws.failures.sentences import AwsFailure, FailureKind

GROUP = "eda-demo-all"


@dataclass(frozen=True)
class Written:
    number: int
    timestamp_ms: int
    readable_ms: int
    text: str = "{}"


class ScriptedLog:
    """`read_page` is for a `LogTail`; ``page_sizes`` are used in turn, 0 for an empty page."""

    def __init__(self, written=(), page_sizes=(10_000,), group=GROUP):
        self.written = sorted(written, key=lambda entry: (entry.timestamp_ms, entry.number))
        self.page_sizes = tuple(page_sizes)
        self.group = group
        self.now_ms = 0
        self.calls = []
        self.failures = []

    def read_page(self, **parameters):
        self.calls.append(parameters)
        if self.failures and (failure := self.failures.pop(0)) is not None:
            raise failure
        if parameters["logGroupName"] != self.group:
            raise AwsFailure("There is no such log group.", kind=FailureKind.NOT_DEPLOYED)
        start, after = parameters["startTime"], _position(parameters.get("nextToken"))
        readable = [
            entry
            for entry in self.written
            if entry.readable_ms <= self.now_ms
            and entry.timestamp_ms >= start
            and (entry.timestamp_ms, entry.number) > after
        ]
        return self._page(readable, after)

    def _page(self, readable, after):
        size = self.page_sizes[len(self.calls) % len(self.page_sizes)]
        page = readable[:size]
        answer = {"events": [_entry(entry) for entry in page], "searchedLogStreams": []}
        if len(readable) > size:
            last = (page[-1].timestamp_ms, page[-1].number) if page else after
            # AWS's tokens differ from page to page, even where a page is empty.
            answer["nextToken"] = f"{last[0]} {last[1]} {len(self.calls)}"
        return answer


def _position(token):
    if token is None:
        return (-1, -1)
    timestamp_ms, number, _ = token.split()
    return (int(timestamp_ms), int(number))


def _entry(written):
    return {
        "eventId": str(written.number),
        "logStreamName": f"stream-{written.number}",
        "timestamp": written.timestamp_ms,
        "ingestionTime": written.readable_ms,
        "message": written.text,
    }
