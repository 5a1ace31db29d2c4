"""Laws by other parameters than their own, as a gamma law by its mean: what gives the same one here."""

from __future__ import annotations

import math
from collections.abc import Callable

from specgen.nodes import Node
from specgen.records import record


@record
class Form:
    """Words by which a law is known elsewhere, how they and its own go together, and its own from numbers for them in this order."""

    words: tuple[str, ...]
    rule: str
    own: Callable[..., dict[str, float]]


def _lognormal(mean: float, stddev: float) -> dict[str, float]:
    variance = math.log1p((stddev / mean) ** 2)
    return {"median": mean / math.exp(variance / 2), "sigma": math.sqrt(variance)}


def _triangular(low: float, high: float, mean: float) -> dict[str, float]:
    mode = 3 * mean - low - high
    return {"min": low, "mode": mode, "max": high} if low <= mode <= high else {}


FORMS: dict[str, tuple[Form, ...]] = {
    "beta": (
        Form(("alpha", "beta"), "alpha is a, beta is b", lambda alpha, beta: {"a": alpha, "b": beta}),
        Form(("mean", "concentration"), "the mean is a / (a + b)", lambda mean, sum: {"a": mean * sum, "b": sum - mean * sum}),
    ),
    "binomial": (
        Form(("n", "p"), "n is trials, p is probability", lambda n, p: {"trials": n, "probability": p}),
        Form(("trials", "mean"), "the mean is trials · probability", lambda n, mean: {"trials": n, "probability": mean / n}),
    ),
    "exponential": (
        Form(("rate",), "the mean is 1 / rate", lambda rate: {"mean": 1 / rate}),
        Form(("lambda",), "the mean is 1 / lambda", lambda rate: {"mean": 1 / rate}),
        Form(("scale",), "the scale is the mean", lambda scale: {"mean": scale}),
    ),
    "gamma": (
        Form(("shape", "mean"), "the mean is shape · scale", lambda shape, mean: {"shape": shape, "scale": mean / shape}),
        Form(("shape", "rate"), "the scale is 1 / rate", lambda shape, rate: {"shape": shape, "scale": 1 / rate}),
        Form(("alpha", "beta"), "alpha is shape, beta is 1 / scale", lambda alpha, beta: {"shape": alpha, "scale": 1 / beta}),
        Form(
            ("mean", "stddev"),
            "the mean is shape · scale, the variance shape · scale²",
            lambda mean, stddev: {"shape": (mean / stddev) ** 2, "scale": stddev**2 / mean},
        ),
    ),
    "geometric": (
        Form(("probability",), "the mean is 1 / probability", lambda p: {"mean": 1 / p}),
        Form(("p",), "the mean is 1 / p", lambda p: {"mean": 1 / p}),
    ),
    "lognormal": (
        Form(("mean", "stddev"), "the mean is median · exp(sigma² / 2)", _lognormal),
        Form(("mean", "sigma"), "the mean is median · exp(sigma² / 2)", lambda m, s: {"median": m / math.exp(s**2 / 2), "sigma": s}),
        Form(("mu", "sigma"), "the median is exp(mu)", lambda mu, sigma: {"median": math.exp(mu), "sigma": sigma}),
    ),
    "normal": (Form(("mean", "variance"), "stddev is the root of the variance", lambda m, v: {"mean": m, "stddev": math.sqrt(v)}),),
    "pareto": (
        Form(("alpha",), "alpha is the exponent", lambda alpha: {"exponent": alpha}),
        Form(("alpha", "scale"), "alpha is the exponent", lambda alpha, scale: {"exponent": alpha, "scale": scale}),
        Form(("shape", "scale"), "shape is the exponent", lambda shape, scale: {"exponent": shape, "scale": scale}),
        Form(("exponent", "mean"), "the mean is scale / (exponent - 1)", lambda e, mean: {"exponent": e, "scale": mean * (e - 1)}),
    ),
    "poisson": (Form(("lambda",), "lambda is the mean", lambda rate: {"mean": rate}),),
    "triangular": (
        Form(
            ("min", "max", "mean"),
            "the mean is (min + mode + max) / 3",
            _triangular,
        ),
    ),
    "weibull": (
        Form(
            ("shape", "mean"),
            "the mean is scale · Γ(1 + 1 / shape)",
            lambda shape, mean: {"shape": shape, "scale": mean / math.gamma(1 + 1 / shape)},
        ),
    ),
    "zipf": (Form(("s",), "s is the exponent", lambda s: {"exponent": s}),),
}


def other_form(key: str, node: Node, path: tuple[str | int, ...]) -> str:
    """The help for a parameter that a law has elsewhere: the rule, and the law's own parameters where all numbers are there."""
    known = [form for form in FORMS.get(str(path[-1]) if path else "", ()) if key in form.words]
    given = [form for form in known if set(form.words) - _ENDS == set(node.entries) - _ENDS and set(form.words) <= set(node.entries)]
    if not known:
        return ""
    form = (given or known)[0]
    own = _own(form, node) if given else {}
    return f"{form.rule}: write {', '.join(f'{name}: {value:.6g}' for name, value in own.items())}" if own else form.rule


_ENDS = {"min", "max"}
"""Every law may be cut off at them."""


def _own(form: Form, node: Node) -> dict[str, float]:
    """A law's own parameters; none where there is no such law."""
    values = [node.entries[word].plain for word in form.words]
    if not all(type(value) in (int, float) for value in values):
        return {}
    try:
        found = form.own(*values)
    except (ArithmeticError, ValueError):
        return {}
    return found if all(map(math.isfinite, found.values())) else {}
