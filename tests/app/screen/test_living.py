"""A real server with real processes: previews, credit, two tabs, runs, cancel, kills and restarts."""

from __future__ import annotations

import json
import os
import signal
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

import numpy as np
import pytest
from websockets.exceptions import ConnectionClosedError
from websockets.sync.client import ClientConnection, connect

from cryonerve.app.screen.frames import HEADER, MAGIC, unpacked
from tests.app.screen.conftest import BLOCK, Server, start


@contextmanager
def live(server: Server, document: dict[str, Any]):
    address = f"ws://127.0.0.1:{server.port}/api/documents/{document['id']}/live"
    with connect(
        address, additional_headers={"Authorization": f"Bearer {server.token}"}, max_size=None
    ) as found:
        hello = json.loads(found.recv(10))
        assert (hello["kind"], hello["credit"]) == ("hello", 2)
        yield found


def until(socket: ClientConnection, kind: str, seconds: float = 120.0) -> dict[str, Any]:
    """The next message of a kind; frames and others are passed over."""
    end = time.monotonic() + seconds
    while True:
        said = socket.recv(max(0.01, end - time.monotonic()))
        if isinstance(said, str) and json.loads(said)["kind"] == kind:
            return json.loads(said)


def preview(socket: ClientConnection, seq: int, x: float = 0.0) -> None:
    probes = [{"name": "one", "tip_mm": [x, 0, 0], "axis": [0, 0, 1]}]
    socket.send(json.dumps({"kind": "preview", "seq": seq, "probes": probes}))


def alive(pid: int) -> bool:
    try:
        with open(f"/proc/{pid}/stat", encoding="utf-8") as stream:
            return stream.read().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def children(pid: int) -> list[int]:
    found = []
    for name in os.listdir("/proc"):
        if name.isdigit():
            try:
                with open(f"/proc/{name}/stat", encoding="utf-8") as stream:
                    parent = int(stream.read().rpartition(")")[2].split()[1])
            except OSError:
                continue
            if parent == pid:
                found.append(int(name))
    return found


def test_a_dragged_probe_is_answered_and_old_places_are_dropped(server) -> None:
    document = server.begin(BLOCK)
    with live(server, document) as socket:
        socket.send(json.dumps({"kind": "prepare"}))
        grid = until(socket, "prepared")["grid"]
        assert np.prod(grid["shape"]) <= 300_000
        for seq in range(40):
            preview(socket, seq, 0.1 * seq)
        told, frames, last = [], [], -1
        while last < 39:
            said = socket.recv(30)
            if isinstance(said, bytes):
                frames.append(said)
                socket.send(json.dumps({"kind": "ack", "index": last}))
            elif json.loads(said)["kind"] == "previewed":
                told.append(json.loads(said))
                last = told[-1]["seq"]
        said = socket.recv(30)
        while not isinstance(said, bytes):
            said = socket.recv(30)
        frames.append(said)
    assert len(told) < 40  # older ones were dropped, the last was not
    magic, index, moment, length = HEADER.unpack_from(frames[-1])
    assert (magic, index, length) == (MAGIC, 39, len(frames[-1]) - HEADER.size)
    assert np.isnan(moment)
    seen = told[-1]
    field = unpacked(frames[-1], tuple(seen["grid"]["shape"]))
    where = np.unravel_index(field.argmin(), field.shape)
    place = np.array(seen["grid"]["origin_mm"]) + where * np.array(seen["grid"]["spacing_mm"])
    assert abs(place[0] - 3.9) < 1.0  # the cold has gone with the probe
    assert abs(field.min() + 80.0) < 6.0
    assert seen["volumes_mm3"]["ice"] > seen["volumes_mm3"]["-20C"] > seen["volumes_mm3"]["-40C"] > 0
    assert seen["note"].startswith("Preview, not the full solver")
    faces = [np.take(field, end, axis).min() for axis in range(3) for end in (0, -1)]
    assert seen["grid"]["rim_degC"] == pytest.approx(min(faces), abs=0.06)


def test_no_more_frames_come_than_are_acknowledged(server) -> None:
    document = server.begin(BLOCK)
    with live(server, document) as socket:
        socket.send(json.dumps({"kind": "prepare"}))
        until(socket, "prepared")
        frames = 0
        for seq in range(12):
            preview(socket, seq, 0.1 * seq)
            time.sleep(0.1)
        try:
            while True:
                frames += isinstance(socket.recv(1.0), bytes)
        except TimeoutError:
            pass
        assert frames == 2
        socket.send(json.dumps({"kind": "ack", "index": 0}))
        said = until(socket, "previewed", 10)
        assert said["seq"] >= 2
    with live(server, document) as socket:  # a new connection has its own credit
        preview(socket, 1)
        assert until(socket, "previewed", 30)["seq"] == 1


def test_rubbish_in_the_websocket_is_answered_and_does_no_harm(server) -> None:
    document = server.begin(BLOCK)
    with live(server, document) as socket:
        probes = [{"name": "two", "tip_mm": [0, 0, 0], "axis": [0, 0, 1]}]
        far = [{"name": "one", "tip_mm": [0, 0, 900], "axis": [0, 0, 1]}]
        for text in (
            "", "{", "[]", "3", "[" * 3000, '{"kind": "x"}', '{"kind": "preview"}', b"\x00\x01",
            json.dumps({"kind": "preview", "seq": 1, "probes": [3]}),
            json.dumps({"kind": "preview", "seq": 1, "probes": probes}),
            json.dumps({"kind": "preview", "seq": 1, "probes": far}),
            json.dumps({"kind": "watch", "run": "../../etc"}),
        ):  # fmt: skip
            socket.send(text)
            assert until(socket, "error", 60)["error"]["what"], text
        preview(socket, 5)
        assert until(socket, "previewed")["seq"] == 5
    assert server.client.get("/api/about").status_code == 200


def test_the_other_tab_hears_of_a_change(server) -> None:
    document = server.begin(BLOCK)
    with live(server, document) as one, live(server, document) as two:
        edit = {"kind": "move_probe", "name": "one", "tip_mm": [1, 0, 0], "axis": [0, 0, 1]}
        answer = server.client.post(
            f"/api/documents/{document['id']}/edits", json={"base": document["version"], "edit": edit}
        )
        for socket in (one, two):
            said = until(socket, "changed", 10)
            while said["version"] != answer.json()["version"]:
                said = until(socket, "changed", 10)


def test_nobody_is_greeted_where_there_is_no_document(server) -> None:
    with pytest.raises(ConnectionClosedError, match="no such document"), live(server, {"id": "abcdefghijkm"}):
        pass


def test_where_probes_and_scanner_are_is_told_once_the_body_is_drawn(server) -> None:
    document = server.begin(BLOCK + "ultrasound: {plane: {through: 0 0 0 mm, normal: 0 0 1, up: 0 1 0}}\n")
    assert document["scanner"] is None
    address = f"/api/documents/{document['id']}"
    said = server.wait(address, lambda said: said["scanner"] is not None)
    assert said["scanner"]["top_mm"] == pytest.approx([0.0, 12.0, 0.0], abs=0.3)
    assert said["scanner"]["down_mm"] == [0.0, -1.0, 0.0]
    assert said["scanner"]["depth_mm"] > 10.0
    assert said["probes"][0]["inside"] is None
    assert said["probes"][0]["gap_mm"] is None  # a block holds no nerve


def test_a_scene_is_drawn_and_kept(server) -> None:
    import zlib

    document = server.begin(BLOCK)
    address = f"/api/scenes/{document['scene']}"
    scene = server.wait(address, lambda said: said.get("ready", True))
    answer = server.client.get(scene["labels"]["url"])
    assert answer.headers["x-body"] == "deflate"
    assert "immutable" in answer.headers["cache-control"]
    labels = np.frombuffer(zlib.decompress(answer.content), np.uint8)
    assert len(labels) == np.prod(scene["labels"]["shape"])
    assert set(np.unique(labels)) == {item["label"] for item in scene["structures"]}
    mesh = zlib.decompress(server.client.get(scene["structures"][0]["mesh"]).content)
    vertices, triangles = np.frombuffer(mesh, "<u4", 2)
    places = np.frombuffer(mesh, "<f4", 3 * vertices, 8).reshape(-1, 3)
    corners = np.frombuffer(mesh, "<u4", 3 * triangles, 8 + 12 * vertices).reshape(-1, 3)
    volume = (
        np.einsum("ij,ij->", places[corners[:, 0]], np.cross(places[corners[:, 1]], places[corners[:, 2]]))
        / 6
    )
    assert volume == pytest.approx(24.0**3, rel=0.2)  # positive: wound outwards
    assert triangles == scene["structures"][0]["triangles"]


@pytest.mark.slow
def test_a_run_is_shown_and_goes_stale_and_fresh_again(server) -> None:
    document = server.begin(BLOCK)
    job, name = server.run(document)
    assert job["state"] == "done", job
    shown = server.client.get(f"/api/runs/{name}").json()
    assert shown["frames"] == len(shown["times_s"]) > 3
    assert [phase["kind"] for phase in shown["phases"]] == ["freeze", "thaw"]
    shape = tuple(shown["grid"]["shape"])
    warm = unpacked(server.client.get(f"/api/runs/{name}/frames/0").content, shape)
    coldest = unpacked(server.client.get(f"/api/runs/{name}/frames/nadir").content, shape)
    assert warm.min() > 36.0
    assert coldest.min() < -60.0
    assert all(
        (unpacked(server.client.get(f"/api/runs/{name}/frames/{i}").content, shape) >= coldest - 0.5).all()
        for i in range(shown["frames"])
    )
    address = f"/api/documents/{document['id']}"
    assert (
        server.client.get(address).json() | {"stale": False, "latest_run": name}
        == server.client.get(address).json()
    )
    moved = server.client.post(
        f"{address}/edits", json={"base": 1, "edit": {"kind": "set_value", "path": "title", "text": "x"}}
    ).json()
    assert moved["stale"] is True
    assert server.client.post(f"{address}/undo", json={"base": 2}).json()["stale"] is False
    files = {item["name"] for item in server.client.get(f"/api/runs/{name}/files").json()}
    assert {"case.yaml", "summary.json", "sensors.csv"} <= files
    assert server.client.get(f"/api/runs/{name}/files/summary.json").json()["format"] == "cryonerve.run/1"
    for wanted in ("../../jobs.json", "fields.zarr/zarr.json", ".lock", "nothing"):
        assert server.client.get(f"/api/runs/{name}/files/{wanted}").status_code == 404
    for index in range(shown["frames"]):
        sent = server.client.get(f"/api/runs/{name}/frames/{index}").content
        assert HEADER.unpack_from(sent)[1] == index


LONG = BLOCK.replace("for 20 s", "for 60 min").replace("spacing: 2 mm", "spacing: 0.5 mm")


@pytest.mark.slow
def test_a_running_job_is_cancelled_and_the_next_one_begins(server) -> None:
    document = server.begin(LONG)
    first = server.client.post(f"/api/documents/{document['id']}/run", json={"base": 1}).json()["job"]
    second = server.client.post(f"/api/documents/{document['id']}/run", json={"base": 1}).json()["job"]
    third = server.client.post(f"/api/documents/{document['id']}/run", json={"base": 1}).json()["job"]
    running = server.wait(f"/api/jobs/{first}", lambda said: said["step"] == "freeze" and said["left_s"])
    assert "left" in running["sentence"]
    assert server.client.get(f"/api/jobs/{second}").json()["state"] == "waiting"
    assert server.client.delete(f"/api/jobs/{third}").json()["state"] == "cancelled"
    server.client.delete(f"/api/jobs/{first}")
    ended = server.wait(f"/api/jobs/{first}", lambda said: said["state"] == "cancelled", 40)
    assert ended["sentence"].startswith("Stopped, as asked")
    server.wait(f"/api/jobs/{second}", lambda said: said["state"] == "running", 40)
    assert server.client.get(f"/api/documents/{document['id']}").json()["latest_run"] is None


@pytest.mark.slow
def test_a_killed_solver_is_told_plainly_and_replaced(server) -> None:
    document = server.begin(LONG)
    known = set(children(server.process.pid))
    job = server.client.post(f"/api/documents/{document['id']}/run", json={"base": 1}).json()["job"]
    server.wait(f"/api/jobs/{job}", lambda said: said["step"] == "freeze" and said["done"] > 0)
    for pid in set(children(server.process.pid)) - known:
        os.kill(pid, signal.SIGKILL)
    said = server.wait(f"/api/jobs/{job}", lambda said: said["state"] == "failed", 20)
    assert "has ended without an answer" in said["sentence"]
    short = server.begin(BLOCK)
    assert server.run(short)[0]["state"] == "done"


def test_a_killed_server_loses_nothing_that_it_confirmed(tmp_path) -> None:
    """Edits as fast as they go, a kill in the middle; again and again from where it was."""
    confirmed: dict[str, Any] = {}
    for _ in range(2):
        server = start(tmp_path)
        document = confirmed or server.begin(BLOCK)
        again = server.client.get(f"/api/documents/{document['id']}").json()
        if confirmed:  # what was answered is there; of the last, unanswered edit all or nothing
            assert again["version"] in (confirmed["version"], confirmed["version"] + 1)
            if again["version"] == confirmed["version"]:
                assert again["yaml"] == confirmed["yaml"]
            back = server.client.post(
                f"/api/documents/{again['id']}/undo", json={"base": again["version"]}
            ).json()
            assert back["redo"] == "Move probe one"
            again = server.client.post(
                f"/api/documents/{again['id']}/redo", json={"base": back["version"]}
            ).json()
        confirmed = again
        workers = children(server.process.pid)
        killer = time.monotonic() + 1.0
        step = 0
        while time.monotonic() < killer:
            step += 1
            tip = [(step % 50) / 10, 0, 0]
            edit = {"kind": "move_probe", "name": "one", "tip_mm": tip, "axis": [0, 0, 1]}
            answer = server.client.post(
                f"/api/documents/{confirmed['id']}/edits", json={"base": confirmed["version"], "edit": edit}
            )
            assert answer.status_code == 200, answer.text
            confirmed = answer.json()
        assert step > 2
        server.kill()
        end = time.monotonic() + 10.0
        while any(alive(pid) for pid in workers) and time.monotonic() < end:
            time.sleep(0.05)
        assert not any(alive(pid) for pid in workers)  # none is left behind


@pytest.mark.slow
def test_ctrl_c_ends_all_in_silence(tmp_path) -> None:
    server = start(tmp_path)
    document = server.begin(LONG)
    job = server.client.post(f"/api/documents/{document['id']}/run", json={"base": 1}).json()["job"]
    server.wait(f"/api/jobs/{job}", lambda said: said["step"] == "freeze" and said["done"] > 0)
    workers = children(server.process.pid)
    with live(server, document):
        server.process.send_signal(signal.SIGINT)
        said, _ = server.process.communicate(timeout=20)
    server.client.close()
    assert said == ""
    assert server.process.returncode == 0
    end = time.monotonic() + 10.0
    while any(alive(pid) for pid in workers) and time.monotonic() < end:
        time.sleep(0.05)
    assert not any(alive(pid) for pid in workers)


def test_an_ending_server_leaves_no_request_without_an_answer(tmp_path) -> None:
    """What waits for a body that is being drawn is told so, within the time that an ending server has."""
    server = start(tmp_path)
    document = server.client.post("/api/documents", json={"bundled": "tibial-neuroma-child"}).json()
    with ThreadPoolExecutor() as pool:
        asked = [pool.submit(server.client.get, f"/api/scenes/{document['scene']}") for _ in range(3)]
        time.sleep(0.3)
        server.process.send_signal(signal.SIGINT)
        statuses = [answer.result(20).status_code for answer in asked]
    said, _ = server.process.communicate(timeout=20)
    server.client.close()
    assert set(statuses) <= {200, 202}  # drawn by then, or told that it is not
    assert said == ""


@pytest.mark.slow
def test_a_job_of_a_killed_server_is_told_as_failed(tmp_path) -> None:
    server = start(tmp_path)
    document = server.begin(LONG)
    job = server.client.post(f"/api/documents/{document['id']}/run", json={"base": 1}).json()["job"]
    server.wait(f"/api/jobs/{job}", lambda said: said["state"] == "running")
    workers = children(server.process.pid)
    server.kill()
    again = start(tmp_path)
    said = again.client.get(f"/api/jobs/{job}").json()
    assert said["state"] == "failed"
    assert "the program was stopped" in said["sentence"].lower()
    again.kill()
    assert not any(alive(pid) for pid in workers)
