"""At which pace a world stands to the wall clock."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from eda_core.ports import Pace


@dataclass(frozen=True, slots=True)
class Pacing:
    """The pace, and where it was last tied to the wall clock (all in milliseconds).

    In real time the world is ``ahead_ms`` ahead of the wall clock; in slow motion the last hop
    was at ``stepped_ms`` of the wall clock, and a hop takes ``hop_ms``. Not ``tied`` means that
    the world has no wall clock yet.
    """

    pace: Pace = Pace.REAL_TIME
    paused: bool = False
    hop_ms: int = 1000
    ahead_ms: int = 0
    stepped_ms: int = 0
    tied: bool = False

    @classmethod
    def from_fields(cls, fields: Mapping[str, Any]) -> "Pacing":
        """Return the pacing with these fields."""
        return cls(**{**fields, "pace": Pace(fields["pace"])})
