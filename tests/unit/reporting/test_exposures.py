from __future__ import annotations

import csv
from dataclasses import replace

import numpy as np
import pytest

from cryonerve.nerve import predict
from cryonerve.nerve.injury import grade_odds
from cryonerve.nerve.lesion import Prediction
from cryonerve.reporting.exposures import COLUMNS, write_exposures
from synthetic import synthetic_case, synthetic_freezing, synthetic_run, synthetic_volume


@pytest.fixture(scope="module")
def lesion():
    return predict(synthetic_freezing(), synthetic_volume(), synthetic_case()).lesions["tibial"]


@pytest.fixture
def rows(lesion, tmp_path):
    write_exposures(Prediction({"tibial": lesion}, {}), tmp_path / "exposure.csv")
    with (tmp_path / "exposure.csv").open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def test_every_cold_fascicle_has_a_row_at_every_station(rows, lesion):
    assert tuple(rows[0]) == COLUMNS
    wanted = np.argwhere(lesion.exposure.coldest < 20.0)
    assert [(int(row["station"]), int(row["fascicle"])) for row in rows] == [tuple(pair) for pair in wanted]


def test_parts_of_a_divided_fascicle_have_its_number_and_one_of_their_own(lesion, tmp_path):
    last = lesion.exposure.nadir.shape[1] - 1
    parted = replace(lesion.exposure, fascicle_of=np.array([*range(last), 1]))
    write_exposures(Prediction({"tibial": replace(lesion, exposure=parted)}, {}), tmp_path / "exposure.csv")
    with (tmp_path / "exposure.csv").open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    parts = {(int(row["fascicle"]), int(row["part"])) for row in rows}
    assert parts == {(number, 0) for number in range(last)} | {(1, 1)}
    keys = [(row["station"], row["fascicle"], row["part"]) for row in rows]
    assert len(set(keys)) == len(keys)


def test_rows_say_what_the_exposure_holds(rows, lesion):
    felt = lesion.exposure
    for row in rows:
        place = int(row["station"]), int(row["fascicle"])
        assert float(row["arc_mm"]) == pytest.approx(1e3 * felt.arc[place[0]], abs=1e-4)
        assert float(row["nadir_degC"]) == pytest.approx(felt.nadir[place], abs=1e-3)
        assert float(row["below_-20C_s"]) == pytest.approx(felt.seconds_below[-20.0][place], abs=1e-3)
        assert int(row["freezes"]) == felt.freezes[place]
        odds = grade_odds(felt.nadir[place])
        assert float(row["p_axonotmesis"]) == pytest.approx(float(odds.axonotmesis), abs=1e-4)
        assert sum(float(row[f"p_{grade}"]) for grade in ("none", "block", "axonotmesis")) == pytest.approx(
            1.0, abs=2e-4
        )


def test_a_rate_stands_only_where_minus_20_was_passed(rows, lesion):
    passed = [row for row in rows if row["cooling_K_per_s"]]
    assert 0 < len(passed) < len(rows)
    for row in rows:
        place = int(row["station"]), int(row["fascicle"])
        assert bool(row["cooling_K_per_s"]) is bool(np.isfinite(lesion.exposure.cooling[place]))
        assert bool(row["thawing_K_per_s"]) is bool(np.isfinite(lesion.exposure.thawing[place]))


def test_a_lesion_without_exposure_has_no_rows(tmp_path):
    write_exposures(synthetic_run().prediction, tmp_path / "exposure.csv")
    assert (tmp_path / "exposure.csv").read_text().splitlines() == [",".join(COLUMNS)]
