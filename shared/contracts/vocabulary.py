"""Closed sets of words. Source of each legal notion: Administrative Procedural Code of the RK (the Code)."""

from enum import StrEnum
from typing import Annotated

from pydantic import StringConstraints

AppealId = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$")]
"""UUID in lower-case text form."""
RegionCode = Annotated[str, StringConstraints(pattern=r"^KZ-\d{2}$")]
"""ISO 3166-2 code of an oblast or a city of republican significance, as `KZ-75`."""
AgencyCode = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]{1,38}$")]
"""Lower-case code of a state body, as `mlsp` or `akimat-75`."""
OfficialCode = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9._-]{0,62}$")]
"""A body's own code of an official, never a name."""
CentreCode = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]{1,38}$")]
"""Nätije centre: `kz-75`, the code of a central body, or `republic`."""
AppealNumber = Annotated[str, StringConstraints(pattern=r"^(ЖТ|ЗТ)-\d{4}-\d{8}(/\d{1,3}){0,4}$")]
"""Registration number, given once: `ЖТ-2026-00000001`, `ЗТ-…` of a legal entity, `…/1` of a child, `…/1/2` of its."""


class Kind(StrEnum):
    """Kinds of appeal (Art. 4(1)); only the first two are «обращение» in the sense of the Code."""

    APPLICATION = "application"  # заявление / өтініш
    COMPLAINT = "complaint"  # жалоба / шағым
    MESSAGE = "message"  # сообщение / хабарлама
    PROPOSAL = "proposal"  # предложение / ұсыныс
    RESPONSE = "response"  # отклик / үн қосу
    INQUIRY = "inquiry"  # запрос / сұрау салу


class Channel(StrEnum):
    """How the appeal came in."""

    PORTAL = "portal"
    MOBILE = "mobile"
    TSON = "tson"
    PAPER = "paper"
    RECEPTION = "reception"
    VIDEO = "video"


class Language(StrEnum):
    """Language of an appeal or a reply."""

    KK = "kk"
    RU = "ru"
    OTHER = "other"


class PersonType(StrEnum):
    """Who files (Art. 22(1)); decides the letter of the number."""

    INDIVIDUAL = "individual"
    LEGAL = "legal"


class Outcome(StrEnum):
    """How a consideration ended: simplified procedure Art. 89(1), application 77, complaint 100(1) and 91(4)."""

    EXPLAINED = "explained"
    SATISFIED = "satisfied"
    REFUSED = "refused"
    NOTED = "noted"
    FAVOURABLE_ACT = "favourable_act"
    BURDENSOME_ACT = "burdensome_act"
    ACT_CANCELLED = "act_cancelled"
    ACT_REPLACED = "act_replaced"
    ACTION_ORDERED = "action_ordered"
    LEFT_UNSATISFIED = "left_unsatisfied"
    SENT_BACK = "sent_back"
    LEFT_UNCONSIDERED = "left_unconsidered"
    SELF_CORRECTED = "self_corrected"


class ExemptionGround(StrEnum):
    """On what ground the reasoning of an act is omitted, beside the act being favourable (Art. 80(2))."""

    IDENTICAL_ACTS = "identical_acts"
    """More than five on one subject within 30 calendar days, the first of them reasoned."""


class ReturnGround(StrEnum):
    """Grounds to return an appeal (Art. 64(7))."""

    NOT_REPAIRED = "not_repaired"
    SAME_WITHOUT_NEW_ARGUMENTS = "same_without_new_arguments"
    INSULTING = "insulting"


class TerminationGround(StrEnum):
    """Grounds to end a consideration without a decision on the merits (Art. 70(1), 88(1), 95(1))."""

    EARLIER_DECISION = "earlier_decision"
    COURT_ACT = "court_act"
    ANONYMOUS = "anonymous"
    NO_ESSENCE = "no_essence"
    OTHER_LEGAL_GROUND = "other_legal_ground"
    WITHDRAWN = "withdrawn"
    LAWSUIT_PENDING = "lawsuit_pending"


class Requirement(StrEnum):
    """What an application (Art. 63(2)) or a complaint (Art. 93(2)) must state."""

    NAME = "name"
    ADDRESS = "address"
    ADDRESSEE = "addressee"
    ESSENCE = "essence"
    DATE = "date"
    SIGNATURE = "signature"
    BODY_COMPLAINED_OF = "body_complained_of"
    CIRCUMSTANCES = "circumstances"
    ATTACHMENTS = "attachments"
    OTHER = "other"


class HearingExemption(StrEnum):
    """Why no hearing is held (Art. 73(2)(1)-(10)), in the order of the article."""

    FAVOURABLE_ACT = "favourable_act"
    ENFORCEMENT = "enforcement"
    SHORT_STATUTORY_TERM = "short_statutory_term"
    URGENT_PROTECTION = "urgent_protection"
    PARTICIPANT_ASKS = "participant_asks"
    SIMPLIFIED_PROCEDURE = "simplified_procedure"
    AUTOMATED_DECISION = "automated_decision"
    COURT_BAN = "court_ban"
    RECEPTION_REFUSAL = "reception_refusal"
    TERMINATION = "termination"


class DecidedBy(StrEnum):
    """Who may decide to prolong (Art. 76(3))."""

    HEAD = "head"
    DEPUTY_HEAD = "deputy_head"
    HEAD_OF_APPARATUS = "head_of_apparatus"


class CrimeSign(StrEnum):
    """What a text may tell of that calls for the competent body at once (Art. 64(7-2), 88(1)(2))."""

    CRIME = "crime"
    """A crime planned or committed."""
    THREAT = "threat"
    """A threat to state or public security."""


class Refusal(StrEnum):
    """Why a command was refused; the article stands beside it in the receipt."""

    UNKNOWN_APPEAL = "unknown_appeal"
    NOT_THE_HOLDER = "not_the_holder"
    ALREADY_CLOSED = "already_closed"
    ALREADY_ASSIGNED = "already_assigned"
    WRONG_STATE = "wrong_state"
    REDIRECT_TO_SELF = "redirect_to_self"
    UNKNOWN_AGENCY = "unknown_agency"
    PROLONGATION_FORBIDDEN = "prolongation_forbidden"
    PROLONGATION_TOO_LONG = "prolongation_too_long"
    PROLONGATION_TOO_SHORT = "prolongation_too_short"
    OUTCOME_NOT_OF_KIND = "outcome_not_of_kind"
    NOT_OF_KIND = "not_of_kind"
    """The kind of the appeal does not know this action or ground."""
    NOT_YET = "not_yet"
    TERM_PASSED = "term_passed"
    DATE_NOT_POSSIBLE = "date_not_possible"
    HEARING_REQUIRED = "hearing_required"
    CRIME_OR_THREAT = "crime_or_threat"
    """Content on crimes or threats is never returned or ended for want of form (Art. 64(7-2), 88(1)(2))."""
    REPLY_INCOMPLETE = "reply_incomplete"
    """The reply lacks a mandatory part (Art. 80, 89(2))."""
    OFFICIAL_COMPLAINED_OF = "official_complained_of"
    """The official complained of may not consider the complaint (Art. 97(2))."""
    OFFICIAL_RECUSED = "official_recused"
    OFFICIAL_NOT_NAMED = "official_not_named"
    """Once an official was recused, an answer says who considered the appeal (Art. 67)."""
    NO_EARLIER_CASE = "no_earlier_case"
    """Neither the applicant nor the body with a reason named the case that this one repeats (Art. 64(8))."""
    CONTRADICTS_REGISTRATION = "contradicts_registration"
    NOT_COMPUTABLE = "not_computable"
    """A date or a body lies beyond the tables we have: an operator must extend them, then retry the dead letter."""
    UNREADABLE = "unreadable"


class DatesChangedBy(StrEnum):
    """Why the dates of an open case were computed anew while its term went on."""

    WORKING_DAYS = "working_days"
    """The table of working days changed: a holiday or a moved rest day was decreed."""


class NoticeKind(StrEnum):
    """What an applicant is told."""

    REDIRECTED = "redirected"
    PROLONGED = "prolonged"
    RETURNED = "returned"
    TERMINATED = "terminated"
    HEARING = "hearing"
    ANSWERED = "answered"
    WITHDRAWAL_REFUSED = "withdrawal_refused"
    REDIRECTED_IN_PART = "redirected_in_part"
    DEFECT = "defect"
    REPAIR_REFUSED = "repair_refused"
    PASSED_UP = "passed_up"
    RECLASSIFIED = "reclassified"
    RECUSAL_GRANTED = "recusal_granted"
    RECUSAL_DENIED = "recusal_denied"
    RECUSAL_REFUSED = "recusal_refused"
    """The motion was not taken: nobody considers the appeal now, or one waits for its decision already."""
    ATTACHED = "attached"
    JOIN_REFUSED = "join_refused"
    COURT_ROUTE = "court_route"
    """A judicial act is contested in court only: the way there is explained (Art. 3(2), 91(5)-(6))."""
    FILE_ACCESS_GRANTED = "file_access_granted"
    FILE_ACCESS_REFUSED = "file_access_refused"
    """Not taken: nobody has a file of the appeal, or a request waits already."""
    CORRECTED = "corrected"
    CORRECTION_DENIED = "correction_denied"
    CORRECTION_REFUSED = "correction_refused"
    """Not taken: there is no reply, or a request waits already."""


class ClockName(StrEnum):
    """Clocks that run against a body or for an applicant; terms and articles are data in `shared/law`."""

    CONSIDERATION = "consideration"
    HEARING = "hearing"
    TRIAGE = "triage"
    PING_PONG = "ping_pong"
    CRIME_SUSPECTED = "crime_suspected"
    """Content on a crime or a threat waits for the body competent in it (Art. 88(1)(2))."""
    REPAIR = "repair"
    """For the applicant: mend the defects (Art. 64(6))."""
    RETURN = "return"
    """Return what was not mended (Art. 64(7)(1))."""
    UPWARD = "upward"
    """Pass a complaint to the higher body, or satisfy it (Art. 91(4))."""
    OBJECTION = "objection"
    """For the applicant: object to the preliminary decision (Art. 73(3))."""
    HEARING_PROTOCOL = "hearing_protocol"
    PROTOCOL_REMARKS = "protocol_remarks"
    """For the applicant (Art. 74(6))."""
    FILE_ACCESS = "file_access"
    RECUSAL = "recusal"
    CORRECTION = "correction"
    EXECUTION = "execution"
    """Execute the act (Art. 86(3))."""
    SEND_BACK = "send_back"
    COMPLAINT_RIGHT = "complaint_right"
    """For the applicant: contest the act or the silence (Art. 92)."""


class RungName(StrEnum):
    """Steps of an escalation ladder, in rising severity."""

    HEARING_NOTICE_DUE = "hearing_notice_due"
    DUE_IN_ONE_WORKING_DAY = "due_in_1_working_day"
    UNTRIAGED = "untriaged"
    PING_PONG = "ping_pong"
    TERM_PASSED = "term_passed"
    """A procedural term other than that of the consideration ran out."""
    OVERDUE = "overdue"
    OVERDUE_THREE_WORKING_DAYS = "overdue_3_working_days"
    OVERDUE_TEN_WORKING_DAYS = "overdue_10_working_days"
    CRIME_SUSPECTED = "crime_suspected"
    """A text tells of a crime or a threat: it goes to the competent body at once (Art. 88(1)(2))."""


class RulesetId(StrEnum):
    """Edition of the Code a case is kept under: A from 01.07.2021, B by Law 241-VIII of 17.12.2025."""

    A = "A"
    B = "B"


class TermUnit(StrEnum):
    """Unit of a legal term."""

    WORKING_DAYS = "working_days"
    CALENDAR_DAYS = "calendar_days"
    CALENDAR_MONTHS = "calendar_months"
