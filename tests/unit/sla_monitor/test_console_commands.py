"""`token` makes what opens the console; `watch` explains in a terminal what the page explains."""

from pathlib import Path

import pytest

from services.sla_monitor.__main__ import main
from services.sla_monitor.watch import explained
from services.sla_monitor.web.access import Tokens
from tests.unit.sla_monitor.console import climbed


def test_token_prints_the_token_alone_once_and_stores_its_hash(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "tokens.json"
    monkeypatch.setenv("SLA_MONITOR_CENTRE_TOKENS_FILE", str(file))
    assert main(["token", "--centre", "kz-75"]) == 0
    token, said = capsys.readouterr()
    assert Tokens(file).centre_of(token.strip()) == "kz-75"
    assert token.strip() not in said + file.read_text()


def test_token_refuses_a_centre_that_is_none_and_a_missing_file(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SLA_MONITOR_CENTRE_TOKENS_FILE", raising=False)
    assert main(["token", "--centre", "kz-75"]) == 1
    assert "SLA_MONITOR_CENTRE_TOKENS_FILE" in capsys.readouterr().err
    assert main(["token", "--centre", "kz-99", "--file", str(tmp_path / "tokens.json")]) == 1
    assert "there is no centre kz-99" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("language", "said"),
    [("kk", "15 жұмыс күні"), ("ru", "срок — 15 рабочих дней"), ("en", "Day one is the day after 13 March 2026")],
)
def test_a_watch_explains_the_missed_date_in_three_languages(language: str, said: str) -> None:
    overdue = climbed()[2]
    assert said in explained(overdue, language).renderable.plain  # type: ignore[arg-type, union-attr]
