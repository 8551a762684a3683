"""`cryonerve begin`: a case on a limb whose labels came from elsewhere, with probes beside its nerve."""

from __future__ import annotations

import json

import numpy as np
import pytest

import cryonerve as cn
from cryonerve.anatomy.coverage import structure_at
from cryonerve.app.cli import main
from cryonerve.bioheat.probe_boundary import Placement
from cryonerve.nerve.closeness import gap_between
from cryonerve.nerve.reaching import passed_through
from cryonerve.planning.limb_cases import _alike, _Tried, case_on_limb
from tests.unit.anatomy.test_scanned_limb import write


@pytest.fixture
def spoken(capsys):
    """Exit code, output and errors of a command."""

    def said(*words):
        code = main(list(words))
        out, error = capsys.readouterr()
        return code, out, error

    return said


@pytest.fixture
def limb(tmp_path, spoken):
    write(tmp_path)
    source = ["--labels", str(tmp_path / "seg.nii.gz"), "--legend", str(tmp_path / "legend.tsv")]
    code, _, error = spoken("import", *source, "-o", str(tmp_path / "limb"))
    assert code == 0, error
    return tmp_path / "limb"


def test_a_case_with_two_probes_beside_the_nerve(limb, spoken):
    code, said, error = spoken("begin", str(limb), "--side", "left", "--nerve", "tibial", "--json")
    assert code == 0, error
    case = cn.load(json.loads(said)["case"])
    volume = cn.build(case)
    course = volume.treated_nerve
    assert [probe.name for probe in case.probes] == ["distal", "proximal"]
    for probe in case.probes:
        device = case.device_of(probe)
        place = Placement(
            np.array(probe.tip), np.array(probe.axis), 0.5 * device.diameter.value, device.active_length.value
        )
        assert 0.0 < gap_between(course, place).width < 1e-3
        assert not passed_through(place, volume)
        assert structure_at(volume, place.tip[None])[0] > 0
    assert case.probes[1].tip[2] > case.probes[0].tip[2]
    assert any(item.path == "probes.distal.tip" and item.standing == "assumed" for item in case.standings)


def test_both_probes_come_from_the_same_side(limb, spoken):
    """One had come from medial and distal, the other from lateral and proximal: no picture shows both."""
    spoken("begin", str(limb), "--side", "left", "--nerve", "tibial")
    first, second = (np.array(probe.axis) for probe in cn.load(str(limb / "case.yaml")).probes)
    assert first @ second > np.cos(np.radians(25.0))


def test_levels_are_alike_unless_that_costs_distance_or_a_way() -> None:
    def tried(name, passes, clear):
        return _Tried(name, passes, clear)

    one = [tried("a", False, 2), tried("b", False, 4), tried("c", True, 5)]
    two = [tried("d", False, 3), tried("e", False, 2), tried("f", False, 5)]
    assert _alike([one, two]) == ["b", "f"]  # "a" and "d" would come 2 mm nearer
    assert _alike([one, [tried("d", False, 3), tried("e", False, 4), tried("f", False, 5)]]) == ["b", "e"]
    assert _alike([one, [tried("d", False, 4), tried("e", True, 9), tried("f", True, 9)]]) == ["b", "d"]


def test_part_of_a_name_that_only_one_nerve_has(limb, spoken):
    assert spoken("begin", str(limb), "--side", "left", "--nerve", "peroneal")[0] == 2  # there is none
    code, _, error = spoken("begin", str(limb), "--side", "left", "--nerve", "sural", "--force")
    assert code == 0, error


def test_the_place_asked_for_lies_between_both_levels(limb, spoken):
    spoken("begin", str(limb), "--side", "left", "--nerve", "tibial")
    first = cn.load(str(limb / "case.yaml"))
    course = cn.build(first).treated_nerve
    lower = course.points[len(course.points) // 3]
    place = " ".join(f"{1e3 * value:.2f}" for value in lower) + " mm"
    words = ["begin", str(limb), "--side", "left", "--nerve", "tibial", "--at", place]
    assert spoken(*words)[0] == 2  # probes are there
    code, _, error = spoken(*words, "--force")
    assert code == 0, error
    second = cn.load(str(limb / "case.yaml"))
    heights = [np.mean([probe.tip[2] for probe in case.probes]) for case in (first, second)]
    assert heights[1] < heights[0]


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("--nerve", "tibal"), "no nerve of this limb is called 'tibal'"),
        (("--device", "cryo-s-a31"), "no device is called 'cryo-s-a31'"),
        (("--side", "middle"), "'middle' is no side"),
        (("--at", "900 0 0 mm"), "comes no nearer to that place"),
        (("--at", "1 2 mm"), "--at"),
    ],
)
def test_what_is_refused_leaves_the_case_as_it_was(limb, words, says, spoken):
    before = (limb / "case.yaml").read_bytes()
    code, _, error = spoken("begin", str(limb), "--side", "left", *words)
    assert code == 2
    assert says in " ".join(error.split())
    assert (limb / "case.yaml").read_bytes() == before


def test_a_folder_that_is_no_limb(tmp_path, spoken):
    code, _, error = spoken("begin", str(tmp_path), "--side", "left")
    assert code == 2
    assert "Traceback" not in error


def test_the_side_of_the_body_is_asked_for_and_never_guessed(limb, spoken):
    before = (limb / "case.yaml").read_bytes()
    code, _, error = spoken("begin", str(limb), "--nerve", "tibial")
    assert code == 2
    assert "which side of the body this limb is of is not said" in " ".join(error.split())
    assert "--side left or --side right" in " ".join(error.split())
    assert (limb / "case.yaml").read_bytes() == before


def test_the_side_that_a_name_says_is_taken(limb, spoken):
    legend = limb / "labels.tsv"
    legend.write_text(legend.read_text().replace("tibialis nerve", "right tibial nerve"))
    code, said, error = spoken("begin", str(limb), "--nerve", "tibial")
    assert code == 0, error
    assert "right side" in said
    assert cn.load(str(limb / "case.yaml")).anatomy.side == "right"


def test_progress_is_told_step_by_step(limb):
    told = []
    case_on_limb(limb, "tibial", side="left", progress=lambda step, done, total: told.append(step))
    assert told == ["read limb", "draw limb", "place probes"]
