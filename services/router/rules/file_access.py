"""The participant sees the file of the case (Art. 75).

For all kinds: the simplified procedure follows the general rules (Art. 87(2)) but those that name it as an exception,
as the hearing does (73(2)(6)).
"""

from dataclasses import replace

from services.router.rules.case import Case
from services.router.rules.facts import Law, Moment, Moved, Refused, Verdict, common, instant, then
from services.router.rules.terms import started
from shared.contracts.clocks import Clock
from shared.contracts.requests import FileAccessGranted, FileAccessRequested
from shared.contracts.vocabulary import ClockName, Refusal
from shared.workdays import civil_day


def request_access(case: Case, now: Moment, law: Law) -> Verdict:
    """The applicant asks; the body opens the file in three working days from the request (Art. 75(1))."""
    if case.access_asked_on is not None:
        return Refused(Refusal.WRONG_STATE, "Art. 75(1)", "a request waits already")
    day = civil_day(instant(case, now))
    event = FileAccessRequested(
        **common(case, FileAccessRequested, now), starts=started(case.deadlines, ClockName.FILE_ACCESS, day, law)
    )
    return then(Moved(replace(case, access_asked_on=day), ()), event, case.state)


def grant_access(case: Case, now: Moment) -> Verdict:
    """The body opens the file (Art. 75(1)); late, too, and after its decision."""
    if case.access_asked_on is None:
        return Refused(Refusal.WRONG_STATE, "Art. 75(1)", "nobody waits for access")
    event = FileAccessGranted(**common(case, FileAccessGranted, now), stops=(ClockName.FILE_ACCESS,))
    return then(Moved(replace(case, access_asked_on=None), ()), event, case.state)


def carried_on(case: Case, now: Moment, law: Law) -> tuple[Clock, ...]:
    """The clock of a waiting request, for the fact that ends the case: a decision does not close the file.

    None where it has run out: of that the centre was told already.
    """
    asked_on = case.access_asked_on
    if asked_on is None:
        return ()
    clocks = started(case.deadlines, ClockName.FILE_ACCESS, asked_on, law)
    return tuple(clock for clock in clocks if civil_day(instant(case, now)) <= clock.derivation.due_on)
