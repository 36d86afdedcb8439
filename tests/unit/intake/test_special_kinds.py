"""Special kinds at the desk: the field, its fault, the talon's dates, and the names that people read."""

from datetime import date
from typing import Any

import pytest

from services.intake.form import AppealForm, Fault, FaultCode, check, read_fields
from services.intake.handlers import to_keep
from services.intake.problems import described
from services.intake.rows import ImportForm, appeal_id_of, check_row
from services.intake.rules import Filing, Trace, register
from services.intake.store import Filed
from services.intake.timeline import Timeline, fold, standing
from services.intake.views import StatusView, receipt
from shared.contracts.lifecycle import AppealReclassified
from shared.contracts.special_kinds import SpecialKind
from shared.contracts.vocabulary import Kind
from shared.law import SPECIAL_NAMES, specials_of
from tests.support.intake_builders import APPEAL, DESK, NOON, NUMBER, SECRETS, body, context, dimensions, form

MEDIA = SpecialKind.MEDIA_INQUIRY


def special_form(**changes: Any) -> AppealForm:
    return form(kind="inquiry", special="media_inquiry", **changes)


def filed() -> Filed:
    asked = special_form()
    return to_keep(asked, register(asked, Filing(APPEAL, NOON, NOON, Trace(APPEAL)), NUMBER, DESK), APPEAL, APPEAL)


def test_the_talon_of_an_inquiry_of_the_media_names_the_seventh_working_day() -> None:
    assert filed().talon.answer_by == date(2026, 12, 3)


def test_every_special_kind_belongs_to_one_kind_and_has_a_name_in_three_languages() -> None:
    assert sorted(code for kind in Kind for code in specials_of(kind)) == sorted(SpecialKind)
    assert all(sorted(names) == ["en", "kk", "ru"] and all(names.values()) for names in SPECIAL_NAMES.values())


@pytest.mark.parametrize("kind", ["complaint", "message"])
def test_a_special_kind_of_another_kind_is_a_fault_that_names_those_of_the_kind(kind: str) -> None:
    allowed = ", ".join(specials_of(Kind(kind))) or "-"
    fault = Fault("special", FaultCode.SPECIAL_NOT_OF_KIND, allowed)
    assert check(form(kind=kind, special="media_inquiry"), DESK.reference) == (fault,)
    assert all(allowed in described(fault, tongue)["message"] for tongue in ("kk", "ru", "en"))


def test_a_code_that_nobody_knows_is_a_fault_of_its_field() -> None:
    faults = read_fields(AppealForm, body(special="petition"))
    assert isinstance(faults, tuple)
    assert [(fault.field, fault.code) for fault in faults] == [("special", FaultCode.NOT_ALLOWED)]


def test_a_row_with_a_special_kind_of_another_kind_is_refused_for_that_alone() -> None:
    row = ImportForm.model_validate(body(special="media_inquiry", received_at="2026-11-20T10:00:00+05:00"))
    assert [fault.code for fault in check_row(row, DESK, NOON)] == [FaultCode.SPECIAL_NOT_OF_KIND]


def test_a_row_imported_before_special_kinds_existed_stays_the_same_appeal() -> None:
    row = ImportForm.model_validate(body(received_at="2026-11-20T10:00:00+05:00"))
    assert appeal_id_of(row, "a.csv") == "2cdadbd2-2519-5419-a416-4f59176c2e88"
    special = row.model_copy(update={"kind": Kind.INQUIRY, "special": MEDIA})
    assert appeal_id_of(special, "a.csv") != appeal_id_of(row.model_copy(update={"kind": Kind.INQUIRY}), "a.csv")


def test_the_receipt_names_the_special_kind_in_every_language() -> None:
    assert receipt(filed(), SECRETS)["special"] == {"code": "media_inquiry", **SPECIAL_NAMES[MEDIA]}


def test_the_status_names_the_special_kind_until_a_reclassification_drops_it() -> None:
    kept = filed()
    timeline = Timeline(appeal_id=APPEAL, number=NUMBER, last=1, entries=(kept.opened,))
    view = StatusView(DESK.reference, DESK.calendar)
    assert view.of(kept, timeline, "ru", NOON)["special_name"] == "запрос средства массовой информации"
    changed = AppealReclassified(
        **context(2, "appeal.reclassified"),
        dims=dimensions(),
        from_kind=Kind.INQUIRY,
        from_special=MEDIA,
        by_agency="akimat-75",
    )
    after = fold(timeline, changed)
    assert after is not None
    assert standing(after).special is None
    assert "special" not in view.of(kept, after, "ru", NOON)
