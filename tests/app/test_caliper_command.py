from __future__ import annotations

import json

import numpy as np
from PIL import Image

import cryonerve as cn
from cryonerve.app.cli import main

SHEET = """\
calipers: 1
picture: nerve.png
scale: 0.1 mm
patient: {age: 9 years, sex: female}
lengths:
  nerve depth: 12.4 mm
  nerve width: {from: 60 20, to: 60 70}
"""


def test_calipers_become_a_case_with_a_picture(tmp_path, capsys):
    Image.fromarray(np.full((200, 100), 40, np.uint8)).save(tmp_path / "nerve.png")
    (tmp_path / "calipers.yaml").write_text(SHEET)
    out = tmp_path / "case.yaml"
    assert main(["caliper", str(tmp_path / "calipers.yaml"), "-o", str(out), "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert [round(item["drawn_mm"], 1) for item in answer["lengths"]] == [12.4, 5.0]
    assert cn.load(out).patient.age == 9.0
    assert (tmp_path / "case.png").stat().st_size > 10_000


def test_the_form_is_no_case_until_it_is_filled_in(tmp_path, capsys):
    """Unedited it had been a girl of 9 years with a nerve 14.3 mm deep, all of it "stated"."""
    assert main(["caliper", "--form"]) == 0
    form, sheet = capsys.readouterr().out, tmp_path / "calipers.yaml"
    sheet.write_text(form)
    out = tmp_path / "case.yaml"
    assert main(["caliper", str(sheet), "-o", str(out)]) == 2
    said = " ".join(capsys.readouterr().err.split())
    lines = form.splitlines()
    for field, key in (
        ("patient.age", "  age:"),
        ("patient.sex", "  sex:"),
        ("lengths.nerve depth", "  nerve depth:"),
    ):
        number = 1 + next(at for at, line in enumerate(lines) if line.startswith(key))
        assert f"calipers.yaml:{number}: {field}: this line of the form is not filled in" in said
    assert not out.exists()
    filled = form.replace("age: fill in", "age: 41 years").replace("sex: fill in", "sex: male")
    sheet.write_text(filled.replace("depth: fill in", "depth: 16.2 mm"))
    assert main(["caliper", str(sheet), "-o", str(out)]) == 0
    assert "nerve depth  16.2" in capsys.readouterr().out
    assert cn.load(out).patient.age == 41.0


def test_a_contradiction_is_one_error(tmp_path, capsys):
    (tmp_path / "calipers.yaml").write_text("calipers: 1\nlengths: {nerve depth: 20 mm, bone depth: 12 mm}\n")
    assert main(["caliper", str(tmp_path / "calipers.yaml"), "-o", str(tmp_path / "case.yaml")]) == 2
    assert "but the bone begins at 12.0 mm" in capsys.readouterr().err
    assert not (tmp_path / "case.yaml").exists()


def test_a_tracked_sweep_is_imported(tmp_path, capsys):
    from cryonerve.scans import write_clip
    from cryonerve.scans.limb_folder import read_limb
    from tests.unit.ultrasound.test_sweeps import swept

    write_clip(swept(), tmp_path / "sweep.igs.mha")
    assert main(["import", str(tmp_path / "sweep.igs.mha"), "-o", str(tmp_path / "us")]) == 0
    assert "tracked sweep of 61 pictures" in capsys.readouterr().out
    assert read_limb(tmp_path / "us").scan.modality == "US"
