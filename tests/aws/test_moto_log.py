"""The log tail against moto: its own paging, its own times, its own event ids.

moto pages by the smallest of `limit` and 10,000, so tests of small pages add a limit on the way;
the tail itself never does. Its event ids are "0", "1", ..., its times fractions.
"""

import json
import time
from uuid import uuid4

import pytest

from eda_core.aws.calls import CallMeter
from eda_core.aws.clients import Clients
from eda_core.aws.failures.sentences import AwsFailure
from eda_core.aws.reading.log_tail import OVERLAP_MS, LogTail
from eda_core.aws.target import target_from
from tests.aws import stacks

MANY = 10_500


class MotoLog:
    """A log group of its own for one test."""

    def __init__(self, url):
        self.logs = stacks.client("logs", url)
        self.group = f"group-{uuid4()}"
        self.logs.create_log_group(logGroupName=self.group)
        self.clients = Clients(target_from(region="us-east-1", endpoint_url=url), CallMeter())
        self.now_ms = time.time_ns() // 1_000_000
        self.limit = {}

    def write(self, *names, seconds_ago=0, copies=1):
        """Each event in a stream of its own, as EventBridge writes them."""
        at_ms = self.now_ms - seconds_ago * 1000
        for name in names * copies:
            stream = str(uuid4())
            self.logs.create_log_stream(logGroupName=self.group, logStreamName=stream)
            self._put(stream, [{"timestamp": at_ms, "message": message(name)}])

    def write_many(self, count):
        self.logs.create_log_stream(logGroupName=self.group, logStreamName="all")
        for start in range(0, count, 1_000):
            numbers = range(start, min(start + 1_000, count))
            self._put("all", [{"timestamp": self.now_ms, "message": message(n)} for n in numbers])

    def _put(self, stream, entries):
        self.logs.put_log_events(logGroupName=self.group, logStreamName=stream, logEvents=entries)

    def read_page(self, **parameters):
        return self.clients.call("logs", "FilterLogEvents", **self.limit, **parameters)

    def tail(self, *groups):
        return LogTail(self.read_page, groups or (self.group,), self.now_ms - 3_600_000)

    def poll(self, tail):
        return [record.event.id for record in tail.poll(self.now_ms)]


def message(name):
    event = {"id": str(name), "detail-type": "T", "source": "s", "time": "2026-01-31T12:00:00Z"}
    return json.dumps(event | {"detail": {}})


@pytest.fixture
def log(moto, aws_environment):
    return MotoLog(moto)


def test_tail_reads_events_of_many_streams(log):
    log.write("a", "b", "c")
    assert sorted(log.poll(log.tail())) == ["a", "b", "c"]


def test_tail_reads_nothing_twice(log):
    log.write("a")
    tail = log.tail()
    log.poll(tail)
    assert log.poll(tail) == []


def test_tail_reads_what_came_late(log):
    log.write("a")
    tail = log.tail()
    log.poll(tail)
    log.write("late", seconds_ago=OVERLAP_MS // 1000 - 1)
    assert log.poll(tail) == ["late"]


def test_tail_keeps_two_copies_of_one_event(log):
    log.write("a", copies=2)
    assert log.poll(log.tail()) == ["a", "a"]


def test_tail_gives_times_in_whole_milliseconds(log):
    log.write("a")
    (record,) = log.tail().poll(log.now_ms)
    assert isinstance(record.ingested_ms, int)
    assert abs(record.ingested_ms - log.now_ms) < 600_000


@pytest.mark.parametrize("limit", [1, 4, 30])
def test_tail_follows_tokens(log, limit):
    log.write(*range(30))
    log.limit = {"limit": limit}
    tail, found = log.tail(), []
    for _ in range(40):
        found += log.poll(tail)
    assert sorted(found, key=int) == [str(number) for number in range(30)]


def test_tail_reads_ten_thousand_events(log):
    log.write_many(MANY)
    found = log.poll(log.tail())
    assert (len(found), len(set(found))) == (MANY, MANY)


def test_tail_finds_the_group_by_its_second_name(log):
    log.write("a")
    assert log.poll(log.tail("eda-demo-gone", log.group)) == ["a"]


def test_tail_says_when_there_is_no_group(log):
    with pytest.raises(AwsFailure, match="The specified log group does not exist"):
        log.poll(log.tail("eda-demo-gone", "/aws/events/eda-demo-gone"))
