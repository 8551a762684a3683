"""What gives a person away is found with its place, and clinical text passes."""

from __future__ import annotations

from importlib import resources

import pytest

from cryonerve.case import bundled
from cryonerve.case.identifiers import LONGEST, identifiers_in, patterns, spoken

HITS = [
    pytest.param(name, text, id=f"{name}-{at}")
    for name, item in patterns().items()
    for at, text in enumerate(item.hits)
]
PASSES = [
    pytest.param(text, id=f"{name}-{at}")
    for name, item in patterns().items()
    for at, text in enumerate(item.passes)
]

CLINICAL = """\
Painful neuroma of the left tibial nerve, Tinel positive, VAS 8/10 at rest and 9/10 with socket contact.
Two levels, 12 mm apart, two cycles of 2 min at -80 degC with 2 min of passive thaw between.
Probe 1.3 x 7 mm (CryoS A13), N2O, ice ball 14 x 9 mm, gap to the nerve 0.3 mm, skin above 15 degC.
Diagnostic block with 2 mL lidocaine 1 %: relief of 90 % for 3 h. General anaesthesia, LMA size 2.5.
Day 7: VAS 1, 80 % improvement, K2 to K3, walks 200 m; Day 14: prosthesis 8 h a day. No adverse event.
Barthel 45 before, 90 at 3 months. DN4 6/10. PGIC 1. FLACC 0-2-1-0-0. CIRSE 2017 grade 1; Clavien-Dindo I.
Gabapentin 300 mg 1-1-1, ibuprofen 10 mg/kg/8 h, stopped after 2 weeks. MRI T1/T2 at 1.5 T, US 12-18 MHz.
The mother reports less pain; father and child agree. May be repeated. March test negative.
No Hospital stay."""


@pytest.mark.parametrize(("name", "text"), HITS)
def test_is_found(name, text) -> None:
    assert name in {hit.pattern.name for hit in identifiers_in(text)}
    assert identifiers_in(f"Pain is less. {text} and sleeps well.")


@pytest.mark.parametrize("text", PASSES)
def test_passes(text) -> None:
    assert identifiers_in(text) == ()


@pytest.mark.parametrize("line", CLINICAL.splitlines())
def test_clinical_text_passes(line) -> None:
    assert [hit.words for hit in identifiers_in(line)] == []


@pytest.mark.parametrize("name", bundled())
def test_bundled_cases_pass(name) -> None:
    content = (
        resources.files("cryonerve.case").joinpath("published", f"{name}.yaml").read_text(encoding="utf-8")
    )
    assert [(hit.line, hit.words) for hit in identifiers_in(content)] == []


def test_the_place_is_told() -> None:
    (hit,) = identifiers_in("Sleeps well.\nSeen by Dr. Miller, walks.")
    assert (hit.line, hit.words) == (2, "Dr. Miller")
    complaint = spoken(hit, field="remark", file="m.csv", line=7)
    assert (complaint.line, complaint.field, complaint.file) == (8, "remark", "m.csv")
    assert complaint.text[slice(*complaint.caret)] == "Dr. Miller"
    assert "--override" in complaint.remedy


def test_a_long_line_is_looked_at_whole() -> None:
    for place in (0, LONGEST - 5, LONGEST + 3, 5 * LONGEST):
        text = "x " * (place // 2) + "ana@example.org" + " y" * 10_000
        assert [hit.words for hit in identifiers_in(text)] == ["ana@example.org"]


def test_every_pattern_has_examples_and_what_it_needs_is_needed() -> None:
    for pattern in patterns().values():
        assert pattern.hits
        assert pattern.passes
        assert pattern.remedy
        for text in pattern.hits:
            assert pattern.needs is None or pattern.needs.search(text)
