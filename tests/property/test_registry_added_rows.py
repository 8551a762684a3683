"""A table of studies that somebody wrote in any way is read, or refused with its place; nothing else."""

from __future__ import annotations

import csv

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cryonerve.errors import InputError
from cryonerve.registry.added_rows import COLUMNS, read_added
from cryonerve.registry.answers import answer_to
from cryonerve.reporting.evidence_wording import outcome_sentence, pool_sentences
from cryonerve.sources import evidence_questions
from tests.strategies import NASTY
from tests.unit.registry.test_added_rows import RIGHT

CELLS = st.one_of(
    st.text(max_size=12),
    st.sampled_from([item for item in NASTY if isinstance(item, str)]),
    st.sampled_from(
        ["mean", "share", "change", "time", "2 weeks", "0", "7.5", "1e400", "95 %", "=1+1", '"', "a;b"]
    ),
)
CHANGES = st.dictionaries(st.sampled_from(COLUMNS), CELLS, min_size=1, max_size=6)


def read(file):
    """What was complained of, and the studies that were read."""
    try:
        return (), tuple(read_added(file).values())
    except InputError as error:
        return error.complaints, ()


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(CHANGES, min_size=1, max_size=3))
def test_any_cells(tmp_path, rows):
    file = tmp_path / "mine.csv"
    with file.open("w", newline="", encoding="utf-8", errors="surrogatepass") as out:
        writer = csv.DictWriter(out, COLUMNS, restval="")
        writer.writeheader()
        writer.writerows({**RIGHT, "outcome": f"o{index}", **row} for index, row in enumerate(rows))
    complaints, studies = read(file)
    assert bool(complaints) != bool(studies)
    assert all(item.file == "mine.csv" for item in complaints)
    assert all(item.line or "UTF-8" in item.what for item in complaints)
    assert len(complaints) <= 3 * len(COLUMNS)
    assert all(study.origin == "mine.csv" for study in studies)
    for question in evidence_questions().values():
        answer = answer_to(question, studies)
        assert all(outcome_sentence(effect) for effect in answer.effects)
        assert all(pool_sentences(pooled) for pooled in answer.pools)


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=300))
def test_any_bytes(tmp_path, content):
    file = tmp_path / "mine.csv"
    file.write_bytes(content)
    with pytest.raises(InputError, match=r"mine\.csv"):
        read_added(file)
