"""The numbered examples run, in an empty folder, and say something."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
EXAMPLES = sorted((ROOT / "examples").glob("*.py"))


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_example(path: Path, tmp_path) -> None:
    environment = {**os.environ, "PYTHONWARNINGS": "error::DeprecationWarning:cryonerve", "MPLBACKEND": "agg"}
    answer = subprocess.run(
        [sys.executable, str(path)],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert answer.returncode == 0, answer.stderr
    assert answer.stdout.strip()


def test_examples_are_numbered_without_gaps() -> None:
    numbers = [int(re.match(r"(\d\d)_", path.name)[1]) for path in EXAMPLES]  # type: ignore[index]
    assert numbers == list(range(1, len(numbers) + 1))


def test_every_example_starts_with_what_it_shows() -> None:
    assert [path.name for path in EXAMPLES if not path.read_text(encoding="utf-8").startswith('"""')] == []
