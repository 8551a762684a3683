"""Compilation before the clock starts."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from cryonerve.bioheat import warming

FREEZE = (
    "import cryonerve as cn; from dataclasses import replace\n"
    "case = cn.load('straight-probe-block')\n"
    "freeze, *_ = case.protocol\n"
    "case = replace(case, protocol=(replace(freeze, seconds=1.0),))\n"
    "print(cn.freeze(cn.build(case), case).solver.compile)"
)


@pytest.fixture
def package(tmp_path, monkeypatch) -> Path:
    """Two sources with compiled code beside them, all of one age."""
    for name in ("bioheat/kernels", "anatomy"):
        (tmp_path / name / "__pycache__").mkdir(parents=True)
        for path in (tmp_path / name / "loops.py", tmp_path / name / "__pycache__" / "loops.run-1.py311.nbi"):
            path.touch()
            os.utime(path, (1e9, 1e9))
    (tmp_path / "bioheat" / "cells.py").touch()
    os.utime(tmp_path / "bioheat" / "cells.py", (1e9, 1e9))
    monkeypatch.setattr(warming, "PACKAGE", tmp_path)
    monkeypatch.setattr(warming, "_DONE", set())
    return tmp_path


def test_compiled_code_as_new_as_its_sources_stays(package: Path) -> None:
    warming._forget_outdated()
    assert len(list(package.rglob("*.nbi"))) == 2


def test_compiled_code_older_than_any_source_is_forgotten(package: Path) -> None:
    """Numba would keep a loop whose formula has changed in another file."""
    os.utime(package / "bioheat" / "cells.py", (1.5e9, 1.5e9))
    warming._forget_outdated()
    assert not list(package.rglob("*.nbi"))


def test_a_source_from_the_future_does_not_count(package: Path) -> None:
    """A wrong clock somewhere must not cost the compilation at every start."""
    os.utime(package / "bioheat" / "cells.py", (9e9, 9e9))
    warming._forget_outdated()
    assert len(list(package.rglob("*.nbi"))) == 2


def test_nothing_is_forgotten_once_something_has_run(package: Path, monkeypatch) -> None:
    os.utime(package / "bioheat" / "cells.py", (1.5e9, 1.5e9))
    monkeypatch.setattr(warming, "_DONE", {"cpu"})
    warming._forget_outdated()
    assert len(list(package.rglob("*.nbi"))) == 2


@pytest.mark.parametrize("program", ["", "/nowhere/python3", "/usr/bin/SlicerApp-real"])
def test_without_a_python_to_start_all_is_compiled_here(program: str, monkeypatch) -> None:
    monkeypatch.setattr(sys, "executable", program)
    with warming._a_second_process("none"):
        pass


@pytest.mark.slow
def test_the_first_start_says_that_it_compiles_and_the_second_does_not(tmp_path) -> None:
    here = {**os.environ, "NUMBA_CACHE_DIR": str(tmp_path)}
    command = [sys.executable, "-c", FREEZE]
    first, second = (
        subprocess.run(command, env=here, capture_output=True, text=True, check=True) for _ in range(2)
    )
    assert first.stderr.startswith("Compiling the solver, once per installation")
    assert second.stderr == ""
    assert float(second.stdout) < 0.5 * float(first.stdout)
