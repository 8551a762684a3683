"""The first page of a scanned limb: margins with their uncertainty, and what of the scan nobody labelled."""

from __future__ import annotations

from dataclasses import replace

import pytest

from cryonerve.anatomy.volume import Structure
from cryonerve.case.case import LabelledScan
from cryonerve.findings import Finding
from cryonerve.reporting.neighbours import assumed_of_scan, beside
from cryonerve.reporting.page import html
from cryonerve.reporting.plain_pages import lines
from tests.synthetic import synthetic_run

UNLABELLED = "44% of the body is unlabelled and taken as fat (assumed)"
SKIN = "skin is not labelled: 1.5 mm of skin over 5 mm of fat around the hull of the labels (assumed)"


def margin(name, value):
    return Finding("note", f"margin of the {name}", value, 2.0, "mm", "assumed", "Near.")


@pytest.fixture(scope="module")
def scanned():
    """A run of a scan with a vein at 0.4 mm, an artery the zone reaches into, and a dozen farther vessels."""
    run = synthetic_run()
    far = tuple(margin(f"vessel {number}", 9.0 + number) for number in range(12))
    grave = Finding("warn", "decisive fields assumed or unknown", 9.0, 3.0, "", "assumed", "Measure.")
    cold = Finding("warn", "coldest vein wall", -12.2, 0.0, "degC", "assumed", "Turn the probe.")
    findings = (grave, margin("popliteal vein", 0.415), *far, margin("popliteal artery", -0.3), cold)
    anatomy = LabelledScan("labels.nii.gz", "labels.tsv", "tibial", uncertainty_nerve=0.5e-3)
    skin = Structure(250, "skin (assumed)", "skin", "skin", "assumed")
    volume = replace(
        run.volume,
        frame="scan",
        assumptions=(UNLABELLED, SKIN, "blood exchanges 500 W/m2/K with vessel walls (assumed)"),
        structures=(*(item for item in run.volume.structures if item.kind != "skin"), skin),
    )
    return replace(run, case=replace(run.case, anatomy=anatomy), volume=volume, findings=findings)


def test_margins_have_unit_uncertainty_and_source_the_nearest_first(scanned) -> None:
    found = beside(scanned)
    assert [row[0] for row in found.rows[:2]] == ["popliteal artery", "popliteal vein"]
    assert found.rows[1][1] == "0.4 ± 1.1 mm"  # hand 1 mm, tracing 0.5 mm
    assert found.rows[1][2] == "limit 2 mm, assumed"
    assert "vessel 2 11.0 mm" in found.remark
    assert "6 more" in found.remark


def test_a_drawn_limb_tells_no_margins() -> None:
    assert beside(synthetic_run()) is None
    assert assumed_of_scan(synthetic_run()) == ()


def test_the_first_page_says_that_skin_and_fat_are_assumed(scanned) -> None:
    assert len(assumed_of_scan(scanned)) == 3
    page = html(scanned, ())
    first = page[: page.index('id="plan"')]
    for words in ("0.4 ± 1.1 mm", "unlabelled and taken as fat", "skin is not labelled", "therefore assumed"):
        assert words in first, words
    plain = " ".join(line.text for line in lines(scanned, ()))
    assert "0.4 ± 1.1 mm" in plain
    assert "unlabelled and taken as fat" in plain


def test_what_got_cold_is_told_before_what_was_not_stated(scanned) -> None:
    page = html(scanned, ())
    first = page[: page.index('id="plan"')]
    assert first.index("coldest vein wall") < first.index("decisive fields")
