"""How a consideration ends: the answer with its traits, and the other closings; and what people do about it."""

from datetime import datetime
from hashlib import sha512
from typing import Any

from deploy.halfyear.case import AGENCY, DAY_LONG, OFFICE_SECONDS, Case, Opening, office
from deploy.halfyear.facts import NUMBER, Marks
from deploy.halfyear.world import (
    CALENDAR,
    MASS_ACTS_BODY,
    MASS_ACTS_SUBJECT,
    TEMPLATE_BODY,
    temper,
)
from shared.contracts.exemptions import ReplyExemption
from shared.contracts.lifecycle import (
    ActExecuted,
    AppealAnswered,
    AppealAttached,
    AppealReturned,
    AppealTerminated,
    AppealWithdrawn,
    ClosingEvent,
)
from shared.contracts.likeness import AnswerTraits, Earlier
from shared.contracts.requests import CorrectionDecided, CorrectionRequested
from shared.contracts.vocabulary import ExemptionGround, Kind, Language, Outcome, ReturnGround
from shared.law import allowed_outcomes, termination_grounds
from shared.workdays import civil_day

REPLY, MATTER = "0e" * 64, "0f" * 64
DAYS, LEFT, MINUTES = 770_001, 770_002, 770_003
UNHAPPY = frozenset(
    {Outcome.EXPLAINED, Outcome.REFUSED, Outcome.BURDENSOME_ACT, Outcome.LEFT_UNSATISFIED, Outcome.LEFT_UNCONSIDERED}
)
OFFICE_MINUTES = OFFICE_SECONDS // 60


def closed(case: Case, cls: type[ClosingEvent], key: tuple[Any, ...], fields: Any, marks: Marks = ()) -> None:
    """Close the case now: raise what came due, say the fact, settle the escalations."""
    case.climb(case.now)
    today, due = civil_day(case.now), case.due
    in_time = due is None or today <= due.answer_by
    was_overdue = case.was_overdue()
    days = CALENDAR.count(case.dims.registered_on, today)
    numbers: Marks = ((b"770001", b"%d" % days),)
    if due is not None:
        left = CALENDAR.count(today, due.answer_by) if in_time else -CALENDAR.count(due.answer_by, today)
        numbers = (*numbers, (b"770002", b"%d" % left))
    common = {
        "in_time": in_time,
        "was_overdue": was_overdue,
        "working_days": DAYS,
        "working_days_left": None if due is None else LEFT,
    }
    place = (in_time, was_overdue, due is None, *key)
    case.say(cls, place, lambda: common | fields(), (*numbers, *marks))
    case.is_closed = True
    case.settle()


def withdrawn(case: Case) -> None:
    """The applicant withdraws it (Art. 64(9))."""
    closed(case, AppealWithdrawn, (), dict)


def returned(case: Case, ground: ReturnGround) -> None:
    """Returned without consideration (Art. 64(7))."""
    late = case.chance(0.05)
    closed(case, AppealReturned, (ground, late), lambda: {"ground": ground, "late": late})
    if ground is ReturnGround.SAME_WITHOUT_NEW_ARGUMENTS and case.chance(0.8):  # filed once more, to be attached
        case.next_openings.append(_again(case, case.now, case.rng.randint(1, 30), case.dims.kind, None))


def terminated(case: Case) -> None:
    """Ended without a decision on the merits."""
    ground = case.rng.choice(sorted(termination_grounds(case.dims.kind)[1]))
    closed(case, AppealTerminated, (ground,), lambda: {"ground": ground})


def attached(case: Case, prior: str) -> None:
    """Joined to the earlier case without an answer (Art. 64(8))."""
    closed(case, AppealAttached, ("prior",), lambda: {"prior_number": "ЖТ-2199-99999999"}, ((PRIOR, prior.encode()),))


PRIOR = "ЖТ-2199-99999999".encode()


def outcome_of(case: Case) -> Outcome:
    """By the habits of the body and the kind."""
    kind, habits = case.dims.kind, temper(case.holder)
    if kind is Kind.COMPLAINT:
        return case.rng.choice(sorted(allowed_outcomes(kind) - {Outcome.SELF_CORRECTED}))
    if kind is Kind.APPLICATION:
        return Outcome.FAVOURABLE_ACT if case.chance(0.55) else Outcome.BURDENSOME_ACT
    if case.chance(habits.explains):
        return Outcome.EXPLAINED
    return case.rng.choice((Outcome.SATISFIED, Outcome.REFUSED, Outcome.NOTED))


def answered(case: Case, outcome: Outcome) -> None:
    """A decision on the merits, with what it is judged by."""
    habits = temper(case.holder)
    is_mass_act = (
        case.holder == MASS_ACTS_BODY
        and case.dims.category == MASS_ACTS_SUBJECT
        and case.dims.kind is Kind.APPLICATION
        and case.chance(0.6)
    )
    if is_mass_act:
        outcome = Outcome.BURDENSOME_ACT
    reply = _text(case, "mass") if is_mass_act else _reply(case, habits.templates)
    language = case.dims.language if case.dims.language is not Language.OTHER else Language.RU
    silent = case.chance(habits.silent_on_appeal)
    refused = 1 if case.chance(0.02) else 0
    complained_of = case.opening.complained_of
    traits = AnswerTraits(
        reply=REPLY,
        matter=MATTER,
        held_working_minutes=MINUTES,
        prolonged=case.is_prolonged,
        replies_refused=refused,
        complained_of=AGENCY if complained_of else None,
    )
    exemption = ReplyExemption(ground=ExemptionGround.IDENTICAL_ACTS, reasoned_number=NUMBER) if is_mass_act else None
    marks = (
        (b"770003", b"%d" % held_minutes(case.arrived, case.now)),  # before what may hold these digits by chance
        (REPLY.encode(), reply.encode()),
        (MATTER.encode(), case.opening.matter.encode()),
        (NUMBER.encode(), case.story.number.encode()),
        (AGENCY.encode(), (complained_of or "").encode()),
    )
    key = (outcome, language, silent, refused, case.is_prolonged, complained_of is None, is_mass_act)
    closed(
        case,
        AppealAnswered,
        key,
        lambda: {
            "outcome": outcome,
            "reply_language": language,
            "appeal_information": not silent,
            "exemption": exemption,
            "traits": traits,
        },
        marks,
    )
    _aftermath(case, outcome)


def _reply(case: Case, templates: float) -> str:
    if case.chance(templates):
        return _text(case, f"template:{case.rng.randrange(1 if case.holder == TEMPLATE_BODY else 5)}")
    return case.rng.randbytes(64).hex()


def _text(case: Case, name: str) -> str:
    """One of the body's standing texts, with a word or two changed."""
    text = bytearray(sha512(f"{case.holder}:{name}".encode()).digest())
    for _ in range(case.rng.randrange(3)):
        text[case.rng.randrange(64)] = case.rng.randrange(256)
    return text.hex()


def held_minutes(arrived: datetime, when: datetime) -> int:
    """Minutes of office hours from the arrival to the answer."""
    first, last = civil_day(arrived), civil_day(when)
    days = CALENDAR.count(first, last)
    opened = (when - arrived - DAY_LONG * (last - first).days).total_seconds() / 60
    return max(0, days * OFFICE_MINUTES + round(opened))


def _aftermath(case: Case, outcome: Outcome) -> None:
    """What follows an answer: execution, correction, a complaint, the same matter again."""
    closed_at = case.now
    if outcome in {Outcome.FAVOURABLE_ACT, Outcome.ACTION_ORDERED, Outcome.SENT_BACK} and case.chance(0.3):
        case.move(office(CALENDAR.nth_after(civil_day(closed_at), case.rng.randint(1, 6)), case.rng))
        case.say(ActExecuted)
    if case.chance(0.01):
        case.move(office(CALENDAR.nth_after(civil_day(case.now), case.rng.randint(1, 5)), case.rng))
        case.say(CorrectionRequested)
        case.move(office(CALENDAR.nth_after(civil_day(case.now), case.rng.randint(1, 3)), case.rng))
        corrected = case.chance(0.7)
        case.say(CorrectionDecided, (corrected,), lambda: {"corrected": corrected})
    if outcome not in UNHAPPY or case.dims.kind is Kind.COMPLAINT:
        return
    if case.chance(0.05):
        case.next_openings.append(_again(case, closed_at, case.rng.randint(2, 40), Kind.COMPLAINT, outcome))
    elif case.chance(0.04):
        case.next_openings.append(_again(case, closed_at, case.rng.randint(3, 110), case.dims.kind, outcome))


def _again(case: Case, closed_at: datetime, days: int, kind: Kind, outcome: Outcome | None) -> Opening:
    was = case.opening
    earlier = Earlier(
        appeal_id=case.story.id,
        number=case.story.number,
        agency=case.holder,
        outcome=outcome,
        closed_on=civil_day(closed_at),
    )
    when = office(civil_day(closed_at) + DAY_LONG * days, case.rng)
    return Opening(
        when=when,
        kind=kind,
        region=was.region,
        subject=was.subject,
        body=case.holder,
        channel=was.channel,
        language=was.language,
        person=was.person,
        collective=was.collective,
        matter=was.matter,
        applicant=was.applicant,
        earlier=None if kind is Kind.COMPLAINT else earlier,
        complained_of=case.holder if kind is Kind.COMPLAINT else None,
    )
