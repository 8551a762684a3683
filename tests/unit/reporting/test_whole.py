"""Whole or not at all, and one at a time: files, folders and the claim on a run's folder."""

import errno
import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from cryonerve.errors import RunFolderError
from cryonerve.reporting.folder import write_run
from cryonerve.reporting.whole import LOCK, claimed, complained, whole_file, whole_folder
from synthetic import synthetic_run


def names(folder):
    return {path.name for path in folder.iterdir()}


def elsewhere(action):
    """Run in another thread, which inherits no claim: to the folder it is somebody else."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(action).result()


@pytest.mark.parametrize("make", [False, True])
def test_a_claim_keeps_others_out_and_leaves_nothing(tmp_path, make):
    folder = tmp_path / "run"
    if not make:
        folder.mkdir()
    with claimed(folder):
        with pytest.raises(RunFolderError) as error:
            elsewhere(lambda: write_run(synthetic_run(), folder))
        assert f"another process ({os.getpid()}) is writing into this folder" in str(error.value)
        assert "-o RUN" in str(error.value)
        assert names(folder) == {LOCK}
    assert names(folder) == set()


def test_who_holds_a_folder_may_claim_it_again(tmp_path):
    def claim():
        with claimed(tmp_path):
            return names(tmp_path)

    with claimed(tmp_path):
        with claimed(tmp_path / ".." / tmp_path.name):
            pass
        with pytest.raises(RunFolderError):
            elsewhere(claim)
    assert names(tmp_path) == set()
    assert elsewhere(claim) == {LOCK}


def broken_off(folder, beside=None):
    """Claim a folder, perhaps write a file beside it, and fail."""
    with claimed(folder):
        assert folder.is_dir()
        if beside is not None:
            (folder.parent / beside).write_text("a person's own")
        raise ZeroDivisionError


def test_a_claim_that_comes_to_nothing_takes_its_folders_back(tmp_path):
    with pytest.raises(ZeroDivisionError):
        broken_off(tmp_path / "deep" / "run")
    assert names(tmp_path) == set()


def test_a_claim_that_comes_to_nothing_keeps_what_is_not_its_own(tmp_path):
    with pytest.raises(ZeroDivisionError):
        broken_off(tmp_path / "deep" / "run", beside="notes.txt")
    assert names(tmp_path / "deep") == {"notes.txt"}


def test_a_claim_sweeps_what_a_killed_writer_left(tmp_path):
    (tmp_path / LOCK).write_text("1\n")
    (tmp_path / ".partial-figures").mkdir()
    (tmp_path / ".partial-figures" / "plan.png").write_bytes(b"half")
    (tmp_path / ".partial-report.html").write_text("half")
    with claimed(tmp_path):
        assert names(tmp_path) == {LOCK}


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (errno.ENOSPC, "not enough space to write the report"),
        (errno.EACCES, "cannot be written to"),
        (errno.EIO, "Input/output error"),
    ],
)
def test_what_is_left_is_said_after_the_remedy(tmp_path, number, words):
    with (
        pytest.raises(RunFolderError) as error,
        complained(tmp_path, what="the report", after="The run is whole."),
    ):
        raise OSError(number, os.strerror(number))
    (item,) = error.value.complaints
    assert words in item.what
    assert item.remedy.endswith(" The run is whole.")


def test_a_file_appears_only_when_it_is_whole(tmp_path):
    target = tmp_path / "table.csv"
    target.write_text("older")

    def half():
        with whole_file(target) as partial:
            partial.write_text("ha")
            raise ValueError("stopped")

    with pytest.raises(ValueError, match="stopped"):
        half()
    assert target.read_text() == "older"
    with whole_file(target) as partial:
        partial.write_text("newer")
        assert target.read_text() == "older"
    assert target.read_text() == "newer"
    assert names(tmp_path) == {"table.csv"}


def test_a_folder_appears_only_when_it_is_whole(tmp_path):
    for text in ("older", "newer"):
        with whole_folder(tmp_path / "store") as partial:
            Path(partial / "deep").mkdir()
            (partial / "deep" / "file").write_text(text)
        assert (tmp_path / "store" / "deep" / "file").read_text() == text
    assert names(tmp_path) == {"store"}
