"""Regions, state bodies and centres: the shipped files, the look-ups, and the refusal of bad rows."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from pydantic import TypeAdapter

from shared.contracts.vocabulary import AgencyCode, CentreCode, RegionCode
from shared.reference import BadRow, UnknownCode, load_reference

REFERENCE = load_reference()
CENTRAL = {
    *(
        "mia",
        "moh",
        "mlsp",
        "moe",
        "mshe",
        "mof",
        "mne",
        "moj",
        "mfa",
        "mod",
        "mes",
        "mic",
        "mot",
        "men",
        "menr",
        "mwri",
    ),
    *("moa", "mti", "mci", "mts", "maid", "pgo", "knb", "nbk", "ardfm", "apdc", "afm", "acsa", "aspr", "aae", "sac"),
    *("ap", "gov"),
}
AKIMATS = {code.replace("KZ-", "akimat-") for code in REFERENCE.regions}


def test_appeals_are_delivered_to_every_central_body_and_every_akimat_but_not_to_courts() -> None:
    assert len(AKIMATS) == 20
    assert set(REFERENCE.routed_agencies()) == CENTRAL | AKIMATS
    assert list(REFERENCE.routed_agencies()) == sorted(REFERENCE.routed_agencies())
    assert not REFERENCE.agencies["crt"].routed


def test_all_codes_have_the_form_that_the_contracts_ask_for() -> None:
    for codes, form in (
        (REFERENCE.regions, RegionCode),
        (REFERENCE.agencies, AgencyCode),
        (REFERENCE.centres, CentreCode),
    ):
        for code in codes:
            TypeAdapter(form).validate_python(code)


def test_a_region_knows_its_akimat_and_its_centre() -> None:
    for code in REFERENCE.regions:
        akimat = REFERENCE.akimat_of(code)
        assert akimat == f"akimat-{code[3:]}"
        assert REFERENCE.agencies[akimat].region == code
        assert REFERENCE.centre_of(akimat, None) == code.lower()


def test_a_central_body_is_watched_by_its_own_centre_wherever_the_object_lies() -> None:
    for code in CENTRAL:
        assert REFERENCE.centre_of(code, "KZ-75") == code
        assert REFERENCE.centres[code].agency == code


def test_a_case_without_a_body_goes_to_the_region_and_without_a_region_to_the_republic() -> None:
    assert REFERENCE.centre_of(None, "KZ-75") == "kz-75"
    assert REFERENCE.centre_of(None, None) == "republic"


def test_there_is_no_centre_that_nobody_needs() -> None:
    needed = CENTRAL | {code.lower() for code in REFERENCE.regions} | {"republic"}
    assert set(REFERENCE.centres) == needed


def test_names_stand_in_three_languages() -> None:
    names = REFERENCE.agencies["akimat-75"].names
    assert names.in_language("kk") == "Алматы қаласының әкімдігі"
    assert names.in_language("ru") == "Акимат города Алматы"
    assert names.in_language("en") == "Akimat of Almaty City"


def test_regions_founded_in_2022_have_no_former_code() -> None:
    new = {code for code, region in REFERENCE.regions.items() if region.former_code is None}
    assert new == {code for code, region in REFERENCE.regions.items() if region.valid_from == date(2022, 6, 8)}
    assert new == {"KZ-10", "KZ-33", "KZ-62"}
    assert REFERENCE.regions["KZ-75"].former_code == "KZ-ALA"


def test_the_functions_of_a_dissolved_body_pass_to_its_successor() -> None:
    assert REFERENCE.standing("anticor", date(2025, 7, 13)) == "anticor"
    assert REFERENCE.standing("anticor", date(2025, 7, 14)) == "knb"
    assert REFERENCE.standing("mia", date(2026, 1, 1)) == "mia"


def test_unknown_codes_are_refused() -> None:
    with pytest.raises(UnknownCode, match="no region KZ-99"):
        REFERENCE.akimat_of("KZ-99")
    with pytest.raises(UnknownCode, match="no region KZ-99"):
        REFERENCE.centre_of(None, "KZ-99")
    with pytest.raises(UnknownCode, match="no state body nobody"):
        REFERENCE.centre_of("nobody", None)
    with pytest.raises(UnknownCode, match="no centre watches crt"):
        REFERENCE.centre_of("crt", None)
    with pytest.raises(UnknownCode):
        REFERENCE.standing("nobody", date(2026, 1, 1))


def test_the_data_cannot_be_changed_by_accident() -> None:
    with pytest.raises(TypeError):
        REFERENCE.agencies["mia"] = REFERENCE.agencies["moh"]  # type: ignore[index] # the point of the test
    assert load_reference() is REFERENCE


@pytest.mark.parametrize(
    ("name", "good", "bad", "complaint"),
    [
        ("regions.csv", "KZ-10,100000000", "KZ-10,110000000", r"regions\.csv:4: KATO '110000000' does not belong"),
        ("regions.csv", "KZ-11,", "KZ-1,", r"regions\.csv:5: code 'KZ-1' is malformed"),
        ("regions.csv", "KZ-11,11", "KZ-10,10", r"regions\.csv:5: KZ-10 stands here twice"),
        ("regions.csv", "2022-06-08,,", "2022-06-08,2021-01-01,", r"regions\.csv:4: valid_to lies before"),
        ("regions.csv", ",Abai,", ",,", r"regions\.csv:4: a name is needed"),
        ("regions.csv", "code,kato", "kato,code", r"regions\.csv:3: columns must be"),
        ("regions.csv", "2022-06-08,,", "2022-06-08,", r"regions\.csv:4: 9 cells are needed, not 8"),
        ("agencies.csv", "mia,central", "mia,national", r"agencies\.csv:6: level 'national'"),
        ("agencies.csv", "mia,central,,", "mia,central,KZ-10,", r"agencies\.csv:6: mia: a local body needs"),
        ("agencies.csv", ",true,gov,", ",yes,gov,", r"agencies\.csv:6: 'yes' is neither"),
        ("agencies.csv", ",true,gov,", ",true,tsar,", r"agencies\.csv:6: tsar is unknown"),
        ("agencies.csv", ",true,gov,", ",true,mia,", r"agencies\.csv:6: mia cannot be its own higher body"),
        ("agencies.csv", "2021-07-01,,,ORG", "2021-07-01,,moh,ORG", r"agencies\.csv:6: mia: .*needs valid_to"),
        ("agencies.csv", "2021-07-01,,,ORG", "2021-07-01,2026-01-01,,ORG", r"agencies\.csv:6: mia: .*not routed"),
        ("agencies.csv", "2025-09-17,maid", "2025-09-17,anticor", r"agencies\.csv:\d+: anticor does not outlive mdai"),
        (
            "agencies.csv",
            "akimat-10,local,KZ-10",
            "akimat-10,local,KZ-11",
            r"agencies\.csv:\d+: akimat-10: the akimat of",
        ),
        ("agencies.csv", "\nakimat-10,", "\n# ", r"regions\.csv:4: KZ-10 has no akimat"),
        ("centres.csv", "\nkz-10,", "\n# ", r"regions\.csv:4: centre kz-10 is missing"),
        ("centres.csv", "\nmia,body,,mia", "\nmdai,body,,mdai", r"agencies\.csv:6: centre mia is missing"),
        ("centres.csv", "\nmia,body,,mia", "\nmia,body,,moh", r"centres\.csv:24: mia: a centre of kind body"),
        (
            "centres.csv",
            "\nmia,body",
            "\ncrt,body,,crt,а,б,c\nmia,body",
            r"centres\.csv:24: centre crt watches nothing",
        ),
        ("centres.csv", "\nrepublic,", "\n# ", r"centres\.csv: centre republic is missing"),
        ("centres.csv", "republic,republic", "republic,planet", r"centres\.csv:3: kind 'planet'"),
    ],
)
def test_a_bad_row_is_refused_with_file_and_line(
    tampered: Callable[[str, str, str], Path], name: str, good: str, bad: str, complaint: str
) -> None:
    with pytest.raises(BadRow, match=complaint):
        load_reference(tampered(name, good, bad))
