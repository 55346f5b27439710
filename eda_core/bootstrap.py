"""The composition root: the one place that knows the clock, chance and every backend."""

import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass

from eda_core.ports import Backend
from eda_core.read_model import ReadModel
from eda_core.settings import Settings
from eda_core.simulator.backend import simulated_backend
from eda_core.simulator.chance import AS_ON_AWS, Latencies
from eda_core.simulator.world import World
from eda_core.stack import Stack, demo_stack


@dataclass(frozen=True, slots=True)
class Connection:
    """A backend and the model that reads it, shared by everybody who looks at it.

    ``clock`` tells the time outside, in epoch milliseconds.
    """

    settings: Settings
    backend: Backend
    model: ReadModel
    clock: Callable[[], int]

    def now_ms(self) -> int:
        """The time in the world that is looked at, which may stand still or run ahead."""
        return self.clock() if self.backend.time is None else self.backend.time.state().now_ms


def connect(settings: Settings) -> Connection:
    """Connect to the world the settings name: an embedded simulator on the wall clock."""
    stack = demo_stack()
    seed = secrets.randbits(32) if settings.seed is None else settings.seed
    backend = simulated_backend(simulated_world(stack, epoch_now_ms(), seed), epoch_now_ms)
    return Connection(settings, backend, ReadModel(backend, stack), epoch_now_ms)


def simulated_world(
    stack: Stack, start_ms: int, seed: int, latencies: Latencies = AS_ON_AWS
) -> World:
    """A simulated world of its own, on a virtual clock that starts at ``start_ms``."""
    return World(stack, start_ms, seed, latencies)


def epoch_now_ms() -> int:
    """The wall clock in epoch milliseconds."""
    return time.time_ns() // 1_000_000
