"""The timeline: a fold over facts and notices."""

import itertools

from services.intake.status_texts import STATUSES
from services.intake.texts import TONGUES
from services.intake.timeline import Status, Timeline, begun, fold, standing
from services.intake.views import ALL_FACTS, ALL_NOTICES, UNTOLD, StatusView
from shared.contracts.dates import ClocksChanged
from shared.contracts.envelope import UnknownFact
from shared.contracts.event import SequencedEvent
from shared.contracts.lifecycle import AppealAttached, AppealRedirectedInPart, AppealRegistered
from shared.contracts.topics import LIFECYCLE
from shared.contracts.vocabulary import ClockName, DatesChangedBy, NoticeKind, RulesetId
from shared.law import explain, start_clock
from tests.support.intake_builders import (
    APPEAL,
    DESK,
    NOON,
    NUMBER,
    answered,
    assigned,
    context,
    dimensions,
    filed,
    reply,
)

CHILD = "01a20cc3-3cc0-748a-aa74-8d3c46b9e8ff"


def folded(*events: SequencedEvent, start: Timeline | None = None) -> Timeline:
    """The timeline after these events, on top of the registration."""
    timeline = start or begun(None, APPEAL, NUMBER, filed(appeal_id=APPEAL).opened)
    for event in events:
        after = fold(timeline, event)
        assert after is not None
        timeline = after
    return timeline


def shown(timeline: Timeline) -> list[tuple[int, str]]:
    """Sequence and type of each line."""
    return [(entry.sequence, entry.notice or entry.type) for entry in timeline.entries]


def test_a_repeated_fact_changes_nothing() -> None:
    once = folded(assigned(2), answered(3))
    assert folded(assigned(2), answered(3), start=once) is once


def test_a_repeated_notice_changes_nothing() -> None:
    once = folded(assigned(2), answered(3), reply(3))
    assert folded(reply(3), start=once) is once


def test_a_notice_stands_after_its_fact_whichever_came_first() -> None:
    expected = [(1, "appeal.registered"), (2, "appeal.assigned"), (3, "appeal.answered"), (3, "answered")]
    for order in itertools.permutations([answered(3), reply(3)]):
        assert shown(folded(assigned(2), *order)) == expected


def test_a_fact_of_an_unknown_type_moves_the_sequence_and_leaves_no_line() -> None:
    unknown = UnknownFact(event_id="e", occurred_at=NOON, appeal_id=APPEAL, sequence=3, type="appeal.sung")
    timeline = folded(assigned(2), unknown, answered(4))
    assert (timeline.last, timeline.gaps, len(timeline.entries)) == (4, 0, 3)


def test_a_missing_sequence_is_counted() -> None:
    assert folded(assigned(2), answered(5)).gaps == 2


def test_the_registration_is_shown_before_the_log_brings_it() -> None:
    opened = filed(appeal_id=APPEAL).opened
    notice_first = fold(None, reply(3))
    assert shown(begun(notice_first, APPEAL, NUMBER, opened)) == [(1, "appeal.registered"), (3, "answered")]


def test_the_status_follows_the_last_fact() -> None:
    log = [assigned(2), answered(3), reply(3)]
    assert [standing(folded(*log[:count])).status for count in range(4)] == [
        Status.REGISTERED,
        Status.ASSIGNED,
        Status.ANSWERED,
        Status.ANSWERED,
    ]


def test_the_due_date_holds_until_a_fact_sets_another() -> None:
    before, after = standing(folded()), standing(folded(assigned(2)))
    assert before.answer_by is not None
    assert (after.answer_by, after.derivation, after.agency) == (before.answer_by, before.derivation, "akimat-75")


def parted(sequence: int) -> AppealRedirectedInPart:
    return AppealRedirectedInPart(
        **context(sequence, "appeal.redirected_in_part"),
        dims=dimensions("akimat-75"),
        from_agency="akimat-75",
        to_agency="mot",
        child_id=CHILD,
        child_number=f"{NUMBER}/1",
        working_day=1,
        in_time=True,
    )


def test_article_65_1_a_partial_redirect_leaves_status_and_holder_and_shows_the_childs_number() -> None:
    before, after = folded(assigned(2)), folded(assigned(2), parted(3))
    assert standing(after) == standing(before)
    line = after.entries[-1]
    assert (line.to_agency, line.child_number) == ("mot", f"{NUMBER}/1")


def test_article_65_1_the_childs_timeline_begins_with_its_own_registration() -> None:
    registered = AppealRegistered(
        **context(1, "appeal.registered", CHILD, f"{NUMBER}/1"), dims=dimensions(), parent=NUMBER
    )
    timeline = fold(None, registered)
    assert timeline is not None
    after = fold(timeline, assigned(2, CHILD, f"{NUMBER}/1"))
    assert after is not None
    assert (after.number, after.gaps, standing(after).status) == (f"{NUMBER}/1", 0, Status.ASSIGNED)


def test_article_64_8_an_attached_repeat_is_closed_and_names_the_earlier_case() -> None:
    earlier = "ЖТ-2026-00000042"
    fact = AppealAttached(
        **context(3, "appeal.attached"),
        dims=dimensions(),
        in_time=True,
        working_days=2,
        was_overdue=False,
        prior_number=earlier,
    )
    timeline = folded(assigned(2), fact)
    assert (standing(timeline).status, standing(timeline).is_closed) == (Status.ATTACHED, True)
    assert timeline.entries[-1].prior_number == earlier
    assert earlier in ALL_FACTS[fact.type].said("ru", prior=earlier)


def test_every_fact_and_notice_has_a_sentence_in_three_languages() -> None:
    assert set(LIFECYCLE.types) - UNTOLD <= set(ALL_FACTS)
    assert set(ALL_NOTICES) == set(NoticeKind)
    assert set(STATUSES) == set(Status)
    values = dict.fromkeys(("agency", "to_agency", "until", "outcome", "child", "prior"), "X")
    for words in (*ALL_FACTS.values(), *ALL_NOTICES.values(), *STATUSES.values()):
        assert len({words.said(tongue, **values) for tongue in TONGUES}) == len(TONGUES)


def test_article_76_5_a_changed_term_beside_the_answer_is_a_line_with_its_day_and_reason() -> None:
    right = start_clock(ClockName.COMPLAINT_RIGHT, NOON.date(), RulesetId.B, DESK.calendar)
    moved = ClocksChanged(
        **context(4, "appeal.clocks_changed"), dims=dimensions(), reason=DatesChangedBy.WORKING_DAYS, starts=(right,)
    )
    timeline = folded(assigned(2), answered(3), moved)
    assert standing(timeline).status is Status.ANSWERED
    view = StatusView(DESK.reference, DESK.calendar)
    for tongue in TONGUES:
        line = view.of(filed(appeal_id=APPEAL), timeline, tongue, NOON)["timeline"][-1]
        assert line["text"] == ALL_FACTS["appeal.clocks_changed"].said(tongue)
        (term,) = line["terms"]
        assert (term["name"], term["until"]) == ("complaint_right", right.derivation.due_on)
        assert term["explanation"] == explain(right.derivation, tongue, DESK.calendar)
