"""From traced curves to a plan: edits of curves, and in the limb's folder a case with probes at the nerve."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from cryonerve.anatomy import build
from cryonerve.app.screen.processes import Asking
from cryonerve.app.screen.scan_brush import Box
from cryonerve.app.screen.scan_curve_edits import curve_edited, with_curve
from cryonerve.app.screen.scan_tubes import rings_of
from cryonerve.app.screen.scan_working import JOBS
from cryonerve.bioheat.probe_boundary import Placement
from cryonerve.case import load
from cryonerve.case.case import Case, Probe
from cryonerve.errors import InputError, ScanError
from cryonerve.nerve.closeness import gap_between
from cryonerve.planning.limb_cases import case_on_limb
from cryonerve.scans.curves import curve_rows, curves_from, write_curves
from cryonerve.scans.labels import Label, Labels
from cryonerve.scans.traced_curve import TracedCurve
from cryonerve.sources.planning import beginning
from tests.app.screen.scan_made import label_and_trace, made_limb, nerve

DEVICE = "ideal-1.5mm"
ROWS = curve_rows([nerve(treated=True)])
TREATED = nerve(treated=True, uncertainty=0.4e-3)


def test_a_first_nerve_is_the_treated_one_and_names_are_unique() -> None:
    sentence, rows = with_curve([], nerve())
    assert (sentence, rows[0]["treated"]) == ("Trace tibial nerve", True)
    with pytest.raises(ScanError, match="traced already"):
        with_curve(rows, nerve("Tibial nerve"))
    assert len(with_curve(rows, nerve("sural nerve"))[1]) == 2


def test_a_curve_that_is_traced_again_keeps_what_a_person_drew() -> None:
    said = {"kind": "width", "name": "tibial nerve", "station_mm": 10.0, "width_mm": 5.0, "height_mm": 3.0}
    _, rows = curve_edited(ROWS, said)
    _, again = with_curve(rows, nerve(), "tibial nerve")
    kept = curves_from(again)[0]
    assert kept.treated
    assert [section.drawn_by for section in kept.sections].count("person") == 1
    assert "corrected by hand" in kept.why


@pytest.mark.parametrize(
    ("edit", "check"),
    [
        ({"kind": "treat"}, lambda one: one.treated),
        ({"kind": "motor", "motor": True}, lambda one: one.motor),
        ({"kind": "rename_curve", "to": "nervus tibialis"}, lambda one: one.name == "nervus tibialis"),
        ({"kind": "width", "width_mm": 6, "height_mm": 4}, lambda one: one.sections[1].semi_axes[0] == 3e-3),
        ({"kind": "neuroma", "station_mm": 20.0, "neuroma": True}, lambda one: one.sections[1].neuroma),
        ({"kind": "remove_section", "station_mm": 20.0}, lambda one: len(one.sections) == 2),
    ],
    ids=lambda item: item["kind"] if isinstance(item, dict) else "",
)
def test_edits_of_a_curve(edit, check) -> None:
    _, rows = curve_edited(ROWS, {"name": "tibial nerve", **edit})
    assert check(curves_from(rows)[0])


def test_an_outline_becomes_the_section_where_it_was_drawn() -> None:
    turn = np.linspace(0.0, 2.0 * np.pi, 40, endpoint=False)
    outline = np.column_stack([6 + 4 * np.cos(turn), 2 + 4 * np.sin(turn), np.full(40, 4.0)]).tolist()
    said = {"kind": "outline", "name": "tibial nerve", "outline_mm": outline, "neuroma": True}
    _, rows = curve_edited(ROWS, said)
    made = next(item for item in curves_from(rows)[0].sections if item.contour is not None)
    assert made.station == pytest.approx(24e-3, abs=1e-4)
    assert made.area == pytest.approx(np.pi * 16e-6, rel=0.02)
    assert made.neuroma


@pytest.mark.parametrize(
    "edit",
    [
        {"kind": "width", "width_mm": -1, "height_mm": 2},
        {"kind": "width", "width_mm": "wide", "height_mm": 2},
        {"kind": "outline", "outline_mm": [[0, 0, 0], [1, 0, 0]]},
        {"kind": "outline", "outline_mm": [[0, 0, 0], [1, 0, 0], [float("nan"), 0, 0]]},
        {"kind": "rename_curve", "to": ""},
        {"kind": "remove_section", "station_mm": 7.7},
        {"kind": "neuroma", "station_mm": None},
    ],
    ids=str,
)
def test_what_is_no_edit_is_refused(edit) -> None:
    with pytest.raises(InputError):
        curve_edited(ROWS, {"name": "tibial nerve", **edit})


def test_tubes_are_as_wide_as_their_sections() -> None:
    rings = 1e3 * rings_of(nerve())
    assert rings.shape == (41, 24, 3)
    assert np.ptp(rings[20][:, 0]) == pytest.approx(4.0, rel=0.02)
    assert np.ptp(rings[20][:, 1]) == pytest.approx(3.0, rel=0.02)
    assert rings_of(TracedCurve("a", "artery", nerve().points)).shape == (0, 24, 3)


@pytest.fixture
def limb(studio, tmp_path: Path) -> Path:
    """A limb with labels and a traced nerve."""
    return label_and_trace(made_limb(tmp_path / "limbs" / "left-leg"), TREATED)


def plan(client: Any, studio: Any, scan: dict[str, Any], **wish: Any) -> Any:
    """Have a case begun, and open it: what the server answers last."""
    order = {"base": scan["version"], "device": DEVICE, "side": "right"} | wish
    answer = client.post(f"/api/scans/{scan['id']}/plan", json=order)
    if answer.status_code != 202:
        return answer
    of, said = studio.jobs.worker.asked[-1][:2]
    JOBS[of](said, Asking(lambda content: None, lambda: False))
    return client.post(f"/api/scans/{scan['id']}/planned", json={"base": scan["version"]})


def placement(case: Case, probe: Probe) -> Placement:
    device = case.device_of(probe)
    radius, length = 0.5 * device.diameter.value, device.active_length.value
    return Placement(np.array(probe.tip), np.array(probe.axis), radius, length)


def test_the_case_of_a_limb(client, studio, limb) -> None:
    scan = client.post("/api/scans", json={"place": str(limb)}).json()
    assert [step["done"] for step in scan["steps"]] == [True, True, True, True, True]
    answer = plan(client, studio, scan)
    assert answer.status_code == 201, answer.text
    assert [probe["name"] for probe in answer.json()["probes"]] == ["distal", "proximal"]
    case = load(limb / "case.yaml")
    assert (case.anatomy.nerve, case.anatomy.side) == ("tibial nerve", "right")
    assert case.anatomy.uncertainty_nerve == pytest.approx(0.4e-3)
    assert "tibial" in str(case.goals)
    assert str(limb) in answer.json()["yaml"]
    course = build(case).treated_nerve
    assert course is not None
    for probe in case.probes:
        place = placement(case, probe)
        assert 0.5 * beginning().gap.value < gap_between(course, place).width < 1.5 * beginning().gap.value
        assert np.linalg.norm(place.axis) == pytest.approx(1.0)
        assert place.axis[2] > 0.5
    (limb / "begun.yaml").write_text(case_on_limb(limb, device=DEVICE, side="right"))  # as by `begin`
    begun = load(limb / "begun.yaml")
    assert [(probe.tip, probe.axis) for probe in case.probes] == [
        (probe.tip, probe.axis) for probe in begun.probes
    ]
    (limb / "case.yaml").write_text("# mine\n" + (limb / "case.yaml").read_text())
    assert plan(client, studio, scan).status_code == 201
    assert (limb / "case-earlier-1.yaml").read_text().startswith("# mine")


@pytest.mark.parametrize("sign", [1.0, -1.0], ids=["right", "left"])
def test_probes_stand_on_the_other_side_of_a_vessel(client, studio, limb, sign) -> None:
    shift = np.array([sign * 5e-3, 0.0, 0.0])
    write_curves(limb / "curves.json", [TREATED, TracedCurve("artery", "artery", nerve().points + shift)])
    scan = client.post("/api/scans", json={"place": str(limb)}).json()
    assert plan(client, studio, scan).status_code == 201
    case = load(limb / "case.yaml")
    for probe in case.probes:
        place = placement(case, probe)
        middle = place.tip + 0.5 * place.active_length * place.axis
        assert sign * (middle[0] - 6e-3) < 0.0


@pytest.mark.parametrize(
    "wrong", [{"device": "nothing"}, {"side": "upper"}, {"base": 99}, {"title": "x" * 500}], ids=str
)
def test_a_plan_that_is_refused_writes_nothing(client, studio, limb, wrong) -> None:
    scan = client.post("/api/scans", json={"place": str(limb)}).json()
    assert plan(client, studio, scan, **wrong).status_code in (409, 422)
    assert client.post(f"/api/scans/{scan['id']}/planned", json={"base": 1}).status_code == 404
    assert not (limb / "case.yaml").exists()


@pytest.mark.parametrize("keep", [True, False])
def test_what_a_person_painted_stays_as_it_is_under_labels_that_come(client, studio, limb, keep) -> None:
    from cryonerve.app.screen.scan_merging import write_waiting

    scan = client.post("/api/scans", json={"place": str(limb)}).json()
    document = studio.scans.get(scan["id"]).document
    painted = Label(2, "Muscle", "muscle", "muscle", "person", "painted by hand")
    unpainted = Label(7, "tibial nerve", "nerve", "nerve", "person")
    numbers = np.zeros_like(document.numbers)
    numbers[0] = 2
    erased = document.numbers[1:] == 2
    document.do(
        document.version, "Paint", (Box((0, 0, 0), document.grid.shape), numbers),
        legend=[asdict(painted), asdict(unpainted)],
    )  # fmt: skip
    all_of_it = Label(2, "muscle", "muscle", "muscle", "machine")
    whole = np.full_like(numbers, 2)
    made = Labels(whole, document.scan.origin, document.scan.spacing, (all_of_it,))
    write_waiting(document.folder, made, "Segment", keep=keep)
    client.get(f"/api/scans/{scan['id']}")
    if not keep:
        assert document.legend == (all_of_it,)
        assert np.array_equal(document.numbers, whole)
        return
    assert document.legend == (
        Label(1, "muscle (machine)", "muscle", "muscle", "machine"),
        painted,
        unpainted,
    )
    assert np.array_equal(document.numbers == 2, numbers == 2)
    assert np.array_equal(document.numbers[1:], np.where(erased, 0, 1))


@pytest.mark.parametrize(("segmented", "keep"), [(True, True), (True, False), (False, True)])
def test_what_a_file_brought_stays_under_a_segmentation(client, studio, limb, segmented, keep) -> None:
    """As `cryonerve segment` has it; under labels of another file it makes room. A stroke is counted once."""
    from cryonerve.app.screen.scan_merging import write_waiting

    scan = client.post("/api/scans", json={"place": str(limb)}).json()
    document = studio.scans.get(scan["id"]).document
    vein = Label(5, "vein", "blood", "vein", "file")
    numbers = np.zeros_like(document.numbers)
    numbers[:8] = 5
    whole = (Box((0, 0, 0), document.grid.shape), numbers)
    document.do(document.version, "Load labels", whole, np.zeros_like(numbers), legend=[asdict(vein)])
    stroke = Box((8, 0, 0), (9, *numbers.shape[1:]))
    document.do(document.version, "Paint", (stroke, np.full(stroke.shape, 5, np.int16)))
    (before,) = document.shown_legend
    muscle = Label(1, "muscle", "muscle", "muscle", "machine")
    made = Labels(np.ones_like(numbers), document.scan.origin, document.scan.spacing, (muscle,))
    said = {"findings": []} if segmented else None
    write_waiting(document.folder, made, "Segment", keep=keep, segmented=said)
    client.get(f"/api/scans/{scan['id']}")
    there = document.numbers == 5
    assert there[8].all() == keep
    assert there[:8].all() == there[:8].any() == (segmented and keep)
    assert not there[9:].any()
    if segmented and keep:
        (now,) = [item for item in document.shown_legend if item.number == 5]
        assert now == before
        assert 0.0 < now.by_hand < 1.0


def test_labels_that_a_job_left_are_taken_over_as_one_act(client, studio, limb) -> None:
    from cryonerve.app.screen.scan_merging import write_waiting

    scan = client.post("/api/scans", json={"place": str(limb)}).json()
    document = studio.scans.get(scan["id"]).document
    numbers = np.where(document.numbers > 0, 9, 0).astype(np.int16)
    body = Label(9, "muscle", "muscle", "muscle", "machine", "all of it")
    said = ("edge of muscle: 0.6 mm (one standard deviation)",)
    made = Labels(numbers, document.scan.origin, document.scan.spacing, (body,), said)
    write_waiting(document.folder, made, "Segment", keep=True, segmented={"findings": []})
    now = client.get(f"/api/scans/{scan['id']}").json()
    assert [(row["number"], row["name"], row["edge_mm"]) for row in now["labels"]] == [(2, "muscle", 0.6)]
    assert now["undo"] == "Segment"
    assert client.get(f"/api/scans/{scan['id']}").json()["version"] == now["version"]
    back = client.post(f"/api/scans/{scan['id']}/undo", json={"base": now["version"]}).json()
    assert len(back["labels"]) == 3
