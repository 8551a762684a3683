"""Damaged files of instruments, answers, measurements and T scores are understood or refused in words."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cryonerve.errors import Complaint, InputError
from cryonerve.registry import measurements, score, trajectory
from cryonerve.registry.conversion import read_conversion
from cryonerve.sources import instruments, read_instrument
from cryonerve.sources.instrument_files import FOLDER

DN4 = instruments()["dn4-interview"]
PROMIS = instruments()["promis-pain-interference-child"]


def answers(file: Path) -> object:
    sheet = measurements.read_answers(file, DN4)
    try:
        return score(DN4, sheet.answers, version=sheet.version, age=sheet.age)
    except InputError as error:
        raise sheet.located(error) from None


PUBLISHED = Path(measurements.__file__).parent / "published" / "tibial-neuroma-child.yaml"
READ: dict[str, tuple[bytes, Callable[[Path], object]]] = {
    "answers.yaml": (b'version: "2005"\nage: 12 years\nanswers:\n  interview-1: 1\n', answers),
    "mine.yaml": (PUBLISHED.read_bytes(), lambda file: trajectory(measurements.read_measurements(file))),
    "ours.csv": (
        b"raw,t,se\n" + b"".join(b"%d,%d,4\n" % (raw, raw + 30) for raw in range(8, 41)),
        lambda file: read_conversion(file, PROMIS),
    ),
    "ours.toml": ((FOLDER / "vas.toml").read_bytes(), read_instrument),
}
PIECES = st.sampled_from(
    [
        b": ",
        b"- ",
        b"{",
        b"}",
        b"null",
        b"1e400",
        b"-1",
        b"'",
        b"\n",
        b"\r",
        b"\x00",
        b"nan",
        b"[[",
        b"true",
        b"\xff",
    ]
) | st.binary(max_size=3)


@pytest.mark.parametrize("name", sorted(READ))
@settings(deadline=None, max_examples=60)
@given(st.lists(st.tuples(st.floats(0, 1), st.integers(0, 12), PIECES), min_size=1, max_size=5))
def test_a_damaged_file_is_understood_or_refused(name, damages) -> None:
    content, read = READ[name]
    for share, cut, piece in damages:
        place = int(share * len(content))
        content = content[:place] + piece + content[place + cut :]
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, name)
        file.write_bytes(content)
        refused: tuple[Complaint, ...] = ()
        try:
            read(file)
        except InputError as error:
            refused = error.complaints
        assert all(complaint.what for complaint in refused)
