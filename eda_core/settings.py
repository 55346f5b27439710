"""Settings, read from the environment when asked for and never at import."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from eda_core.errors import InvalidSettings

MAX_SEED: Final = 2**63 - 1


@dataclass(frozen=True, slots=True)
class Settings:
    """How to connect. ``seed`` decides the ids and delays of the simulator; None draws one."""

    seed: int | None = None


def settings_from(environment: Mapping[str, str]) -> Settings:
    """Settings from ``EDA_SEED``; raises `InvalidSettings` for one that cannot be used."""
    text = environment.get("EDA_SEED", "").strip()
    return Settings(seed=seed_from(text, "EDA_SEED") if text else None)


def seed_from(text: str, name: str) -> int:
    """A seed from its text; raises `InvalidSettings` naming the setting."""
    if not text.isdecimal() or not text.isascii() or int(text[:20]) > MAX_SEED:
        raise InvalidSettings(f"{name} must be a whole number from 0 to 2^63 - 1, not {text!r}.")
    return int(text)
