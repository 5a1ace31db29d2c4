"""Laws that every distribution in the folder obeys; a new file is tested without an edit here."""

from __future__ import annotations

import dataclasses
import importlib
import pkgutil
import time

import numpy as np
import pytest
import yaml
from scipy import stats

from specgen import distributions
from specgen.numeric.quantiles import DiscreteTable, QuantileTable
from specgen.numeric.truncation import truncated
from specgen.streams import stream

KINDS = [importlib.import_module(f"specgen.distributions.{found.name}").KIND for found in pkgutil.iter_modules(distributions.__path__)]
U = np.sort(np.concatenate([stream(1, "t", "c").uniform(np.arange(20_000, dtype=np.uint64)), [1e-12, 1e-6, 0.5, 1 - 1e-6, 1 - 1e-12]]))


def typical(kind, **other):
    """An instance with the typical value of each parameter."""
    values = {f.name: f.metadata["typical"] for f in dataclasses.fields(kind)}
    return kind(**values | other)


LAWS = [typical(kind) for kind in KINDS]
each_law = pytest.mark.parametrize("law", LAWS, ids=lambda law: law.name)
SCIPY = {
    "uniform": lambda d: stats.uniform(d.min, d.max - d.min),
    "normal": lambda d: stats.norm(d.mean_, d.stddev),
    "lognormal": lambda d: stats.lognorm(d.sigma, scale=d.median),
    "exponential": lambda d: stats.expon(scale=d.mean_),
    "gamma": lambda d: stats.gamma(d.shape, scale=d.scale),
    "beta": lambda d: stats.beta(d.a, d.b),
    "triangular": lambda d: stats.triang((d.mode - d.min) / (d.max - d.min), d.min, d.max - d.min),
    "pareto": lambda d: stats.lomax(d.exponent, scale=d.scale),
    "weibull": lambda d: stats.weibull_min(d.shape, scale=d.scale),
    "geometric": lambda d: stats.geom(1 / d.mean_),
    "poisson": lambda d: stats.poisson(d.mean_),
    "binomial": lambda d: stats.binom(d.trials, d.probability),
    "zipf": lambda d: stats.zipf(d.exponent),
}
OTHERS = [
    typical(kind, **{name: value})
    for kind in KINDS
    for name, value in {
        "poisson": [("mean_", 0.01), ("mean_", 5e4), ("mean_", 1e10)],
        "binomial": [("probability", 0.0), ("probability", 1.0), ("trials", 1), ("trials", 100_000), ("trials", 10**9)],
        "geometric": [("mean_", 1.001), ("mean_", 1e7)],
        "zipf": [("exponent", 1.2), ("exponent", 6.0)],
        "pareto": [("exponent", 0.5), ("exponent", 20.0)],
        "triangular": [("mode", 1.0), ("mode", 10.0)],
        "gamma": [("shape", 0.05), ("shape", 500.0)],
        "beta": [("a", 0.3), ("b", 300.0)],
        "weibull": [("shape", 0.5)],
    }.get(kind.name, [])
]


def smallest(law, u):
    """Whether the quantile is the smallest integer whose cdf is at least u, wherever integers are exact."""
    x = law.quantile(u)
    exact = x < 2.0**53
    return bool((law.cdf(x) >= u)[exact].all() and (law.cdf(x - 1) < u)[exact].all() and (x == np.floor(x)).all())


@pytest.mark.parametrize("law", LAWS + OTHERS, ids=repr)
def test_quantile_and_cdf_undo_each_other(law):
    x = law.quantile(U)

    assert (np.diff(x) >= 0).all() and not np.isnan(x).any()
    if law.discrete:
        assert smallest(law, U)
    else:
        assert np.abs(law.cdf(x) - U).max() < 1e-9


@pytest.mark.parametrize("law", LAWS + OTHERS, ids=repr)
def test_values_stay_in_the_support_and_the_cdf_is_one_and_zero_outside(law):
    low, high = law.support()
    x = law.quantile(np.array([2.0**-53, *U, 1 - 2.0**-53]))

    assert low <= x[0] and x[-1] <= high
    if np.isfinite(low):
        assert law.cdf(np.array([low - 1.0, low - 1e-9])).tolist() == [0, 0]
    if np.isfinite(high):
        assert law.cdf(np.array([high, high + 1.0])).tolist() == [1, 1]
    assert law.cdf(np.array([-1e300, 1e300])).tolist() == pytest.approx([0, 1], abs=1e-9) or law.name in ("pareto", "zipf")


@pytest.mark.parametrize("law", [law for law in LAWS + OTHERS if law.name in SCIPY], ids=repr)
def test_laws_are_those_of_scipy(law):
    reference = SCIPY[law.name](law)
    x = np.unique(np.concatenate([law.quantile(U[:: len(U) // 200]), law.quantile(U[:5]) + 0.25]))
    x = x[x < (1000 if law.name == "zipf" else 2.0**40)]  # scipy sums zipf's masses one by one

    assert law.cdf(x) == pytest.approx(reference.cdf(x), rel=1e-9, abs=1e-11)
    assert law.mean() == pytest.approx(reference.mean(), rel=1e-9)
    assert law.support()[0] == reference.support()[0] or law.name == "binomial"


@each_law
def test_the_mean_is_that_of_the_quantiles(law):
    strata = (np.arange(100_000) + 0.5) / 100_000

    assert np.isfinite(law.mean())
    assert law.quantile(strata).mean() == pytest.approx(law.mean(), rel=0.02)


@each_law
def test_its_table_says_what_it_says(law):
    if law.discrete:
        x, tabled = law.quantile(U), DiscreteTable(law.quantile, law.cdf).at(U)
        assert np.array_equal(tabled[x < 65_536], x[x < 65_536]) and tabled == pytest.approx(x, rel=1e-4)
    else:
        assert np.abs(law.cdf(QuantileTable(law.quantile).at(U)) - U).max() < 2e-6


@pytest.mark.parametrize("law", [law for law in OTHERS if law.name in ("poisson", "binomial") and law.mean() > 1e8], ids=repr)
def test_the_table_of_a_law_with_more_values_than_it_lists_is_made_at_once_and_right(law):
    begin = time.process_time()
    x = DiscreteTable(law.quantile, law.cdf).at(U)

    assert time.process_time() - begin < 15
    assert np.abs(law.cdf(x) - U).max() < 1e-4 and (np.diff(x) >= 0).all()


@each_law
def test_truncation_renormalises_and_piles_nothing_up(law):
    low, high = (float(end) for end in law.quantile(np.array([0.2, 0.9])))
    part = truncated(law, low, high)
    inside = np.unique(law.quantile(np.linspace(0.21, 0.89, 50)))
    below = float(law.cdf(np.array([low - 1 if law.discrete else low]))[0])
    whole = float(law.cdf(np.array([high]))[0]) - below

    assert part.support() == (low, high)
    assert part.cdf(np.array([low - 1, high, high + 1])).tolist() == [0, 1, 1]
    assert part.cdf(inside) == pytest.approx((law.cdf(inside) - below) / whole)
    x = part.quantile(U)
    assert x.min() >= low and x.max() <= high and (np.diff(x) >= 0).all()
    assert law.discrete or np.abs(part.cdf(x) - U).max() < 1e-9
    drawn = [(x <= at).mean() for at in inside]
    assert drawn == pytest.approx(part.cdf(inside), abs=5 * 0.5 / np.sqrt(len(U)))


@each_law
def test_truncation_to_where_nothing_lies_is_refused_with_the_arithmetic(law):
    low = law.support()[0]
    outside = (low - 5, low - 4) if np.isfinite(low) else (1e6, 1e7)

    with pytest.raises(ValueError, match=rf"{law.name} has no mass between .* P\(X < .* = "):
        truncated(law, *outside)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_every_kind_shows_itself(kind):
    shown = yaml.safe_load(kind.example)

    assert kind.__module__.endswith(f".{kind.name}") and kind.__doc__ and f"{kind.name}: {{" in kind.__doc__
    assert kind.name in shown["tables"]["samples"]["columns"]["x"]
    assert all({"domain", "doc", "typical"} <= set(f.metadata) for f in dataclasses.fields(kind))


@pytest.mark.parametrize("name, values", [("uniform", {"min": 5.0, "max": 5.0}), ("triangular", {"mode": 11.0})])
def test_ends_in_the_wrong_order_are_refused(name, values):
    kind = next(kind for kind in KINDS if kind.name == name)

    with pytest.raises(ValueError, match="min"):
        typical(kind, **values)
