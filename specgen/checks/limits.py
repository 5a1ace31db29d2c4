"""How far chance may carry a correct data set: figures that the check templates compare with."""

from __future__ import annotations

import math

ALPHA = 1e-6
"""How often a correct column may fail one check; a hundred checks stay below once in 10,000."""


def chi_square_limit(cells: int, tests: int = 1) -> float:
    """The likelihood ratio G = 2 Σ o·ln(o/e) over `cells` that independent rows exceed less than once in `tests`/ALPHA.

    It holds for every number of rows and every share, however small: P(G/2 ≥ s) ≤ e^-s·(e·s/(k-1))^(k-1) for s > k-1
    (R. Agrawal, Finite-sample concentration of the multinomial in relative entropy, 2020). With one cell there is no freedom.
    """
    freedom = cells - 1
    if freedom < 1:
        return 0.0
    wanted = math.log(tests / ALPHA)
    low, high = float(freedom), freedom + 4.0 * wanted + 4.0 * math.sqrt(freedom * wanted)
    while high - low > 1e-9 * high:
        middle = (low + high) / 2
        enough = middle - freedom * (1.0 + math.log(middle / freedom)) >= wanted
        low, high = (low, middle) if enough else (middle, high)
    return 2.0 * high


def share_limit(tests: int) -> float:
    """G of one share against its rest, two-sided: Chernoff's bound P(n·KL ≥ s) ≤ 2·e^-s, for each of several tests."""
    return 2.0 * math.log(2.0 * tests / ALPHA)
