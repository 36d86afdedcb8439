"""The life of one appeal from receipt to what follows its answer, told at once; the timeline puts lives together."""

import random
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any

from deploy.halfyear import endings, middle
from deploy.halfyear.assigning import take
from deploy.halfyear.case import AGENCY, CENTRE, FAR, FAR_INSTANT, Case, Opening, day_marks, office
from deploy.halfyear.facts import Marks, Story
from deploy.halfyear.world import CALENDAR, CHANNELS, KINDS, LANGUAGES, PERSONS, REGIONS, competent, subjects
from shared.contracts.crime import CrimeSuspected
from shared.contracts.event import derived_id
from shared.contracts.lifecycle import AppealAccepted, AppealRegistered, AppealTriaged, Dimensions
from shared.contracts.likeness import Earlier, Likeness
from shared.contracts.special_kinds import SpecialKind
from shared.contracts.vocabulary import ClockName, CrimeSign, Kind, PersonType, RulesetId, RungName
from shared.law import immediate_clock, opening, registration, special_kinds
from shared.workdays import civil_day, start_of

SPACE = "8c4f2c1e-2f0b-4b9a-9d4e-6a1a5a0c7b11"
HASH, MATTER = "0a" * 12, "0b" * 64
PRIOR_ID = "00000000-0000-0000-0000-000000000002"
PRIOR = "ЖТ-2199-88888888"
MANY_APPLICANTS = 200_000
SECOND = timedelta(seconds=1)


@lru_cache(maxsize=8)
def specials(kind: Kind) -> tuple[SpecialKind, ...]:
    """Kinds within the kind that have a term of their own."""
    return tuple(SpecialKind(code) for code, rule in special_kinds(RulesetId.B).items() if rule.kind is kind)


def arrival(rng: random.Random, day: date) -> datetime:
    """An instant of receipt: mostly between eight and eight, on the portal also at night."""
    hour = rng.choices((rng.randrange(8, 18), rng.randrange(18, 24), rng.randrange(8)), (0.86, 0.12, 0.02))[0]
    return start_of(day) + timedelta(hours=hour, seconds=rng.randrange(3600))


def first_opening(rng: random.Random, day: date) -> Opening:
    """A new matter of a new applicant."""
    kind, region = KINDS.draw(rng), REGIONS.draw(rng)
    subject, body = subjects().draw(rng)
    choices = specials(kind)
    special = rng.choice(choices) if choices and rng.random() < (0.01 if kind is Kind.APPLICATION else 0.12) else None
    agency = competent(body, region)
    return Opening(
        when=arrival(rng, day),
        kind=kind,
        region=region,
        subject=subject,
        body=agency,
        channel=CHANNELS.draw(rng),
        language=LANGUAGES.draw(rng),
        person=PERSONS.draw(rng),
        collective=rng.random() < 0.03,
        matter=rng.randbytes(64).hex(),
        applicant=derived_id(SPACE, f"applicant {rng.randrange(MANY_APPLICANTS)}").replace("-", "")[:24],
        special=special,
        historical=rng.random() < 0.008,
        complained_of=agency if kind is Kind.COMPLAINT else None,
    )


def live(rng: random.Random, number: int, wanted: Opening) -> Case:
    """The whole life of an appeal; what it brings about later stands in `next_openings`."""
    case = _registered(rng, number, wanted)
    if wanted.historical:
        _taken_over(case)
        return case
    if case.chance(0.01):
        case.move(case.now + timedelta(minutes=rng.randint(1, 90)))
        endings.withdrawn(case)
        return case
    _assigned(case)
    if wanted.parent is None and case.chance(0.006):
        _suspected(case)
    middle.lived(case)
    return case


def _registered(rng: random.Random, number: int, wanted: Opening) -> Case:
    receipt = registration(wanted.when, CALENDAR)
    day = receipt.registered_on - timedelta(days=rng.randint(30, 300)) if wanted.historical else receipt.registered_on
    dims = Dimensions(
        kind=wanted.kind,
        channel=wanted.channel,
        language=wanted.language,
        person_type=wanted.person,
        region=wanted.region,
        collective=wanted.collective,
        registered_on=day,
        historical=wanted.historical,
        special=wanted.special,
    )
    parent = wanted.parent
    if parent is None:
        letter = "ЖТ" if wanted.person is PersonType.INDIVIDUAL else "ЗТ"
        story = Story(derived_id(SPACE, str(number)), f"{letter}-2026-{number:08d}", dims)
    else:
        story = Story(derived_id(parent.id, "child"), f"{parent.number}/1", dims)
    due = None if wanted.historical else opening(wanted.kind, day, CALENDAR, special=wanted.special)
    case = Case(rng, wanted, story, wanted.when, due)
    marks: Marks = ((PRIOR.encode(), (parent or story).number.encode()),)
    key = (wanted.kind, wanted.special, due and day, receipt.late, parent is None)
    case.say(
        AppealRegistered,
        key,
        lambda: {"registered_late": receipt.late, "parent": PRIOR if parent else None, "deadlines": due},
        marks,
    )
    if due is not None:
        case.run(due, (wanted.kind, wanted.special, day))
    return case


def _assigned(case: Case) -> None:
    wanted = case.opening
    case.move(case.now + SECOND * case.rng.randint(1, 3))
    if wanted.parent is not None:
        take(case, wanted.body, "redirect_part")
        return
    if case.chance(0.08):
        _triaged(case)
        take(case, wanted.body, "by_hand")
        case.settle()
        return
    take(case, wanted.body, wanted.subject, _likeness(wanted))


def _triaged(case: Case) -> None:
    key, likeness, marks = _likeness(case.opening)
    centre, clock = case.centre(), _clock(ClockName.TRIAGE, RungName.UNTRIAGED)
    fields = {"centre": CENTRE, "reason": "two bodies are equally likely", "proposals": (AGENCY,), "clock": clock}
    more: Marks = (
        (CENTRE.encode(), centre.encode()),
        (AGENCY.encode(), case.opening.body.encode()),
        *day_marks(case.now),
    )
    case.say(AppealTriaged, key, lambda: fields | {"likeness": likeness}, (*marks, *more))
    derivation = clock.derivation
    case.alarm(
        ClockName.TRIAGE,
        RungName.UNTRIAGED,
        {"clock": ClockName.TRIAGE, "due_on": derivation.due_on, "derivation": derivation},
    )
    case.move(office(CALENDAR.nth_after(civil_day(case.now), case.rng.randint(1, 2)), case.rng))


def _suspected(case: Case) -> None:
    """The text may tell of a crime: the centre watches (Art. 64(7-2), 88(1)(2))."""
    clock, sign = _clock(ClockName.CRIME_SUSPECTED, RungName.CRIME_SUSPECTED), case.rng.choice(list(CrimeSign))
    fields = {"sign": sign, "centre": CENTRE, "clock": clock}
    marks: Marks = ((CENTRE.encode(), case.centre().encode()), *day_marks(case.now))
    case.say(CrimeSuspected, (sign,), lambda: fields, marks)
    derivation = clock.derivation
    told = {"clock": ClockName.CRIME_SUSPECTED, "due_on": derivation.due_on, "derivation": derivation}
    case.alarm(ClockName.CRIME_SUSPECTED, RungName.CRIME_SUSPECTED, told)


@lru_cache(maxsize=8)
def _clock(name: ClockName, rung: RungName) -> Any:
    return immediate_clock(name, rung, FAR_INSTANT, "Art. 65(1)")


def _likeness(wanted: Opening) -> tuple[tuple[Any, ...], Likeness, Marks]:
    earlier, marks = (
        wanted.earlier,
        [(HASH.encode(), wanted.applicant.encode()), (MATTER.encode(), wanted.matter.encode())],
    )
    repeats = None
    if earlier is not None:
        repeats = Earlier(appeal_id=PRIOR_ID, number=PRIOR, agency="zz-earlier", outcome=earlier.outcome, closed_on=FAR)
        marks += [
            (PRIOR_ID.encode(), earlier.appeal_id.encode()),
            (PRIOR.encode(), earlier.number.encode()),
            (b"zz-earlier", str(earlier.agency).encode()),
            (FAR.isoformat().encode(), str(earlier.closed_on).encode()),
        ]
    likeness = Likeness(applicant_hash=HASH, matter=MATTER, repeats=repeats)
    return (repeats and repeats.outcome, "likeness"), likeness, tuple(marks)


def _taken_over(case: Case) -> None:
    case.move(case.now + SECOND)
    take(case, case.opening.body, "taken_over")
    case.move(case.now + SECOND)
    if case.chance(0.9):
        endings.answered(case, endings.outcome_of(case))
    else:
        case.say(AppealAccepted)
