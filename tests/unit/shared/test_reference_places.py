"""The gazetteer and the units below the bodies: what the files hold and which rows are refused."""

import shutil
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from shared.reference import BadRow, load_places, load_reference
from shared.reference.loading import FOLDER

REFERENCE = load_reference()
PLACES = load_places()


def test_the_gazetteer_has_every_oblast_and_all_districts_of_the_oblasts() -> None:
    kinds = Counter(row.kind for row in PLACES)
    assert kinds["oblast"] == 17
    assert kinds["district"] == 170
    assert kinds["city"] >= 90
    assert {row.region for row in PLACES} == set(REFERENCE.regions)


def test_an_oblast_has_the_same_names_as_the_region() -> None:
    for row in PLACES:
        if row.kind == "oblast":
            names = REFERENCE.regions[row.region].names
            assert (row.name_kk, row.name_ru) == (names.kk, names.ru)


def test_every_district_has_its_akimat_as_a_unit_of_the_akimat_of_the_region() -> None:
    districts = {row.unit: row for row in PLACES if row.kind in {"district", "city_district"}}
    assert set(districts) == set(REFERENCE.units)
    for code, unit in REFERENCE.units.items():
        assert unit.parent == REFERENCE.akimat_of(districts[code].region)
        assert unit.level == "district"


def test_units_may_be_absent(tmp_path: Path) -> None:
    for source in FOLDER.glob("*.csv"):
        shutil.copy(source, tmp_path)
    (tmp_path / "units.csv").unlink()
    assert load_reference(tmp_path).units == {}
    assert load_places(tmp_path) == PLACES


@pytest.mark.parametrize(
    ("name", "good", "bad", "complaint"),
    [
        ("places.csv", "region,kind", "kind,region", r"places\.csv:6: columns must be"),
        ("places.csv", "unit,source", "unit,source,colour", r"places\.csv:6: columns must be"),
        ("places.csv", "KZ-10,oblast", "KZ-99,oblast", r"places\.csv:7: KZ-99 is unknown"),
        ("places.csv", "KZ-10,oblast", "KZ-10,planet", r"places\.csv:7: kind 'planet'"),
        ("places.csv", "область Абай,", ",", r"places\.csv:7: a place needs a name"),
        ("places.csv", "Абайская!,both", "Абайская!,some", r"places\.csv:7: common 'some'"),
        ("places.csv", "Абайская!", "Абайская!;;", r"places\.csv:7: other_names holds an empty name"),
        ("places.csv", "Абайская!", "!", r"places\.csv:7: other_names holds an empty name"),
        ("places.csv", "both,,GK", "both,akimat-10-abai,GK", r"places\.csv:7: a place of kind oblast has no unit"),
        ("places.csv", "kk,akimat-10-abai", "kk,akimat-11-aqkol", r"places\.csv:8: akimat-11-aqkol is not the unit"),
        ("places.csv", "kk,akimat-10-abai", "kk,akimat-10-nowhere", r"places\.csv:8: akimat-10-nowhere is not the"),
        ("places.csv", "KZ-79,city,", "KZ-75,city,", r"places\.csv: KZ-79 has neither"),
        (
            "units.csv",
            "akimat-10-abai,akimat-10",
            "akimat-10-abai,akimat-99",
            r"units\.csv:4: akimat-10-abai: the",
        ),
        ("units.csv", "akimat-10-abai,akimat-10", "nobody-abai,nobody", r"units\.csv:4: nobody is unknown"),
        ("units.csv", "district,KZ-10", "district,KZ-11", r"units\.csv:4: akimat-10 is not a body of KZ-11"),
        ("units.csv", "district,KZ-10", "house,KZ-10", r"units\.csv:4: level 'house'"),
        ("units.csv", "district,KZ-10", "department,KZ-10", r"units\.csv:4: akimat-10-abai: a unit of level district"),
        ("units.csv", "code,parent", "parent,code", r"units\.csv:3: columns must be"),
        ("agencies.csv", "true,gov,2022-06-08", "true,gov,2022-06-09", r"agencies\.csv:\d+: akimat-10 does not stand"),
        ("agencies.csv", "Министерство обороны", "Министерство юстиции", r"agencies\.csv:15: mod has the name of moj"),
        ("regions.csv", "Ақмола облысы", "Абай облысы", r"regions\.csv:5: KZ-11 has the name of KZ-10"),
        ("regions.csv", ",KZ-AKT,", ",KZ-AKM,", r"regions\.csv:6: KZ-AKM belongs to KZ-11 already"),
        (
            "agencies.csv",
            "true,gov,2025-09-18",
            "true,gov,2025-09-19",
            r"agencies\.csv:\d+: maid begins later than the day after mdai ends",
        ),
    ],
)
def test_a_bad_row_is_refused_with_file_and_line(
    tampered: Callable[[str, str, str], Path], name: str, good: str, bad: str, complaint: str
) -> None:
    with pytest.raises(BadRow, match=complaint):
        load_places(tampered(name, good, bad))
