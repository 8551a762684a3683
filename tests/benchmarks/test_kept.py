"""What `make bench` says about a line and the kept ones: a ratio only where there is one."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

sys.path.append(str(Path(__file__).parents[2] / "benchmarks"))

import bench
from _kept import compared, kept_in, newest, title

LINE = {
    "benchmark": "freeze", "case": "block", "kernel": "cpu", "spacing_mm": 0.5, "cells": 100, "steps": 40,
    "stages": 328, "procedure_s": 480.0, "s": 2.0, "repeats": 3, "machine": "one", "cores": 2, "load": 0.25,
    "commit": "abc", "date": "2026-11-23T10:00:00Z",
}  # fmt: skip
OLD = LINE | {"s": 1.6, "load": 1.3, "date": "2026-11-22T10:00:00Z"}


def test_a_ratio_with_the_load_of_both() -> None:
    said = compared(LINE, [OLD])
    assert said.startswith("freeze block cpu 0.5 mm: 2 s, 1.25 times the kept 2026-11-22 result")
    assert "load 1.3 then, 0.25 now" in said
    assert "cells" not in said


def test_nothing_is_kept() -> None:
    assert compared(LINE, []).endswith("nothing of this kind is kept")


@pytest.mark.parametrize(
    ("name", "value"),
    [("benchmark", "gpu-freeze"), ("case", "gel"), ("kernel", "gpu"), ("spacing_mm", 0.25),
     ("pose", "tilted"), ("step_scale", 2.0), ("ice_share", 0.1), ("cycles", 2)],
)  # fmt: skip
def test_another_kind_is_no_comparison(name: str, value: object) -> None:
    assert compared(LINE, [OLD | {name: value}]).endswith("nothing of this kind is kept")


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("machine", "other", "machine other then, one now"),
        ("cores", 16, "cores 16 then, 2 now"),
        ("gpu", "H200", "gpu H200 then, unknown now"),
        ("procedure_s", 120.0, "procedure_s 120 then, 480 now"),
        ("repeats", 1, "repeats 1 then, 3 now"),
    ],
)
def test_what_does_not_compare_is_named_and_has_no_ratio(name: str, value: object, words: str) -> None:
    said = compared(LINE, [OLD | {name: value}])
    assert "not comparable with the kept 2026-11-22 result of 1.6 s" in said
    assert words in said
    assert "times" not in said


def test_other_cells_may_explain_a_ratio() -> None:
    said = compared(LINE, [OLD | {"cells": 400, "stages": 328}])
    assert "1.25 times" in said
    assert "cells 400 then, 100 now" in said
    assert "stages" not in said


def test_the_size_of_a_box_is_what_was_asked_for() -> None:
    box = {"benchmark": "scaling-cells", "cells": 1000, "repeats": 7, "s": 1.0, "date": "2026-11-22"}
    assert compared(box, [box | {"cells": 8000}]).endswith("nothing of this kind is kept")
    assert "1.00 times" in compared(box, [box | {"repeats": 99}])
    assert title(box) == "scaling-cells 1000 cells"


@pytest.mark.parametrize("seconds", [None, 0.0, -1.0, float("nan"), float("inf"), "2", True])
def test_what_is_no_time_divides_nothing(seconds: object) -> None:
    assert compared(LINE, [OLD | {"s": seconds}]).endswith("nothing of this kind is kept")
    assert compared(LINE | {"s": seconds}, [OLD]).endswith("nothing is compared")


# values that may differ, so that lines are alike in all ways, in some, or in none
lines = st.fixed_dictionaries(
    {
        "benchmark": st.sampled_from(["freeze", "precision"]),
        "date": st.dates().map(str),
        "s": st.one_of(st.none(), st.floats(1e-3, 1e3)),
    },
    optional={
        "case": st.sampled_from(["a", "b"]),
        "machine": st.sampled_from(["one", "two"]),
        "cores": st.sampled_from([2, 16]),
        "procedure_s": st.sampled_from([120.0, 480.0]),
        "load": st.floats(0.0, 30.0),
        "cells": st.integers(1, 10**8),
    },
)


@given(lines, st.lists(lines, max_size=6))
def test_a_ratio_exactly_where_machine_cores_and_settings_agree(line, kept) -> None:
    """Any lines: one sentence; a ratio only to the newest of the same kind, machine, cores and settings."""
    kept = sorted(kept, key=lambda item: item["date"])
    said, old = compared(line, kept), newest(line, kept)
    assert "\n" not in said
    agreed = ("benchmark", "case", "machine", "cores", "procedure_s")
    fit = [item for item in kept if item["s"] and all(item.get(key) == line.get(key) for key in agreed)]
    if line["s"] and fit:
        assert old is fit[-1]
        assert f"{line['s'] / old['s']:.2f} times the kept {old['date'][:10]} result" in said
    else:
        assert " times " not in said


def test_kept_lines_are_read_oldest_first_and_broken_ones_are_named(tmp_path) -> None:
    first, second = (json.dumps(item) for item in (OLD, LINE))
    (tmp_path / "2026-11-23.jsonl").write_text(f"{second}\n\n{first[:40]}\n", encoding="utf-8")
    (tmp_path / "2026-11-22-precision.jsonl").write_text(
        f'[1]\n{first}\n{{"benchmark": "freeze"}}\n', encoding="utf-8"
    )
    (tmp_path / "binary.jsonl").write_bytes(b"\xff\xfe\x00")
    lines_read, complaints = kept_in(tmp_path)
    assert lines_read == [OLD, LINE]
    assert [words.split()[0] for words in complaints] == [
        "2026-11-22-precision.jsonl:1",
        "2026-11-22-precision.jsonl:3",
        "2026-11-23.jsonl:3",
        "binary.jsonl:1",
    ]


def test_no_folder_no_lines(tmp_path) -> None:
    assert kept_in(tmp_path / "none") == ([], [])


def test_kept_results_of_this_project_can_be_read() -> None:
    assert kept_in(bench.RESULTS)[1] == []


class TestBench:
    """The driver, with benchmarks that answer at once."""

    @pytest.fixture
    def results(self, tmp_path, monkeypatch) -> Path:
        (tmp_path / "quick.py").write_text(f"print({json.dumps(LINE)!r})", encoding="utf-8")
        (tmp_path / "broken.py").write_text("raise SystemExit(7)", encoding="utf-8")
        (tmp_path / "silent.py").write_text("", encoding="utf-8")
        monkeypatch.setattr(bench, "HERE", tmp_path)
        monkeypatch.setattr(bench, "RESULTS", tmp_path / "results")
        monkeypatch.setattr(bench, "RUNS", {"quick": [], "broken": [], "silent": []})
        bench.RESULTS.mkdir()
        (bench.RESULTS / "old.jsonl").write_text(json.dumps(OLD) + "\n", encoding="utf-8")
        return bench.RESULTS

    def test_lines_go_out_and_sentences_to_the_other_stream(self, results, capsys) -> None:
        assert bench.main(["quick", "silent"]) == 0
        said = capsys.readouterr()
        assert json.loads(said.out) == LINE
        assert "1.25 times the kept 2026-11-22 result" in said.err
        assert [path.name for path in results.iterdir()] == ["old.jsonl"]

    def test_keep_appends_and_a_line_is_not_compared_with_itself(self, results, capsys) -> None:
        words = ["quick", "--keep", str(results / "day.jsonl")]
        assert bench.main(words) == bench.main(words) == 0
        first, second = capsys.readouterr().err.splitlines()
        assert "1.25 times" in first
        assert "1.00 times" in second
        assert len((results / "day.jsonl").read_text(encoding="utf-8").splitlines()) == 2

    def test_one_that_fails_is_named_and_the_others_run(self, results, capsys) -> None:
        assert bench.main(["broken", "quick"]) == 1
        said = capsys.readouterr()
        assert json.loads(said.out) == LINE
        assert "broken.py failed (exit code 7)" in said.err

    def test_an_unknown_name(self, results, capsys) -> None:
        with pytest.raises(SystemExit):
            bench.main(["quik"])
        assert "quik is none of quick, broken, silent" in capsys.readouterr().err
