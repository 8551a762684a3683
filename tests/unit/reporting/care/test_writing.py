"""Files of a draft: all of them or none, over nobody's work."""

from __future__ import annotations

import errno
import os
import resource
import signal
from concurrent.futures import ThreadPoolExecutor

import pytest

import cryonerve as cn
from cryonerve.errors import RunFolderError
from cryonerve.reporting.whole import claimed

FILES = {"case-report.md", "case-report.docx", "timeline.png"}


def written(folder, **options):
    return cn.case_report("tibial-neuroma-child", folder, **options)


def names(folder):
    return {path.name for path in folder.iterdir()}


def contents(folder):
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_three_files_and_nothing_else(tmp_path) -> None:
    draft = written(tmp_path / "new" / "draft")
    assert [path.name for path in draft.files] == ["case-report.md", "case-report.docx", "timeline.png"]
    assert names(tmp_path / "new" / "draft") == FILES


def test_the_same_draft_again_is_the_same_bytes_and_no_loss(tmp_path) -> None:
    written(tmp_path)
    before = contents(tmp_path)
    written(tmp_path)
    assert contents(tmp_path) == before


@pytest.mark.parametrize("name", sorted(FILES))
def test_what_somebody_worked_on_is_kept(tmp_path, name) -> None:
    written(tmp_path)
    (tmp_path / name).write_bytes(b"an afternoon's work")
    before = contents(tmp_path)
    with pytest.raises(RunFolderError, match=r"(?s)somebody may have worked on it.*--replace"):
        written(tmp_path)
    assert contents(tmp_path) == before
    written(tmp_path, replace=True)
    assert contents(tmp_path)[name] != b"an afternoon's work"


def test_other_files_of_the_folder_stay(tmp_path) -> None:
    (tmp_path / "letter.txt").write_text("Dear aunt")
    written(tmp_path, docx=False)
    assert names(tmp_path) == {"letter.txt", "case-report.md", "timeline.png"}


@pytest.mark.parametrize(("at", "number"), [(0, errno.ENOSPC), (1, errno.EDQUOT)])
def test_a_disk_that_fails_while_it_is_written_leaves_nothing(tmp_path, monkeypatch, at, number) -> None:
    count = iter(range(1000))
    write = os.fsync

    def pushed(handle):
        if next(count) == at:
            raise OSError(number, os.strerror(number))
        write(handle)

    with monkeypatch.context() as failing:
        failing.setattr(os, "fsync", pushed)
        with pytest.raises(RunFolderError, match="not enough space to write the draft"):
            written(tmp_path / "draft")
    left = names(tmp_path / "draft") if (tmp_path / "draft").exists() else set()
    assert left == set() if at == 0 else left < FILES  # what stands there is whole
    written(tmp_path / "draft")
    assert names(tmp_path / "draft") == FILES


def test_a_disk_that_is_full_in_the_middle_of_a_file(tmp_path) -> None:
    """The system itself refuses: no file may grow beyond 20 kB, as on a disk with that much left."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    ignored = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, before[1]))
    try:
        with pytest.raises(RunFolderError, match="not enough space"):
            written(tmp_path / "draft")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, ignored)
    assert names(tmp_path) == set()


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_may_not_be_written_to(tmp_path) -> None:
    tmp_path.chmod(0o500)
    try:
        with pytest.raises(RunFolderError, match="cannot be written to"):
            written(tmp_path / "draft")
    finally:
        tmp_path.chmod(0o700)


def test_a_file_in_the_place_of_the_folder(tmp_path) -> None:
    (tmp_path / "draft").write_text("a file")
    with pytest.raises(RunFolderError, match="there is a file where the draft's folder should be"):
        written(tmp_path / "draft")


def test_a_folder_somebody_works_in(tmp_path) -> None:
    with (
        claimed(tmp_path),
        ThreadPoolExecutor(1) as pool,
        pytest.raises(RunFolderError, match="is writing into"),
    ):
        pool.submit(written, tmp_path).result()
