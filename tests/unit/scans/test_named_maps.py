"""Names that a program of segmentation left beside its labels, also where they are torn."""

from __future__ import annotations

import pytest

from cryonerve.scans.named_maps import names_within


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ('{"labels": {"background": 0, "muscle": 1}}', {1: "muscle"}),
        ('{"labels": {"muscle": 1', {}),
        ('["muscle"]', {}),
        ("[" * 100_000, {}),
    ],
    ids=["whole", "torn", "no mapping", "too deep"],
)
def test_names_of_a_data_set_or_none(tmp_path, text, names) -> None:
    (tmp_path / "dataset.json").write_text(text, encoding="utf-8")
    assert names_within(tmp_path / "labels.mha", tmp_path) == names
