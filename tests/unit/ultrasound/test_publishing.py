"""What is published, read back by pyigtl's own client where it can, else by the protocol's tables."""

from __future__ import annotations

import json
import math
import socket
import struct

import numpy as np
import pyigtl
import pytest

from cryonerve.errors import ClipError
from cryonerve.ultrasound import openigtlink
from cryonerve.ultrasound.front import Front
from cryonerve.ultrasound.openigtlink import receive
from cryonerve.ultrasound.plane import ImagePlane
from cryonerve.ultrasound.publishing import ISOTHERM, Publisher, dose, front_outline, outlines
from cryonerve.ultrasound.stream_pictures import image_matrix

from .wire import PATIENCE


@pytest.fixture
def publisher():
    with Publisher() as opened:
        yield opened


@pytest.fixture
def client(publisher):
    """A plain socket that is connected."""
    with socket.create_connection(("127.0.0.1", publisher.port), timeout=PATIENCE) as connection:
        assert publisher.wait_for_client(PATIENCE)
        yield connection


def polydata(body: bytes) -> tuple[np.ndarray, list[list[int]]]:
    """Points and lines, by the protocol's table: ten counts and sizes, points, vertices, lines."""
    points, vertices, _, lines, size, *rest = struct.unpack(">10I", body[:40])
    assert (vertices, rest) == (0, [0, 0, 0, 0, 0])
    start = 40 + 12 * points
    numbers = list(np.frombuffer(body[start : start + size], ">u4").astype(int))
    found = []
    while numbers:
        count = numbers.pop(0)
        found.append([int(item) for item in numbers[:count]])
        del numbers[:count]
    assert len(found) == lines
    assert len(body) == start + size
    return np.frombuffer(body[40:start], ">f4").reshape(-1, 3), found


def front() -> Front:
    angles = np.radians([-90.0, -45.0, 0.0, 45.0, 90.0])
    radius = np.array([[2e-3, 3e-3, np.nan, 4e-3, 5e-3]])
    return Front(
        np.zeros(1),
        np.array([[1e-3, 20e-3]]),
        angles,
        radius,
        np.ones((1, 5)),
        np.zeros((1, 2)),
        "",
        0.0,
        0.0,
        ("",),
    )


def test_the_front_is_interrupted_where_it_was_not_seen(publisher, client) -> None:
    publisher.send(front_outline(front()))
    envelope, body = receive(client, PATIENCE)
    points, lines = polydata(bytes(body))
    assert (envelope.kind, envelope.device) == ("POLYDATA", "IceFront_Reference")
    assert lines == [[0, 1], [2, 3]]
    side = math.sqrt(0.5)
    assert points == pytest.approx(
        np.array(
            [
                [1 - 2, 20, 0],
                [1 - 3 * side, 20 - 3 * side, 0],
                [1 + 4 * side, 20 - 4 * side, 0],
                [1 + 5, 20, 0],
            ]
        ),
        abs=1e-5,
    )


def test_outlines_lie_where_the_picture_s_own_matrix_puts_them(publisher, client) -> None:
    """The front must lie on the picture that it was found in, whatever the plane."""
    plane = ImagePlane(np.array([0.01, 0.02, 0.03]), np.array([0, 0, 1.0]), np.array([-1.0, 0, 0]), 0.04)
    publisher.send(outlines(ISOTHERM, [np.array([[2e-3, 10e-3], [3e-3, 11e-3]])], plane))
    _, body = receive(client, PATIENCE)
    points, lines = polydata(bytes(body))
    spacing, corner = (1e-4, 2e-4), (0.5e-3, -5e-3)
    column, row = (2e-3 - corner[1]) / spacing[1], (10e-3 - corner[0]) / spacing[0]
    assert points[0] == pytest.approx(
        (image_matrix(spacing, corner, plane) @ [column, row, 0, 1])[:3], abs=1e-5
    )
    assert lines == [[0, 1]]


def test_nothing_seen_is_an_empty_outline(publisher, client) -> None:
    publisher.send(outlines(ISOTHERM, [np.full((4, 2), np.nan)]))
    _, body = receive(client, PATIENCE)
    points, lines = polydata(bytes(body))
    assert len(points) == 0
    assert lines == []


def test_dose_picture_and_transform_reach_pyigtl(publisher) -> None:
    pixels = np.arange(12, dtype=np.uint8).reshape(3, 4)
    matrix = image_matrix((1e-4, 2e-4), (0.0, -3e-4), None)
    other = pyigtl.OpenIGTLinkClient("127.0.0.1", publisher.port)
    try:
        assert publisher.wait_for_client(PATIENCE)
        publisher.send(dose({"coverage": 0.5, "remaining_s": math.nan}, stamp=12.5))
        publisher.send(openigtlink.picture("Image_Reference", pixels, matrix))
        publisher.send(openigtlink.transform("ProbeToTracker", np.eye(4)))
        said = other.wait_for_message("NerveDose", PATIENCE)
        image = other.wait_for_message("Image_Reference", PATIENCE)
        assert other.wait_for_message("ProbeToTracker", PATIENCE) is not None
    finally:
        other.stop()
    assert json.loads(said.string) == {"format": "cryonerve.dose/1", "coverage": 0.5, "remaining_s": None}
    assert said.timestamp == pytest.approx(12.5)
    assert np.array_equal(image.image[0], pixels)
    assert image.ijk_to_world_matrix == pytest.approx(matrix, abs=1e-6)


def test_answers_what_it_can_and_speaks_version_2_to_those_who_do(publisher, client) -> None:
    client.sendall(openigtlink._bare("GET_CAPABIL", "", b"").bytes(version=2))
    envelope, body = receive(client, PATIENCE)
    kinds = [body[start : start + 12].rstrip(b"\0").decode() for start in range(12, len(body) - 12, 12)]
    assert (envelope.kind, envelope.version) == ("CAPABILITY", 2)
    assert {"IMAGE", "TRANSFORM", "STRING", "POLYDATA"} <= set(kinds)
    client.sendall(openigtlink._bare("GET_STATUS", "", b"").bytes(version=2))
    assert receive(client, PATIENCE)[0].kind == "STATUS"


def test_several_clients_get_the_same(publisher) -> None:
    with (
        socket.create_connection(("127.0.0.1", publisher.port), timeout=PATIENCE) as one,
        socket.create_connection(("127.0.0.1", publisher.port), timeout=PATIENCE) as two,
    ):
        with publisher._changed:
            assert publisher._changed.wait_for(lambda: len(publisher._clients) == 2, PATIENCE)
        publisher.send(dose({"x": 1}))
        assert receive(one, PATIENCE)[1] == receive(two, PATIENCE)[1]
    with publisher._changed:
        assert publisher._changed.wait_for(lambda: not publisher._clients, PATIENCE)


def test_a_client_that_does_not_read_gets_the_newest_only(publisher, client) -> None:
    """Thousands of pictures for somebody who sleeps take no memory."""
    pixels = np.zeros((1000, 1000), np.uint8)
    packets = [
        openigtlink.picture("Image_Reference", pixels, np.eye(4), stamp=float(turn)) for turn in range(60)
    ]
    for packet in packets:
        publisher.send(packet)
    waiting = publisher._clients[0]._waiting
    assert len(waiting) <= 1
    stamps = []
    while not stamps or stamps[-1] < 59.0:
        arrived = receive(client, PATIENCE)
        assert arrived is not None
        stamps.append(arrived[0].stamp)
    assert stamps == sorted(stamps)
    assert len(stamps) < 60


def test_garbage_from_a_client_closes_only_its_own_connection(publisher, client) -> None:
    with socket.create_connection(("127.0.0.1", publisher.port), timeout=PATIENCE) as rude:
        rude.sendall(b"x" * 200)
        assert rude.recv(10) == b""
    publisher.send(dose({"x": 1}))
    assert receive(client, PATIENCE)[0].device == "NerveDose"


def test_a_port_in_use_is_said(publisher) -> None:
    with pytest.raises(ClipError, match="cannot be listened on"):
        Publisher(port=publisher.port)


def test_listens_on_this_computer_only(publisher) -> None:
    assert publisher._server.getsockname()[0] == "127.0.0.1"


def test_a_document_too_long_for_a_string() -> None:
    with pytest.raises(ClipError, match="longer than"):
        dose({"x": "a" * 70000})
