"""What the page gets of a run: fields that keep their values, the nerve, sections, where findings are."""

from __future__ import annotations

import json
import zlib

import numpy as np
import pytest
from scipy.interpolate import RegularGridInterpolator

import synthetic
from cryonerve.app.screen.drawing import _numbers_of, draw_scene
from cryonerve.app.screen.finding_places import coldest_moment, places_of
from cryonerve.app.screen.frames import HEADER, frame, unpacked
from cryonerve.app.screen.refusals import MissingError
from cryonerve.app.screen.runs import Runs
from cryonerve.app.screen.view_files import NADIR, SECTIONS, SHOWN, frame_name
from cryonerve.app.screen.views import write_views
from cryonerve.bioheat.even_grid import even_field
from cryonerve.errors import InputError
from cryonerve.nerve.first_sentence import titled
from tests.app.screen.conftest import BLOCK


@pytest.fixture(scope="module")
def run():
    return synthetic.synthetic_run()


@pytest.fixture(scope="module")
def views(run, tmp_path_factory):
    folder = tmp_path_factory.mktemp("views")
    write_views(run, folder)
    return folder


@pytest.fixture(scope="module")
def shown(views) -> dict:
    return json.loads((views / SHOWN).read_text(encoding="utf-8"))


def test_a_frame_keeps_a_hundredth_of_a_degree() -> None:
    field = np.random.default_rng(1).uniform(-90.0, 40.0, (4, 5, 6)).astype(np.float32)
    sent = frame(field, 7, 12.5)
    assert HEADER.unpack_from(sent) == (0x314E5243, 7, 12.5, len(sent) - 16)
    assert sent[:4] == b"CRN1"
    assert np.abs(unpacked(sent, (4, 5, 6)) - field).max() <= 0.0051
    first = np.frombuffer(zlib.decompress(sent[16:]), "<i2")[:4]
    assert np.abs(0.01 * first - field[:, 0, 0]).max() <= 0.0051  # x is the fastest


def test_a_frame_says_the_extreme_instead_of_turning_it_round() -> None:
    field = np.array([[[-5000.0, 5000.0]]])
    assert unpacked(frame(field, 0), (1, 1, 2)).tolist() == [[[-320.0, 320.0]]]


def test_the_even_grid_reads_as_the_general_interpolation_does() -> None:
    draw = np.random.default_rng(2)
    lines = [np.cumsum(draw.uniform(0.5, 2.0, n)) for n in (6, 7, 8)]
    field = draw.normal(size=(6, 7, 8)).astype(np.float32)
    axes = [np.linspace(line[0] - 1.0, line[-1] + 1.0, 11) for line in lines]
    held = [np.clip(axis, line[0], line[-1]) for axis, line in zip(axes, lines, strict=True)]
    points = np.stack(np.meshgrid(*held, indexing="ij"), axis=-1)
    wanted = RegularGridInterpolator(lines, field.astype(float))(points)
    assert np.abs(even_field(lines, field, axes) - wanted).max() < 1e-5


def test_the_box_holds_all_that_got_cold(run, views, shown) -> None:
    grid, freezing = shown["grid"], run.freezing
    assert np.prod(grid["shape"]) <= 300_000
    cold = (freezing.nadir < freezing.temperature[0] - 1.0) & (freezing.labels > 0)
    where = np.argwhere(cold)
    for axis, centres in enumerate(freezing.centres):
        places = 1e3 * centres[where[:, axis]]
        first = grid["origin_mm"][axis]
        last = first + grid["spacing_mm"][axis] * (grid["shape"][axis] - 1)
        assert first <= places.min()
        assert last >= places.max()
    nadir = unpacked((views / NADIR).read_bytes(), tuple(grid["shape"]))
    axes = [
        1e-3 * (grid["origin_mm"][n] + grid["spacing_mm"][n] * np.arange(grid["shape"][n])) for n in range(3)
    ]
    held = [np.clip(axis, line[0], line[-1]) for axis, line in zip(axes, freezing.centres, strict=True)]
    points = np.stack(np.meshgrid(*held, indexing="ij"), axis=-1)
    wanted = RegularGridInterpolator(freezing.centres, freezing.nadir.astype(float))(points)
    # A hundredth of a degree is sent, and places are said to a hundredth of a micrometre.
    assert np.abs(nadir - wanted).max() < 0.02
    # The box's points pass the coldest cell by half a step at most: no more than the field changes there.
    index = np.unravel_index(int(np.where(cold, freezing.nadir, np.inf).argmin()), cold.shape)
    lines = [np.asarray(line)[max(0, i - 1) : i + 2] for line, i in zip(freezing.centres, index, strict=True)]
    near = freezing.nadir[tuple(slice(max(0, i - 1), i + 2) for i in index)]
    change = sum(
        np.abs(np.diff(near, axis=n)).max() * 0.5e-3 * grid["spacing_mm"][n] / np.diff(lines[n]).min()
        for n in range(3)
    )
    assert 0.0 <= nadir.min() - freezing.nadir[index] + 0.01 <= change + 0.02


def test_every_frame_is_there_in_order(run, views, shown) -> None:
    assert shown["times_s"] == sorted(shown["times_s"])
    for index, moment in enumerate(shown["times_s"]):
        _, number, time, _ = HEADER.unpack_from((views / frame_name(index)).read_bytes())
        assert (number, time) == (index, pytest.approx(moment, abs=1e-3))
    ends = [phase["end_s"] for phase in shown["phases"]]
    assert ends == [phase.end for phase in run.freezing.phases]


def test_the_nerve_is_told_along_its_length(run, views, shown) -> None:
    nerve = shown["nerve"]
    course = next(item for item in run.volume.nerves if item.treated)
    count = len(nerve["arc_mm"])
    for key in ("points_mm", "coldest_degC", "warmest_degC", "covered"):
        assert len(nerve[key]) == count, key
    assert nerve["arc_mm"][0] == pytest.approx(1e3 * course.arc[0], abs=1e-3)
    assert nerve["arc_mm"][-1] == pytest.approx(1e3 * course.arc[-1], abs=1e-3)
    sections = json.loads((views / SECTIONS).read_text(encoding="utf-8"))
    assert len(sections) == count
    for station, section in enumerate(sections):
        coldest = [item["coldest_degC"] for item in section["fascicles"]]
        known = [value for value in coldest if value is not None]
        if known:
            assert min(known) == pytest.approx(nerve["coldest_degC"][station], abs=0.02)
        for item in section["fascicles"]:
            assert item["radius_mm"] > 0


def test_numbers_have_their_source(shown) -> None:
    assert all(row["source"] for row in shown["summary"]["rows"])
    assert all(item["source"] and item["word"] for item in shown["findings"])
    levels = ["stop", "warn", "note", "ok"]
    ranks = [levels.index(item["level"]) for item in shown["findings"]]
    assert ranks == sorted(ranks)


def test_findings_are_where_they_are_about(run) -> None:
    from dataclasses import replace

    from cryonerve.findings import Finding

    made = Finding("warn", "words that name nothing", 1.0, 2.0, "degC", "assumed")
    course = run.volume.treated_nerve
    probe, sensor = run.case.probes[0], run.case.sensors[0]
    bone = next(item for item in run.volume.structures if item.kind == "bone")
    pointed = (
        made.on("nerve", course.name), made.on("best section", course.name), made.on("probe", probe.name),
        made.on("sensor", sensor.name), made.on("ice"), made.on("structure", bone.name),
        made.on("tissue", "bone"), made.on("nerve", "nobody's"), made.on("structure", "nothing"), made,
    )  # fmt: skip
    found = places_of(replace(run, findings=pointed))
    nerve, best, active, felt, ice, named, kind, *nowhere = (found.get(item.subject) for item in pointed)
    assert nowhere == [None, None, None]
    for place in (nerve, best):
        assert np.linalg.norm(1e3 * course.points - place, axis=1).min() < 1e-2
    half = 0.5 * run.case.device_of(probe).active_length.value
    middle = [1e3 * (at + half * along) for at, along in zip(probe.tip, probe.axis, strict=True)]
    assert active == pytest.approx(middle, abs=1e-3)
    assert felt == pytest.approx([1e3 * part for part in sensor.at], abs=1e-3)
    assert np.linalg.norm(np.subtract(ice, middle)) < 5.0  # the coldest cell lies beside the active part
    assert named == kind
    freezing = run.freezing
    index = [
        int(np.abs(centres - 1e-3 * at).argmin()) for centres, at in zip(freezing.centres, kind, strict=True)
    ]
    assert freezing.labels[tuple(index)] == bone.label
    moment = coldest_moment(run, active)
    freezes = [phase for phase in freezing.phases if phase.kind == "freeze"]
    assert any(phase.start < moment <= phase.end for phase in freezes)


def test_every_finding_of_the_road_points_at_what_it_names(run) -> None:
    """What names a probe in quotes, a nerve or a structure has a place; what is of the method has none."""
    from cryonerve.case import check
    from cryonerve.nerve import judge

    findings = [*check(run.case), *judge(run.case, run.volume, run.freezing, run.prediction)]
    for item in findings:
        if any(f"'{probe.name}'" in item.about for probe in run.case.probes):
            assert item.subject.kind == "probe", item.about
        if item.about.startswith(("coldest skin", "coldest bone", "coldest artery", "coldest point")):
            assert item.subject.kind in ("structure", "nerve"), item.about
        if item.about.startswith(("heat balance", "finest spacing", "decisive", "simulated time")):
            assert item.subject is None, item.about
    kinds = {item.subject.kind for item in findings if item.subject is not None}
    assert {"nerve", "best section", "structure", "probe", "ice"} <= kinds


def test_a_scene_can_be_drawn_twice_alike(run, tmp_path) -> None:
    for name in ("one", "two"):
        draw_scene(run.volume, 24 * "a", tmp_path / name)
    files = sorted(path.name for path in (tmp_path / "one").iterdir())
    assert "scene.json" in files
    for name in files:
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()
    scene = json.loads((tmp_path / "one" / "scene.json").read_text(encoding="utf-8"))
    meshes = {item["name"]: item for item in scene["structures"] if item["triangles"]}
    for course in run.volume.nerves:
        path = tmp_path / "one" / f"mesh-{meshes[titled(course.name)]['label']}.bin"
        content = zlib.decompress(path.read_bytes())
        count, triangles = np.frombuffer(content, "<u4", 2)
        places = np.frombuffer(content, "<f4", 3 * count, 8).reshape(-1, 3).astype(float)
        corners = places[np.frombuffer(content, "<u4", 3 * triangles, 8 + 12 * count).reshape(-1, 3)]
        held = np.einsum("ij,ij->", corners[:, 0], np.cross(corners[:, 1], corners[:, 2])) / 6
        area = 1e6 * np.pi * course.semi_axes.prod(axis=1)
        assert held == pytest.approx(np.trapezoid(area, 1e3 * course.arc), rel=0.06)  # positive: outwards
    for nerve, course in zip(scene["nerves"], run.volume.nerves, strict=True):
        assert nerve["points_mm"][-1] == pytest.approx((1e3 * course.points[-1]).tolist(), abs=1e-3)
        assert len(nerve["fascicles"]) == len(nerve["points_mm"]) == len(nerve["across"])


@pytest.mark.parametrize("content", ["{}", "[]", "3", '{"document": 1}', "{", ""])
def test_a_damaged_run_is_no_run_and_spoils_no_other(tmp_path, content) -> None:
    good = Runs(tmp_path).begin("abc", 1, BLOCK)
    bad = tmp_path / "views" / "case-20250101-000000-abcd"
    bad.mkdir()
    (bad / "about.json").write_text(content, encoding="utf-8")
    runs = Runs(tmp_path)
    assert runs.all() == []
    assert runs.latest("abc") is None
    assert runs.about(good)["version"] == 1
    with pytest.raises(MissingError):
        runs.about(bad.name)
    with pytest.raises(MissingError, match="not finished"):
        runs.require_finished(good)


def test_the_latest_run_is_known_anew_when_one_has_ended(tmp_path) -> None:
    runs = Runs(tmp_path)
    names = [runs.begin("abc", version, BLOCK) for version in (1, 2)]
    for name in names:
        assert runs.latest("abc") is None or runs.latest("abc")["id"] == names[0]
        (runs.views(name) / SHOWN).write_text("{}", encoding="utf-8")
        runs.ended("abc")
        assert runs.latest("abc")["id"] == name


def test_labels_that_no_byte_holds_are_numbered_anew() -> None:
    labels = np.array([[[0, 7, 300, 7, 4000]]], np.int16)
    numbers = _numbers_of([7, 300, 4000])
    assert numbers[labels].tolist() == [[[0, 1, 2, 1, 3]]]
    assert _numbers_of([7, 44, 160])[labels % 256].tolist() == (labels % 256).tolist()
    with pytest.raises(InputError, match="has 300 structures"):
        _numbers_of(range(301))
