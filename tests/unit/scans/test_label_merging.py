"""What a person drew stays on top of what a machine draws anew."""

from __future__ import annotations

import numpy as np
import pytest

from cryonerve.errors import ScanError
from cryonerve.scans.label_merging import drawn_by, laid_over, lasts
from cryonerve.scans.labels import Label, Labels


def labels(numbers, *legend):
    return Labels(np.array([[numbers]], np.int16), np.zeros(3), np.full(3, 1e-3), legend)


MUSCLE = Label(3, "muscle", "muscle", "muscle", "machine")
PAINTED = Label(3, "muscle", "muscle", "muscle", "person")
NERVE = Label(1, "tibial nerve", "nerve", "nerve", "person")
SKIN = Label(1, "skin", "skin", "skin", "machine")


def test_a_persons_voxels_win_and_keep_their_author():
    found = laid_over(labels([1, 3, 3, 0], SKIN, MUSCLE), labels([0, 1, 0, 1], NERVE))
    names = {item.number: (item.name, item.drawn_by) for item in found.legend}
    assert [names[n] for n in found.numbers[0, 0]] == [
        ("skin", "machine"), ("tibial nerve", "person"), ("muscle", "machine"), ("tibial nerve", "person"),
    ]  # fmt: skip


def test_the_same_name_by_two_authors_stays_apart():
    found = laid_over(labels([3, 3], MUSCLE), labels([3, 0], PAINTED))
    assert {item.name: item.drawn_by for item in found.legend} == {
        "muscle": "person",
        "muscle (machine)": "machine",
    }
    assert len(set(found.numbers.ravel().tolist())) == 2


def test_a_name_that_says_its_author_is_not_given_twice():
    corrected = Label(4, "muscle (machine)", "muscle", "muscle", "person")
    found = laid_over(labels([3, 3, 3], MUSCLE), labels([3, 4, 0], PAINTED, corrected))
    assert {item.name: item.drawn_by for item in found.legend} == {
        "muscle": "person",
        "muscle (machine)": "person",
        "muscle (machine) (machine)": "machine",
    }


def test_a_label_that_is_covered_everywhere_is_gone():
    found = laid_over(labels([3, 3], MUSCLE), labels([1, 1], NERVE))
    assert [item.name for item in found.legend] == ["tibial nerve"]


def test_only_where_asked():
    found = laid_over(labels([3, 3], MUSCLE), labels([1, 1], NERVE), where=np.array([[[True, False]]]))
    assert found.numbers[0, 0, 1] == 3


def test_only_a_persons_labels():
    both = labels([1, 3], NERVE, MUSCLE)
    assert [item.name for item in drawn_by(both, "person").legend] == ["tibial nerve"]
    assert drawn_by(both, "person").numbers.tolist() == [[[1, 0]]]


@pytest.mark.parametrize(
    ("who", "kept"), [("person", True), ("file", True), ("machine", False), ("assumed", False)]
)
def test_what_a_new_segmentation_leaves(who, kept):
    assert lasts(Label(2, "vein", "blood", "vein", who)) is kept
    assert lasts(Label(2, "vein", "blood", "vein", who, by_hand=0.1))


def test_other_grids_are_refused():
    other = Labels(np.zeros((1, 1, 2), np.int16), np.full(3, 5e-3), np.full(3, 1e-3), ())
    with pytest.raises(ScanError, match="another grid"):
        laid_over(labels([3, 3], MUSCLE), other)
