"""The whole road from labels of a real knee, where they are: what is found, and what memory it takes."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

import pytest

sys.path.append(str(Path(__file__).parents[2] / "benchmarks"))

import knee

LABELS = os.environ.get("CRYONERVE_KNEE_LABELS", "")
MOST_MIB = 4096


def test_margins_are_read_by_name(tmp_path) -> None:
    rows = [
        {"about": "margin of the popliteal vein", "value": 0.7612},
        {"about": "coldest skin", "value": 20.0},
    ]
    (tmp_path / "summary.json").write_text(json.dumps({"findings": rows}), "utf-8")
    assert knee.margins(tmp_path) == {"popliteal vein": 0.76}


@pytest.mark.slow
@pytest.mark.skipif(not LABELS, reason="CRYONERVE_KNEE_LABELS gives no folder with seg.nrrd and labels.tsv")
def test_the_road_of_a_real_knee(tmp_path) -> None:
    folder = Path(LABELS)
    steps = knee.road(folder.parent if folder.is_file() else folder, tmp_path)
    assert max(item.mib for item in steps) <= MOST_MIB
    found = knee.margins(tmp_path / "run")
    assert {"popliteal artery", "popliteal vein", "common peroneal nerve"} <= set(found)
    assert found["popliteal vein"] < found["popliteal artery"] < found["common peroneal nerve"]
    summary = json.loads((tmp_path / "run" / "summary.json").read_text("utf-8"))
    levels = {item["about"]: item["level"] for item in summary["findings"]}
    for name in ("popliteal artery", "popliteal vein", "common peroneal"):
        assert levels[f"the case's limit for {name}"] == "ok", name  # what was planned is allowed
    assert (tmp_path / "run" / "report.pdf").is_file()
    assert "stop" not in levels.values()
