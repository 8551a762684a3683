import json
from dataclasses import replace

import numpy as np
import pytest

from cryonerve.app.cli import main
from cryonerve.scans.curves import read_curves, write_curves
from cryonerve.scans.limb_folder import save_scan_of
from tests.unit.anatomy.test_tracing_paths import oval_scan


@pytest.fixture
def limb(tmp_path):
    save_scan_of(tmp_path / "limb", oval_scan())
    return tmp_path / "limb"


def command(*arguments):
    try:
        return main([str(item) for item in arguments])
    except SystemExit as left:
        return left.code


THROUGH = ("--through", "15.2 13.9 1 mm", "--through", "15 14 10 mm", "--through", "15 14 19 mm")


def test_a_nerve_is_traced_written_replaced_and_removed(limb, capsys):
    assert not command("trace", limb, "--nerve", "tibial nerve", "--treated", *THROUGH, "--json")
    said = json.loads(capsys.readouterr().out)
    assert said["traced"] == "tibial nerve"
    assert said["curves"][0]["length_mm"] == pytest.approx(18.0, abs=0.3)
    (curve,) = read_curves(limb / "curves.json")
    assert curve.treated
    assert np.abs(curve.points[:, :2] - [15e-3, 14e-3]).max() < 0.3e-3
    assert not command("trace", limb, "--name", "popliteal artery", "--width", "4 mm", *THROUGH)
    assert not command("trace", limb, "--nerve", "Tibial nerve", *THROUGH)
    assert [item.kind for item in read_curves(limb / "curves.json")] == ["artery", "nerve"]
    assert "4 mm" not in capsys.readouterr().err
    assert not command("trace", limb, "--remove", "popliteal artery")
    assert [item.name for item in read_curves(limb / "curves.json")] == ["Tibial nerve"]
    assert not command("trace", limb)
    assert "place known to" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--nerve", "tibial nerve"), "--through"),
        (("--through", "1 2 3 mm"), "--nerve"),
        (("--nerve", "n", "--through", "1 2 mm", "--through", "1 2 3 mm"), "--through"),
        (("--nerve", "n", "--through", "1 2 300 mm", "--through", "1 2 3 mm"), "outside of the scan"),
        (("--nerve", "n", "--kind", "vien", *THROUGH), "Did you mean 'vein'?"),
        (("--nerve", "n", "--width", "4 m", *THROUGH), "--width"),
        (("--remove", "nothing"), "nothing is traced as 'nothing'"),
    ],
)
def test_what_cannot_be_traced_is_said_and_nothing_is_written(limb, capsys, arguments, words):
    assert command("trace", limb, *arguments) == 2
    assert words in capsys.readouterr().err
    assert not (limb / "curves.json").exists()


def test_a_folder_that_is_no_limb(tmp_path, capsys):
    assert command("trace", tmp_path / "none", "--nerve", "n", *THROUGH) == 2
    assert "cryonerve import" in capsys.readouterr().err


TILT = np.eye(4)
TILT[:3] = [[0.0, 0.0, 1.0, 0.11], [0.6, 0.8, 0.0, -0.22], [-0.8, 0.6, 0.0, 0.33]]
CLICKS = np.array([[15.2e-3, 13.9e-3, 1e-3], [15e-3, 14e-3, 10e-3], [15e-3, 14e-3, 19e-3]])


@pytest.fixture
def tilted(tmp_path):
    save_scan_of(tmp_path / "limb", replace(oval_scan(), to_patient=TILT))
    return tmp_path / "limb"


def marked(path, *rows, system="LPS"):
    """A file of 3D Slicer with these names, each placed along the oval, in the patient's coordinates."""
    places = 1e3 * (CLICKS @ TILT[:3, :3].T + TILT[:3, 3]) * ([-1, -1, 1] if system == "LPS" else 1)
    markups = [
        {
            "type": "Fiducial",
            "coordinateSystem": system,
            **({"name": name} if name else {}),
            "controlPoints": [{"position": place.tolist()} for place in places],
        }
        for name in rows
    ]
    path.write_text(json.dumps({"@schema": "markups-schema-v1.0.3.json#", "markups": markups}), "utf-8")
    return path


@pytest.mark.parametrize("system", ["LPS", "RAS"])
def test_places_of_slicer_are_traced_in_a_tilted_scan_and_lead_back_to_it(tilted, tmp_path, capsys, system):
    file = marked(tmp_path / "Anna tibial nerve.mrk.json", None, system=system)
    assert not command("trace", tilted, "--markups", file, "--treated", "--json")
    said = json.loads(capsys.readouterr().out)
    assert said["traced"] == "tibial nerve"
    assert "could name a person" in said["remarks"][0]
    assert "scan.nii.gz" in said["remarks"][1]
    (curve,) = read_curves(tilted / "curves.json")
    assert curve.treated
    assert np.abs(curve.points[:, :2] - [15e-3, 14e-3]).max() < 0.3e-3
    assert "Anna" not in (tilted / "curves.json").read_text(encoding="utf-8")
    out = tmp_path / "curves.mrk.json"
    assert not command("export", tilted, "-o", out)
    assert "Markups of 3D Slicer" in capsys.readouterr().out
    write_curves(tilted / "curves.json", [replace(curve, uncertainty=0.9e-3)])
    assert not command("trace", tilted, "--markups", out)  # nerve and treated are in the file
    (again,) = read_curves(tilted / "curves.json")
    assert again.uncertainty == pytest.approx(0.9e-3)  # its own points make it no surer
    assert (again.name, again.kind, again.treated) == ("tibial nerve", "nerve", True)
    assert np.abs(again.points[:, :2] - [15e-3, 14e-3]).max() < 0.3e-3
    assert again.length == pytest.approx(curve.length, abs=0.5e-3)


def test_several_markups_are_traced_at_once_or_one_by_its_name(tilted, tmp_path, capsys):
    file = marked(tmp_path / "all.mrk.json", "tibial nerve", "popliteal vein")
    assert not command("trace", tilted, "--markups", file, "--nerve", "Popliteal vein", "--width", "5 mm")
    assert [(item.name, item.kind) for item in read_curves(tilted / "curves.json")] == [
        ("Popliteal vein", "vein")
    ]
    assert not command("trace", tilted, "--markups", file)
    assert [item.name for item in read_curves(tilted / "curves.json")] == ["tibial nerve", "popliteal vein"]
    one = marked(tmp_path / "F.mrk.json", "F")
    assert not command("trace", tilted, "--markups", one, "--nerve", "branch A")
    assert "could name" not in capsys.readouterr().out  # the person's own name was taken


@pytest.mark.parametrize(
    ("names", "arguments", "words"),
    [
        (("F",), (), "names no known structure"),
        (("tibial nerve", "F"), (), "markup 2"),
        (("tibial nerve", "Tibial nerve"), (), "marked twice"),
        (("tibial nerve", "sural nerve"), ("--treated",), "--treated is for one"),
        (("tibial nerve", "sural nerve"), ("--nerve", "surel nerve"), "Did you mean 'sural nerve'?"),
        (("tibial nerve",), THROUGH, "--through and --markups together"),
        ((), (), "0 markups"),
    ],
)
def test_markups_that_cannot_be_traced_are_said_and_nothing_is_written(
    tilted, capsys, names, arguments, words
):
    file = marked(tilted.parent / "some.mrk.json", *names)
    assert command("trace", tilted, "--markups", file, *arguments) == 2
    assert words in " ".join(capsys.readouterr().err.split())
    assert not (tilted / "curves.json").exists()


def test_curves_need_something_traced_and_no_original(limb, tmp_path, capsys):
    assert command("export", limb, "-o", tmp_path / "curves.mrk.json") == 2
    assert "nothing is traced yet" in capsys.readouterr().err
    assert command("export", limb, "-o", tmp_path / "c.mrk.json", "--original", "dicom") == 2
    assert "--original" in capsys.readouterr().err
    assert not list(tmp_path.glob("*.mrk.json"))
