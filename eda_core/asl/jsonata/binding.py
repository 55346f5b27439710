"""How a function is bound to its name: its signature, and what a call of it costs."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from eda_core.asl.jsonata.evaluator import CALLBACK_DEPTH
from eda_core.asl.jsonata.json_values import BYTES_A_STEP, NODES_A_STEP
from eda_core.asl.jsonata.library import Jsonata, Utils
from eda_core.asl.jsonata.signature import FixedSignature


@dataclass(frozen=True, slots=True)
class Binding:
    """A function by its JSONata signature.

    ``run`` takes ``count`` arguments, None for each that is not given; a function that calls it
    for each item gives it ``arity`` of them, the same if None. ``guard`` refuses arguments,
    ``deep`` says that it walks all of a value, ``calls_back`` that it calls functions.
    """

    signature: str
    run: Callable[..., Any]
    count: int
    guard: Callable[..., None] | None = None
    deep: bool = False
    calls_back: bool = False
    arity: int | None = None


class Native(Jsonata.JFunction):  # type: ignore[misc]  # the library has no types
    """A bound function as the library calls it; one for all evaluations."""

    def __init__(self, name: str, binding: Binding) -> None:
        super().__init__(None, None)
        self.signature = FixedSignature(binding.signature, name)
        self.function_name = name
        self.arity = binding.count if binding.arity is None else binding.arity
        self._binding = binding

    def call(self, _data: Any, args: Any) -> Any:
        """Call the function, within the bounds of the evaluation under way."""
        binding, evaluator = self._binding, Jsonata.CURRENT.jsonata
        given = [*args, *(None,) * (binding.count - len(args))]
        for value in given:
            evaluator.spend(_cost(value))
            if binding.deep:
                evaluator.admit(value)
        if binding.guard is not None:
            binding.guard(*given)
        nesting = CALLBACK_DEPTH if binding.calls_back else 0
        evaluator.depth += nesting
        result = binding.run(*given)
        evaluator.depth -= nesting
        if isinstance(result, float):
            return Utils.convert_number(result) if math.isfinite(result) else result
        return evaluator.admit(result)

    def get_number_of_args(self) -> int:
        """Return how many arguments a partial application may give."""
        return self._binding.count


def _cost(value: Any) -> int:
    if isinstance(value, str):
        return len(value) // BYTES_A_STEP
    return len(value) // NODES_A_STEP if isinstance(value, list) else 0
