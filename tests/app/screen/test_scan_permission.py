"""Folders and files that this account may not read or write: said as what they are, on a real disk."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

from cryonerve.app.screen.refusals import MissingError
from cryonerve.app.screen.scan_limbs import keep_in, scan_of
from cryonerve.app.screen.scan_places import Places
from cryonerve.errors import ScanError
from cryonerve.scans.importing import Wanted, import_scan
from cryonerve.scans.labels import Label, Labels
from tests.app.screen.scan_made import made_limb, made_scan

pytestmark = pytest.mark.skipif(not hasattr(os, "setresuid"), reason="permissions of Linux")
OTHER = 65534  # an account that owns nothing; the superuser may read and write everything
LEG, NEW = "limbs/leg", "limbs/new"


@pytest.fixture
def home() -> Iterator[Path]:
    """A folder with a limb, as an account that is not the superuser has it while a test runs."""
    folder = Path(tempfile.mkdtemp())
    made_limb(folder / LEG)
    (folder / "closed").mkdir()
    shutil.copy(folder / LEG / "scan.nii.gz", folder / "secret.nii.gz")
    root = os.geteuid() == 0
    if root:
        for path in (folder, *folder.rglob("*")):
            os.chown(path, OTHER, OTHER)
        os.setresgid(OTHER, OTHER, 0)
        os.setresuid(OTHER, OTHER, 0)
    yield folder
    if root:
        os.setresuid(0, 0, 0)
        os.setresgid(0, 0, 0)
    for path in (folder / "closed", folder / "limbs", folder / LEG):
        path.chmod(0o700)
    shutil.rmtree(folder)


def places(home: Path) -> Places:
    return Places((home,), home / "limbs")


def test_a_closed_folder_is_listed_and_says_why_it_does_not_open(home) -> None:
    (home / "closed").chmod(0)
    rows = places(home).listed(str(home))["entries"]
    assert {row["name"]: row["kind"] for row in rows} == {
        "closed": "folder",
        "limbs": "folder",
        "secret.nii.gz": "file",
    }
    with pytest.raises(MissingError, match="no permission to read it") as told:
        places(home).listed(str(home / "closed"))
    assert "Ask whoever owns it" in str(told.value)


def test_a_file_that_may_not_be_read(home) -> None:
    (home / "secret.nii.gz").chmod(0)
    with pytest.raises(MissingError, match="no permission to read it"):
        places(home).found(str(home / "secret.nii.gz"))


def save(home: Path) -> None:
    scan = made_scan()
    bone = Label(1, "tibia", "cortical-bone", "bone", "person")
    numbers = (scan.values > 500).astype(np.int16)
    keep_in(home / LEG, Labels(numbers, scan.origin, scan.spacing, (bone,)), [])


def bring(home: Path) -> None:
    import_scan(home / "secret.nii.gz", home / NEW, Wanted(modality="CT"))


@pytest.mark.parametrize(("act", "closed"), [(save, LEG), (bring, "limbs")])
def test_a_folder_that_may_not_be_written(home, act: Callable[[Path], None], closed: str) -> None:
    (home / closed).chmod(0o555)
    with pytest.raises(ScanError, match="cannot be written to: Permission denied") as told:
        act(home)
    assert "This account may not write there" in str(told.value)
    assert not (home / NEW).exists()
    assert np.array_equal(scan_of(home / LEG).values, made_scan().values)
    assert {path.name for path in (home / LEG).iterdir()} == {"scan.nii.gz", "scan.json"}
