"""Cases that tests draft reports of."""

from __future__ import annotations

from pathlib import Path

from cryonerve.registry import case_of_record_file
from cryonerve.registry.case_record import CaseRecord

HOSTILE = "| a | b | # no [link](x) `code` <b>bold</b> $x^2$ @cite ![img](x.png) *em* ~~s~~ &amp; 1. a"

RICH = """\
cryonerve-record: 1
person: {age_band: "90+", sex: male}
consents:
  - {what: consent, given_by: person, form: F1, form_version: "1", scope: publication, day: -3,
     withdrawn_day: 40}
case: {nerve: sural, indication: neuroma, remark: 'x HOSTILE'}
procedures:
  - {day: 0, device: cryo-s, modality: cryoneurolysis, standing: stated}
  - {day: 200, levels: 1, cycles: 1}
measurements:
  - {procedure: 1, instrument: nrs, instrument_version: "0-10", day: -400, score: 9, condition: worst}
  - {procedure: 1, instrument: nrs, instrument_version: "0-10", day: 0, score: 8, condition: worst}
  - {procedure: 1, instrument: nrs, instrument_version: "0-10", day: 1, score: 6, condition: rest}
  - {procedure: 1, instrument: nrs, instrument_version: "0-10", day: 3, score: 7, condition: worst,
     standing: assumed}
  - {procedure: 2, instrument: nrs, instrument_version: "0-10", day: 0, score: 5, condition: worst}
  - {procedure: 2, instrument: nrs, instrument_version: "0-10", day: 3000, score: 2.5, condition: worst}
  - {procedure: 1, instrument: my-own-scale-of-a-very-long-name-that-says-everything, day: 7, score: 1.0e+9,
     unit: points}
adverse_events:
  - {procedure: 1, term: numb foot, scale: ctcae, scale_version: "5.0", grade: "2", onset_day: 1,
     resolved_day: 30}
"""


def record_of(folder: Path, text: str = "person: {}\ncase: {}\n") -> CaseRecord:
    """A case from the text of a record file; its first line may be left out."""
    file = folder / "record.yaml"
    head = "" if text.startswith("cryonerve-record") else "cryonerve-record: 1\n"
    file.write_text(head + text, encoding="utf-8")
    return case_of_record_file(file)


def rich(folder: Path) -> CaseRecord:
    """A case with two procedures, adverse event, withdrawn consent and a remark full of marks."""
    return record_of(folder, RICH.replace("HOSTILE", HOSTILE))
