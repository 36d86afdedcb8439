"""A text that tells of a crime or a threat: stated in the lifecycle at once, and until when it stays so."""

from dataclasses import replace

from services.router.rules.case import Case
from services.router.rules.facts import Law, Moment, Moved, common, instant, then
from services.router.rules.table import APPEALS
from shared.contracts.crime import CrimeSuspected
from shared.contracts.vocabulary import ClockName, CrimeSign, RungName
from shared.law import immediate_clock
from shared.urgency import Sign, signs

GRAVEST_FIRST = ((Sign.THREAT, CrimeSign.THREAT), (Sign.CRIME, CrimeSign.CRIME))


def crime_sign(text: str) -> CrimeSign | None:
    """What the text tells of, the graver where it is both; None for neither. An emergency alone is none."""
    found = {one.sign for one in signs(text)}
    return next((named for sign, named in GRAVEST_FIRST if sign in found), None)


def speaks_of_crime(case: Case) -> bool:
    """The text may tell of crimes planned or committed, or of a threat."""
    return crime_sign(case.submission.text) is not None


def suspected(moved: Moved, now: Moment) -> Moved:
    """The same, and the fact that the text tells of a crime or a threat, once in an open case.

    Never for an appeal taken over from another system: it has no clock.
    """
    case = moved.case
    if case.crime_suspected or case.dims.historical or not case.is_open:
        return moved
    sign = crime_sign(case.submission.text)
    if sign is None:
        return moved
    article = "Art. 64(7-2)" if case.dims.kind in APPEALS else "Art. 88(1)(2)"
    event = CrimeSuspected(
        **common(case, CrimeSuspected, now),
        sign=sign,
        centre=case.centre,
        clock=immediate_clock(ClockName.CRIME_SUSPECTED, RungName.CRIME_SUSPECTED, instant(case, now), article),
    )
    return then(replace(moved, case=replace(case, crime_suspected=True)), event, case.state)


def ended_by_acceptance(case: Case, law: Law) -> tuple[ClockName, ...]:
    """The clock that an acceptance by a body competent in crime stops: there it has arrived."""
    competent = case.agency in law.reference.competent_in_crime
    return (ClockName.CRIME_SUSPECTED,) if case.crime_suspected and competent else ()
