"""The store of a study: whole at every moment, gone on with after a stop, refused when it is damaged."""

from __future__ import annotations

import errno
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
import xarray
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cryonerve.errors import InputError, StoreError
from cryonerve.planning import Failure, Task, carry_out, content_key, open_store, read_study, study_files
from cryonerve.planning import store as stores
from tests.unit.planning import sample_work as work
from tests.unit.planning.test_workforce import calls, eventually, tasks_of

ORIGIN = {"version": "0.1.0", "case": {"name": "x", "sha256": "abc"}, "seed": 1}
SLOW = settings(max_examples=4, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "study.zarr"


def fill(path: Path, numbers, function=work.picky, common: object = 1.0, **options) -> dict[float, object]:
    with open_store(path, ORIGIN, parameters=lambda payload: {"number": payload}) as store:
        running = carry_out(tasks_of(numbers), function, common, workers=1, store=store, **options)
        return {task.payload: outcome for task, outcome in running}


def test_every_row_is_there_with_its_parameters_and_its_reason(path: Path) -> None:
    fill(path, range(6))
    study = read_study(path)
    assert study.attrs["provenance"] == ORIGIN
    assert study.state.values.tolist() == [1, 1, 1, 2, 2, 1]
    assert study.sample.sel(parameter="number").values.tolist() == [0, 1, 2, 3, 4, 5]
    assert study.failure.values.tolist() == ["", "", "", "ValueError: three is too many", "SystemExit: 2", ""]
    np.testing.assert_array_equal(study.outcome.sel(name="half"), [0, 0.5, 1, np.nan, np.nan, 2.5])
    np.testing.assert_array_equal(study.outcome.sel(name="odd"), [np.nan, 1, np.nan, np.nan, np.nan, 1])
    assert "nothing" not in study.name
    assert study.key.values.tolist() == [content_key(number) for number in range(6)]


def test_it_opens_with_xarray_alone(path: Path) -> None:
    fill(path, range(300))
    study = xarray.open_zarr(path, chunks=None)
    assert study.sizes == {"row": 300, "byte": 32, "parameter": 1, "name": 3}
    done = study.where(study.state == 1, drop=True)
    np.testing.assert_allclose(done.outcome.sel(name="half"), done["sample"].sel(parameter="number") / 2)
    assert study.state.attrs["flag_meanings"] == "done failed lost"
    assert study.seconds.attrs["units"] == "s"


@SLOW
@given(
    names=st.lists(st.lists(st.sampled_from("abcdefgh"), unique=True), min_size=1, max_size=12),
    stops=st.lists(st.integers(1, 5), max_size=4),
    piece=st.integers(1, 5),
)
def test_whatever_comes_in_whatever_order_is_read_back(tmp_path: Path, names, stops, piece: int) -> None:
    """Rows of any names, in pieces of any size, over any number of stops."""
    folder = tmp_path / "any.zarr"
    shutil.rmtree(folder, ignore_errors=True)
    rows = [{name: float(number + ord(name)) for name in some} for number, some in enumerate(names)]
    left = list(enumerate(rows))
    with pytest.MonkeyPatch.context() as patch:
        for module in (study_files, stores):
            patch.setattr(module, "ROWS", piece)
        patch.setitem(study_files._PIECE, "row", piece)
        for stop in [*stops, len(rows)]:
            with open_store(folder, ORIGIN) as store:
                for number, row in left[:stop]:
                    store.put(Task(content_key(number), number), row)
            left = left[stop:]
        with open_store(folder, ORIGIN) as store:
            assert [store.get(content_key(number)) for number in range(len(rows))] == rows


def test_names_beyond_one_piece_are_kept(path: Path) -> None:
    many = {f"name {number}": float(number) for number in range(study_files.NAMES + 5)}
    with open_store(path, ORIGIN) as store:
        store.put(Task(content_key(1), 1), {"name 0": 7.0})
        store.flush()
        store.put(Task(content_key(2), 2), many)
    with open_store(path, ORIGIN) as store:
        assert store.get(content_key(1)) == {"name 0": 7.0}
        assert store.get(content_key(2)) == many


def test_what_is_done_is_not_done_again(path: Path, tmp_path: Path) -> None:
    seen = tmp_path / "seen"
    seen.mkdir()
    first = fill(path, range(10), work.counted, str(seen))
    second = fill(path, range(15), work.counted, str(seen))
    assert {number: second[number] for number in first} == first
    assert calls(seen) == {str(number): 1 for number in range(15)}
    assert len(read_study(path).row) == 15


def test_an_error_is_kept_as_it_is_and_a_lost_task_is_tried_again(path: Path, tmp_path: Path) -> None:
    seen = tmp_path / "seen"
    seen.mkdir()
    with open_store(path, ORIGIN) as store:
        store.put(Task(content_key(1), 1), Failure("ValueError: no"))
        store.put(Task(content_key(2), 2), Failure("3 worker processes died at work on it", lost=True))
    found = fill(path, [1, 2], work.counted, str(seen))
    assert found == {1: Failure("ValueError: no"), 2: {"square": 4.0}}
    assert calls(seen) == {"2": 1}
    assert read_study(path).state.values.tolist() == [2, 3, 1]
    assert fill(path, [1, 2], work.counted, str(seen)) == found
    assert calls(seen) == {"2": 1}


RUN = """
import sys
from cryonerve.planning import Task, carry_out, content_key, open_store, store
from tests.unit.planning import sample_work as work
store.EVERY, store.SHARE = 0.02, 0.0
tasks = [Task(content_key(number), number) for number in range(int(sys.argv[3]))]
with open_store(sys.argv[1], {"seed": 1}, parameters=lambda payload: {"number": payload}) as kept:
    for found in carry_out(tasks, work.unhurried, sys.argv[2], workers=2, store=kept):
        pass
"""


def start(path: Path, seen: Path, count: int) -> subprocess.Popen[bytes]:
    there = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    return subprocess.Popen([sys.executable, "-c", RUN, str(path), str(seen), str(count)], env=there)


def rows_of(path: Path) -> int:
    return len(read_study(path).row) if (path / "zarr.json").exists() else 0


@pytest.mark.slow  # fast: any write that breaks off, and a worker that is killed
def test_a_run_that_is_killed_goes_on_where_it_was(path: Path, tmp_path: Path) -> None:
    seen = tmp_path / "seen"
    seen.mkdir()
    run = start(path, seen, 60)
    assert eventually(lambda: rows_of(path) > 8, 30.0)
    run.send_signal(signal.SIGKILL)
    run.wait()
    kept = read_study(path)
    done = {f"{number:.0f}" for number in kept.sample.sel(parameter="number").values}
    assert 8 < len(done) < 60
    before = calls(seen)
    assert start(path, seen, 60).wait(60.0) == 0
    again = {number for number, times in (calls(seen) - before).items() if times and before[number]}
    assert again & done == set(), "what is in the store is not done again"
    assert len(again) <= 12, "two in work, and what came in since the last write"
    study = read_study(path)
    assert sorted(study.sample.sel(parameter="number").values.tolist()) == list(range(60))
    np.testing.assert_array_equal(
        study.outcome.sel(name="square"), study["sample"].sel(parameter="number") ** 2
    )


@pytest.mark.slow
def test_killed_at_any_moment_it_is_whole(path: Path, tmp_path: Path) -> None:
    seen = tmp_path / "seen"
    seen.mkdir()
    chance, rows = random.Random(1), 0
    for _ in range(12):
        run = start(path, seen, 2000)
        assert eventually(lambda rows=rows: rows_of(path) > rows, 30.0)
        time.sleep(chance.random())
        run.send_signal(signal.SIGKILL)
        run.wait()
        assert rows_of(path) > rows
        rows = rows_of(path)
        assert xarray.open_zarr(path, chunks=None).load().sizes["row"] == rows


def test_one_process_at_a_time(path: Path) -> None:
    with open_store(path, ORIGIN) as store:
        store.put(Task(content_key(1), 1), {"a": 1.0})
        with pytest.raises(StoreError, match=f"another process \\({os.getpid()}\\) is writing"):
            open_store(path, ORIGIN).__enter__()
    with open_store(path, ORIGIN) as store:
        assert store.rows == 1
    assert not list(path.parent.glob(".*lock"))


def test_a_lock_file_that_nobody_holds_is_no_obstacle(path: Path) -> None:
    (path.parent / f".{path.name}.lock").write_text("4711\n")
    fill(path, range(2))
    assert len(read_study(path).row) == 2


def test_another_study_is_refused_and_untouched(path: Path) -> None:
    fill(path, range(3))
    with pytest.raises(StoreError, match="another study: seed is 1 there, 2 here"):
        open_store(path, {**ORIGIN, "seed": 2}).__enter__()
    with pytest.raises(StoreError, match="3 rows already"):
        open_store(path, ORIGIN, resume=False).__enter__()
    assert len(read_study(path).row) == 3


@pytest.mark.parametrize(
    ("harm", "said"),
    [
        (lambda path: (path / "zarr.json").write_text('{"attr'), "cannot be read"),
        (lambda path: (path / "zarr.json").write_text("{}"), "cannot be read"),
        (lambda path: (path / "zarr.json").unlink(), "holds no study"),
        (lambda path: (path / "outcome" / "c" / "0" / "0").unlink(), "outcome: a piece is missing"),
        (lambda path: (path / "state" / "c" / "0").write_bytes(b"nonsense"), "cannot be read"),
        (lambda path: shutil.rmtree(path / "key"), "key: a piece is missing"),
        (lambda path: _flip(path / "outcome" / "c" / "0" / "0"), "cannot be read"),
        (lambda path: (shutil.rmtree(path), path.write_text("")), "not the folder of a study"),
        (lambda path: _rewrite(path, "cryonerve.study/9"), "cryonerve.study/9"),
    ],
)
def test_a_damaged_store_is_one_clear_complaint(path: Path, harm, said: str) -> None:
    fill(path, range(3))
    harm(path)
    for look in (read_study, lambda path: open_store(path, ORIGIN).__enter__()):
        with pytest.raises(StoreError, match=said) as found:
            look(path)
        assert str(path) in str(found.value)


def _flip(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 255
    path.write_bytes(bytes(content))


def _rewrite(path: Path, name: str) -> None:
    root = json.loads((path / "zarr.json").read_text())
    root["attributes"]["format"] = name
    (path / "zarr.json").write_text(json.dumps(root))


def test_no_study_there(path: Path) -> None:
    with pytest.raises(StoreError, match="no such study"):
        read_study(path)


def test_a_folder_of_something_else_is_left_alone(path: Path) -> None:
    path.mkdir()
    (path / "thesis.txt").write_text("mine")
    with pytest.raises(StoreError, match="holds no study"):
        open_store(path, ORIGIN).__enter__()
    assert [item.name for item in path.iterdir()] == ["thesis.txt"]


@pytest.mark.parametrize(
    ("number", "said"),
    [(errno.ENOSPC, "not enough space"), (errno.EROFS, "cannot be written to"), (errno.EIO, "disk")],
)
def test_what_was_written_is_kept_when_nothing_more_can_be(
    path: Path, monkeypatch, number: int, said: str
) -> None:
    fill(path, range(3), work.square)

    def full(*_: object) -> None:
        raise OSError(number, os.strerror(number))

    with open_store(path, ORIGIN) as store:
        monkeypatch.setattr(Path, "write_bytes", full)
        with pytest.raises(StoreError, match=said) as found:
            list(carry_out(tasks_of(range(9)), work.square, 1.0, workers=1, store=store))
    assert "The 3 rows written before are kept" in str(found.value)
    monkeypatch.undo()
    assert len(read_study(path).row) == 3
    assert len(fill(path, range(9), work.square)) == 9


def test_wherever_a_write_breaks_off_the_older_rows_stand(path: Path, monkeypatch) -> None:
    fill(path, range(3), work.square)
    plain, left = Path.write_bytes, 0

    def breaking(place: Path, content: bytes) -> int:
        nonlocal left
        left -= 1
        if left < 0:
            raise OSError(errno.EIO, "broken off")
        return plain(place, content)

    monkeypatch.setattr(Path, "write_bytes", breaking)
    for allowed in range(40):
        left = allowed
        try:
            with open_store(path, ORIGIN) as store:
                store.put(Task(content_key("new"), "new"), {"another": 1.0})
        except StoreError:
            assert read_study(path).outcome.sel(name="square").values.tolist() == [0.0, 1.0, 4.0]
            if allowed % 5 == 0:
                assert xarray.open_zarr(path, chunks=None).load().sizes["row"] == 3
        else:
            break
    assert allowed > 5, "a write has many parts"
    assert read_study(path).name.values.tolist() == ["square", "another"]


@pytest.mark.slow  # fast: the same errors, raised by hand
def test_a_disk_that_is_full_in_earnest(tmp_path: Path) -> None:
    """A limit on the size of files stands for the disk."""
    resource = pytest.importorskip("resource")
    path = tmp_path / "study.zarr"
    script = (
        "import resource, signal, sys\n"
        "from cryonerve.planning import Task, content_key, open_store\n"
        "from cryonerve.errors import InputError\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "try:\n"
        "    with open_store(sys.argv[1], {'seed': 1}) as store:\n"
        "        store.put(Task(content_key(1), 1), {'a': 1.0})\n"
        "        store.flush()\n"
        "        resource.setrlimit(resource.RLIMIT_FSIZE, (2000, 2000))\n"
        "        for number in range(2, 200):\n"
        "            store.put(Task(content_key(number), number), {f'a{number}': number / 7.0})\n"
        "except InputError as error:\n"
        "    sys.exit(str(error))\n"
    )
    assert resource is not None
    there = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    answer = subprocess.run(
        [sys.executable, "-c", script, str(path)], env=there, capture_output=True, text=True, check=False
    )
    assert answer.returncode == 1
    assert "not enough space to write this study" in answer.stderr
    assert "The 1 rows written before are kept" in answer.stderr
    assert read_study(path).outcome.sel(name="a").values.tolist() == [1.0]


def test_where_nothing_can_be_written_it_is_said_at_once(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreError, match="cannot be written"):
        open_store(tmp_path / "file" / "study.zarr", ORIGIN).__enter__()


def test_a_read_only_folder(tmp_path: Path) -> None:
    if os.geteuid() == 0:
        pytest.skip("root may write everywhere")
    tmp_path.chmod(0o500)
    with pytest.raises(StoreError, match="cannot be written to"):
        open_store(tmp_path / "study.zarr", ORIGIN).__enter__()


def test_a_store_error_is_an_input_error_and_nothing_pickled_is_ever_read(path: Path) -> None:
    assert issubclass(StoreError, InputError)
    fill(path, range(3))
    root = json.loads((path / "zarr.json").read_text())
    kinds = {item["data_type"] for item in root["consolidated_metadata"]["metadata"].values()}
    assert kinds == {"uint8", "int8", "int32", "float32", "float64", "string"}


def test_rows_are_small(path: Path) -> None:
    """Numbers as they come: 60 that share nothing need about their 8 bytes each."""
    chance = np.random.default_rng(1)
    with open_store(path, ORIGIN, parameters=dict) as store:
        for number in range(512):
            sample = dict(zip("abcdefghij", chance.random(10), strict=True))
            store.put(
                Task(content_key(number), sample), {f"n{name}": chance.random() for name in range(60)}, 1.0
            )
    size = sum(item.stat().st_size for item in path.rglob("*") if item.is_file())
    assert size / 512 < 700.0
