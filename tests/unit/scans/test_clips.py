"""The one door for clips: content says how to read, the ending how to write; nothing is left half done."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from cryonerve.errors import ClipError
from cryonerve.ultrasound import read_clip, write_clip
from tests.unit.ultrasound.making import clip


def test_content_counts_not_the_name(tmp_path: Path) -> None:
    for ending in (".dcm", ".igs.mha", ".seq.nrrd"):
        write_clip(clip(), tmp_path / f"clip{ending}")
        (tmp_path / f"clip{ending}").rename(tmp_path / "clip.gif")
        assert np.array_equal(read_clip(tmp_path / "clip.gif").pixels, clip().pixels)


@pytest.mark.parametrize("name", ["clip", "clip.txt", "clip.dcm.zip", "clip.nrrd"])
def test_endings_that_choose_nothing(tmp_path: Path, name: str) -> None:
    with pytest.raises(ClipError, match="chooses no format"):
        write_clip(clip(), tmp_path / name)
    assert list(tmp_path.iterdir()) == []


def test_files_that_are_none(tmp_path: Path) -> None:
    (tmp_path / "empty.dcm").touch()
    (tmp_path / "words.dcm").write_text("nothing to see")
    for path, said in (
        (tmp_path / "empty.dcm", "empty"),
        (tmp_path / "words.dcm", "no clip of a known format"),
        (tmp_path, "folder"),
        (tmp_path / "nowhere.dcm", "no such file"),
        (tmp_path / "words.dcm" / "deeper.dcm", "cannot be used"),
    ):
        with pytest.raises(ClipError, match=said):
            read_clip(path)


def test_places_that_cannot_be_written(tmp_path: Path) -> None:
    with pytest.raises(ClipError, match="no such file or folder"):
        write_clip(clip(), tmp_path / "nowhere" / "clip.dcm")
    (tmp_path / "clip.dcm").mkdir()
    with pytest.raises(ClipError, match=r"folder|cannot be used"):
        write_clip(clip(), tmp_path / "clip.dcm")
    assert [item.name for item in tmp_path.iterdir()] == ["clip.dcm"]


@pytest.mark.parametrize("ending", [".dcm", ".gif", ".igs.mha", ".seq.nrrd"])
def test_interrupted_writer_leaves_the_older_clip(
    tmp_path: Path, ending: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / f"clip{ending}"
    write_clip(clip(), path)
    before = path.read_bytes()

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("cryonerve.files.push", full)
    with pytest.raises(ClipError, match="No space left"):
        write_clip(clip(5), path)
    assert path.read_bytes() == before
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("scale", [0.0, -1e-4, float("nan"), float("inf"), 1.0, (1e-4, 0.0)])
def test_scales_that_are_none(tmp_path: Path, scale: float) -> None:
    with pytest.raises(ClipError, match="no length of a pixel"):
        read_clip(tmp_path / "any.dcm", scale)
    with pytest.raises(ClipError, match="no frame rate"):
        read_clip(tmp_path / "any.dcm", rate=float("nan"))


@pytest.mark.parametrize("region", [(0, 0, 25, 10), (5, 0, 5, 10), (-1, 0, 5, 5)])
def test_regions_that_are_none(tmp_path: Path, region: tuple[int, int, int, int]) -> None:
    write_clip(clip(), tmp_path / "clip.dcm")
    with pytest.raises(ClipError, match="does not lie in the picture"):
        read_clip(tmp_path / "clip.dcm", region=region)
