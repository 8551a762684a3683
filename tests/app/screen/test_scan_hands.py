"""How much of each label a person changed: after strokes, undo, a reload, a save, and a new segmentation."""

from __future__ import annotations

from dataclasses import asdict, replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some
from hypothesis.extra.numpy import arrays

from cryonerve.app.screen.scan_document import ScanDocument
from cryonerve.app.screen.scan_edits import edited
from cryonerve.app.screen.scan_hands import Hands, after_stroke
from cryonerve.app.screen.scan_limbs import scan_of
from cryonerve.app.screen.scan_merging import merged
from cryonerve.scans.labels import Label, Labels
from cryonerve.scans.limb_folder import read_labels_of, save_labels_of
from tests.app.screen.scan_made import made_limb, made_scan

LEGEND = (
    Label(1, "subcutaneous fat", "fat", "fat", "machine", "threshold"),
    Label(2, "muscle", "muscle", "muscle", "machine", "threshold"),
)


def machine() -> Labels:
    """Fat and muscle as a machine labels them."""
    scan = made_scan()
    numbers = np.zeros(scan.values.shape, np.int16)
    numbers[scan.values > -500], numbers[scan.values > 0] = 1, 2
    return Labels(numbers, scan.origin, scan.spacing, LEGEND)


@pytest.fixture
def limb(tmp_path: Path) -> Path:
    folder = made_limb(tmp_path / "leg")
    save_labels_of(folder, machine())
    return folder


def opened(limb: Path) -> ScanDocument:
    return ScanDocument("0" * 12, limb, scan_of(limb), limb.parent / "kept")


def do(document: ScanDocument, **edit: Any) -> None:
    sentence, painted, parts = edited(document, edit)
    document.do(document.version, sentence, painted, None, **parts)


def paint(document: ScanDocument, label: int, x: float = 8.0, *, erase: bool = False) -> None:
    place = [[x, 0.0, 0.0]]
    do(document, kind="paint", label=label, erase=erase, points_mm=place, radius_mm=3.0, axis=None)


def jaccard(document: ScanDocument, number: int) -> float:
    """The share, counted outright."""
    now, was = document.numbers == number, machine().numbers == number
    return float((now != was).sum() / (now | was).sum())


def shares(document: ScanDocument) -> dict[str, float]:
    return {item.name: item.by_hand for item in document.shown_legend}


def test_a_stroke_makes_a_share_and_no_label_a_persons(limb) -> None:
    document = opened(limb)
    paint(document, 1)
    expected = {"subcutaneous fat": jaccard(document, 1), "muscle": jaccard(document, 2)}
    assert 0.0 < expected["muscle"] < 0.1
    assert shares(document) == pytest.approx(expected)
    assert {item.drawn_by for item in document.shown_legend} == {"machine"}
    assert shares(opened(limb)) == pytest.approx(expected)
    paint(document, 2)
    assert shares(document) == pytest.approx({"subcutaneous fat": jaccard(document, 1), "muscle": 0.0})
    document.step(document.version, -1)
    assert shares(document) == pytest.approx(expected)
    document.step(document.version, -1)
    assert shares(document) == {"subcutaneous fat": 0.0, "muscle": 0.0}


def test_the_share_is_saved_in_words_and_read_again(limb) -> None:
    document = opened(limb)
    paint(document, 2, erase=True)
    share = shares(document)["muscle"]
    document.save()
    saved = {item.name: item for item in read_labels_of(limb).legend}["muscle"]
    assert (saved.drawn_by, saved.why) == ("machine", "threshold")
    assert saved.by_hand == pytest.approx(share, abs=0.006)
    assert "threshold; 0.6 % changed by a person" in (limb / "labels.tsv").read_text()
    elsewhere = ScanDocument("0" * 12, limb, scan_of(limb), limb.parent / "another")
    assert shares(elsewhere)["muscle"] == saved.by_hand
    paint(elsewhere, 2, -8.0, erase=True)
    assert shares(elsewhere)["muscle"] > saved.by_hand


def test_what_is_only_a_persons_is_said_so(limb) -> None:
    document = opened(limb)
    do(document, kind="add_label", name="artery")
    paint(document, 3)
    assert {item.name: item.who for item in document.shown_legend}["artery"] == "person"
    do(document, kind="remove_label", label=2)
    assert document.first[document.numbers == 0].max() == 0


@pytest.mark.parametrize("keep", [True, False])
def test_a_new_segmentation_keeps_strokes_voxel_by_voxel(limb, keep) -> None:
    document = opened(limb)
    paint(document, 1)
    paint(document, 2, -8.0, erase=True)
    hand, drawn = document.first > 0, document.numbers.copy()
    anew = replace(machine(), numbers=np.roll(machine().numbers, 1, axis=1))
    said = {"keep": keep, "sentence": "Segment", "legend": [asdict(item) for item in LEGEND]}
    sentence, painted, first, parts = merged(document, anew.numbers, said)
    document.do(document.version, sentence, painted, first, **parts)
    assert [item.name for item in document.legend] == ["subcutaneous fat", "muscle"]
    assert np.array_equal(document.numbers, np.where(hand & keep, drawn, anew.numbers))
    assert (shares(document)["muscle"] > 0.0) is keep
    document.step(document.version, -1)
    assert np.array_equal(document.first > 0, hand)
    assert np.array_equal(document.numbers, drawn)


@settings(max_examples=60, deadline=None)
@given(some.lists(arrays(np.int16, (2, 3, 2), elements=some.integers(0, 3)), min_size=2, max_size=6))
def test_any_strokes_give_the_share_that_is_counted(states) -> None:
    """Through any states of the labels, the share is that of the last against the first."""
    from cryonerve.app.screen.scan_brush import Box

    hands, box = Hands((2, 3, 2)), Box((0, 0, 0), (2, 3, 2))
    for before, after in pairwise(states):
        hands.put(box, after_stroke(hands.first, before, after), (before, after))
    was, now = states[0], states[-1]
    for number in (1, 2, 3):
        either = int(((was == number) | (now == number)).sum())
        differ = int(((was == number) != (now == number)).sum())
        assert hands.share(number, int((now == number).sum())) == (differ / either if either else 0.0)
