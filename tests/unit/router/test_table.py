"""The table of transitions: complete, obeyed in every state, and printed as it is."""

from dataclasses import replace
from itertools import product
from pathlib import Path

import pytest

from services.router import transitions_page
from services.router.rules.case import OPEN, Case, State
from services.router.rules.facts import Refused
from services.router.rules.table import ALL_KINDS, ROWS, TABLE, Transition, permitted
from shared.contracts.agency import AGENCY_ACTIONS
from shared.contracts.event import Event
from shared.contracts.natije import AdviseCourt, AssignAppeal
from shared.contracts.submissions import SUBMISSIONS, SubmitAppeal
from shared.contracts.vocabulary import Kind, Refusal
from tests.support.router import submission

COMMANDS = {*AGENCY_ACTIONS, *SUBMISSIONS, AssignAppeal, AdviseCourt} - {SubmitAppeal}


def case(state: State, kind: Kind = Kind.COMPLAINT) -> Case:
    told = submission(kind=kind)
    return Case(told, state, 2, told.occurred_at, told.dims, "kz-75", "akimat-75", deadlines=told.deadlines)


def test_every_command_has_exactly_one_row() -> None:
    assert {row.command for row in TABLE} == COMMANDS
    assert len(TABLE) == len(COMMANDS)


@pytest.mark.parametrize(
    ("state", "command"), list(product(State, sorted(COMMANDS, key=lambda command: command.__name__)))
)
def test_a_command_is_refused_with_its_article_wherever_the_table_does_not_name_the_state(
    state: State, command: type[Event]
) -> None:
    verdict, row = permitted(case(state), command), ROWS[command]
    if state in row.states:
        assert verdict is None
    else:
        assert isinstance(verdict, Refused)
        assert verdict.article == row.article
        assert (verdict.refusal is Refusal.ALREADY_CLOSED) == (state not in OPEN and row.otherwise is None)


@pytest.mark.parametrize("row", [row for row in TABLE if row.kinds != ALL_KINDS], ids=lambda row: row.command.__name__)
def test_a_command_is_refused_with_an_article_for_kinds_that_do_not_know_it(row: Transition) -> None:
    for kind in ALL_KINDS - row.kinds:
        verdict = permitted(case(next(iter(row.states)), kind), row.command)
        assert isinstance(verdict, Refused)
        assert (verdict.refusal, verdict.article) == (Refusal.NOT_OF_KIND, row.kinds_article)


def test_every_row_names_an_article_of_the_code() -> None:
    assert all(row.article.startswith("Art. ") for row in TABLE)
    assert all(row.kinds_article.startswith("Art. ") for row in TABLE if row.kinds != ALL_KINDS)


def test_the_page_in_docs_is_the_one_generated_from_the_table() -> None:
    committed = Path(__file__).parents[3] / transitions_page.PAGE
    assert committed.read_text("utf-8") == transitions_page.page() + "\n"


def test_another_table_gives_another_page(monkeypatch: pytest.MonkeyPatch) -> None:
    wider = tuple(replace(row, states=frozenset(State)) for row in TABLE)
    before = transitions_page.page()
    monkeypatch.setattr(transitions_page, "TABLE", wider)
    assert transitions_page.page() != before
