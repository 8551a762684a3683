"""The simulated scanner, received by the receiver over a real socket."""

from __future__ import annotations

import json
import math
import re
import socket
import threading
from contextlib import contextmanager

import numpy as np
import pyigtl
import pytest

import cryonerve as cn
from cryonerve.errors import ClipError
from cryonerve.scans.frames import Frames
from cryonerve.ultrasound.live import Receiver
from cryonerve.ultrasound.openigtlink import Packet, receive
from cryonerve.ultrasound.plane import ImagePlane
from cryonerve.ultrasound.publishing import Publisher
from cryonerve.ultrasound.simulated_scanner import Pace, ScannerStream, console_reading

from .wire import PATIENCE

CASE = "straight-probe-block"
PLANE = ImagePlane(np.array([0, 0.02, 0]), np.array([0, 0, 1.0]), np.array([0, -1.0, 0]), 0.02)


def discs(count: int = 5) -> Frames:
    """A dark disc that grows under a bright rim; one picture a minute."""
    rows, columns = np.mgrid[:40, :60]
    distance = np.hypot(rows - 25, columns - 30)
    pixels = [
        np.where(distance < 3 + turn, 20, np.where(distance < 5 + turn, 230, 100)) for turn in range(count)
    ]
    times = 60.0 * np.arange(count)
    return Frames(
        np.stack(pixels).astype(np.uint8), times, (5e-4, 4e-4), (0.0, -11.8e-3), "simulated", plane=PLANE
    )


@contextmanager
def scanner(clip: Frames | None = None, **options):
    """A scanner that streams in a thread, and a receiver of it."""
    stopping = threading.Event()
    with Publisher() as publisher:
        case = options.pop("case", None)
        pace = Pace(**{"rate": 100.0} | options)
        simulated = ScannerStream(clip or discs(), publisher, case=case, pace=pace)
        with Receiver("127.0.0.1", publisher.port) as receiver:
            assert publisher.wait_for_client(PATIENCE)
            thread = threading.Thread(target=simulated.run, kwargs={"cancel": stopping.is_set})
            thread.start()
            try:
                yield receiver
            finally:
                stopping.set()
                thread.join()


def test_pictures_scale_console_and_transforms_arrive() -> None:
    case = cn.load(CASE)
    with scanner(case=case, speed=100.0) as receiver:
        status = receiver.wait_until(lambda now: now.frames >= 3 and now.console is not None, PATIENCE)
        frame, transforms = receiver.newest(), receiver.transforms()
    assert frame.simulated
    assert frame.pixels.shape == (40, 60)
    assert frame.spacing == pytest.approx((5e-4, 4e-4))
    assert status.console.phase == "freeze 1"
    assert set(transforms) == {"ImageToProbe", "ProbeToTracker", "NeedleToReference"}
    # The picture's middle column at the skin, by way of the probe, lies where the plane begins.
    skin = transforms["ProbeToTracker"].matrix @ transforms["ImageToProbe"].matrix @ [29.5, 0, 0, 1]
    assert skin[:3] == pytest.approx(1e3 * PLANE.origin, abs=1e-3)
    tip = transforms["NeedleToReference"].matrix @ [0, 0, 0, 1]
    assert tip[:3] == pytest.approx(1e3 * np.array(case.probes[0].tip), abs=1e-4)
    handle = transforms["NeedleToReference"].matrix @ [0, 0, 1, 0]
    assert handle[:3] == pytest.approx(case.probes[0].axis, abs=1e-5)


def test_the_procedure_runs_at_its_speed() -> None:
    """At a thousand times the speed the whole protocol passes within a second."""
    phases = []
    with scanner(case=cn.load(CASE), speed=1000.0) as receiver:
        while "end" not in phases:
            known = len(phases)
            status = receiver.wait_until(
                lambda now: now.console is not None and now.console.phase not in phases, PATIENCE
            )
            phases.append(status.console.phase)
            assert len(phases) == known + 1, "no new phase came"
            assert len(set(phases)) == len(phases)
        pixels = receiver.newest().pixels
    assert phases == ["freeze 1", "thaw 1", "freeze 2", "thaw 2", "end"]
    assert np.abs(pixels.astype(int) - discs().pixels[-1]).max() < 12  # the last picture, with noise


def test_what_the_console_shows() -> None:
    case = cn.load(CASE)
    assert console_reading(case, 0.0).temperature == -80.0
    assert console_reading(case, 120.0).phase == "thaw 1"
    assert math.isnan(console_reading(case, 130.0).temperature)
    assert console_reading(case, 480.0).phase == "end"


def test_a_console_that_cools_down_shows_its_step_not_the_gas() -> None:
    case = cn.load("tibial-neuroma-child")
    device = case.device_of(case.probes[0])
    first = case.protocol[0]
    assert device.wall.cooldown.value > 0.0
    shown = [console_reading(case, seconds).temperature for seconds in (0.0, 5.0, 100.0)]
    assert shown[0] == case.body_temperature
    assert shown[0] > shown[1] > shown[2]
    assert shown[2] == pytest.approx(first.temperature, abs=0.1)


def test_an_independent_client_sees_the_same() -> None:
    with Publisher() as publisher:
        client = pyigtl.OpenIGTLinkClient("127.0.0.1", publisher.port)
        try:
            assert publisher.wait_for_client(PATIENCE)
            ScannerStream(discs(), publisher, case=cn.load(CASE)).send(60.0)
            image = client.wait_for_message("Image_Reference", PATIENCE)
            console = client.wait_for_message("CryoConsole", PATIENCE)
        finally:
            client.stop()
    assert image.image.shape == (1, 40, 60)
    assert np.abs(image.image[0].astype(int) - discs().pixels[1]).max() < 12
    assert json.loads(console.string)["temperature_degC"] == -80.0
    # Pixel (0, 0) in the case's frame, mm: the plane's origin and 11.8 mm to the left along z.
    assert image.ijk_to_world_matrix[:3, 3] == pytest.approx([0, 20, -11.8], abs=1e-3)


def test_fault_stop() -> None:
    with scanner(fault="stop", fault_after=0.1) as receiver:
        status = receiver.wait_until(
            lambda now: any("No picture for" in item for item in now.sentences), PATIENCE
        )
    assert status.connected
    assert status.age > 1.0


def test_fault_jump() -> None:
    with scanner(fault="jump", fault_after=0.1) as receiver:
        status = receiver.wait_until(lambda now: bool(now.events), PATIENCE)
    assert re.search(r"jumped ahead by (9\.[5-9]|10\.\d) s", status.events[0])


def test_fault_freeze() -> None:
    with scanner(fault="freeze", fault_after=0.05) as receiver:
        status = receiver.wait_until(
            lambda now: any("same picture" in item for item in now.sentences), PATIENCE
        )
    assert "The same picture has come for" in status.sentences[0]


def test_fault_resize() -> None:
    with scanner(fault="resize", fault_after=0.1) as receiver:
        status = receiver.wait_until(lambda now: now.size == (20, 30) and now.spacing is not None, PATIENCE)
        assert receiver.newest().spacing == pytest.approx((1e-3, 8e-4))
    assert "size changed from 60 x 40 to 30 x 20" in status.events[0]


def test_fault_garbage() -> None:
    with scanner(fault="garbage", fault_after=0.1) as receiver:
        status = receiver.wait_until(lambda now: now.connections == 2 and now.connected, PATIENCE)
        later = receiver.wait(after=status.frames, timeout=PATIENCE)
    assert "no OpenIGTLink message" in status.events[0]
    assert later is not None


@pytest.mark.parametrize("options", [{"fault": "stopp"}, {"rate": 0.0}, {"rate": 1e6}, {"speed": -1.0}])
def test_what_cannot_be_streamed(options) -> None:
    with pytest.raises(ClipError):
        Pace(**options)


def test_before_the_procedure_the_console_is_ready() -> None:
    with scanner(case=cn.load(CASE), ready=3600.0) as receiver:
        status = receiver.wait_until(lambda now: now.console is not None, PATIENCE)
    assert (status.console.phase, status.console.procedure) == ("ready", 0.0)
    assert math.isnan(status.console.temperature)


def test_fault_hang_up() -> None:
    with scanner(fault="hang-up", fault_after=0.1) as receiver:
        status = receiver.wait_until(lambda now: now.connections == 2 and now.connected, PATIENCE)
        later = receiver.wait(after=status.frames, timeout=PATIENCE)
    assert status.events[0].startswith("Connection lost: ")
    assert later is not None


def test_plus_gets_only_what_it_asks_for() -> None:
    """PLUS reads one message at a time at a fixed rate: what it does not use would hold up the pictures."""
    asked = b'<ClientInfo><MessageTypes><Message Type="IMAGE" /></MessageTypes></ClientInfo>'
    message = pyigtl.MessageBase(device_name="")
    message._message_type, message._pack_content = "CLIENTINFO", lambda: asked
    question = pyigtl.MessageBase(device_name="")
    question._message_type = "GET_STATUS"
    with (
        Publisher() as publisher,
        socket.create_connection(("127.0.0.1", publisher.port), timeout=PATIENCE) as client,
    ):
        client.sendall(Packet(message).bytes() + Packet(question).bytes())
        assert receive(client, PATIENCE)[0].kind == "STATUS"  # what came before it was read
        simulated = ScannerStream(discs(), publisher, case=cn.load(CASE))
        for moment in range(3):
            simulated.send(float(moment))
            assert receive(client, PATIENCE)[0].kind == "IMAGE"
