"""`python -m deploy.ledger`: its words and its exit code, when the books agree, when not, and when nobody can say."""

import json
import subprocess
from collections.abc import Callable
from typing import Any

import pytest

from deploy.ledger import __main__ as command
from deploy.ledger.books import Logs
from deploy.ledger.reading import NotSettled
from deploy.ledger.stores import Stores
from tests.unit.ledger.test_books import ONE, books

Arrange = Callable[[tuple[Logs, Stores] | Exception], None]
AGREES = {"agrees": True, "differences": []}


@pytest.fixture
def reads(monkeypatch: pytest.MonkeyPatch) -> Arrange:
    """Let the command read these books, or fail while it reads."""

    def arrange(found: tuple[Logs, Stores] | Exception) -> None:
        async def read_all(*_: object) -> tuple[Logs, Stores]:
            if isinstance(found, Exception):
                raise found
            return found

        monkeypatch.setattr(command, "read_all", read_all)

    return arrange


def recount_says(monkeypatch: pytest.MonkeyPatch, told: dict[str, Any] | None, code: int = 0) -> None:
    """The recount of the statistics prints this, or nothing."""
    out = "" if told is None else f"counting\n{json.dumps(told)}\n"
    done = subprocess.CompletedProcess([], code, out, "")
    monkeypatch.setattr("deploy.ledger.__main__.subprocess.run", lambda *_, **__: done)


def lose_a_case() -> tuple[Logs, Stores]:
    logs, stores = books()
    stores.cases.clear()
    return logs, stores


def test_books_that_agree_are_told_in_one_line_and_end_with_0(
    reads: Arrange, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    reads(books())
    recount_says(monkeypatch, AGREES)
    assert command.main([]) == 0
    line = "AGREES: appeals 1, settled 1, records 4, repeats 0, waiting_in_outbox 0, disagreements 0\n"
    assert capsys.readouterr() == (line, "")


def test_books_that_differ_name_the_appeal_and_end_with_1(reads: Arrange, capsys: pytest.CaptureFixture[str]) -> None:
    reads(lose_a_case())
    assert command.main(["--no-recount"]) == 1
    verdict, named = capsys.readouterr().out.splitlines()
    assert verdict.startswith("DIFFERS: ")
    assert verdict.endswith("disagreements 1")
    assert named == f"appeal {ONE}: the log is at 2, but the router has no case"


def test_a_machine_reads_the_same_as_one_json_object(reads: Arrange, capsys: pytest.CaptureFixture[str]) -> None:
    reads(lose_a_case())
    assert command.main(["--json", "--no-recount"]) == 1
    told = json.loads(capsys.readouterr().out)
    assert (told["agrees"], told["appeals"], told["disagreements"]) == (False, 1, 1)
    assert told["first"] == [f"appeal {ONE}: the log is at 2, but the router has no case"]


@pytest.mark.parametrize(
    ("told", "words"),
    [
        ({"agrees": False, "differences": ["2026-11 akimat-55"]}, "statistics: 2026-11 akimat-55"),
        (None, "the recount of the statistics could not be made (exit code 3)"),
    ],
)
def test_statistics_that_differ_or_cannot_be_recounted_are_a_disagreement(
    reads: Arrange,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    told: dict[str, Any] | None,
    words: str,
) -> None:
    reads(books())
    recount_says(monkeypatch, told, 3)
    assert command.main([]) == 1
    assert capsys.readouterr().out.splitlines()[1:] == [words]


def test_a_service_that_lags_for_too_long_ends_it_with_2_and_says_which(
    reads: Arrange, capsys: pytest.CaptureFixture[str]
) -> None:
    reads(NotSettled("router has not come past the records of 5 s ago"))
    assert command.main(["--patience", "5"]) == 2
    assert capsys.readouterr() == ("", "router has not come past the records of 5 s ago\n")
