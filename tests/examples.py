"""How many examples a property is tried on: a quarter of all, unless `EDA_THOROUGH=1` is set."""

import os

THOROUGH = os.environ.get("EDA_THOROUGH") == "1"


def examples(all_of_them: int) -> int:
    """Return how many of these a run of the tests takes."""
    return all_of_them if THOROUGH else max(all_of_them // 4, 5)
