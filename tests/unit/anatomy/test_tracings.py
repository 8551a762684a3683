"""Hand-traced cross-sections: what is read, how it is carried along, what is refused and how."""

from pathlib import Path

import numpy as np
import pytest

import cryonerve as cn
from cryonerve.anatomy.tracings import along_trace, read_tracing
from cryonerve.case import write_yaml
from cryonerve.case.decisive import decisive
from cryonerve.errors import CaseError
from tests.unit.anatomy.people import stump

HEAD = "fascicle,x_mm,y_mm\n"


def polygon(name: str, centre: tuple[float, float], wide: float, high: float, corners: int = 24) -> str:
    angle = 2 * np.pi * np.arange(corners) / corners
    return "".join(
        f"{name},{centre[0] + 0.5 * wide * np.cos(a):.5f},{centre[1] + 0.5 * high * np.sin(a):.5f}\n"
        for a in angle
    )


NERVE = polygon("nerve", (0, 0), 5, 4, 60)
TWO = polygon("F1", (1.0, 0.2), 1.2, 1.0) + polygon("F2", (-1.0, -0.4), 0.8, 0.6)


def written(folder: Path, text: str) -> Path:
    path = folder / "section.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_area_and_centroid_are_the_polygons(tmp_path: Path) -> None:
    square = "A,0.5,0.5\nA,1.5,0.5\nA,1.5,1.5\nA,0.5,1.5\nA,0.5,0.5\n"  # closed by its first point
    found = read_tracing(
        written(tmp_path, HEAD + "# traced by hand\n" + square + polygon("B", (-1, -1), 1, 1))
    )
    assert found.names == ("A", "B")
    assert found.areas[0] == pytest.approx(1e-6)
    np.testing.assert_allclose(found.centres[0], [1e-3, 1e-3])
    assert np.pi * found.radii[0] ** 2 == pytest.approx(1e-6)
    assert found.outline is None


def test_an_outline_is_the_centre_and_the_scale(tmp_path: Path) -> None:
    shifted = polygon("nerve", (10, 20), 5, 4, 120) + polygon("F1", (11, 20), 1, 1)
    found = read_tracing(written(tmp_path, HEAD + shifted))
    np.testing.assert_allclose(found.centres[0], [1e-3, 0.0], atol=1e-8)
    np.testing.assert_allclose(found.outline, [2.5e-3, 2.0e-3], rtol=2e-3)


@pytest.mark.parametrize("side", ["left", "right"])
def test_a_stump_carries_it_along_its_nerve(tmp_path: Path, side: str) -> None:
    path = written(tmp_path, HEAD + NERVE + TWO)
    nerve = next(item for item in cn.build(stump(fascicles=str(path), side=side)).nerves if item.treated)
    assert nerve.standing == "traced"
    assert len(set(nerve.fascicle_of)) == 2
    proper = np.flatnonzero(~nerve.neuroma)
    traced = read_tracing(path)
    share = (nerve.fascicle_radii[proper] ** 2).sum(axis=1) / nerve.semi_axes[proper].prod(axis=1)
    np.testing.assert_allclose(share, traced.areas.sum() / np.pi / traced.outline.prod())
    middle = proper[len(proper) // 2]
    places = nerve.fascicle_offsets[middle] @ nerve.across[middle]
    assert places[0, 0] > 0.5e-3 > -0.5e-3 > places[1, 0]  # x to the right on both sides of the body
    assert places[0, 1] > 0 > places[1, 1]


def test_a_traced_outline_is_the_size_of_the_nerve_unless_the_case_states_one(tmp_path: Path) -> None:
    path = str(written(tmp_path, HEAD + NERVE + TWO))
    traced = np.pi * read_tracing(Path(path)).outline.prod()
    for stated, expected in ((None, traced), (12e-6, 12e-6)):
        volume = cn.build(stump(fascicles=path, nerve_area=stated))
        nerve = next(item for item in volume.nerves if item.treated)
        drawn = np.pi * nerve.semi_axes[~nerve.neuroma].prod(axis=1)
        np.testing.assert_allclose(np.median(drawn), expected, rtol=1e-6)
        assert not any("cross-section of the tibial nerve" in said for said in volume.assumptions)


def test_what_was_traced_is_not_called_unknown(tmp_path: Path) -> None:
    written(tmp_path, HEAD + NERVE + TWO)
    (tmp_path / "mine.yaml").write_text(CASE.format(more=""))
    found = {item.path: item for item in cn.load(tmp_path / "mine.yaml").standings}
    assert not {"anatomy.fascicle_count", "anatomy.fascicle_area_fraction"} & set(found)
    assert found["anatomy.nerve_area"].standing == "stated"
    assert "traced outline" in found["anatomy.nerve_area"].why


UNKNOWN = ", nerve_area: {standing: unknown, why: not measured}"


@pytest.mark.parametrize("more", ["", UNKNOWN], ids=["absent", "unknown"])
@pytest.mark.parametrize(
    ("nerve", "said"), [(NERVE, False), ("", True)], ids=["outline traced", "fascicles only"]
)
def test_a_traced_nerves_area_is_not_called_not_stated(tmp_path: Path, nerve, said, more) -> None:
    """Neither by the check, nor by the verdict, nor after it was written and read again."""
    written(tmp_path, HEAD + nerve + TWO)
    (tmp_path / "mine.yaml").write_text(CASE.format(more=more))
    case = cn.load(tmp_path / "mine.yaml")
    (tmp_path / "again.yaml").write_text(write_yaml(case))
    for one in (case, cn.load(tmp_path / "again.yaml")):
        assert ("anatomy.nerve_area" in {item.path for item in decisive(one)}) is said
        (finding,) = (item for item in cn.check(one) if item.about == "decisive fields assumed or unknown")
        assert ("anatomy.nerve_area" in finding.reason) is said


def test_a_number_counts_before_the_outline(tmp_path: Path) -> None:
    written(tmp_path, HEAD + NERVE + TWO)
    more = ", nerve_area: {value: 12 mm2, standing: assumed, why: by eye}"
    (tmp_path / "mine.yaml").write_text(CASE.format(more=more))
    assert "anatomy.nerve_area" in {item.path for item in decisive(cn.load(tmp_path / "mine.yaml"))}


def test_a_traced_curve_turns_it_into_its_own_directions(tmp_path: Path) -> None:
    tracing = read_tracing(written(tmp_path, HEAD + NERVE + TWO))
    across = np.array([[[1.0, 0, 0], [0, 1, 0]], [[0, 1, 0], [-1, 0, 0]]])
    layout = along_trace(tracing, across, np.array([[2.5e-3, 2e-3], [2e-3, 2.5e-3]]))
    places = np.einsum("sfa,sad->sfd", layout.centres, across)
    np.testing.assert_allclose(places[0, :, :2], tracing.centres, rtol=2e-3)
    np.testing.assert_allclose(places[0], places[1], atol=1e-12)


CASE = """cryonerve: 1
title: A traced section
anatomy: {{phantom: stump, fascicles: section.csv{more}}}
probes:
  - {{name: one, device: cryo-s-a13, tip: 4 0 6 mm, axis: 0 0.3 1}}
protocol:
  - Freeze at -80 degC for 2 min
"""


def test_the_case_finds_it_beside_itself_and_keeps_the_whole_path(tmp_path: Path) -> None:
    written(tmp_path, HEAD + NERVE + TWO)
    (tmp_path / "mine.yaml").write_text(CASE.format(more=""))
    case = cn.load(tmp_path / "mine.yaml")
    assert case.anatomy.fascicles == str(tmp_path / "section.csv")
    (tmp_path / "again").mkdir()
    (tmp_path / "again" / "case.yaml").write_text(write_yaml(case))
    again = cn.load(tmp_path / "again" / "case.yaml")
    assert again.anatomy == case.anatomy
    (tmp_path / "section.csv").unlink()
    with pytest.raises(CaseError, match="there is no file"):
        cn.load(tmp_path / "mine.yaml")
    assert cn.load(tmp_path / "again" / "case.yaml", find_scan=False).anatomy == case.anatomy


WRONG = {
    "no heading": ("F1,0,0\n", 1, "heading"),
    "two points": (HEAD + NERVE + "F1,0,0\nF1,1,0\n", 62, "2 point"),
    "crosses itself": (HEAD + "F1,0,0\nF1,1,1\nF1,1,0\nF1,0,1\n", 2, "crosses itself"),
    "overlap": (HEAD + TWO + polygon("F3", (1.2, 0.2), 1, 1), 50, "'F3' overlaps 'F1' of line 2"),
    "one in another": (HEAD + TWO + polygon("F3", (1.0, 0.2), 0.3, 0.3), 50, "'F3' overlaps 'F1'"),
    "outside": (HEAD + NERVE + polygon("F1", (2.3, 0), 1, 1), 62, "outside of the nerve"),
    "nan": (HEAD + "F1,nan,0\n", 2, "is no point"),
    "decimal comma": (HEAD + "F1,0,5,1\n", 2, "not a name and two numbers"),
    "words": (HEAD + "F1,1 mm,0\n", 2, "is no point"),
    "metres": (HEAD + polygon("F1", (0, 0), 1.2e-3, 1e-3), 0, "write millimetres"),
    "torn apart": (HEAD + "F1,0,0\nF1,1,0\nF2,3,3\nF1,1,1\n", 5, "already traced from line 2"),
    "outline only": (HEAD + NERVE, 0, "no fascicle"),
}


@pytest.mark.parametrize("name", WRONG)
def test_slips_are_named_with_their_line(tmp_path: Path, name: str) -> None:
    text, line, words = WRONG[name]
    path = written(tmp_path, text)
    with pytest.raises(CaseError) as caught:
        read_tracing(path)
    complaint = caught.value.complaints[0]
    assert words in f"{complaint.what} {complaint.remedy}"
    assert (complaint.line, complaint.file, complaint.field) == (line, str(path), "anatomy.fascicles")
    assert complaint.remedy


def test_micrometres_are_recognised(tmp_path: Path) -> None:
    with pytest.raises(CaseError, match="look like micrometres"):
        read_tracing(written(tmp_path, HEAD + polygon("F1", (0, 0), 1200, 1000)))


def test_without_an_outline_the_drawn_nerve_must_hold_them(tmp_path: Path) -> None:
    path = written(tmp_path, HEAD + polygon("F1", (2.4, 0), 1, 1))
    with pytest.raises(CaseError, match="'F1' lies outside of the nerve, drawn"):
        cn.build(stump(fascicles=str(path)))


def test_counts_beside_a_tracing_are_refused(tmp_path: Path) -> None:
    written(tmp_path, HEAD + NERVE + TWO)
    (tmp_path / "mine.yaml").write_text(CASE.format(more=", fascicle_count: 12"))
    with pytest.raises(CaseError, match="beside traced fascicles"):
        cn.load(tmp_path / "mine.yaml")


def test_a_rim_of_too_many_points_is_refused_before_it_is_looked_at(tmp_path: Path) -> None:
    path = written(tmp_path, HEAD + polygon("F1", (0, 0), 1, 1, 2500))
    with pytest.raises(CaseError, match="2500 points"):
        read_tracing(path)


def test_fascicles_beside_the_nerve_of_a_scan_are_refused(tmp_path: Path) -> None:
    beside = HEAD + polygon("F1", (-4, 0), 1, 1) + polygon("F2", (4, 0), 1, 1)
    tracing = read_tracing(written(tmp_path, beside))
    with pytest.raises(CaseError, match="outside"):
        along_trace(tracing, np.tile(np.eye(3)[:2], (4, 1, 1)), np.full((4, 2), 1e-3))
