"""What a machine writes of the docs is as the machine would write it now."""

from __future__ import annotations

import pytest

from docs.scripts.pages import difference, modules


@pytest.mark.parametrize("path", modules())
def test_a_page_is_not_stale(path: str) -> None:
    found = difference(path, modules()[path].page())

    assert not found, f"{path} is stale: run `make docs`{found}"
