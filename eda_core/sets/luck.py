"""How easily chance brings a count: the exact test of two shares, of Fisher.

Of ``n`` orders ``k`` have something, and ``size`` are in the first set. If having it and being
there had nothing to do with each other, the number that have both would be as if drawn from an urn
(the hypergeometric distribution). What is returned is the chance of so many, or more: the sum of
the distribution's tail, whose terms follow from each other by a ratio that falls.
"""

from typing import Final, TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats: TypeAlias = NDArray[np.float64]

_EXACT: Final = 256
_LN_FACTORIAL: Final = np.concatenate(([0.0], np.cumsum(np.log(np.arange(1.0, _EXACT)))))
"""Of 0 to 255; beyond that Stirling's series is exact to the last digits of a float."""

TERMS: Final = 64
"""Terms of the tail that are added up; what is left out is bounded from above."""


def ln_factorial(n: ArrayLike) -> Floats:
    """Return the logarithms of the factorials of whole numbers from 0 on."""
    n = np.asarray(n, dtype=np.float64)
    large = np.maximum(n, _EXACT - 1.0)
    series = large * np.log(large) - large + 0.5 * np.log(2 * np.pi * large)
    series += 1 / (12 * large) - 1 / (360 * large**3)
    small: Floats = _LN_FACTORIAL[np.minimum(n, _EXACT - 1).astype(np.intp)]
    return np.where(n < _EXACT, small, series)


def ln_binomial(n: ArrayLike, k: ArrayLike) -> Floats:
    """Return the logarithms of how many ways there are to choose ``k`` of ``n``."""
    n, k = np.asarray(n, dtype=np.float64), np.asarray(k, dtype=np.float64)
    return ln_factorial(n) - ln_factorial(k) - ln_factorial(n - k)


def ln_chance(both: ArrayLike, size: ArrayLike, k: ArrayLike, n: ArrayLike) -> Floats:
    """Return the logarithms of the chances that ``both`` or more of ``k`` are in a set of ``size``.

    Arguments are counts of one shape, or broadcast to it. The answer is at most too large, by what
    is left out after `TERMS` terms: luck is never called smaller than it is.
    """
    x, size, k, n = np.broadcast_arrays(
        *(np.asarray(e, dtype=np.float64) for e in (both, size, k, n))
    )
    first = ln_binomial(k, x) + ln_binomial(n - k, size - x) - ln_binomial(n, size)
    total, term = np.ones(x.shape), np.ones(x.shape)
    for step in range(TERMS):
        term = term * _ratio(x + step, size, k, n)
        total += term
    ratio = _ratio(x + TERMS, size, k, n)
    rest = np.where(ratio < 1, term * ratio / np.maximum(1 - ratio, 1e-12), np.inf)
    return np.where(x <= 0, 0.0, np.minimum(0.0, first + np.log(total + rest)))


def _ratio(x: Floats, size: Floats, k: Floats, n: Floats) -> Floats:
    """Return how much less likely one more than ``x`` is than ``x``; 0 where it cannot be."""
    above = np.maximum(size - x, 0) * np.maximum(k - x, 0)
    below = (x + 1) * (n - size - k + x + 1)
    return np.where(above > 0, above / np.maximum(below, 1), 0.0)


def weight(a: ArrayLike, b: ArrayLike, in_a: float, in_b: float) -> Floats:
    """Return how well shares ``a`` of ``in_a`` and ``b`` of ``in_b`` differ: the statistic G.

    It is twice the logarithm of how much likelier the counts are if the shares differ than if they
    are the same (the likelihood ratio), 0 where they are.
    """
    a, b = np.asarray(a, dtype=np.float64), np.asarray(b, dtype=np.float64)
    n = in_a + in_b
    k = a + b
    cells = ((a, in_a, k), (b, in_b, k), (in_a - a, in_a, n - k), (in_b - b, in_b, n - k))
    parts = [
        cell * np.log(np.maximum(cell, 1) * n / np.maximum(size * k_, 1))
        for cell, size, k_ in cells
    ]
    g: Floats = np.maximum(0.0, 2 * np.sum(parts, axis=0))
    return g
