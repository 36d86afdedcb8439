"""Defects of form, their repair, the return without consideration, and its repeat (Art. 64(6)-(8))."""

from dataclasses import replace

from services.router.rules.case import Case, State
from services.router.rules.crime import speaks_of_crime, suspected
from services.router.rules.facts import Law, Moment, Moved, Refused, Verdict, closing, common, instant, then
from services.router.rules.terms import after_closing, received_on, started
from shared.contracts.agency import AttachAppeal, NoticeDefect, ReturnAppeal
from shared.contracts.lifecycle import AppealAttached, AppealReturned, DefectNoticed, DefectRepaired
from shared.contracts.submissions import RepairAppeal
from shared.contracts.vocabulary import ClockName, Refusal, ReturnGround
from shared.law import repair_clock, return_grounds
from shared.workdays import civil_day

RETURN_WORKING_DAYS = 3
"""Art. 64(7): after the date to repair, or after registration."""


def notice_defect(case: Case, action: NoticeDefect, now: Moment, law: Law) -> Verdict:
    """Name the requirement that is not met and a reasonable time to mend it (Art. 64(6)); the term runs on."""
    day = civil_day(instant(case, now))
    if action.until <= day:
        return Refused(Refusal.DATE_NOT_POSSIBLE, "Art. 64(6)", f"the date to repair must lie after {day}")
    until = law.calendar.on_or_after(action.until)
    dates = case.deadlines
    starts = (repair_clock(day, action.until, dates.ruleset, law.calendar),) if dates else ()
    event = DefectNoticed(
        **common(case, DefectNoticed, now),
        requirement=action.requirement,
        until=until,
        starts=starts + started(dates, ClockName.RETURN, until, law),
    )
    return then(Moved(replace(case, repair_until=until), ()), event, State.DEFECT)


def repair(case: Case, command: RepairAppeal, now: Moment) -> Verdict:
    """The applicant mends the defect (Art. 64(6)); even late, as long as the appeal was not returned."""
    in_time = case.repair_until is None or civil_day(instant(case, now)) <= case.repair_until
    event = DefectRepaired(
        **common(case, DefectRepaired, now), in_time=in_time, stops=(ClockName.REPAIR, ClockName.RETURN)
    )
    text = f"{case.submission.text}\n\n{command.text}"
    mended = replace(case, repair_until=None, submission=case.submission.model_copy(update={"text": text}))
    return suspected(then(Moved(mended, ()), event, State.IN_WORK), now)


def send_back(case: Case, action: ReturnAppeal, now: Moment, law: Law) -> Verdict:
    """Return without consideration (Art. 64(7)): lawful grounds in their terms, never crime or threat (64(7-2))."""
    if speaks_of_crime(case):
        return Refused(Refusal.CRIME_OR_THREAT, "Art. 64(7-2)", "content on crimes or threats is never returned")
    if refused := _untimely(case, action, now, law):
        return refused
    event = AppealReturned(
        **closing(case, AppealReturned, now, law.calendar),
        ground=action.ground,
        late=case.repair_until is not None
        and law.calendar.count(case.repair_until, civil_day(instant(case, now))) > RETURN_WORKING_DAYS,
        starts=after_closing(case, now, law),
    )
    return then(Moved(case, ()), event, State.RETURNED)


def attach(case: Case, action: AttachAppeal, now: Moment, law: Law) -> Verdict:
    """A repeat after a return as the same joins the earlier case: no answer, no right to complain (Art. 64(8)).

    The earlier case is the one the applicant named, or one that the body names with a reason. Never content on crimes
    or threats (64(7-2)), nor before the edition that knows such a return.
    """
    if speaks_of_crime(case):
        return Refused(Refusal.CRIME_OR_THREAT, "Art. 64(7-2)", "content on crimes or threats is considered anew")
    ground = ReturnGround.SAME_WITHOUT_NEW_ARGUMENTS
    if case.deadlines is not None and ground not in return_grounds(case.deadlines.ruleset):
        return Refused(Refusal.NOT_OF_KIND, "Art. 64(8)", "a return as the same came with Law 241-VIII")
    if action.prior_number == case.submission.number:
        return Refused(Refusal.NO_EARLIER_CASE, "Art. 64(8)", "an appeal does not repeat itself")
    if action.prior_number != case.submission.prior_number and action.reason is None:
        detail = "the applicant did not name this case: say why it is the earlier one"
        return Refused(Refusal.NO_EARLIER_CASE, "Art. 64(8)", detail)
    event = AppealAttached(
        **closing(case, AppealAttached, now, law.calendar), prior_number=action.prior_number, ground=ground
    )
    return then(Moved(case, ()), event, State.ATTACHED)


def _untimely(case: Case, action: ReturnAppeal, now: Moment, law: Law) -> Refused | None:
    day = civil_day(instant(case, now))
    if action.ground is ReturnGround.NOT_REPAIRED:
        if case.repair_until is None:
            return Refused(Refusal.WRONG_STATE, "Art. 64(7)(1)", "no defect was noticed that is not repaired")
        if day <= case.repair_until:
            return Refused(Refusal.NOT_YET, "Art. 64(7)(1)", f"the applicant may repair until {case.repair_until}")
        return None
    if case.deadlines is not None and action.ground not in return_grounds(case.deadlines.ruleset):
        return Refused(Refusal.NOT_OF_KIND, "Art. 64(7)(2)", "this ground came with Law 241-VIII")
    if law.calendar.count(received_on(case, now, law), day) > RETURN_WORKING_DAYS:
        return Refused(Refusal.TERM_PASSED, "Art. 64(7)(2)", "three working days have passed: consider the appeal")
    return None
