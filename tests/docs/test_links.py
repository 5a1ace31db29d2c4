"""Every relative link and anchor of the Markdown files leads somewhere."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest

from tests.docs.markdown import PAGES, ROOT, anchors, links


def named(page: Path) -> str:
    return str(page.relative_to(ROOT))


def leads_nowhere(page: Path, target: str) -> str:
    """What is wrong with a link, if anything."""
    parts = urlsplit(target)
    if parts.scheme:
        return ""
    path = page.parent / unquote(parts.path) if parts.path else page
    if not path.exists():
        return "there is no such file"
    if not path.resolve().is_relative_to(ROOT):
        return "it leads out of the project"
    if parts.fragment and parts.fragment not in anchors(path):
        return f"{named(path.resolve())} has no heading for #{parts.fragment}"
    return ""


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_every_link_leads_to_a_file_and_a_heading(page: Path) -> None:
    found = {str(link): leads_nowhere(page, link.target) for link in links(page)}

    assert {link: why for link, why in found.items() if why} == {}


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_no_two_headings_have_one_anchor(page: Path) -> None:
    assert [anchor for anchor, count in Counter(anchors(page)).items() if count > 1] == []
