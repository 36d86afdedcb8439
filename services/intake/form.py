"""What an applicant sends and what may be wrong with it. Pure; a fault names field and rule, never the value."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, Any, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from shared.contracts.special_kinds import SpecialKind
from shared.contracts.submissions import MOST_NAMED, TEXT_LIMIT_BYTES
from shared.contracts.vocabulary import (
    AgencyCode,
    AppealNumber,
    Channel,
    Kind,
    Language,
    OfficialCode,
    PersonType,
    RegionCode,
)
from shared.law import specials_of
from shared.reference import Reference, Verdict, check_iin_bin

MAX_FAULTS = 20
MAX_FIELD_NAME = 80


class FaultCode(StrEnum):
    """Rules that a form may break; the words for people are in `problem_texts`."""

    MISSING = "missing"
    UNKNOWN_FIELD = "unknown_field"
    TOO_SHORT = "too_short"
    TOO_LONG = "too_long"
    NOT_ALLOWED = "not_allowed"
    WRONG_FORMAT = "wrong_format"
    NO_TIME_ZONE = "no_time_zone"
    OUT_OF_RANGE = "out_of_range"
    BLANK = "blank"
    TEXT_TOO_LARGE = "text_too_large"
    NOT_JSON = "not_json"
    UNKNOWN_REGION = "unknown_region"
    UNKNOWN_AGENCY = "unknown_agency"
    BAD_IIN_BIN = "bad_iin_bin"
    IN_FUTURE = "in_future"
    CLOSURE_INCOMPLETE = "closure_incomplete"
    OUTCOME_NOT_OF_KIND = "outcome_not_of_kind"
    ONLY_IN_COMPLAINT = "only_in_complaint"
    CLOSED_TOO_EARLY = "closed_too_early"
    BEFORE_THE_CODE = "before_the_code"
    BEYOND_CALENDAR = "beyond_calendar"
    NOT_TEXT_FILE = "not_text_file"
    SPECIAL_NOT_OF_KIND = "special_not_of_kind"


@dataclass(frozen=True, slots=True)
class Fault:
    """One broken rule. `field` is dotted; `limit` is the bound or the allowed values, as text."""

    field: str
    code: FaultCode
    limit: str = ""


class Form(BaseModel):
    """Base of what comes from outside: frozen, and a field it does not know is a fault (a typing error, most often)."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class ApplicantForm(Form):
    """Who files (Art. 63(2)); IIN, BIN and contacts are optional by law."""

    name: str = Field(min_length=1, max_length=300)
    iin_bin: str | None = Field(default=None, max_length=12)
    address: str | None = Field(default=None, max_length=500)
    phone: str | None = Field(default=None, max_length=40)
    email: str | None = Field(default=None, max_length=200)


class AppealForm(Form):
    """An appeal as it is filed."""

    kind: Kind
    language: Language
    channel: Channel = Channel.PORTAL
    person_type: PersonType
    applicant: ApplicantForm
    co_applicants: int = Field(default=0, ge=0, le=1_000_000)
    """Others who signed a collective appeal (Art. 22(1)); may be left out where their names are given."""
    co_applicant_names: tuple[Annotated[str, Field(min_length=1, max_length=300)], ...] | None = Field(
        default=None, max_length=MOST_NAMED
    )
    """Their names, all of them: at most 500, beyond give the number."""
    region: RegionCode | None = None
    """Region of the object, not of the applicant's home."""
    place: str | None = Field(default=None, max_length=500)
    text: str
    """1 to 100 000 bytes of UTF-8."""
    addressee: AgencyCode | None = None
    prior_number: AppealNumber | None = None
    complained_official: OfficialCode | None = None
    """Of a complaint: the body's code of the official complained of, who may not consider it (Art. 93(2), 97(2))."""
    special: SpecialKind | None = None
    """A kind within `kind` that has a term of its own."""

    @property
    def signed_by_others(self) -> int:
        """How many signed beside the applicant."""
        return max(self.co_applicants, len(self.co_applicant_names or ()))


class WithdrawalForm(Form):
    """A written statement of withdrawal (Art. 64(9))."""

    reason: str | None = Field(default=None, max_length=2000)


F = TypeVar("F", bound=Form)


def read_json(form: type[F], body: bytes) -> F | tuple[Fault, ...]:
    """The form in a JSON text, or its faults."""
    try:
        return form.model_validate_json(body)
    except ValidationError as error:
        return faults_of(error)


def read_fields(form: type[F], fields: Mapping[str, Any]) -> F | tuple[Fault, ...]:
    """The form in a mapping, or its faults."""
    try:
        return form.model_validate(fields)
    except ValidationError as error:
        return faults_of(error)


def check(form: AppealForm, reference: Reference) -> tuple[Fault, ...]:
    """Faults that need more than one field's shape: size of the text, codes that must exist, check digits."""
    faults: list[Fault] = []
    if not form.text.strip():
        faults.append(Fault("text", FaultCode.BLANK))
    elif len(form.text.encode()) > TEXT_LIMIT_BYTES:
        faults.append(Fault("text", FaultCode.TEXT_TOO_LARGE, str(TEXT_LIMIT_BYTES)))
    if not form.applicant.name.strip():
        faults.append(Fault("applicant.name", FaultCode.BLANK))
    if form.region is not None and form.region not in reference.regions:
        faults.append(Fault("region", FaultCode.UNKNOWN_REGION))
    if form.addressee is not None and form.addressee not in reference.agencies:
        faults.append(Fault("addressee", FaultCode.UNKNOWN_AGENCY))
    if form.complained_official is not None and form.kind is not Kind.COMPLAINT:
        faults.append(Fault("complained_official", FaultCode.ONLY_IN_COMPLAINT))
    number = form.applicant.iin_bin
    if number is not None and (found := check_iin_bin(number)).verdict is Verdict.INVALID:
        faults.append(Fault("applicant.iin_bin", FaultCode.BAD_IIN_BIN, str(found.problem or "")))
    names = form.co_applicant_names or ()
    if names and form.co_applicants not in (0, len(names)):
        faults.append(Fault("co_applicants", FaultCode.OUT_OF_RANGE, str(len(names))))
    faults += [Fault(f"co_applicant_names.{n}", FaultCode.BLANK) for n, name in enumerate(names) if not name.strip()]
    if form.special is not None and form.special not in specials_of(form.kind):
        faults.append(Fault("special", FaultCode.SPECIAL_NOT_OF_KIND, ", ".join(specials_of(form.kind)) or "-"))
    return tuple(faults)


def faults_of(error: ValidationError) -> tuple[Fault, ...]:
    """Pydantic's findings as faults, at most 20."""
    found = error.errors(include_url=False, include_input=False)
    return tuple(_fault(finding) for finding in found[:MAX_FAULTS])


_CODES = {
    "missing": FaultCode.MISSING,
    "extra_forbidden": FaultCode.UNKNOWN_FIELD,
    "string_too_short": FaultCode.TOO_SHORT,
    "string_too_long": FaultCode.TOO_LONG,
    "enum": FaultCode.NOT_ALLOWED,
    "json_invalid": FaultCode.NOT_JSON,
    "timezone_aware": FaultCode.NO_TIME_ZONE,
    "greater_than_equal": FaultCode.OUT_OF_RANGE,
    "less_than_equal": FaultCode.OUT_OF_RANGE,
    "too_long": FaultCode.OUT_OF_RANGE,
}
_LIMITS = ("min_length", "max_length", "expected", "ge", "le")


def _fault(finding: Mapping[str, Any]) -> Fault:
    location: Sequence[Any] = finding["loc"]
    context = finding.get("ctx", {})
    limit = next((str(context[name]) for name in _LIMITS if name in context), "")
    code = _CODES.get(finding["type"], FaultCode.WRONG_FORMAT)
    return Fault(".".join(map(str, location))[:MAX_FIELD_NAME] or "body", code, limit)
