"""What a server says is told without the secrets that this process has."""

from __future__ import annotations

import pytest

from specgen.stores.services import SERVICES


@pytest.mark.parametrize(
    ("secret", "said", "told"),
    [
        ("a", "a bad answer for key a of http://me:a@host/data", "* bad answer for key * of http://me:*@host/data"),
        ("key", "no such key_id: key", "no such key_id: *"),
        ("s3cr3t/word+", "signed xs3cr3t/word+x", "signed x*x"),
    ],
)
def test_a_short_secret_is_starred_as_a_whole_word_only(secret: str, said: str, told: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", secret)

    assert SERVICES["s3"].explained(OSError(said))[0] == told
