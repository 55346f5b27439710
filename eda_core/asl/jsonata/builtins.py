"""Every function an expression may call, by name, and the frame that binds them.

A row names the library's own where that will do, and one of ``functions`` where AWS adds to the
language, or where the library would draw, tell the time, take for ever or go wrong.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from eda_core.asl.jsonata import (
    arithmetic,
    finding,
    functions,
    guards,
    iterating,
    json_values,
    number_pictures,
    parsed_dates,
    pictures,
    serializing,
)
from eda_core.asl.jsonata.evaluator import CALLBACK_DEPTH
from eda_core.asl.jsonata.guards import FixedSignature
from eda_core.asl.jsonata.json_values import BYTES_A_STEP, NODES_A_STEP
from eda_core.asl.jsonata.library import Functions, Jsonata, Utils


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


_BINDINGS: Final[dict[str, Binding]] = {
    # added by AWS
    "hash": Binding("<s-s?:s>", functions.hash_of, 2),
    "parse": Binding("<s?:x>", functions.parse_json, 1),
    "partition": Binding("<an?:a>", functions.partition, 2),
    "random": Binding("<n?:n>", functions.random_number, 1),
    "range": Binding("<nnn?:a>", functions.range_of, 3),
    "uuid": Binding("<:s>", functions.uuid, 0),
    # of the language, ours
    "lowercase": Binding("<s-:s>", functions.lowercase, 1),
    "millis": Binding("<:n>", functions.millis, 0),
    "now": Binding("<s?s?:s>", pictures.now, 2, guards.now_picture),
    "number": Binding("<(nsb)-:n>", functions.to_number, 1),
    "parseInteger": Binding("<s-s:n>", pictures.parse_integer, 2, guards.integer_text),
    "power": Binding("<n-n:n>", functions.power, 2),
    "replace": Binding("<s-(sf)(sf)n?:s>", finding.replace, 4, calls_back=True),
    "shuffle": Binding("<a:a>", functions.shuffle, 1),
    "toMillis": Binding("<s-s?:n>", parsed_dates.to_millis, 2, guards.timestamp_picture),
    # of the language, the library's
    "abs": Binding("<n-:n>", Functions.abs, 1),
    "append": Binding("<xx:a>", Functions.append, 2),
    "assert": Binding("<bs?:x>", Functions.assert_fn, 2),
    "average": Binding("<a<n>:n>", Functions.average, 1),
    "base64decode": Binding("<s-:s>", functions.base64decode, 1),
    "base64encode": Binding("<s-:s>", Functions.base64encode, 1),
    "boolean": Binding("<x-:b>", json_values.boolean, 1, deep=True),
    "ceil": Binding("<n-:n>", Functions.ceil, 1),
    "clone": Binding("<(oa)-:o>", serializing.clone, 1, deep=True),
    "contains": Binding("<s-(sf):b>", finding.contains, 2),
    "count": Binding("<a:n>", Functions.count, 1),
    "decodeUrl": Binding("<s-:s>", functions.decode_url, 1),
    "decodeUrlComponent": Binding("<s-:s>", functions.decode_url, 1),
    "distinct": Binding("<x:x>", functions.distinct, 1, guards.count_comparing, deep=True),
    "each": Binding("<o-f:a>", iterating.each, 2, calls_back=True),
    "encodeUrl": Binding("<s-:s>", Functions.encode_url, 1),
    "encodeUrlComponent": Binding("<s-:s>", Functions.encode_url_component, 1),
    "error": Binding("<s?:x>", Functions.error, 1),
    "exists": Binding("<x:b>", Functions.exists, 1),
    "filter": Binding("<af>", iterating.filter_items, 2, calls_back=True),
    "floor": Binding("<n-:n>", Functions.floor, 1),
    "formatBase": Binding("<n-n?:s>", arithmetic.to_base, 2),
    "formatInteger": Binding("<n-s:s>", pictures.format_integer, 2, guards.integer_picture),
    "formatNumber": Binding("<n-so?:s>", number_pictures.format_number, 3, guards.picture),
    "fromMillis": Binding("<n-s?s?:s>", pictures.from_millis, 3, guards.date_picture),
    "join": Binding("<a<s>s?:s>", Functions.join, 2, guards.join),
    "keys": Binding("<x-:a<s>>", Functions.keys, 1, deep=True),
    "length": Binding("<s-:n>", Functions.length, 1),
    "lookup": Binding("<x-s:x>", Functions.lookup, 2, deep=True),
    "map": Binding("<af>", iterating.map_items, 2, calls_back=True),
    "match": Binding("<s-f<s:o>n?:a<o>>", finding.match, 3),
    "max": Binding("<a<n>:n>", Functions.max, 1),
    "merge": Binding("<a<o>:o>", Functions.merge, 1),
    "min": Binding("<a<n>:n>", Functions.min, 1),
    "not": Binding("<x-:b>", functions.inverse, 1, deep=True),
    "pad": Binding("<s-ns?:s>", Functions.pad, 3, guards.pad),
    "reduce": Binding("<afj?:j>", iterating.reduce, 3, calls_back=True),
    "reverse": Binding("<a:a>", Functions.reverse, 1),
    "round": Binding("<n-n?:n>", arithmetic.round_number, 2),
    "sift": Binding("<o-f?:o>", iterating.sift, 2, calls_back=True),
    "single": Binding("<af?>", iterating.single, 2, calls_back=True),
    "sort": Binding("<af?:a>", iterating.sort, 2, calls_back=True),
    "split": Binding("<s-(sf)n?:a<s>>", finding.split, 3),
    "spread": Binding("<x-:a<o>>", Functions.spread, 1, guards.count_copying, deep=True),
    "sqrt": Binding("<n-:n>", Functions.sqrt, 1),
    "string": Binding("<x-b?:s>", serializing.string, 2, deep=True, arity=1),
    "substring": Binding("<s-nn?:s>", functions.substring, 3),
    "substringAfter": Binding("<s-s:s>", Functions.substring_after, 2),
    "substringBefore": Binding("<s-s:s>", Functions.substring_before, 2),
    "sum": Binding("<a<n>:n>", Functions.sum, 1),
    "trim": Binding("<s-:s>", Functions.trim, 1),
    "type": Binding("<x:s>", functions.type_of, 1),
    "uppercase": Binding("<s-:s>", Functions.uppercase, 1),
    "zip": Binding("<a+>", functions.zip_arrays, 1, arity=0),
}

NAMES: Final = frozenset(_BINDINGS)
"""The names of all functions, without the ``$``."""


def _frame() -> Any:
    frame = Jsonata.Frame(None)
    for name, binding in _BINDINGS.items():
        frame.bind(name, Native(name, binding))
    return frame


FRAME: Final = _frame()
"""What every evaluation starts from; nothing is bound in it after this."""
