"""The built wheel carries everything, and runs a bundled case by name away from the repository."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    words = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(folder)]
    subprocess.run(words, cwd=ROOT, check=True, capture_output=True, timeout=120)
    (built,) = folder.glob("*.whl")
    return built


def without_repository() -> dict[str, str]:
    """The environment without anything that leads back to this checkout."""
    return {key: value for key, value in os.environ.items() if not key.startswith(("PYTHON", "VIRTUAL_ENV"))}


def test_wheel_holds_every_file_of_the_package(wheel: Path) -> None:
    packed = {name for name in zipfile.ZipFile(wheel).namelist() if name.startswith("cryonerve/")}
    package = ROOT / "src" / "cryonerve"
    leave_out = {"__pycache__"}
    wanted = {
        str(path.relative_to(package.parent))
        for path in package.rglob("*")
        if path.is_file() and not leave_out & set(path.parts)
    }
    assert packed == wanted
    for suffix in (".toml", ".bib", ".yaml", ".css", "py.typed"):
        assert any(name.endswith(suffix) for name in packed), suffix


def test_wheel_holds_the_licence_and_nothing_of_the_tests(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    assert any(name.endswith("LICENSE") for name in names)
    assert {name.split("/")[0].split("-")[0] for name in names} == {"cryonerve"}


def test_bundled_cases_load_from_the_unpacked_wheel(wheel: Path, tmp_path: Path) -> None:
    """Smoke of the slow test below: the package from the wheel, its dependencies from here."""
    site = tmp_path / "site"
    zipfile.ZipFile(wheel).extractall(site)
    code = "import cryonerve, sys; from cryonerve.app.cli import main; "
    code += "print(cryonerve.__file__); sys.exit(main())"
    answer = subprocess.run(
        [sys.executable, "-c", code, "cases", "--json"],
        cwd=tmp_path,
        env={**without_repository(), "PYTHONPATH": str(site)},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert answer.returncode == 0, answer.stderr
    place, document = answer.stdout.split("\n", 1)
    assert place.startswith(str(site))
    assert {row["name"] for row in json.loads(document)} >= {"tibial-neuroma-child", "straight-probe-block"}


@pytest.mark.slow
def test_installed_wheel_runs_a_bundled_case(wheel: Path, tmp_path: Path) -> None:
    venv.create(tmp_path / "env", with_pip=True)
    python = tmp_path / "env" / "bin" / "python"
    environment = without_repository()
    install = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", str(wheel)]
    subprocess.run(install, check=True, env=environment, cwd=tmp_path, timeout=900)
    words = [
        str(python.with_name("cryonerve")),
        "run",
        "straight-probe-block",
        "--spacing",
        "1 mm",
        "-o",
        "there",
    ]
    answer = subprocess.run(
        words, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False, timeout=600
    )
    assert answer.returncode in (0, 1), answer.stderr
    assert {"summary.json", "report.html", "fields.zarr"} <= {
        path.name for path in (tmp_path / "there").iterdir()
    }


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_read_only_installation_without_a_home_compiles(wheel: Path, tmp_path: Path) -> None:
    site = tmp_path / "site"
    zipfile.ZipFile(wheel).extractall(site)
    for folder in [site, *(path for path in site.rglob("*") if path.is_dir())]:
        folder.chmod(0o500)
    environment = {
        **without_repository(),
        "PYTHONPATH": str(site),
        "HOME": "/nonexistent",
        "TMPDIR": str(tmp_path),
    }
    code = "import cryonerve, os; print(os.environ['NUMBA_CACHE_DIR']); import cryonerve.bioheat"
    answer = subprocess.run(
        [sys.executable, "-c", code],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert answer.returncode == 0, answer.stderr
    assert answer.stdout.startswith(str(tmp_path))
