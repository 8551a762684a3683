"""Live sessions over real sockets: the process that follows alone, and a real server with its processes."""

from __future__ import annotations

import json
import math
import threading
import time
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from websockets.sync.client import connect

import synthetic
from cryonerve.app.screen.following_frames import unpacked_moment
from cryonerve.app.screen.following_work import HANDLERS
from cryonerve.app.screen.processes import Asking
from cryonerve.app.screen.recordings import recording_of
from cryonerve.app.screen.runs import Runs
from cryonerve.reporting.folder import read_run, write_run
from cryonerve.ultrasound import read_clip
from cryonerve.ultrasound.live import Receiver
from cryonerve.ultrasound.member_files import write_members
from cryonerve.ultrasound.publishing import Publisher
from cryonerve.ultrasound.simulated_scanner import Pace, ScannerStream
from tests.app.screen.conftest import BLOCK, Server, start
from tests.app.screen.test_living import alive, children
from tests.unit.ultrasound.ensemble import CENTRE, grown_ice, written_members

PATIENCE = 120.0  # s


def finished_run(folder: Path) -> str:
    """A run that a server finds in its folder, with an ensemble that was computed before."""
    runs = Runs(folder)
    name = runs.begin("a-document", 1, BLOCK)
    write_run(synthetic.synthetic_run(), runs.folder(name), exports=False)
    (runs.views(name) / "shown.json").write_text("{}")
    case = read_run(runs.folder(name)).case
    members = replace(written_members(), probe=case.probes[0].name)
    write_members(members, runs.folder(name) / "members.npz", of=f"{case.sha256} across None 100 1")
    return name


@contextmanager
def scanner(**pace: Any):
    """A scanner that streams once `begin` was called."""
    stopping = threading.Event()
    with Publisher() as publisher:
        stream = ScannerStream(
            grown_ice(), publisher, case=synthetic.synthetic_case(),
            pace=Pace(**{"rate": 10.0, "speed": 10.0} | pace),
        )  # fmt: skip
        thread = threading.Thread(target=lambda: stream.run(cancel=stopping.is_set))
        publisher.begin = thread.start  # type: ignore[attr-defined]
        try:
            yield publisher
        finally:
            stopping.set()
            if thread.ident is not None:
                thread.join()


def test_the_process_that_follows_tells_and_records(tmp_path) -> None:
    run = finished_run(tmp_path)
    views, told = tmp_path / "views" / run, []
    stopping = threading.Event()

    def tell(content) -> None:
        told.append(content)
        if content.get("introduced"):
            publisher.begin()
        moment = content.get("moment")
        if moment and moment.get("looks", 0) > 3:
            stopping.set()

    with scanner(speed=12.0) as publisher:
        payload = {
            "folder": str(tmp_path / "runs" / run),
            "place": str(views / "live" / "20260101-120000-abcd"),
            "about": {"title": "T"},
            "server": f"127.0.0.1:{publisher.port}",
            "record": True,
        }
        assert HANDLERS["ready"](payload, Asking(tell, stopping.is_set)) == {"ready": True}
        said = HANDLERS["follow"](payload, Asking(tell, stopping.is_set))
    assert "−20 °C" in said["sentence"]
    moments = [content for content in told if "moment" in content]
    shown = next(
        content for content in reversed(moments) if content["frame"] and content["moment"]["cold_mm"]
    )
    document, picture = unpacked_moment(shown["frame"])
    assert document == shown["moment"]
    assert picture[:3] == b"\xff\xd8\xff"  # a JPEG
    assert document["simulated"]
    assert document["step"]["name"] == "freeze 1"
    assert document["step"]["left_s"] == pytest.approx(120.0 - document["time_s"], abs=0.1)
    assert document["step"]["next"] == "Thaw for 2 min"
    assert document["centre_mm"] == [1e3 * part for part in CENTRE]
    low, middle, high = (document["cold_mm"][name] for name in ("low", "middle", "high"))
    assert all(a <= b <= c for a, b, c in zip(low, middle, high, strict=True))
    points = [point for piece in document["front"] for point in piece]
    assert len(points) > 20
    away = [((x - 1e3 * CENTRE[0]) ** 2 + (y - 1e3 * CENTRE[1]) ** 2) ** 0.5 for x, y in points]
    truth = 0.48 * document["time_s"] ** 0.5  # mm, of the ice that was drawn
    assert sorted(away)[len(away) // 2] == pytest.approx(truth, abs=0.5)
    coverage = document["coverage"]
    assert coverage["now"][0] <= coverage["now"][1] <= coverage["final"][1]
    assert coverage["now_text"].endswith(")")
    assert coverage["reach_text"].startswith("95 % ")
    introduced = next(content["introduced"] for content in told if "introduced" in content)
    assert introduced["not_watched"][0].startswith("Not watched while following: skin must stay above 5 °C")
    events = [content["event"]["kind"] for content in told if "event" in content]
    assert events[0] == "begin"
    assert {"first picture", "look", "end"} <= set(events)
    found = recording_of(views, "20260101-120000-abcd")
    assert found["whole"]
    assert len(found["times_s"]) >= 3
    assert [event["kind"] for event in found["events"]] == events
    assert read_clip(views / "live" / "20260101-120000-abcd" / "seen.igs.mha").kind == "simulated"


def test_a_region_is_followed_as_the_whole_picture_is_and_what_comes_of_it_is_sent(tmp_path) -> None:
    """Columns left out on both sides move nothing; the console's sensor is weighed; front and dose go out."""
    run = finished_run(tmp_path)
    told, heard, stopping = [], {}, threading.Event()
    rows, columns = grown_ice().shape

    def receive_from(place: str) -> None:
        host, port = place.split(":")
        with Receiver(host, int(port)) as receiver:
            while not stopping.is_set():
                heard.update({item.device: item.kind for item in receiver.status().seen})
                time.sleep(0.05)

    def tell(content) -> None:
        told.append(content)
        if introduced := content.get("introduced"):
            threading.Thread(target=receive_from, args=[introduced["published"]]).start()
            publisher.begin()
        moment = content.get("moment")
        if moment and moment.get("looks", 0) > 3 and len(heard) > 2:
            stopping.set()

    with scanner(speed=12.0) as publisher:
        payload = {
            "folder": str(tmp_path / "runs" / run),
            "place": str(tmp_path / "views" / run / "live" / "20260101-120000-abcd"),
            "about": {"title": "T", "order": {"goal": "50 %"}},
            "server": f"127.0.0.1:{publisher.port}",
            "record": False,
            "region": f"0 20 {rows} {columns - 20}",
            "near": f"{1e3 * CENTRE[0]}, {1e3 * CENTRE[1]}",
            "thermocouple": "console",
            "goal": "50 %",
            "publish": "0",
        }
        try:
            HANDLERS["follow"](payload, Asking(tell, stopping.is_set))
        finally:
            stopping.set()
    introduced = next(content["introduced"] for content in told if "introduced" in content)
    assert introduced["region"] == (0, 20, rows, columns - 20)
    assert heard == {
        "IceFront_Reference": "POLYDATA",
        "Isotherm20_Reference": "POLYDATA",
        "NerveDose": "STRING",
    }
    moments = [content["moment"] for content in told if "moment" in content]
    last = [one for one in moments if any(one["front"])][-1]  # on busy cores a picture may be passed over
    assert last["picture"]["size"] == [columns, rows]
    assert max(map(abs, last["picture"]["moved_mm"])) < 2.1  # within 2 mm it was looked for
    moved = last["picture"]["moved_mm"]
    spacing = 1e3 * grown_ice().spacing[1]
    assert last["picture"]["corner_mm"] == pytest.approx(
        [moved[0] - 0.5 * spacing * (columns - 1), moved[1]], abs=1e-3
    )
    points = [point for piece in last["front"] for point in piece]
    away = sorted(
        math.hypot(x - 1e3 * CENTRE[0] - moved[0], y - 1e3 * CENTRE[1] - moved[1]) for x, y in points
    )
    assert away[len(away) // 2] == pytest.approx(0.48 * last["time_s"] ** 0.5, abs=0.5)
    assert last["coverage"]["goal"] == 0.5
    found = recording_of(tmp_path / "views" / run, "20260101-120000-abcd")
    assert found["order"] == {"goal": "50 %"}
    assert found["region"] == [0, 20, rows, columns - 20]


@contextmanager
def looking(server: Server):
    headers = {"Authorization": f"Bearer {server.token}"}
    with connect(
        f"ws://127.0.0.1:{server.port}/api/live", additional_headers=headers, max_size=None
    ) as socket:
        yield socket


def until(socket: Any, asked: Any) -> dict[str, Any]:
    """The first message that is wanted: a session, events, or a moment with its picture or without."""
    end = time.monotonic() + PATIENCE
    while True:
        said = socket.recv(max(0.01, end - time.monotonic()))
        if isinstance(said, bytes):
            socket.send(json.dumps({"kind": "ack"}))
            moment, picture = unpacked_moment(said)
            found = {"kind": "moment", "moment": moment, "picture": picture}
        else:
            found = json.loads(said)
        if asked(found):
            return found


def state(name: str):
    return lambda said: said["kind"] == "session" and said["session"]["state"] == name


def alarmed(kind: str):
    return lambda said: (
        said["kind"] == "moment" and any(item["kind"] == kind for item in said["moment"]["alarms"])
    )


@pytest.fixture
def prepared(tmp_path):
    """A server that has a finished run; and the run's name."""
    run = finished_run(tmp_path)
    server = start(tmp_path)
    yield server, run
    server.client.close()
    if server.process.poll() is None:
        server.process.terminate()
        server.process.wait(20)
    server.process.stdout.close()  # type: ignore[union-attr]


@pytest.mark.slow
def test_a_stream_is_followed_lost_found_stopped_and_replayed(prepared) -> None:
    server, run = prepared
    with scanner(fault="hang-up", fault_after=6.0) as publisher, looking(server) as page:
        order = {"host": "127.0.0.1", "port": publisher.port}
        answer = server.client.post(f"/api/runs/{run}/live", json=order)
        assert answer.status_code == 202, answer.text
        until(page, state("following"))
        publisher.begin()
        seen = until(page, lambda said: said["kind"] == "moment" and said["moment"].get("cold_mm"))
        assert seen["picture"]
        told: list[str] = []  # both may come in one message

        def stands_again(said) -> bool:
            told.append(str(said.get("events", "")))
            return "stands again" in told[-1]

        until(page, stands_again)
        assert "Connection lost" in " ".join(told)
        with looking(server) as other:  # the second tab sees the same
            assert until(other, state("following"))["session"]["id"] == answer.json()["id"]
            assert until(other, lambda said: said["kind"] == "events")["events"][0]["kind"] == "begin"
        assert server.client.delete("/api/live").status_code == 200
        ended = until(page, state("ended"))["session"]
    assert "−20 °C" in ended["sentence"]
    assert ended["result"]["clip"].endswith("pictures")
    rows = server.client.get(f"/api/runs/{run}/recordings").json()
    assert [row["id"] for row in rows] == [ended["id"]]
    place = f"/api/runs/{run}/recordings/{ended['id']}"
    found = server.client.get(place).json()
    assert len(found["times_s"]) > 4
    assert {item["name"] for item in found["files"]} == {"following-log.jsonl", "seen.igs.mha"}
    moment, picture = unpacked_moment(server.client.get(f"{place}/moments/3").content)
    assert moment["index"] > 3
    assert picture
    assert server.client.get(f"{place}/files/following-log.jsonl").text.count("\n") == len(found["events"])


@pytest.mark.slow
def test_a_scanner_that_goes_is_an_alarm_and_the_session_goes_on(prepared) -> None:
    server, run = prepared
    with looking(server) as page:
        with scanner() as publisher:
            order = {"host": "127.0.0.1", "port": publisher.port, "record": False}
            assert server.client.post(f"/api/runs/{run}/live", json=order).status_code == 202
            until(page, state("following"))
            publisher.begin()
            until(page, lambda said: said["kind"] == "moment" and said["moment"].get("front"))
        said = until(page, alarmed("connection"))["moment"]
        assert "Not connected" in str(said["alarms"])
        assert server.client.get("/api/live").json()["state"] == "following"
        server.client.delete("/api/live")
        until(page, state("ended"))


@pytest.mark.slow
def test_the_simulated_scanner_is_followed(prepared) -> None:
    server, run = prepared
    with looking(server) as page:
        order = {"simulated": {"seed": 2, "speed": 8, "fault": "freeze", "fault_after": 6}}
        assert server.client.post(f"/api/runs/{run}/live", json=order).status_code == 202
        until(page, state("pictures"))
        until(page, state("following"))
        seen = until(page, lambda said: said["kind"] == "moment" and (said["moment"]["time_s"] or 0) > 5.0)
        assert seen["moment"]["simulated"]
        assert seen["moment"]["step"]["says"] == "console"
        said = until(page, alarmed("frozen"))["moment"]["alarms"]
        assert "scanner frozen" in str(said)
        server.client.delete("/api/live")
        until(page, state("ended"))


@pytest.mark.slow
def test_a_simulation_says_what_is_true_in_it(prepared) -> None:
    server, run = prepared
    with looking(server) as page:
        order = {"simulated": {"seed": 2, "speed": 8, "truth": "sample"}, "region": "0 0 9000 9000"}
        assert server.client.post(f"/api/runs/{run}/live", json=order).status_code == 202
        said = until(page, state("pictures"))["session"]
        until(page, lambda told: "What is true" in str(told.get("session", {}).get("sentence")))
        said = until(page, state("following"))["session"]
        assert said["truth"]["sentence"] == "Truth: sample 2 of what is not known; no member is like it."
        assert len(said["truth"]["values"]) == 9
        covered = said["truth"]["covered"]
        assert len(covered) == len(said["truth"]["times_s"])
        assert covered == sorted(covered)
        alarm = until(page, alarmed("region"))["moment"]["alarms"]
        assert "does not lie in the picture" in str(alarm)
        assert "--" not in str(alarm)
        server.client.delete("/api/live")
        ended = until(page, state("ended"))["session"]
    assert ended["sentence"].startswith("Nothing was inferred: the region 0 0 9000 9000 does not lie")
    assert server.client.get(f"/api/runs/{run}/recordings").json()[0]["truth"] == said["truth"]


@pytest.mark.slow
def test_a_shaft_outside_of_the_picture_ends_the_session_and_names_its_field(prepared) -> None:
    server, run = prepared
    with looking(server) as page, scanner() as publisher:
        order = {"host": "127.0.0.1", "port": publisher.port, "at": "0, 400"}
        assert server.client.post(f"/api/runs/{run}/live", json=order).status_code == 202
        until(page, state("following"))
        publisher.begin()
        said = until(page, state("failed"))["session"]
    assert said["problem"]["field"] == "at"
    assert "400.0 mm deep, is outside" in said["sentence"]


@pytest.mark.slow
def test_a_killed_server_leaves_what_was_recorded_and_no_process(prepared, tmp_path) -> None:
    server, run = prepared
    with scanner() as publisher:
        with looking(server) as page:
            order = {"host": "127.0.0.1", "port": publisher.port}
            began = server.client.post(f"/api/runs/{run}/live", json=order).json()
            until(page, state("following"))
            publisher.begin()
            until(page, lambda said: said["kind"] == "moment" and said["moment"].get("looks", 0) > 2)
        family = children(server.process.pid)
        server.kill()
        end = time.monotonic() + 20.0
        while any(map(alive, family)) and time.monotonic() < end:
            time.sleep(0.1)
        assert [pid for pid in family if alive(pid)] == []
    again = start(tmp_path)
    try:
        now = again.client.get("/api/live").json()
        assert (now["state"], now["id"]) == ("ended", began["id"])
        assert "What was recorded until then is kept" in now["sentence"]
        found = again.client.get(f"/api/runs/{run}/recordings/{began['id']}").json()
        assert found["sentence"].startswith("The program was stopped")
        assert len(found["times_s"]) > 2
        assert "look" in [event["kind"] for event in found["events"]]
    finally:
        again.client.close()
        again.process.terminate()
        again.process.wait(20)
        again.process.stdout.close()  # type: ignore[union-attr]


@pytest.mark.slow
def test_stop_while_members_are_computed(prepared, tmp_path) -> None:
    server, run = prepared
    with looking(server) as page:
        members = tmp_path / "runs" / run / "members.npz"
        members.unlink()
        assert server.client.post(f"/api/runs/{run}/live", json={"simulated": {}}).status_code == 202
        until(page, state("members"))
        server.client.delete("/api/live")
        ended = until(page, lambda said: state("ended")(said) or state("failed")(said))["session"]
    assert ended["state"] == "ended"
    assert not members.exists()
    assert server.client.get("/api/live").json()["state"] == "ended"
