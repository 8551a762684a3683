"""An independent judge of DICOM objects: `dciodvfy` of dicom3tools, where it is installed."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

PROGRAM = "dciodvfy"


def errors(path: Path) -> list[str]:
    """What breaks the object's definition (PS3.3), a line each; skips the test where nobody can judge."""
    found = shutil.which(PROGRAM)
    if found is None:
        pytest.skip(f"{PROGRAM} (dicom3tools) is not installed")
    done = subprocess.run(
        [found, "-new", str(path)], capture_output=True, text=True, check=False, timeout=120
    )
    said = (done.stdout + done.stderr).splitlines()
    assert said, "the judge says at least what kind of object it is"
    return [line for line in said if line.startswith("Error")]
