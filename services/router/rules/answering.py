"""The reply to the applicant: given (Art. 77, 89, 100), and corrected when it holds misprints (Art. 82)."""

from dataclasses import replace

from services.router.rules.case import Answer, Case, State
from services.router.rules.facts import Law, Moment, Moved, Refused, Verdict, closing, common, instant, then
from services.router.rules.file_access import carried_on
from services.router.rules.hearing import unheard
from services.router.rules.recusal import complained_of, recused
from services.router.rules.reply_check import Claim, exemption_holds, lacking
from services.router.rules.reply_text import APPEAL_INFORMATION, Appeal, Part, Reply, parts_of
from services.router.rules.reply_traits import answer_traits
from services.router.rules.terms import OWING, after_closing, started
from shared.contracts.agency import AnswerAppeal
from shared.contracts.lifecycle import AppealAnswered
from shared.contracts.requests import CorrectionDecided, CorrectionRequested, CorrectReply
from shared.contracts.vocabulary import ClockName, Outcome, Refusal
from shared.law import allowed_outcomes, reply_names_route
from shared.workdays import civil_day


def answer(case: Case, action: AnswerAppeal, now: Moment, law: Law) -> Verdict:
    """Decide on the merits, with every mandatory part of the reply (Art. 77, 80, 89, 100)."""
    allowed = allowed_outcomes(case.dims.kind)
    if action.outcome not in allowed:
        detail = f"a {case.dims.kind} may end as: {', '.join(sorted(allowed))}"
        return Refused(Refusal.OUTCOME_NOT_OF_KIND, "Art. 77, 89(1), 100(1)", detail)
    barred = complained_of(case, action) or recused(case, action)
    if refused := barred or _not_its_own(case, action) or unheard(case, action, now, law):
        return refused
    given = Answer(action.outcome, action.language, action.exemption)
    found = _parts(case, action.text, given, law)
    if refused := _incomplete(case, found, given, law):
        return refused
    event = AppealAnswered(
        **closing(case, AppealAnswered, now, law.calendar),
        outcome=action.outcome,
        reply_language=action.language,
        exemption=action.exemption if exemption_holds(_appeal(case), _claim(given), law.replies) else None,
        appeal_information=found >= APPEAL_INFORMATION,
        starts=after_closing(case, now, law, action.outcome, silent_on_appeal=not found >= APPEAL_INFORMATION)
        + carried_on(case, now, law),
        traits=answer_traits(case, action, now, law),
    )
    answered = replace(case, owes_execution=action.outcome in OWING, answer=given)
    return then(Moved(answered, ()), event, State.ANSWERED)


def request_correction(case: Case, now: Moment, law: Law) -> Verdict:
    """The applicant names misprints; the body corrects them in three working days from the request (Art. 82)."""
    if case.correction_asked:
        return Refused(Refusal.WRONG_STATE, "Art. 82", "a request waits for its decision already")
    event = CorrectionRequested(
        **common(case, CorrectionRequested, now),
        starts=started(case.deadlines, ClockName.CORRECTION, civil_day(instant(case, now)), law),
    )
    return then(Moved(replace(case, correction_asked=True), ()), event, case.state)


def correct(case: Case, action: CorrectReply, now: Moment, law: Law) -> Verdict:
    """Give the reply anew without misprints, or a reasoned refusal (Art. 82); the outcome stays what it was.

    A corrected reply passes the check of the first one. A reply of another system is not known here, nor are its
    outcome and language: what replaces it is taken as it is. The correction is sent in this same step, so the three
    working days that Art. 82 gives to send it never run.
    """
    if not case.correction_asked:
        return Refused(Refusal.WRONG_STATE, "Art. 82", "no request waits for a decision")
    if (action.text is None) == (action.reason is None):
        return Refused(
            Refusal.REPLY_INCOMPLETE, "Art. 82", "give either the corrected reply or the reason of a refusal"
        )
    if action.text is not None and case.answer is not None:
        found = _parts(case, action.text, case.answer, law)
        if refused := _incomplete(case, found, case.answer, law):
            return refused
    event = CorrectionDecided(
        **common(case, CorrectionDecided, now), corrected=action.text is not None, stops=(ClockName.CORRECTION,)
    )
    return then(Moved(replace(case, correction_asked=False), ()), event, case.state)


def _not_its_own(case: Case, action: AnswerAppeal) -> Refused | None:
    if action.outcome is not Outcome.SELF_CORRECTED or not case.at_higher_body:
        return None
    return Refused(Refusal.OUTCOME_NOT_OF_KIND, "Art. 91(4)", "only the body complained of corrects itself")


def _parts(case: Case, text: str, given: Answer, law: Law) -> frozenset[Part]:
    return parts_of(Reply(text, given.language), _appeal(case), law.replies.reader)


def _incomplete(case: Case, found: frozenset[Part], given: Answer, law: Law) -> Refused | None:
    """The refusal of a reply that lacks a mandatory part; it names all that is missing."""
    names_route = case.deadlines is None or reply_names_route(case.deadlines.ruleset)
    missing = lacking(found, _appeal(case), _claim(given), law.replies, names_route=names_route)
    if not missing:
        return None
    detail = "the reply lacks: " + "; ".join(f"{part.words} ({part.article})" for part in missing)
    return Refused(Refusal.REPLY_INCOMPLETE, missing[0].article, detail)


def _appeal(case: Case) -> Appeal:
    return Appeal(case.submission.number, case.dims.language, case.submission.place)


def _claim(given: Answer) -> Claim:
    return Claim(given.outcome, given.exemption)
