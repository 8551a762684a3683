"""The road back on the page: two clocks apart, bands and sources beside every number, nothing promised."""

from __future__ import annotations

from dataclasses import replace

import pytest

from cryonerve.nerve.degeneration import degeneration
from cryonerve.nerve.lesion import Band, Prediction
from cryonerve.nerve.pain_clock import pain_return
from cryonerve.nerve.verdict_recovery import judge_recovery
from cryonerve.reporting.figures.recovery import draw_recovery
from cryonerve.reporting.page import html, used_sources
from cryonerve.reporting.plain_pages import lines
from cryonerve.reporting.road_back import NOT_A_PROGNOSIS, roads_back
from synthetic import synthetic_run


def blocked():
    """The same run, when nothing froze."""
    run = synthetic_run()
    pain, beyond = pain_return("tibial", "block", run.case), degeneration("tibial", "block", None)
    return replace(
        run, prediction=Prediction(run.prediction.lesions, {}, {"tibial": pain}, {"tibial": beyond})
    )


def test_every_number_has_a_band_and_a_source():
    (road,) = roads_back(synthetic_run())
    assert all(row.source for row in road.rows)
    uncertain = [row for row in road.rows if not row.about.startswith("Regrowth")]  # made up without spread
    uncertain = [row for row in uncertain if not row.about.startswith("Lag")]
    assert all(row.band for row in uncertain)
    assert any("more than 2.5 years" in row.band for row in road.rows)


def test_pain_and_axons_are_told_apart():
    (road,) = roads_back(synthetic_run())
    points = dict(road.points)
    assert list(points) == ["Pain", "Axons", "Nerve beyond the lesion"]
    assert "found no benefit" in points["Pain"]
    assert "−0.1 points" in points["Pain"]
    assert "pain" not in points["Axons"]


def test_without_ice_there_are_words_and_no_figure(tmp_path):
    (road,) = roads_back(blocked())
    assert road.rows == ()
    assert "minutes after rewarming" in dict(road.points)["Pain"]
    assert draw_recovery(blocked(), tmp_path / "road.png") is None


def test_without_a_prediction_there_is_no_road(tmp_path):
    run = replace(synthetic_run(), prediction=None)
    assert roads_back(run) == ()
    assert draw_recovery(run, tmp_path / "road.png") is None
    assert list(judge_recovery(None)) == []


def test_page_and_plain_pages_say_that_it_is_no_prognosis():
    run = synthetic_run()
    page = html(run, ())
    assert "The road back" in page
    assert NOT_A_PROGNOSIS in page
    plain = " ".join(line.text for line in lines(run, ()))
    assert "The road back of the tibial nerve. Not a prognosis." in plain
    assert {"lloyd1976", "yoon2016", "hsu2015", "ilfeld2023"} <= set(used_sources(run))


@pytest.mark.parametrize("run", [synthetic_run(), blocked()], ids=["froze", "blocked"])
def test_the_finding_is_a_note_with_the_null_trial(run):
    (finding,) = judge_recovery(run.prediction)
    assert finding.level == "note"
    assert finding.source == "ilfeld2023"
    assert "found no benefit" in finding.reason
    assert finding.reason.endswith("Not a prognosis.")
    assert finding.value == -0.1


def test_no_words_are_cut_off_at_the_right(tmp_path, monkeypatch):
    """Where regrowth takes more than a year its words had run over the edge of the sheet."""
    seen = []
    run = synthetic_run()
    recovery = run.prediction.recoveries["tibial"]
    late = replace(recovery, regrowth_days=Band(238.0, 374.0, 589.0))
    prediction = replace(
        run.prediction,
        recoveries={"tibial": late},
        degenerations={"tibial": degeneration("tibial", "axonotmesis", late)},
    )

    def kept(figure, path):
        edge = figure.bbox.x1
        seen.extend(
            text.get_text()
            for axes in figure.axes
            for text in axes.texts
            if text.get_window_extent().x1 > edge
        )
        return path

    monkeypatch.setattr("cryonerve.reporting.figures.recovery.save", kept)
    draw_recovery(replace(run, prediction=prediction), tmp_path / "road.png")
    assert seen == []
