"""Silence is a refusal (Art. 91(2)): what the applicant reads when a term runs out."""

from datetime import UTC, date, datetime, timedelta

from services.intake.silence import Registered, Silence, silences
from services.intake.timeline import Entry, Timeline
from shared.contracts.vocabulary import Kind
from shared.workdays import load_calendar, start_of

REGISTERED_ON = date(2026, 3, 13)
DUE, LATER_DUE = date(2026, 4, 8), date(2026, 5, 6)
START = datetime(2026, 3, 13, 5, tzinfo=UTC)


def entry(sequence: int, kind: str, at: datetime, answer_by: date | None = None) -> Entry:
    return Entry(sequence=sequence, type=kind, event_id=f"{sequence}", at=at, answer_by=answer_by)


def found(now: datetime, *more: Entry, kind: Kind = Kind.APPLICATION) -> list[Silence]:
    first = entry(1, "appeal.registered", START, DUE)
    timeline = Timeline(appeal_id="a", number="ЖТ-2026-00000001", entries=(first, *more))
    return list(silences(timeline, Registered(kind, REGISTERED_ON), now, load_calendar()))


def test_article_91_2_the_first_instant_after_the_last_day_is_a_refusal_that_may_be_contested_for_three_months() -> (
    None
):
    midnight = start_of(date(2026, 4, 9))
    assert found(midnight - timedelta(microseconds=1)) == []
    (silence,) = found(midnight)
    assert silence.at == midnight
    assert silence.right is not None
    assert (silence.right.start, silence.right.due_on, silence.right.term) == (DUE, date(2026, 7, 8), 3)


def test_an_answer_on_the_last_day_leaves_no_silence() -> None:
    answered = entry(2, "appeal.answered", start_of(DUE) + timedelta(hours=23))
    assert found(start_of(date(2026, 6, 1)), answered) == []


def test_a_late_answer_does_not_undo_the_silence_before_it() -> None:
    answered = entry(2, "appeal.answered", start_of(date(2026, 4, 20)))
    assert [silence.at for silence in found(start_of(date(2026, 6, 1)), answered)] == [start_of(date(2026, 4, 9))]


def test_a_prolongation_in_time_moves_the_silence_to_the_new_date() -> None:
    prolonged = entry(2, "appeal.prolonged", start_of(DUE), LATER_DUE)
    (silence,) = found(start_of(date(2026, 6, 1)), prolonged)
    assert (silence.sequence, silence.at) == (2, start_of(date(2026, 5, 7)))


def test_article_100_5_silence_on_a_complaint_opens_the_way_to_court() -> None:
    (silence,) = found(start_of(date(2026, 4, 9)), kind=Kind.COMPLAINT)
    assert silence.right is None
