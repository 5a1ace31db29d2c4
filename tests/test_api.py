"""The verbs as Python functions."""

from __future__ import annotations

import pytest

from specgen import api
from specgen.errors import SpecError


@pytest.mark.parametrize("scale", [2, "2", 2.0])
def test_an_override_may_be_a_number_or_its_text(scale: str | float) -> None:
    dataset = api.load("ecommerce", {"scale": scale})

    assert dataset.plan.tables["customers"].rows == 2_000


def test_an_override_of_a_wrong_kind_is_a_fault() -> None:
    with pytest.raises(SpecError):
        api.load("ecommerce", {"scale": "many"})
