import json

import numpy as np
import pytest

from cryonerve.errors import ScanError
from cryonerve.scans.curves import FORMAT, Section, TracedCurve, read_curves, write_curves
from cryonerve.scans.traced_curve import contour_across, directions_across, ordered

LINE = np.stack([np.linspace(0.0, 4e-3, 41), np.zeros(41), np.linspace(0.0, 40e-3, 41)], axis=1)
RIM = 1e-3 * np.array([[2.0, 0.0], [0.0, 1.5], [-2.0, 0.0], [0.0, -1.5]])


def nerve(**changes):
    values = {
        "name": "tibial nerve",
        "kind": "nerve",
        "points": LINE,
        "clicks": LINE[::10],
        "sections": (
            Section(5e-3, np.array([2.4e-3, 1.9e-3]), 0.3),
            Section.of_contour(20e-3, RIM, neuroma=True),
        ),
        "uncertainty": 0.3e-3,
        "treated": True,
        "why": "path between 5 clicks",
    }
    return TracedCurve(**{**values, **changes})


def test_what_was_written_is_read_again(tmp_path):
    path = tmp_path / "curves.json"
    curves = (nerve(), TracedCurve("popliteal artery", "artery", LINE + 5e-3, drawn_by="person"))
    write_curves(path, curves)
    for before, after in zip(curves, read_curves(path), strict=True):
        for name in ("name", "kind", "treated", "motor", "drawn_by", "why"):
            assert getattr(after, name) == getattr(before, name)
        assert np.abs(after.points - before.points).max() < 1e-7
        assert (
            np.abs(after.clicks - before.clicks).max() < 1e-7 if len(before.clicks) else not len(after.clicks)
        )
        assert after.uncertainty == pytest.approx(before.uncertainty)
        for one, two in zip(before.sections, after.sections, strict=True):
            assert two.area == pytest.approx(one.area, rel=1e-4)
            assert (two.neuroma, two.drawn_by, two.contour is None) == (
                one.neuroma,
                one.drawn_by,
                one.contour is None,
            )


def test_lengths_in_the_file_are_millimetres(tmp_path):
    write_curves(tmp_path / "c.json", [nerve()])
    row = json.loads((tmp_path / "c.json").read_text())["curves"][0]
    assert row["points_mm"][-1] == [4.0, 0.0, 40.0]
    assert row["sections"][0]["semi_axes_mm"] == [2.4, 1.9]


def changed(tmp_path, change, curves=None):
    path = tmp_path / "curves.json"
    write_curves(path, curves or [nerve()])
    content = json.loads(path.read_text())
    change(content)
    path.write_text(json.dumps(content))
    with pytest.raises(ScanError) as refused:
        read_curves(path)
    return refused.value


def put(*where, to):
    def change(content):
        for key in where[:-1]:
            content = content[key]
        content[where[-1]] = to

    return change


CURVE = ("curves", 0)
SECTION = (*CURVE, "sections", 0)
WRONG = {
    "format": (put("format", to="cryonerve.curves/9"), "is not known", ""),
    "no format": (lambda c: c.pop("format"), "no file of curves", ""),
    "no list": (put("curves", to={}), "no list", ""),
    "name": (put(*CURVE, "name", to=" "), "has no name", "curve 1"),
    "kind": (put(*CURVE, "kind", to="arterie"), "Did you mean 'artery'?", "curve 1 'tibial nerve'"),
    "key": (put(*CURVE, "point_mm", to=[]), "Did you mean 'points_mm'?", "curve 1 'tibial nerve'"),
    "one point": (put(*CURVE, "points_mm", to=[[1, 2, 3]]), "1 entries", "curve 1 'tibial nerve'"),
    "two numbers": (put(*CURVE, "points_mm", 3, to=[1, 2]), "point 4", "curve 1 'tibial nerve'"),
    "words": (put(*CURVE, "points_mm", 3, to=[1, 2, "three"]), "no number", "curve 1 'tibial nerve'"),
    "far": (put(*CURVE, "points_mm", 3, to=[1, 2, 1e7]), "point 4", "curve 1 'tibial nerve'"),
    "twice": (put(*CURVE, "points_mm", 3, to=[0.2, 0.0, 2.0]), "the same place", "curve 1 'tibial nerve'"),
    "flag": (put(*CURVE, "treated", to="yes"), "true or false", "curve 1 'tibial nerve'"),
    "beyond": (put(*SECTION, "station_mm", to=90), "beyond the curve", "section 1"),
    "no axes": (
        lambda c: c["curves"][0]["sections"][0].pop("semi_axes_mm"),
        "ellipse or a contour",
        "section 1",
    ),
    "negative": (put(*SECTION, "semi_axes_mm", to=[2.0, -1.0]), "from 0.01", "section 1"),
    "bow tie": (
        put(*CURVE, "sections", 1, "contour_mm", to=[[0, 0], [1, 1], [1, 0], [0, 2]]),
        "crosses itself",
        "section 2",
    ),
    "no area": (
        put(*CURVE, "sections", 1, "contour_mm", to=[[0, 0], [1, 1], [2, 2]]),
        "no area",
        "section 2",
    ),
}


@pytest.mark.parametrize("case", WRONG)
def test_what_is_wrong_is_said_with_curve_and_remedy(tmp_path, case):
    change, words, place = WRONG[case]
    error = changed(tmp_path, change)
    assert words in str(error)
    assert place in str(error)
    assert all(item.remedy and item.file.endswith("curves.json") for item in error.complaints)


def test_all_complaints_come_at_once(tmp_path):
    def change(content):
        content["curves"][0]["kind"] = "nerv"
        content["curves"][1]["sections"][0]["semi_axes_mm"] = []

    error = changed(tmp_path, change, [nerve(), nerve(name="sural nerve", treated=False)])
    assert len(error.complaints) == 2


def test_names_and_treated_nerves_are_there_once(tmp_path):
    assert "traced 2 times" in str(changed(tmp_path, lambda c: None, [nerve(), nerve(treated=False)]))
    two = [nerve(), nerve(name="sural nerve")]
    assert "more than one nerve is treated" in str(changed(tmp_path, lambda c: None, two))
    vessel = [nerve(kind="vein")]
    assert "is no nerve" in str(changed(tmp_path, lambda c: None, vessel))


@pytest.mark.parametrize(
    "text", ["", "{", "[]", "null", '{"format": NaN}', "[" * 100_000, '{"a": ' + "9" * 9999 + "}"]
)
def test_what_is_no_file_of_curves_is_refused(tmp_path, text):
    path = tmp_path / "curves.json"
    path.write_text(text)
    with pytest.raises(ScanError):
        read_curves(path)
    path.write_bytes(b"\xff\xfe\x00" + text.encode())
    with pytest.raises(ScanError):
        read_curves(path)


def test_a_file_that_is_not_there_is_said(tmp_path):
    with pytest.raises(ScanError, match="cannot be read"):
        read_curves(tmp_path / "none.json")
    with pytest.raises(ScanError, match="cannot be written"):
        write_curves(tmp_path / "nowhere" / "curves.json", [nerve()])


def test_directions_across_stay_where_the_curve_does_not_change():
    bent = LINE.copy()
    bent[30:, 0] += 1e-3 * np.arange(11)
    one, two = directions_across(LINE), directions_across(bent)
    assert np.abs(one[:28] - two[:28]).max() < 1e-12
    assert np.abs(np.einsum("nad,nbd->nab", two, two) - np.eye(2)).max() < 1e-12
    flat = directions_across(LINE[:, [2, 1, 0]])  # runs to the right
    assert np.abs(np.einsum("nad,nbd->nab", flat, flat) - np.eye(2)).max() < 1e-12


def test_a_contour_of_an_ellipse_has_its_axes():
    ellipse = Section(0.0, np.array([3e-3, 1e-3]), 0.7)
    found = Section.of_contour(0.0, ellipse.outline(360))
    assert found.semi_axes == pytest.approx([3e-3, 1e-3], rel=1e-3)
    assert np.tan(found.angle) == pytest.approx(np.tan(0.7), rel=1e-3)
    assert found.area == pytest.approx(ellipse.area, rel=1e-3)


def test_an_outline_drawn_in_an_axial_slice_is_seen_along_the_curve():
    steep = np.stack(
        [np.linspace(0, 20e-3, 41), np.zeros(41), np.linspace(0, 20e-3, 41)], axis=1
    )  # 45 degrees
    turn = np.linspace(0.0, 2.0 * np.pi, 60, endpoint=False)
    level = np.array([10e-3, 0.0, 10e-3]) + 2e-3 * np.stack([np.cos(turn), np.sin(turn), 0 * turn], axis=1)
    station, contour = contour_across(TracedCurve("n", "nerve", steep), level)
    assert station == pytest.approx(np.hypot(10e-3, 10e-3), abs=1e-6)
    section = Section.of_contour(station, contour)
    assert section.semi_axes == pytest.approx([2e-3, 2e-3 * np.sqrt(0.5)], rel=5e-3)


def test_sections_are_kept_by_station():
    sections = [Section(3e-3, np.ones(2)), Section(1e-3, np.ones(2))]
    assert [item.station for item in ordered(sections)] == [1e-3, 3e-3]
    assert FORMAT == "cryonerve.curves/1"
