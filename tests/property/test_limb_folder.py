"""What is written into a limb's folder is what is read from it, whatever it is called."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cryonerve.scans import Label, Labels, Scan
from cryonerve.scans.label_tables import read_label_table, write_label_table
from cryonerve.scans.limb_folder import SCAN, SCAN_NOTE, read_scan_of, save_scan_of

WORDS = st.text(st.characters(exclude_categories=["Cs"]), min_size=0, max_size=40)
KINDS = ["skin", "fat", "muscle", "fascia", "bone", "marrow", "nerve", "artery", "vein", "other"]
HANDS = ["machine", "person", "file", "assumed"]


def plain(text: str) -> str:
    return " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())


@st.composite
def legends(draw):
    numbers = draw(st.lists(st.integers(1, 32_000), min_size=1, max_size=5, unique=True))
    return tuple(
        Label(
            number,
            plain(draw(WORDS).replace("_", " ")) or "muscle",
            draw(st.sampled_from(["fat", "muscle", "nerve", "cortical-bone"])),
            draw(st.sampled_from(KINDS)),
            draw(st.sampled_from(HANDS)),
            plain(draw(WORDS)),
        )
        for number in sorted(numbers)
    )


@given(legends(), st.lists(WORDS.map(plain).filter(bool), max_size=3))
@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_a_legend_comes_back_whatever_its_names_are(legend, remarks):
    empty = np.zeros((1, 1, 1), np.int16)
    with TemporaryDirectory() as folder:
        path = Path(folder) / "labels.tsv"
        labels = Labels(empty, np.zeros(3), np.ones(3), legend, tuple(remarks))
        path.write_text(write_label_table(labels), encoding="utf-8")
        found, said = read_label_table(path)
    assert found == legend
    assert list(said) == remarks


LENGTHS = st.floats(1e-5, 0.02)
PLACES = st.floats(-2.0, 2.0)


@given(st.tuples(LENGTHS, LENGTHS, LENGTHS), st.tuples(PLACES, PLACES, PLACES), st.integers(0, 99))
@settings(deadline=None, max_examples=25)
def test_a_scan_comes_back_and_is_written_again_with_the_same_bytes(spacing, origin, seed):
    values = np.random.default_rng(seed).integers(-32768, 32767, (3, 4, 2)).astype(np.int16)
    scan = Scan(values, np.array(origin), np.array(spacing), "CT")
    with TemporaryDirectory() as folder:
        save_scan_of(Path(folder) / "a", scan)
        again = read_scan_of(Path(folder) / "a")
        save_scan_of(Path(folder) / "b", again)
        for name in (SCAN, SCAN_NOTE):
            assert (Path(folder) / "a" / name).read_bytes() == (Path(folder) / "b" / name).read_bytes()
    assert np.array_equal(again.values, values)
    assert np.abs(again.origin - scan.origin).max() < 1e-12
    assert np.abs(again.spacing - scan.spacing).max() < 1e-12
