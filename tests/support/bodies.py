"""Histories of bodies with a temper, for tests of the indicators: facts as the router would state them."""

import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, time, timedelta
from itertools import pairwise
from typing import Any
from uuid import uuid5

from shared.contracts.envelope import Received
from shared.contracts.exemptions import ReplyExemption
from shared.contracts.lifecycle import AppealAnswered, AppealAssigned, AppealRedirected, AppealRegistered, Dimensions
from shared.contracts.likeness import AnswerTraits
from shared.contracts.vocabulary import Channel, ExemptionGround, Kind, Language, Outcome, PersonType
from shared.workdays import at
from tests.support.lifecycle_log import SPACE, Case, received

FIRST = date(2026, 3, 2)
EXEMPT = ReplyExemption(ground=ExemptionGround.IDENTICAL_ACTS, reasoned_number="ЖТ-2026-00000001")


def fingerprint(seed: str, changed: int = 0) -> str:
    """Of a text; `changed` components differ from the text without a change."""
    values = bytearray(random.Random(seed).randbytes(64))
    for place in range(changed):
        values[place] ^= 0xFF
    return values.hex()


@dataclass
class Log:
    """Appeals in the order in which they are written."""

    cases: list[Case] = field(default_factory=list)

    def appeal(self, agency: str, day: date = FIRST, kind: Kind = Kind.APPLICATION) -> Case:
        """An appeal registered on `day` and assigned to the body."""
        number = len(self.cases) + 1
        dims = Dimensions(
            kind=kind,
            channel=Channel.PORTAL,
            language=Language.RU,
            person_type=PersonType.INDIVIDUAL,
            region="KZ-75",
            registered_on=day,
        )
        case = Case(str(uuid5(SPACE, f"{agency} {number}")), f"ЖТ-2026-{number:08d}", dims)
        case.say(AppealRegistered, at(day, time(9)))
        case.say(AppealAssigned, at(day, time(9, 1)), agency=agency, rule="central:roads", centre="republic")
        self.cases.append(case)
        return case

    def batch(self) -> list[Received[Any]]:
        """Everything as it comes from the topics."""
        return received([record for case in self.cases for _, record in case.events])


def answer(case: Case, reply: str | None, day: date, **traits: Any) -> None:
    """The holder answers on `day` with a reply of that fingerprint; the matter is the appeal's own."""
    exemption = traits.pop("exemption", None)
    outcome = traits.pop("outcome", Outcome.FAVOURABLE_ACT)
    left = traits.pop("left", None)
    told = AnswerTraits.model_validate({"reply": reply, "matter": fingerprint(case.id), **traits})
    case.say(
        AppealAnswered,
        at(day, time(15)),
        outcome=outcome,
        reply_language=Language.RU,
        in_time=True,
        working_days=5,
        was_overdue=False,
        working_days_left=left,
        exemption=exemption,
        traits=told,
    )


def pass_round(case: Case, bodies: Sequence[str]) -> None:
    """Each body sends it to the next on its third working day."""
    for hop, (one, other) in enumerate(pairwise(bodies)):
        when = at(FIRST + timedelta(days=hop + 1), time(10))
        moved = {"from_agency": one, "to_agency": other, "working_day": 3, "in_time": True}
        former = other in bodies[: hop + 1]
        case.say(AppealRedirected, when, **moved, hops_before=hop, to_former_holder=former)
        case.say(AppealAssigned, when, agency=other, rule="redirect", centre="republic", hop=hop + 1)


def days(n: int) -> Iterable[date]:
    """So many days, one after another."""
    return (FIRST + timedelta(days=number) for number in range(n))
