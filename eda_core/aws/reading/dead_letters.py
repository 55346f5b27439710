"""How many events and invocations were given up on: the length of the dead-letter queue.

Source: SQS API Reference, GetQueueAttributes; the number is approximate, as AWS calls it. A stack
with a custom bus has two queues, which count together.
"""

from eda_core.aws.clients import Clients
from eda_core.aws.discovery import Discovery
from eda_core.aws.reading.source import Polled

_NUMBER = "ApproximateNumberOfMessages"


class DeadLetters:
    """Counts what lies in the dead-letter queues; ``count`` is None while nobody knows."""

    def __init__(self, clients: Clients, discovery: Discovery) -> None:
        self._clients = clients
        self._discovery = discovery
        self.count: int | None = None

    def ask(self, _: int) -> Polled:
        """Ask for the length; see `eda_core.aws.reading.source.Ask`."""
        before = self.count
        lengths = [self._length(url) for url in self._discovery.resources().dead_letter_queues]
        if lengths:
            known = [each for each in lengths if each is not None]
            self.count = sum(known) if len(known) == len(lengths) else None
        return Polled(is_new=self.count != before)

    def _length(self, url: str) -> int | None:
        answer = self._clients.call(
            "sqs", "GetQueueAttributes", QueueUrl=url, AttributeNames=[_NUMBER]
        )
        text = str((answer.get("Attributes") or {}).get(_NUMBER, ""))
        return int(text) if text.isdecimal() else None
