"""Scales of adverse events: versions are apart, unseen wording is left out and said so."""

from __future__ import annotations

import pytest

from cryonerve.errors import UnknownNameError
from cryonerve.sources import adverse_scale, adverse_scales, references

READ = ("stated", "measured", "derived")


@pytest.mark.parametrize("name", sorted(adverse_scales()))
def test_a_scale_has_version_source_and_says_what_is_shipped(name) -> None:
    one = adverse_scales()[name]
    assert one.version
    assert one.source in references()
    assert one.shipped
    for grade in one.grades:
        assert grade.meaning or grade.standing not in READ
    assert one.replaced_by == "" or one.replaced_by in adverse_scales()


def test_grades() -> None:
    grades = {
        name: "".join(f"{grade.grade} " for grade in one.grades) for name, one in adverse_scales().items()
    }
    assert grades["cirse-2017"] == "1 2 3 4 5 6 "
    assert grades["cirse-2026"] == "1a 1b 2 3a 3b 4 5 6 "
    assert grades["clavien-dindo"] == "I II IIIa IIIb IVa IVb V "
    assert grades["ctcae-5"] == "1 2 3 4 5 "
    assert grades["sir-2003"] == "A B C D E F "
    assert grades["clavien-madadi"] == ""


def test_what_was_not_seen_of_the_modified_scale_is_left_out() -> None:
    unseen = [grade.grade for grade in adverse_scales()["cirse-2026"].grades if not grade.meaning]
    assert unseen == ["1b", "3a", "3b"]
    assert "left out" in adverse_scales()["cirse-2026"].remark


def test_a_grade_without_the_right_version_is_refused() -> None:
    with pytest.raises(UnknownNameError, match="'cirse-2017' is version 2017, not '2026'") as caught:
        adverse_scale("cirse-2017", version="2026")
    assert "cirse-2026" in str(caught.value)
    with pytest.raises(UnknownNameError, match="without a version"):
        adverse_scale("cirse-2017", version="")


def test_a_grade_of_the_other_version_does_not_exist() -> None:
    with pytest.raises(UnknownNameError, match="has no grade '1a'"):
        adverse_scale("cirse-2017", version="2017").grade("1a")
    with pytest.raises(UnknownNameError, match="has no grade '1'"):
        adverse_scale("cirse-2026", version="2026").grade("1")


def test_the_suffix_is_read_apart() -> None:
    scale = adverse_scale("clavien-dindo", version="2004")
    for written in ("IIIb", " IIIb "):
        assert scale.grade(written) == (scale.grades[3], False)
    for written in ("IIIbd", "IIIb d", "IIIb-d"):
        assert scale.grade(written) == (scale.grades[3], True)
    with pytest.raises(UnknownNameError):
        scale.grade("d")


def test_order_is_from_mild_to_grave() -> None:
    scale = adverse_scale("clavien-dindo", version="2004")
    assert [scale.rank(grade) for grade in ("I", "IIIa", "IIIb d", "V")] == [0, 2, 3, 6]


def test_for_children_anaesthesia_alone_is_no_grade() -> None:
    """A child's further procedures are under general anaesthesia: the children's scale grades otherwise."""
    scale = adverse_scale("clavien-madadi", version="2023")
    assert scale.fits(10)
    assert not scale.fits(30)
    assert "no IIIb" in scale.remark
    grade, _ = scale.grade("as written")
    assert (grade.grade, grade.standing) == ("as written", "unknown")
    assert scale.rank("as written") is None
    with pytest.raises(UnknownNameError, match="empty"):
        scale.grade("  ")
