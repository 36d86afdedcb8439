"""The recount's memory on disk gives back what was put in, in whatever portions it was written."""

from pathlib import Path

import pytest

from services.analytics import ledger as module
from services.analytics.ledger import Ledger, Pair
from services.analytics.rules.counting import Increment, add
from services.analytics.rules.measures import Measure
from services.analytics.store import Counter

PLACE = "appeals.lifecycle.v1/0"
ONE, TWO, THREE = (f"{PLACE}/2026-03-1{n}/KZ-75" for n in (1, 2, 3))
ELSEWHERE = "appeals.lifecycle.v1/1/2026-03-11/KZ-75"


@pytest.mark.parametrize("spill", [0, 50_000])
def test_documents_are_paired_by_id_whether_or_not_the_sums_went_to_disk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, spill: int
) -> None:
    monkeypatch.setattr(module, "SPILL", spill)
    live = [Counter(ONE, 4, {"c": {"open": 0}}), Counter(THREE, 9, {"c": {"closed": 2}})]
    with Ledger(tmp_path / "ledger") as ledger:
        ledger.keep([*live, Counter(ELSEWHERE, 1, {})])
        for identity, offset, n in ((ONE, 2, 1), (TWO, 3, 5), (ONE, 4, -1)):
            add(ledger.cells(identity, offset), iter([Increment("c", "open", n)]))
            ledger.relieve()
        assert list(ledger.pairs(PLACE)) == [
            Pair(ONE, live[0], live[0]),
            Pair(TWO, None, Counter(TWO, 3, {"c": {"open": 5}})),
            Pair(THREE, live[1], None),
        ]
        ledger.forget_partition()
        assert list(ledger.pairs("appeals.lifecycle.v1/1")) == [Pair(ELSEWHERE, Counter(ELSEWHERE, 1, {}), None)]


@pytest.mark.parametrize("spill", [-1, 2, 50_000])
def test_a_document_without_cells_and_one_written_away_in_portions_come_back_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, spill: int
) -> None:
    monkeypatch.setattr(module, "SPILL", spill)
    with Ledger(tmp_path / "ledger") as ledger:
        for offset, (identity, measure) in enumerate(
            [(ONE, "open"), (TWO, ""), (THREE, "open"), (THREE, "closed"), (ONE, Measure.OPEN), (ONE, Measure.CLOSED)]
        ):
            add(ledger.cells(identity, offset), [Increment("c", measure, 1)] if measure else [])
            ledger.relieve()
        assert [pair.again for pair in ledger.pairs(PLACE)] == [
            Counter(ONE, 5, {"c": {"open": 2, "closed": 1}}),
            Counter(TWO, 1, {}),
            Counter(THREE, 3, {"c": {"open": 1, "closed": 1}}),
        ]


def test_positions_are_kept_until_the_partition_is_done(tmp_path: Path) -> None:
    with Ledger(tmp_path / "ledger") as ledger:
        ledger.remember({"a1": 1, "a2": 5})
        ledger.remember({"a1": 2})
        assert ledger.positions(["a1", "a2", "a3"]) == {"a1": 2, "a2": 5}
        ledger.forget_partition()
        assert ledger.positions(["a1", "a2"]) == {}


def test_the_guards_of_each_partition_are_known(tmp_path: Path) -> None:
    with Ledger(tmp_path / "ledger") as ledger:
        ledger.keep([Counter(ONE, 4, {}), Counter(TWO, 9, {}), Counter(ELSEWHERE, 1, {})])
        assert ledger.places() == [PLACE, "appeals.lifecycle.v1/1"]
        assert ledger.live_guards(PLACE) == {ONE: 4, TWO: 9}
