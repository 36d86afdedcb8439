"""The hearing of a participant before a burdensome act (Art. 73, 74)."""

from dataclasses import replace

from services.router.rules.case import Case, Hearing
from services.router.rules.facts import Law, Moment, Moved, Refused, Verdict, common, instant, then
from services.router.rules.table import APPEALS
from services.router.rules.terms import started
from shared.contracts.agency import AnswerAppeal, HoldHearing, NoticeHearing
from shared.contracts.lifecycle import HearingHeld, HearingNoticed, ProtocolFiled
from shared.contracts.vocabulary import ClockName, HearingExemption, Outcome, Refusal
from shared.law import earliest_act_on, too_short_to_hear
from shared.workdays import civil_day

BURDENSOME = frozenset({Outcome.BURDENSOME_ACT, Outcome.LEFT_UNSATISFIED})
CONTRADICTORY = {
    HearingExemption.FAVOURABLE_ACT: "Art. 73(2)(1)",
    HearingExemption.SIMPLIFIED_PROCEDURE: "Art. 73(2)(6)",
    HearingExemption.TERMINATION: "Art. 73(2)(10)",
}
"""Exemptions that cannot be true of a burdensome act in the administrative procedure."""


def notice_hearing(case: Case, action: NoticeHearing, now: Moment, law: Law) -> Verdict:
    """Send the preliminary decision and the day of the hearing (Art. 73(1)); objections may follow (73(3))."""
    day = civil_day(instant(case, now))
    if action.hearing_on <= day:
        return Refused(Refusal.DATE_NOT_POSSIBLE, "Art. 73(1)", f"the hearing must lie after {day}")
    event = HearingNoticed(
        **common(case, HearingNoticed, now),
        hearing_on=action.hearing_on,
        starts=started(case.deadlines, ClockName.OBJECTION, day, law),
    )
    return then(Moved(replace(case, hearing=Hearing(day, action.hearing_on)), ()), event, case.state)


def hold_hearing(case: Case, action: HoldHearing, now: Moment, law: Law) -> Verdict:
    """The participant was heard; an oral hearing needs a protocol within two working days (Art. 74(4))."""
    day, hearing = civil_day(instant(case, now)), case.hearing
    if hearing is None or hearing.held:
        return Refused(Refusal.WRONG_STATE, "Art. 73(1)", "no hearing has been noticed that is still to be held")
    if day < hearing.hearing_on:
        return Refused(Refusal.NOT_YET, "Art. 73(1)", f"the hearing was noticed for {hearing.hearing_on}")
    starts = started(case.deadlines, ClockName.HEARING_PROTOCOL, day, law) if action.oral else ()
    event = HearingHeld(**common(case, HearingHeld, now), oral=action.oral, starts=starts)
    held = replace(hearing, held=True, protocol_owed=action.oral)
    return then(Moved(replace(case, hearing=held), ()), event, case.state)


def file_protocol(case: Case, now: Moment, law: Law) -> Verdict:
    """The protocol of an oral hearing (Art. 74(4)); the applicant may remark on it (74(6))."""
    if case.hearing is None or not case.hearing.protocol_owed:
        return Refused(Refusal.WRONG_STATE, "Art. 74(4)", "no oral hearing waits for its protocol")
    event = ProtocolFiled(
        **common(case, ProtocolFiled, now),
        starts=started(case.deadlines, ClockName.PROTOCOL_REMARKS, civil_day(instant(case, now)), law),
        stops=(ClockName.HEARING_PROTOCOL,),
    )
    filed = replace(case.hearing, protocol_owed=False)
    return then(Moved(replace(case, hearing=filed), ()), event, case.state)


def unheard(case: Case, action: AnswerAppeal, now: Moment, law: Law) -> Refused | None:
    """Why a burdensome act cannot be given yet: the participant was not heard (Art. 73(1)-(2), 98(3))."""
    if action.outcome not in BURDENSOME or case.dims.kind not in APPEALS:
        return None
    if action.no_hearing is not None:
        return _contradicted(case, action.no_hearing)
    if case.hearing is None:
        detail = "notice a hearing three working days before, or name the exemption in no_hearing"
        return Refused(Refusal.HEARING_REQUIRED, "Art. 73(1)-(2)", detail)
    earliest = earliest_act_on(case.hearing.noticed_on, law.calendar)
    if not case.hearing.held:
        earliest = max(earliest, case.hearing.hearing_on)
    if civil_day(instant(case, now)) < earliest:
        return Refused(Refusal.NOT_YET, "Art. 73(1)", f"the act may follow on {earliest} at the earliest")
    return None


def _contradicted(case: Case, exemption: HearingExemption) -> Refused | None:
    """An exemption that the outcome or the case's own term shows to be untrue (Art. 73(2))."""
    if exemption in CONTRADICTORY:
        return Refused(Refusal.HEARING_REQUIRED, CONTRADICTORY[exemption], f"{exemption} contradicts the outcome")
    clocks = case.deadlines.clocks if case.deadlines else ()
    terms = [clock.derivation for clock in clocks if clock.name is ClockName.CONSIDERATION]
    if exemption is not HearingExemption.SHORT_STATUTORY_TERM or all(map(too_short_to_hear, terms)):
        return None
    return Refused(Refusal.HEARING_REQUIRED, "Art. 73(2)(3)", "the term of this appeal is not under five working days")
