"""The section `hydrodissection`: read, written back to the same, and refused where it cannot be."""

from __future__ import annotations

import pytest

from cryonerve.case import Pool, load, write_yaml
from cryonerve.errors import CaseError

PROBES = """probes: [{name: probe, device: cryo-s-a13, tip: 0 0 -3.5 mm, axis: 0 0 1}]
protocol: [Freeze at -80 degC for 2 min, Thaw for 2 min]
"""
BLOCK = "cryonerve: 1\ntitle: x\nanatomy: {phantom: block, size: 60 60 70 mm, tissue: muscle}\n" + PROBES
LIMB = "cryonerve: 1\ntitle: x\nanatomy: {phantom: limb}\n" + PROBES
SIZED = """hydrodissection:
  - {name: shield, centre: 0 8 0 mm, size: 20 10 3 mm, shape: slab, facing: 0 1 0, temperature: 37 degC}
  - name: second
    centre: {value: 0 -8 0 mm, standing: assumed, why: beside the nerve}
    size: 20 10 4 mm
"""
LAYER = """hydrodissection:
  - {name: layer, around: Tibial nerve, thickness: 3 mm, length: 20 mm, side: 0 -1 0, temperature: 20 degC}
"""


def read(tmp_path, text, head=BLOCK):
    path = tmp_path / "case.yaml"
    path.write_text(head + text, encoding="utf-8")
    return load(path)


def again(tmp_path, case):
    path = tmp_path / "again.yaml"
    path.write_text(write_yaml(case), encoding="utf-8")
    return load(path)


def test_pools_with_a_size_are_read_and_written_back(tmp_path) -> None:
    case = read(tmp_path, SIZED)
    shield, second = case.hydrodissection
    assert shield == Pool(
        "shield", (0.0, 8e-3, 0.0), size=(20e-3, 10e-3, 3e-3), shape="slab", temperature=37.0
    )
    assert second == Pool("second", (0.0, -8e-3, 0.0), size=(20e-3, 10e-3, 4e-3))
    books = {item.path: item for item in case.standings}
    assert books["hydrodissection.second.centre"].why == "beside the nerve"
    assert books["hydrodissection.second.temperature"].standing == "assumed"
    assert books["hydrodissection.shield.temperature"].standing == "stated"
    copy = again(tmp_path, case)
    assert copy.hydrodissection == case.hydrodissection
    assert write_yaml(copy) == write_yaml(case)


def test_a_layer_around_a_nerve_is_read_and_written_back(tmp_path) -> None:
    case = read(tmp_path, LAYER, LIMB)
    assert case.hydrodissection == (
        Pool(
            "layer", (0.0, 0.0, 0.0), around="tibial", thickness=3e-3, length=20e-3, side=(0.0, -1.0, 0.0),
            temperature=20.0,
        ),
    )  # fmt: skip
    assert again(tmp_path, case).hydrodissection == case.hydrodissection


def test_a_case_without_fluid_says_nothing_of_it(tmp_path) -> None:
    case = read(tmp_path, "")
    assert case.hydrodissection == ()
    assert "hydrodissection" not in write_yaml(case)
    assert not any("hydrodissection" in item.path for item in case.standings)


@pytest.mark.parametrize(
    ("pool", "words"),
    [
        ("{name: a, size: 1 1 1 mm}", "'centre' is missing"),
        ("{name: a, centre: 0 0 9 mm}", "'size' is missing"),
        ("{name: a, centre: 0 0 9 mm, size: 1 1 0 mm}", "not positive"),
        (
            "{name: a, centre: 0 0 9 mm, size: 1 1 1 mm, thickness: 2 mm}",
            "'thickness' does not go with a pool",
        ),
        ("{name: a, centre: 0 0 9 mm, size: 9 9 2 mm, fluid: salin}", "Did you mean 'saline'"),
        ("{name: a, centre: 0 0 9 mm, size: 9 9 2 mm, fluid: muscle}", "blood flows in it"),
        ("{name: a, centre: 0 0 9 mm, size: 9 9 2 mm, temperature: -5 degC}", "is negative"),
        ("{name: a, centre: 0 0 9 mm, size: 9 9 2 mm, temperature: 80 degC}", "too large"),
        ("{name: a, centre: 0 0 9 mm, size: 9 9 2 mm, facing: 0 0 1}", "the same direction"),
        ("{name: a, around: tibial, thickness: 2 mm, length: 9 mm}", "a block has no nerve"),
        ("{name: a, centre: 0 0 9 mm, size: 9 9 2 mm, colour: blue}", "colour"),
    ],
)
def test_what_cannot_be_is_refused_with_its_line(tmp_path, pool, words) -> None:
    with pytest.raises(CaseError) as caught:
        read(tmp_path, f"hydrodissection:\n  - {pool}\n")
    assert words in str(caught.value)
    assert ":7:" in str(caught.value)


@pytest.mark.parametrize(
    ("pool", "words"),
    [
        ("{name: a, around: tibal, thickness: 2 mm, length: 9 mm}", "Did you mean 'tibial'"),
        ("{name: a, around: tibial, length: 9 mm}", "'thickness' is missing"),
        (
            "{name: a, around: tibial, thickness: 2 mm, length: 9 mm, size: 1 1 1 mm}",
            "'size' does not go with",
        ),
    ],
)
def test_layers_that_cannot_be_are_refused(tmp_path, pool, words) -> None:
    with pytest.raises(CaseError, match=words):
        read(tmp_path, f"hydrodissection:\n  - {pool}\n", LIMB)


def test_two_pools_need_two_names(tmp_path) -> None:
    one = "{name: a, centre: 0 0 9 mm, size: 9 9 2 mm}"
    with pytest.raises(CaseError, match="two pools are called 'A'"):
        read(tmp_path, f"hydrodissection:\n  - {one}\n  - {one.replace('a,', 'A,', 1)}\n")
