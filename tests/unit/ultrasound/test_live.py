"""The receiver against a server that does what servers do, and what they should not."""

from __future__ import annotations

import json
import struct
import sys
import time
from dataclasses import replace

import numpy as np
import pyigtl
import pytest

from cryonerve.errors import ClipError
from cryonerve.ultrasound import openigtlink
from cryonerve.ultrasound.live import Receiver, address_of
from cryonerve.ultrasound.stream_pictures import clip_of

from .wire import PATIENCE, SCALED, BareServer, come, picture, stream


def header(*, version=1, kind=b"IMAGE", device=b"Image_Reference", size=0, checksum=0) -> bytes:
    return struct.pack(">H12s20sIIQQ", version, kind, device, 0, 0, size, checksum)


def test_a_picture_with_its_scale_and_delay() -> None:
    pixels = np.arange(192, dtype=np.uint8).reshape(12, 16)
    with stream() as (server, receiver):
        server.send(picture(pixels, stamp=time.time() - 0.1))
        frame = come(receiver)
        status = receiver.status()
    assert np.array_equal(frame.pixels, pixels)
    assert frame.spacing == pytest.approx((0.05e-3, 0.1e-3))
    assert status.latency == pytest.approx(0.1, abs=0.05)
    assert status.connected
    assert status.sentences == ()
    assert status.size == (12, 16)


def test_speaks_version_2_first() -> None:
    """3D Slicer answers in version 2 to those who do."""
    with stream() as (server, _):
        raw = server.greeting
    version, kind = struct.unpack(">H12s", raw[:14])
    assert (version, kind.rstrip(b"\0")) == (2, b"STATUS")
    extended = struct.unpack(">HHII", raw[58:70])
    assert extended == (12, 2, 0, 0)  # its own size, the number of metadata (none), no metadata
    assert struct.unpack(">Hq", raw[70:80]) == (1, 0)  # OK


@pytest.mark.parametrize(
    ("orientation", "turn"),
    [
        ("MF", lambda far: far),
        ("MFA", lambda far: far),
        ("UF", lambda far: far[:, ::-1]),
        ("MN", lambda far: far[::-1]),
        ("UN", lambda far: far[::-1, ::-1]),
        ("FM", lambda far: far.T),
        ("FU", lambda far: far[:, ::-1].T),
        ("NM", lambda far: far[::-1].T),
        ("NU", lambda far: far[::-1, ::-1].T),
    ],
)
def test_every_orientation_comes_upright(orientation, turn) -> None:
    far = np.arange(12, dtype=np.uint8).reshape(3, 4)
    matrix = np.diag([0.05, 0.1, 1, 1]) if orientation[0] in "FN" else np.diag([0.1, 0.05, 1, 1])
    with stream(orientation=orientation) as (server, receiver):
        server.send(picture(turn(far), matrix=matrix))
        frame = come(receiver)
    assert np.array_equal(frame.pixels, far)
    assert frame.spacing == pytest.approx((0.05e-3, 0.1e-3))


def test_the_sender_may_say_the_orientation_and_that_it_is_simulated() -> None:
    pixels = np.arange(12, dtype=np.uint8).reshape(3, 4)
    metadata = {"UltrasoundImageOrientation": "UNA", "Simulated": "true"}
    with stream() as (server, receiver):
        server.send(picture(pixels, metadata=metadata))
        frame = come(receiver)
    assert np.array_equal(frame.pixels, pixels[::-1, ::-1])
    assert frame.simulated


def test_no_such_orientation() -> None:
    with pytest.raises(ClipError, match="'XY' is no orientation"):
        Receiver("127.0.0.1", 1, orientation="XY")


def test_calibration_goes_before_the_picture_s_spacing() -> None:
    calibration = np.array([[0, 0.08, 0, 11], [-0.07, 0, 0, 50], [0, 0, 0.08, 0], [0, 0, 0, 1]])
    with stream() as (server, receiver):
        server.send(pyigtl.TransformMessage(calibration, device_name="ImageToProbe").pack())
        server.send(picture(matrix=np.eye(4)))
        frame = come(receiver)
    assert frame.spacing == pytest.approx((0.08e-3, 0.07e-3))
    assert "ImageToProbe" in frame.scale


def test_without_a_scale_nothing_can_be_measured() -> None:
    with stream() as (server, receiver):
        server.send(picture(matrix=np.eye(4)))
        frame = come(receiver)
        status = receiver.status()
    assert frame.spacing is None
    assert any(
        item.startswith("Nothing can be measured: the stream gives no scale") for item in status.sentences
    )
    with pytest.raises(ClipError, match="give it by hand"):
        clip_of([frame])


def test_a_scale_by_hand_holds_for_the_size_it_was_given_for() -> None:
    with stream(spacing=(1e-4, 2e-4)) as (server, receiver):
        server.send(picture(matrix=np.eye(4)))
        assert come(receiver).spacing == (1e-4, 2e-4)
        server.send(picture(shape=(20, 30)))
        frame = come(receiver, 2)
        status = receiver.status()
    assert frame.spacing is None
    assert "another size" in frame.scale
    assert any("size changed from 16 x 12 to 30 x 20" in item for item in status.events)


def test_a_calibration_dies_with_its_size() -> None:
    with stream() as (server, receiver):
        server.send(pyigtl.TransformMessage(np.diag([0.2, 0.2, 1, 1]), device_name="ImageToProbe").pack())
        server.send(picture(matrix=np.eye(4)))
        assert come(receiver).spacing is not None
        server.send(picture(matrix=np.eye(4), shape=(20, 30)))
        assert come(receiver, 2).spacing is None


def test_pictures_of_pyigtl_s_own_server() -> None:
    """A server that is none of ours."""
    import signal

    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    server = pyigtl.OpenIGTLinkServer(port=0)
    pixels = np.arange(192, dtype=np.uint8).reshape(12, 16)
    try:
        with Receiver("127.0.0.1", server.server_address[1]) as receiver:
            receiver.wait_until(lambda now: now.connected, PATIENCE)
            server.send_message(
                pyigtl.ImageMessage(pixels[None], SCALED, device_name="Image_Reference"), wait=False
            )
            frame = come(receiver)
            server.communication_thread_stop_requested = True
    finally:
        server.stop()
        for number, handler in before.items():
            signal.signal(number, handler)
    assert np.array_equal(frame.pixels, pixels)
    assert frame.spacing == (0.05e-3, 0.1e-3)


def test_the_wrong_name_lists_those_that_were_seen() -> None:
    with stream(device="Image_Probe") as (server, receiver):
        server.send(picture())
        server.send(pyigtl.TransformMessage(device_name="ProbeToTracker").pack())
        status = receiver.wait_until(lambda now: len(now.seen) == 2, PATIENCE)
    assert status.frames == 0
    assert status.sentences == (
        "No picture from 'Image_Probe' so far. Seen: Image_Reference (IMAGE), ProbeToTracker (TRANSFORM).",
    )


def test_transforms_and_console() -> None:
    needle = np.eye(4)
    needle[:3, 3] = 1.0, 2.0, 3.0
    console = json.dumps({"temperature_degC": -71.5, "phase": "freeze 1", "procedure_s": 12.0})
    with stream() as (server, receiver):
        server.send(pyigtl.TransformMessage(needle, device_name="NeedleToReference").pack())
        server.send(pyigtl.StringMessage(console, device_name="CryoConsole").pack())
        status = receiver.wait_until(lambda now: now.console is not None, PATIENCE)
        transforms = receiver.transforms()
    assert np.array_equal(transforms["NeedleToReference"].matrix, needle)
    assert status.console is not None
    assert (status.console.temperature, status.console.phase, status.console.procedure) == (
        -71.5,
        "freeze 1",
        12,
    )


@pytest.mark.parametrize(
    "written",
    ["-71", "{", '{"temperature_degC": "cold"}', '{"temperature_degC": 900}', "[" * 30000, '{"phase": "x"}'],
)
def test_a_console_that_talks_nonsense_is_refused(written) -> None:
    with stream() as (server, receiver):
        server.send(pyigtl.StringMessage(written, device_name="CryoConsole").pack())
        status = receiver.wait_until(lambda now: now.refused == 1, PATIENCE)
    assert status.refused == 1
    assert status.console is None
    assert status.connected


def test_a_transform_that_stretches_is_refused() -> None:
    with stream() as (server, receiver):
        server.send(pyigtl.TransformMessage(np.diag([2.0, 1, 1, 1]), device_name="ProbeToTracker").pack())
        broken = np.eye(4)
        broken[0, 3] = np.nan
        server.send(pyigtl.TransformMessage(broken, device_name="NeedleToReference").pack())
        status = receiver.wait_until(lambda now: now.refused == 2, PATIENCE)
        assert receiver.transforms() == {}
    assert "stretches" in status.events[0]
    assert "not finite" in status.events[1]


def test_colour_becomes_grey_and_other_types_are_refused() -> None:
    grey = np.arange(12, dtype=np.uint8).reshape(3, 4)
    with stream() as (server, receiver):
        server.send(picture(np.repeat(grey[..., None], 3, axis=2)))
        assert np.array_equal(come(receiver).pixels, grey)
        red = np.zeros((3, 4, 3), np.uint8)
        red[..., 0] = 200
        server.send(picture(red))
        assert np.all(come(receiver, 2).pixels == 60)  # 0.299 of 200
        server.send(picture(grey.astype(np.uint16)))
        server.send(pyigtl.ImageMessage(np.zeros((5, 3, 4), np.uint8), device_name="Image_Reference").pack())
        status = receiver.wait_until(lambda now: now.refused == 2, PATIENCE)
        server.send(picture(grey))
        assert come(receiver, 3).number == 3
        server.send(picture(np.zeros((3, 4, 2), np.uint8)))
        odd = receiver.wait_until(lambda now: now.refused == 3, PATIENCE)
    assert "2 channels" in odd.events[-1]
    assert "type uint16" in status.events[-2]
    assert "a volume of 4 x 3 x 5" in status.events[-1]


def test_a_damaged_message_is_refused_and_the_next_is_read() -> None:
    raw = bytearray(picture(seed=1))
    raw[-1] ^= 1
    with stream() as (server, receiver):
        server.send(bytes(raw))
        server.send(picture(seed=2))
        come(receiver)
        status = receiver.status()
    assert status.refused == 1
    assert "checksum" in status.events[0]
    assert status.connections == 1


def test_a_body_that_is_too_short_for_its_type() -> None:
    with stream() as (server, receiver):
        server.send(header(size=3) + b"abc" + header(kind=b"TRANSFORM", size=1) + b"x")
        server.send(picture())
        come(receiver)
        assert receiver.status().refused == 2


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (b"GET / HTTP/1.1\r\nHost: example\r\nAccept: everything\r\n\r\n" * 2, "no OpenIGTLink message"),
        (bytes(range(256)), "no OpenIGTLink message"),
        (header(size=2**63), "announces 9.22e+18 bytes"),
        (header(kind=b"STRING", size=2**30), "announces 1.07e+09 bytes"),
        (header(version=9), "no OpenIGTLink message"),
    ],
    ids=["http", "bytes", "huge", "long text", "version"],
)
def test_garbage_closes_the_connection_and_the_next_one_works(raw, said) -> None:
    with stream() as (server, receiver):
        server.send(raw)
        status = receiver.wait_until(lambda now: not now.connected, PATIENCE)
        assert not status.connected
        assert any(said in item for item in status.sentences)
        server.accept()
        server.send(picture())
        come(receiver)
        status = receiver.status()
    assert status.connections == 2
    assert said in status.events[0]
    assert status.events[-1] == "The connection stands again."


def test_half_a_message_and_silence() -> None:
    with stream(patience=0.1) as (server, receiver):
        server.send(picture()[:100])
        status = receiver.wait_until(lambda now: not now.connected, PATIENCE)
        assert "stopped within a message" in status.sentences[0]
        server.accept()
        server.send(picture())
        come(receiver)


@pytest.mark.parametrize("length", [20, 100], ids=["within the header", "within the body"])
def test_a_server_that_dies_within_a_message_and_comes_back(length) -> None:
    with stream() as (server, receiver):
        server.send(picture(seed=1))
        come(receiver)
        server.send(picture()[:length])
        server.hang_up()
        status = receiver.wait_until(lambda now: not now.connected, PATIENCE)
        assert "closed the connection within a message" in status.sentences[0]
        server.accept()
        server.send(picture(seed=2))
        assert come(receiver, 2).number == 2
        assert receiver.status().connected


def test_no_server_is_said_and_waited_for() -> None:
    server = BareServer()
    server.close()
    with Receiver("127.0.0.1", server.port) as receiver:
        status = receiver.wait_until(lambda now: "refused" in " ".join(now.sentences).lower(), PATIENCE)
    assert status.sentences == ("Not connected: Connection refused.",)


def test_the_sender_s_time_jumps() -> None:
    now = time.time()
    with stream() as (server, receiver):
        for seed, ahead in enumerate((0.0, 0.0, 5.0, -3.0)):
            server.send(picture(seed=seed, stamp=now + ahead))
            come(receiver, seed + 1)
        events = receiver.status().events
    assert "jumped ahead by 5.0 s" in events[0]
    assert "jumped back by 8.0 s" in events[1]


def test_clocks_that_differ_give_no_delay() -> None:
    with stream() as (server, receiver):
        server.send(picture(stamp=time.time() - 3600))
        come(receiver)
        status = receiver.status()
    assert status.latency is None
    assert "clocks of sender and receiver differ by about 3600.0 s" in status.sentences[0]


def test_names_of_strangers_are_harmless() -> None:
    with stream() as (server, receiver):
        for number in range(80):
            server.send(header(kind=b"QTDATA", device=b"\x1b[2J" + str(number).encode()))
        status = receiver.wait_until(lambda now: sum(item.messages for item in now.seen) >= 64, PATIENCE)
        server.send(picture())
        come(receiver)
        status = receiver.status()
    assert len(status.seen) == 64
    assert all(item.device.isprintable() for item in status.seen)
    assert any("More than 64 device names" in item for item in status.sentences)


def test_a_clip_of_what_came() -> None:
    now = time.time()
    with stream() as (server, receiver):
        frames = []
        for seed, stamp in enumerate((now, now + 0.04, now + 0.04, now + 0.08)):
            server.send(picture(seed=seed, stamp=stamp))
            frames.append(come(receiver, seed + 1))
    clip = clip_of(frames)
    assert clip.times == pytest.approx([0.0, 0.04, 0.08], abs=1e-6)
    assert clip.kind == "recorded"
    assert clip.lateral[0] == pytest.approx(-clip.lateral[-1])
    assert "names too" in clip.remarks[0]
    assert "1 pictures are left out" in clip.remarks[-1]
    assert clip_of(frames, (2, 4, 10, 12)).shape == (8, 8)
    with pytest.raises(ClipError, match="does not lie in the picture"):
        clip_of(frames, (2, 4, 10, 99))


def test_without_the_library_one_sentence_says_what_to_install(monkeypatch) -> None:
    monkeypatch.setitem(sys.modules, "pyigtl", None)
    with pytest.raises(ClipError, match=r"pip install 'cryonerve\[ultrasound\]'"):
        Receiver("127.0.0.1", 1)


@pytest.mark.parametrize("written", ["", ":18944", "host:0", "host:port", "host:99999", "a\x1b:b"])
def test_no_address(written) -> None:
    with pytest.raises(ClipError, match="is no address") as caught:
        address_of(written)
    assert str(caught.value).replace("\n", "").isprintable()


def test_every_name_fits_into_a_header() -> None:
    from cryonerve.ultrasound import live, publishing

    for name in (
        live.IMAGE,
        live.CALIBRATION,
        live.CONSOLE,
        publishing.FRONT,
        publishing.ISOTHERM,
        publishing.DOSE,
    ):
        assert len(name) <= openigtlink.LONGEST_NAME
    with pytest.raises(ClipError, match="20 bytes"):
        openigtlink.transform("ANameThatIsLongerThanTwenty", np.eye(4))


def test_whatever_a_body_holds_it_is_read_or_refused() -> None:
    """Bodies of real messages with bytes changed or cut, without a checksum, so that each is looked at."""
    random = np.random.default_rng(5)
    messages = (
        picture(shape=(3, 4), metadata={"UltrasoundImageOrientation": "MF"}),
        pyigtl.TransformMessage(device_name="ProbeToTracker").pack(),
        pyigtl.StringMessage("{}", device_name="CryoConsole").pack(),
        pyigtl.PointMessage(positions=[[1, 2, 3]], names=["a"], device_name="Points").pack(),
    )
    outcomes = {"read": 0, "refused": 0}
    for turn in range(1000):
        raw = bytearray(messages[turn % len(messages)])
        body = raw[58:]
        for place in random.integers(0, len(body), random.integers(1, 6)):
            body[place] = random.integers(0, 256)
        body = body[: random.integers(0, len(body) + 1)] if turn % 3 == 0 else body
        envelope = replace(openigtlink.read_envelope(raw[:58]), size=len(body), checksum=0)
        try:
            openigtlink.decode(envelope, body)
            outcomes["read"] += 1
        except openigtlink.UnreadableError:
            outcomes["refused"] += 1
    assert min(outcomes.values()) > 100


def test_another_connection_brings_its_own_calibration() -> None:
    with stream() as (server, receiver):
        server.send(pyigtl.TransformMessage(np.diag([0.2, 0.2, 1, 1]), device_name="ImageToProbe").pack())
        server.send(picture(matrix=np.eye(4)))
        assert come(receiver).spacing is not None
        server.accept()
        receiver.wait_until(lambda now: now.connections == 2, PATIENCE)
        server.send(picture(matrix=np.eye(4)))
        assert come(receiver, 2).spacing is None


def test_a_console_that_says_a_number_beyond_all_numbers_is_refused() -> None:
    from cryonerve.ultrasound.openigtlink import UnreadableError
    from cryonerve.ultrasound.stream_console import console_of

    with pytest.raises(UnreadableError, match="temperature_degC"):
        console_of('{"temperature_degC": ' + "1" * 400 + "}", 0.0)
