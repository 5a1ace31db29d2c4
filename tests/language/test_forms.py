"""A law by parameters that it has elsewhere is told by its own."""

from __future__ import annotations

import importlib

import pytest

from specgen.errors import SpecError
from specgen.language.forms import FORMS, Form
from tests import worlds

MEANS = [(law, form) for law, forms in FORMS.items() for form in forms if "mean" in form.words]


@pytest.mark.parametrize(("law", "form"), MEANS, ids=lambda one: one if isinstance(one, str) else "-".join(one.words))
def test_what_is_told_has_the_mean_that_was_asked_for(law: str, form: Form) -> None:
    asked = {"mean": 0.6, "trials": 3, "n": 3, "shape": 2, "stddev": 0.5, "sigma": 0.5, "concentration": 4, "exponent": 3}
    asked |= {"variance": 0.04, "min": 0, "max": 1}

    own = form.own(*(asked[word] for word in form.words))

    names = {name: f"{name}_" if name == "mean" else name for name in own}
    kind = importlib.import_module(f"specgen.distributions.{law}").KIND
    assert kind(**{names[name]: value for name, value in own.items()}).mean() == pytest.approx(0.6)


@pytest.mark.parametrize(
    ("filler", "help"),
    [
        ("gamma: {shape: 2, mean: 5}", "the mean is shape · scale: write shape: 2, scale: 2.5"),
        ("gamma: {shape: 0, mean: 5}", "the mean is shape · scale"),
        ("gamma: {mean: 5}", "the mean is shape · scale"),
        ("triangular: {min: 0, max: 1, mean: 0.9}", "the mean is (min + mode + max) / 3"),
        ("poisson: {lambda: 3}", "lambda is the mean: write mean: 3"),
        ("lognormal: {mean: 5, stddev: 2, max: 9}", "the mean is median · exp(sigma² / 2): write median: 4.64238, sigma: 0.385253"),
    ],
)
def test_the_help_says_what_to_write(filler: str, help: str) -> None:
    with pytest.raises(SpecError) as refused:
        worlds.table(9, f"x: {{type: double precision, {filler}}}")

    told = [fault.help for fault in refused.value.faults if fault.code == "unknown-key"]
    assert told and set(told) == {help}
