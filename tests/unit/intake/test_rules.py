"""Registration: number, dates, talon and records."""

from datetime import UTC, date, datetime

import pytest

from services.intake.rules import NO_PAST, Filing, Past, Registered, Trace, register, series_of, withdrawal
from shared.contracts.envelope import decode
from shared.contracts.event import derived_id, event_id
from shared.contracts.lifecycle import AppealRegistered
from shared.contracts.submissions import SubmitAppeal
from shared.contracts.topics import LIFECYCLE, SUBMITTED
from shared.contracts.vocabulary import PersonType
from shared.law import NoLawInForce
from tests.support.intake_builders import APPEAL, DESK, NOON, NUMBER, SECRETS, form

EVENING = datetime(2026, 11, 24, 13, 30, tzinfo=UTC)


def registered_at(instant: datetime, past: Past = NO_PAST) -> Registered:
    """The appeal, received at `instant`."""
    return register(form(), Filing(APPEAL, instant, instant, Trace("c1"), past), NUMBER, DESK)


def test_the_fact_and_the_command_say_the_same() -> None:
    fact, command = registered_at(NOON).records
    first = decode([(k, v.encode()) for k, v in fact.headers.items()], fact.key.encode(), fact.value, LIFECYCLE.types)
    second = decode(
        [(k, v.encode()) for k, v in command.headers.items()], command.key.encode(), command.value, SUBMITTED.types
    )
    assert isinstance(first, AppealRegistered)
    assert isinstance(second, SubmitAppeal)
    assert (first.number, first.dims, first.deadlines) == (second.number, second.dims, second.deadlines)
    assert (first.sequence, first.event_id) == (1, event_id(APPEAL, 1, "appeal.registered"))
    assert (second.event_id, second.causation_id) == (derived_id(APPEAL, "appeal.submit"), first.event_id)
    assert {first.correlation_id, second.correlation_id} == {"c1"}


def test_the_fact_holds_neither_a_name_nor_the_text() -> None:
    fact, _ = registered_at(NOON).records
    assert "Тестова".encode() not in fact.value
    assert "Яма".encode() not in fact.value


def test_an_appeal_at_noon_is_registered_the_same_day() -> None:
    talon = registered_at(NOON).talon
    assert (talon.received_on, talon.received_time) == (date(2026, 11, 24), "12:00:00")
    assert (talon.registered_on, talon.registered_late) == (date(2026, 11, 24), False)
    assert (talon.redirect_by, talon.answer_by) == (date(2026, 11, 27), date(2026, 12, 15))


def test_an_appeal_at_half_past_six_is_registered_the_next_working_day() -> None:
    talon = registered_at(EVENING).talon
    assert (talon.received_on, talon.received_time) == (date(2026, 11, 24), "18:30:00")
    assert (talon.registered_on, talon.registered_late) == (date(2026, 11, 25), True)


def test_a_historical_appeal_starts_no_clock() -> None:
    registered = registered_at(NOON, Past(historical=True))
    assert (registered.talon.redirect_by, registered.talon.answer_by) == (None, None)
    assert registered.opened.derivation is None


def test_an_appeal_from_before_the_code_has_no_deadlines_by_it() -> None:
    with pytest.raises(NoLawInForce):
        registered_at(datetime(2021, 6, 1, 7, tzinfo=UTC))


def test_the_series_of_a_number_is_letter_and_year() -> None:
    found = [series_of(person, date(2026, 1, 5)) for person in (PersonType.INDIVIDUAL, PersonType.LEGAL)]
    assert found == ["ЖТ-2026", "ЗТ-2026"]


def test_a_second_withdrawal_is_the_same_command() -> None:
    first, second = (withdrawal(APPEAL, at, None, Trace(APPEAL)) for at in (NOON, EVENING))
    assert first.headers["ce_id"] == second.headers["ce_id"]


def test_a_secret_can_be_told_again_and_fits_one_appeal_only() -> None:
    secret = SECRETS.of(APPEAL)
    assert secret == SECRETS.of(APPEAL)
    assert SECRETS.fits(APPEAL, secret)
    assert not SECRETS.fits(APPEAL[:-1] + "1", secret)
    assert not SECRETS.fits(APPEAL, "не тот")
