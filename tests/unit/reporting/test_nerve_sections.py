"""Which two stations are drawn across the nerve, and what each fascicle's colour says."""

from __future__ import annotations

import re
from dataclasses import replace

import numpy as np
import pytest

from cryonerve.case.case import LabelledScan
from cryonerve.nerve.completeness import Completeness, SparedFascicle
from cryonerve.reporting.figures import gallery, nerve_charts, nerve_sections
from cryonerve.reporting.figures.nerve_sections import (
    BLOCKED,
    FROZEN,
    INTERRUPTED,
    SPARED,
    two_stations,
    what_became,
)
from cryonerve.reporting.figures.planes import middle_of_active_tip
from tests.synthetic import synthetic_run


@pytest.fixture(scope="module")
def run():
    return synthetic_run()


def with_nadir(run, nadir, inside=None):
    """Course and history with coldest temperatures (station,) of all fascicles."""
    course = run.volume.treated_nerve
    history = run.freezing.nerves[course.name]
    shape = history.nadir_samples.shape
    samples = np.broadcast_to(np.asarray(nadir, float)[:, None, None], shape).copy()
    inside = np.ones(len(course.arc), bool) if inside is None else inside
    return course, replace(history, nadir_samples=samples, inside=inside)


def beside(run, course):
    """First and last station beside the active tips."""
    ends = []
    for probe in run.case.probes:
        half = middle_of_active_tip(run.case, probe) - np.asarray(probe.tip)
        for end in (np.asarray(probe.tip), np.asarray(probe.tip) + 2 * half):
            ends.append(int(np.argmin(np.linalg.norm(course.points - end, axis=1))))
    return min(ends), max(ends)


def test_worst_is_looked_for_beside_the_tips_only(run) -> None:
    course = run.volume.treated_nerve
    first, last = beside(run, course)
    nadir = np.full(len(course.arc), 37.0)
    nadir[first : last + 1] = np.linspace(-60.0, -10.0, last - first + 1)
    found = two_stations(*with_nadir(run, nadir), run.case)
    assert found == ({"Best": first, "Worst": last} if last > first else {"Best": first})


def test_one_station_is_drawn_once(run) -> None:
    course = run.volume.treated_nerve
    first, _ = beside(run, course)
    inside = np.arange(len(course.arc)) == first
    assert two_stations(*with_nadir(run, np.zeros(len(inside)), inside), run.case) == {"Best": first}


def test_without_probes_the_whole_nerve_counts(run) -> None:
    case = replace(run.case, probes=())
    course = run.volume.treated_nerve
    nadir = np.linspace(-60.0, 30.0, len(course.arc))
    assert two_stations(*with_nadir(run, nadir), case) == {"Best": 0, "Worst": len(nadir) - 1}


@pytest.mark.parametrize(
    ("coldest", "means"), [(-30.0, FROZEN), (-8.0, FROZEN), (3.0, BLOCKED), (30.0, SPARED)]
)
def test_a_fascicle_is_coloured_by_what_became_of_it(run, coldest: float, means: int) -> None:
    assert what_became(np.array([coldest, 37.0]), 0, None) == means


def test_an_interrupted_fascicle_keeps_its_colour_where_it_stayed_warm(run) -> None:
    lengths, extents = np.array([10e-3, 0.0]), np.array([[0.0, 10e-3], [0.0, 0.0]])
    whole = Completeness("tibial", -20.0, 4e-3, (0, 1), lengths, extents, (0,), (), (0.0, 10e-3))
    lesion = replace(run.prediction.lesions["tibial"], completeness=whole)
    warm = np.array([30.0, 30.0])
    assert (what_became(warm, 0, lesion), what_became(warm, 1, lesion)) == (INTERRUPTED, SPARED)


def test_parts_of_a_divided_fascicle_carry_its_number(run, tmp_path, monkeypatch) -> None:
    """The last column is a part of fascicle 1: it is no fascicle, has no lane and no number of its own."""
    course = run.volume.treated_nerve
    last = course.fascicle_radii.shape[1] - 1
    parted = replace(course, origins=np.array([*range(last), 1]))
    run = replace(run, volume=replace(run.volume, nerves=(parted,)))
    sections, strip = both_figures(run, last, tmp_path, monkeypatch)
    bold = [text.get_text() for text in texts(sections) if text.get_weight() == "bold"]
    assert [bold.count(number) for number in ("1", "4", str(last))] == [4, 2, 0]  # at two stations
    assert [len(axes.images[0].get_array()) for axes in strip.axes if axes.images] == [last]


def test_a_lane_says_where_its_fascicle_has_ended(run, tmp_path, monkeypatch) -> None:
    course = run.volume.treated_nerve
    count = course.fascicle_radii.shape[1]
    words = {}
    for ended in (False, True):
        radii = course.fascicle_radii.copy()
        radii[:3, 0] = 0.0 if ended else radii[:3, 0]
        nerve = replace(course, fascicle_radii=radii)
        changed = replace(run, volume=replace(run.volume, nerves=(nerve,)))
        _, strip = both_figures(changed, count, tmp_path, monkeypatch)
        legends = [axes.get_legend() for axes in strip.axes if axes.get_legend()]
        words[ended] = {text.get_text() for legend in legends for text in legend.get_texts()}
    assert words[True] - words[False] == {"has ended"}


def test_the_caption_says_whose_fascicles_they_are(run) -> None:
    assert "typical" in gallery._whose_fascicles(run)
    traced = replace(run.volume.treated_nerve, standing="traced")
    run = replace(run, volume=replace(run.volume, nerves=(traced,)))
    assert "traced by hand" in gallery._whose_fascicles(run)
    # A scan's nerve is traced without its fascicles, unless a cross-section was traced too.
    scanned = replace(run, volume=replace(run.volume, frame="scan"))
    assert "assumed" in gallery._whose_fascicles(scanned)
    assert "traced by hand" not in gallery._whose_fascicles(scanned)
    section = LabelledScan("labels.nii.gz", "labels.tsv", "tibial", fascicles="section.csv")
    assert "traced by hand" in gallery._whose_fascicles(
        replace(scanned, case=replace(run.case, anatomy=section))
    )


def test_spared_fascicles_carry_their_numbers_in_both_figures(run, tmp_path, monkeypatch) -> None:
    """The numbers that the report's table and summary.json give, and no others, stand in bold."""
    count = run.volume.treated_nerve.fascicle_radii.shape[1]
    sections, strip = (texts(figure) for figure in both_figures(run, count, tmp_path, monkeypatch))
    bold = [text.get_text() for text in sections if text.get_weight() == "bold" and text.get_text().isdigit()]
    assert set(bold) == {"1", "4"}
    assert any(re.fullmatch(r"Spared, .*: (1, 4|4, 1)", text.get_text().replace("\n", " ")) for text in strip)


def both_figures(run, count, tmp_path, monkeypatch):
    """Sections and strip of a run in which fascicles 1 and 4 of so many are spared."""
    nothing = np.zeros(count)
    spared = tuple(SparedFascicle(index, 0, 0.0, -5.0, 0.0, 1e-3) for index in (1, 4))
    rest = tuple(index for index in range(count) if index not in (1, 4))
    whole = Completeness(
        "tibial", -20.0, 4e-3, tuple(range(count)), nothing, np.zeros((count, 2)), rest, spared, (0.0, 5e-3)
    )
    lesion = replace(run.prediction.lesions["tibial"], completeness=whole)
    marked = replace(run, prediction=replace(run.prediction, lesions={"tibial": lesion}))
    kept = []
    for module in (nerve_sections, nerve_charts):
        monkeypatch.setattr(module, "save", lambda figure, path: kept.append(figure) or path)
    assert nerve_sections.draw(marked, tmp_path / "sections.png")
    assert nerve_charts.draw_strip(marked, tmp_path / "strip.png")
    return kept


def texts(figure):
    """Every text of a figure and of its axes."""
    return [*figure.texts, *(text for axes in figure.axes for text in axes.texts)]
