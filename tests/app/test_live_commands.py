"""The commands for live streams, over real sockets of this computer."""

from __future__ import annotations

import json
import threading
from contextlib import contextmanager
from xml.etree import ElementTree

import numpy as np
import pytest

from cryonerve.app.cli import main
from cryonerve.scans.clips import read_clip, write_clip
from cryonerve.scans.frames import Frames
from cryonerve.ultrasound import openigtlink
from cryonerve.ultrasound.publishing import Publisher


@contextmanager
def streaming(matrix=None, device="Image_Reference"):
    """A server that sends pictures of 12 x 16 until the block ends."""
    stopping = threading.Event()
    random = np.random.default_rng(1)
    matrix = np.diag([0.2, 0.1, 1.0, 1.0]) if matrix is None else matrix
    with Publisher() as publisher:

        def stream() -> None:
            while not stopping.wait(0.01):
                pixels = random.integers(0, 255, (12, 16), dtype=np.uint8)
                publisher.send(openigtlink.picture(device, pixels, matrix, metadata={"Simulated": "true"}))

        thread = threading.Thread(target=stream)
        thread.start()
        try:
            yield f"127.0.0.1:{publisher.port}"
        finally:
            stopping.set()
            thread.join()


@pytest.fixture
def clip(tmp_path):
    """A file of three pictures."""
    pixels = np.random.default_rng(2).integers(0, 255, (3, 24, 32), dtype=np.uint8)
    frames = Frames(pixels, np.array([0.0, 1.0, 2.0]), (1e-4, 1e-4), (0.0, -1.55e-3), "simulated")
    write_clip(frames, tmp_path / "clip.dcm")
    return str(tmp_path / "clip.dcm")


def test_listen_says_what_comes(capsys) -> None:
    with streaming() as place:
        assert main(["listen", place, "--seconds", "0.5"]) == 0
    said = capsys.readouterr().out
    assert "16 x 12 pixels, 3.2 x 1.2 mm, from Image_Reference" in said
    assert "0.2 mm a column, 0.1 mm a row" in said
    assert "pictures a second" in said
    assert "ms from time stamp to receiving" in said


def test_listen_as_json(capsys) -> None:
    with streaming() as place:
        assert main(["listen", place, "--seconds", "0.5", "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert said["rows_columns"] == [12, 16]
    assert said["mm_per_row_column"] == pytest.approx([0.1, 0.2])
    assert 0.0 <= said["latency_s"] < 0.5
    assert said["pictures_per_s"] > 10.0
    assert said["devices"][0]["device"] == "Image_Reference"


def test_listen_to_the_wrong_name_lists_the_right_one(capsys) -> None:
    with streaming() as place:
        assert main(["listen", place, "--seconds", "0.3", "--device", "Image_Probe"]) == 3
    assert "No picture from 'Image_Probe' so far. Seen: Image_Reference (IMAGE)." in capsys.readouterr().out


def test_listen_where_nobody_is(capsys) -> None:
    with Publisher() as publisher:
        place = f"127.0.0.1:{publisher.port}"
    assert main(["listen", place, "--seconds", "0.2", "--json"]) == 3
    assert json.loads(capsys.readouterr().out)["sentences"] == ["Not connected: Connection refused."]


def test_record_a_clip_and_read_it_back(tmp_path, capsys) -> None:
    file = tmp_path / "recorded.dcm"
    with streaming() as place:
        words = ["listen", place, "--seconds", "0.5", "--record", str(file), "--region", "2 0 12 16"]
        assert main(words) == 0
    clip = read_clip(file)
    assert f"Written: {file}, {len(clip.times)} pictures." in capsys.readouterr().out
    assert clip.shape == (10, 16)
    assert clip.spacing == pytest.approx((1e-4, 2e-4))
    assert clip.kind == "simulated"


def test_without_a_scale_nothing_is_recorded_and_it_is_said_early(tmp_path, capsys) -> None:
    file = tmp_path / "recorded.dcm"
    with streaming(np.eye(4)) as place:
        assert main(["listen", place, "--seconds", "20", "--record", str(file)]) == 2
    assert "nothing is recorded: the stream gives no scale" in capsys.readouterr().err
    assert not file.exists()


def test_a_scale_by_hand(tmp_path) -> None:
    file = tmp_path / "recorded.dcm"
    with streaming(np.eye(4)) as place:
        words = ["listen", place, "--seconds", "0.4", "--record", str(file), "--scale", "0.05 mm, 0.1 mm"]
        assert main(words) == 0
    assert read_clip(file).spacing == pytest.approx((5e-5, 1e-4))


@pytest.mark.parametrize(
    "words",
    [
        ["listen", "127.0.0.1:0"],
        ["listen", "127.0.0.1", "--record", "clip.xyz"],
        ["listen", "127.0.0.1", "--region", "1 2 3"],
        ["listen", "127.0.0.1", "--scale", "0.1"],
        ["listen", "127.0.0.1", "--orientation", "XX"],
        ["simulate-scanner", "no-such-case"],
    ],
)
def test_what_is_not_understood_is_said_before_anything_is_opened(words, capsys) -> None:
    assert main(words) == 2
    assert capsys.readouterr().err.startswith("cryonerve: ")


def test_simulate_scanner_of_a_clip(clip, capsys) -> None:
    assert main(["simulate-scanner", clip, "--port", "0", "--seconds", "0.3", "--rate", "50"]) == 0
    said = capsys.readouterr().out
    assert "A simulated scanner streams at 127.0.0.1:" in said
    assert "Without a case there is no console" in said


def test_simulate_scanner_as_json(clip, capsys) -> None:
    words = [
        "simulate-scanner",
        clip,
        "--port",
        "0",
        "--seconds",
        "0.3",
        "--case",
        "straight-probe-block",
        "--json",
    ]
    assert main(words) == 0
    said = json.loads(capsys.readouterr().out)
    assert said["address"] == "127.0.0.1"
    assert 3 <= said["pictures"] <= 9


def test_simulate_scanner_draws_the_pictures_of_a_case(road, monkeypatch) -> None:
    from cryonerve import ultrasound

    asked = []

    def draw(freezing, volume, case, *, times, view, plane, seed, progress):
        assert plane is None
        asked.append((view, list(times), seed))
        return Frames(np.zeros((len(times), 6, 8), np.uint8), times, (1e-3, 1e-3), (0.0, 0.0), "simulated")

    monkeypatch.setattr(ultrasound, "image", draw)
    words = ["simulate-scanner", "synthetic", "--port", "0", "--seconds", "0.2", "--every", "120", "--json"]
    assert main(words) == 0
    assert road.called == ["load", "build", "freeze"]
    assert asked == [("across", [0.0, 120.0, 240.0, 360.0, 480.0], 1)]


def test_a_fault_nobody_knows(clip, capsys) -> None:
    assert main(["simulate-scanner", clip, "--port", "0", "--fault", "freze"]) == 2
    assert "freeze" in capsys.readouterr().err


def test_options_of_the_simulated_scanner_are_read_before_anything_is_computed(road, capsys) -> None:
    for words in (
        ["--fault", "freze"],
        ["--rate", "0"],
        ["--speed", "-1"],
        ["--view", "above"],
        ["--case", "none"],
    ):
        assert main(["simulate-scanner", "synthetic", "--port", "0", *words]) == 2
    with Publisher() as publisher:
        assert main(["simulate-scanner", "synthetic", "--port", str(publisher.port)]) == 2
    assert "freeze" not in road.called


def test_recording_what_never_had_a_scale_says_so(tmp_path, capsys) -> None:
    """Shorter than the second in which a scale may still come."""
    file = tmp_path / "recorded.dcm"
    with streaming(np.eye(4)) as place:
        assert main(["listen", place, "--seconds", "0.5", "--record", str(file)]) == 0
    assert "Nothing was recorded: the stream gives no scale" in capsys.readouterr().out
    assert not file.exists()


def test_plus_files_are_well_formed_and_name_what_was_asked(tmp_path, capsys) -> None:
    words = ["plus-config", str(tmp_path / "plus"), "--port", "19000", "--sequence", "my <clip>.igs.mha"]
    assert main([*words, "--json"]) == 0
    files = json.loads(capsys.readouterr().out)["files"]
    stream, replay = (ElementTree.parse(path).getroot() for path in files)
    assert stream.find(".//Device").get("ServerPort") == "19000"
    assert replay.find(".//Device").get("SequenceFile") == "my <clip>.igs.mha"


def test_plus_files_are_not_overwritten(tmp_path, capsys) -> None:
    assert main(["plus-config", str(tmp_path)]) == 0
    assert main(["plus-config", str(tmp_path)]) == 2
    assert "there already" in capsys.readouterr().err


# As the device pages of PLUS list them.
STREAM_FIELDS = {
    "Id", "Type", "ServerAddress", "ServerPort", "ImageMessageEmbeddedTransformName", "MessageType",
    "IgtlMessageCrcCheckEnabled", "UseReceivedTimestamps", "ReconnectOnReceiveTimeout", "ReceiveTimeoutSec",
    "SendTimeoutSec", "AcquisitionRate", "LocalTimeOffsetSec",
}  # fmt: skip
REPLAY_FIELDS = {
    "Id", "Type", "SequenceFile", "AcquisitionRate", "LocalTimeOffsetSec", "ToolReferenceFrame",
    "RepeatEnabled", "UseOriginalTimestamps", "UseData",
}  # fmt: skip


def test_plus_files_say_what_plus_documents(tmp_path) -> None:
    from cryonerve.ultrasound.plus_files import write_plus_files

    roots = [ElementTree.parse(path).getroot() for path in write_plus_files(tmp_path)]
    for root, fields, kind in zip(
        roots, (STREAM_FIELDS, REPLAY_FIELDS), ("OpenIGTLinkVideo", "SavedDataSource"), strict=True
    ):
        assert root.tag == "PlusConfiguration"
        device = root.find("DataCollection/Device")
        assert device.get("Type") == kind
        assert set(device.keys()) <= fields
        (source,) = device.findall("DataSources/DataSource")
        assert source.get("PortUsImageOrientation") == "MF"
        (channel,) = device.findall("OutputChannels/OutputChannel")
        assert channel.get("VideoDataSourceId") == source.get("Id")
        assert root.find("PlusOpenIGTLinkServer").get("OutputChannelId") == channel.get("Id")
    # PLUS takes the scale from the sequence; the same transform defined here would be a second one.
    assert roots[1].find("CoordinateDefinitions") is None
    stream = roots[0].find("DataCollection/Device")
    assert (stream.get("ServerAddress"), stream.get("MessageType")) == ("127.0.0.1", "IMAGE")
    assert roots[0].find("PlusOpenIGTLinkServer").get("ListeningPort") != stream.get("ServerPort")


@pytest.mark.parametrize(
    ("name", "said"), [("clip.mp4", ".dcm"), ("nowhere/clip.dcm", "folder does not exist")]
)
def test_what_cannot_be_recorded_is_said_before_anything_is_received(tmp_path, capsys, name, said) -> None:
    assert main(["listen", "127.0.0.1:9", "--record", str(tmp_path / name), "--seconds", "0.1"]) == 2
    assert said in capsys.readouterr().err
