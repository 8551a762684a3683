"""A pretended road: every verb answers at once, so that the door itself can be tested."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

import synthetic
from cryonerve.bioheat.result import Stop
from cryonerve.errors import Complaint, InputError, UnknownNameError, nearest
from cryonerve.findings import Finding


@dataclass
class PretendedRoad:
    """What the pretended verbs answer, and what they were called with."""

    findings: tuple[Finding, ...] = ()  # of the check
    judged: tuple[Finding, ...] = ()
    stop: Stop = Stop.finished
    during_freeze: Callable[[], None] = lambda: None
    called: list[str] = field(default_factory=list)

    def load(self, where):
        self.called.append("load")
        if str(where) not in ("synthetic", str(synthetic.synthetic_case().file or "synthetic")):
            raise UnknownNameError(
                Complaint(f"no case is called '{where}'", nearest(str(where), ["synthetic"]))
            )
        return synthetic.synthetic_case()

    def check(self, case):
        self.called.append("check")
        return self.findings

    def build(self, case):
        self.called.append("build")
        return synthetic.synthetic_volume()

    def freeze(self, volume, case, *, kernel=None, progress=None, cancel=None):
        self.called.append("freeze")
        self.during_freeze()
        progress(240.0, 480.0)
        stop = Stop.cancelled if cancel() else self.stop
        return replace(synthetic.synthetic_freezing(), stop=stop)

    def predict(self, freezing, volume, case, *, remedies=None):
        self.called.append("predict")
        return synthetic.synthetic_prediction()

    def judge(self, case, volume, freezing, prediction):
        self.called.append("judge")
        self.judged_with = prediction
        return self.judged

    def write_run(self, run, folder, **options):
        self.called.append("write")
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "provenance.json").write_text('{"format": "cryonerve.provenance/1"}')
        (folder / "report.html").unlink(missing_ok=True)
        self.written = run

    def write_summary(self, run, folder):
        self.called.append("write")
        self.written = run

    def read_run(self, folder):
        self.called.append("read")
        if not Path(folder).is_dir():
            raise InputError(Complaint(f"there is no run in {folder}", "Make one: cryonerve run CASE -o RUN"))
        return synthetic.synthetic_run()

    def report(self, run, folder, *, pdf=True, record=None, progress=None):
        self.called.append("report")
        self.told = record
        pages = [folder / "report.html"] + ([folder / "report.pdf"] if pdf else [])
        progress(1.0, 2.0)
        for page in pages:
            page.write_text("page")
        return (*pages, folder / "figures" / "plan.png")


VERBS = {
    "load": "cryonerve.case",
    "check": "cryonerve.case",
    "build": "cryonerve.anatomy",
    "freeze": "cryonerve.bioheat",
    "predict": "cryonerve.nerve",
    "judge": "cryonerve.nerve",
    "write_run": "cryonerve.reporting.folder",
    "write_summary": "cryonerve.reporting.folder",
    "read_run": "cryonerve.reporting.folder",
    "report": "cryonerve.reporting",
}


@pytest.fixture
def road(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> PretendedRoad:
    """The pretended road, in an empty working folder."""
    pretended = PretendedRoad()
    for verb, module in VERBS.items():
        monkeypatch.setattr(f"{module}.{verb}", getattr(pretended, verb), raising=False)
    monkeypatch.chdir(tmp_path)
    return pretended


@pytest.fixture
def dangerous() -> Finding:
    return Finding("stop", "coldest skin", -3.0, 5.0, "degC", "assumed", "Skin that freezes may blister.")
