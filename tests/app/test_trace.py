import json

import numpy as np
import pytest

from cryonerve.app.cli import main
from cryonerve.scans.curves import read_curves
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
