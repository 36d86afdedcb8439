"""The router does not start without a key of its own for the applicants' hashes."""

import pytest
from pydantic import ValidationError

from services.router.settings import Settings


@pytest.mark.parametrize("key", [None, "", "short"])
def test_without_a_key_long_enough_the_router_does_not_start_and_says_which_setting(
    key: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("ROUTER_APPLICANT_KEY", raising=False)
    if key is not None:
        monkeypatch.setenv("ROUTER_APPLICANT_KEY", key)
    with pytest.raises(ValidationError, match="applicant_key"):
        Settings()


def test_the_key_is_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ROUTER_APPLICANT_KEY", "sixteen letters and more")
    assert "sixteen" not in repr(Settings())
