"""Numba finds a place for compiled code in a read-only installation without a home."""

from __future__ import annotations

import os
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from time import sleep

import pytest
from numba.core.caching import IndexDataCacheFile

import cryonerve
from tests.workers import lock_the_compile_cache


@pytest.fixture
def nowhere(monkeypatch, tmp_path) -> Path:
    """Neither the package nor the home can be written; the temporary folder can."""
    import tempfile

    monkeypatch.setenv("NUMBA_CACHE_DIR", "")
    monkeypatch.setattr(cryonerve, "_writable", lambda folder: False)
    monkeypatch.setattr(tempfile, "gettempdir", lambda: str(tmp_path))
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


def chosen() -> Path:
    cryonerve._choose_compile_cache()
    return Path(os.environ["NUMBA_CACHE_DIR"])


def test_a_private_folder_when_nothing_else_can_be_written(nowhere) -> None:
    folder = chosen()
    assert folder.parent == nowhere
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert folder.name == f"cryonerve-numba-{os.getuid()}"


def test_a_folder_that_others_may_write_is_not_trusted(nowhere) -> None:
    name = nowhere / f"cryonerve-numba-{os.getuid()}"
    name.mkdir()
    name.chmod(0o777)
    folder = chosen()
    assert folder != name
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_a_link_laid_by_somebody_is_not_followed(nowhere) -> None:
    elsewhere = nowhere / "elsewhere"
    elsewhere.mkdir(mode=0o700)
    (nowhere / f"cryonerve-numba-{os.getuid()}").symlink_to(elsewhere)
    assert chosen().resolve() != elsewhere


def test_what_the_person_chose_stays(nowhere, monkeypatch) -> None:
    monkeypatch.setenv("NUMBA_CACHE_DIR", "/somewhere")
    assert chosen() == Path("/somewhere")


def test_nothing_is_set_where_the_package_can_be_written(monkeypatch) -> None:
    monkeypatch.setenv("NUMBA_CACHE_DIR", "")
    monkeypatch.setattr(cryonerve, "_writable", lambda folder: True)
    cryonerve._choose_compile_cache()
    assert os.environ["NUMBA_CACHE_DIR"] == ""


def test_workers_that_compile_at_once_do_not_take_the_same_file(tmp_path, monkeypatch) -> None:
    """`make test` has several processes and one cache; unlocked, entries are lost or exchanged."""
    pytest.importorskip("fcntl")
    monkeypatch.setattr(IndexDataCacheFile, "save", IndexDataCacheFile.save)  # as before when this is over
    lock_the_compile_cache()
    enter = IndexDataCacheFile._save_index

    def slowly(self, overloads) -> None:
        sleep(0.05)
        enter(self, overloads)

    monkeypatch.setattr(IndexDataCacheFile, "_save_index", slowly)

    def cache() -> IndexDataCacheFile:
        return IndexDataCacheFile(str(tmp_path), "loop", "its source")

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda kind: cache().save(kind, f"code for {kind}"), range(4)))
    assert [cache().load(kind) for kind in range(4)] == [f"code for {kind}" for kind in range(4)]
