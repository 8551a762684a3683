"""The live session: what begins it, what pages are told, what is kept; processes answer by script."""

from __future__ import annotations

import ast
import inspect
import json
import math
import re
import socket
import struct
import time
from concurrent.futures import Future
from pathlib import Path
from typing import Any

import pytest

import cryonerve
from cryonerve.app import follow_command
from cryonerve.app.screen import following_session
from cryonerve.app.screen.following_frames import LIVE_MAGIC, moment_frame, unpacked_moment
from cryonerve.app.screen.following_options import OPTIONS, chosen_of, streamed_of
from cryonerve.app.screen.following_session import CUT_OFF, LiveSession
from cryonerve.app.screen.following_start import LiveStart
from cryonerve.app.screen.following_words import page_words
from cryonerve.app.screen.frames import HEADER
from cryonerve.app.screen.processes import DiedError, RefusedError
from cryonerve.app.screen.recordings import CUT_OFF as RECORDING_CUT_OFF
from cryonerve.app.screen.recordings import Journal, moment_of, recording_of, recordings, write_about
from cryonerve.app.screen.refusals import MissingError, body_of
from tests.app.screen.conftest import BLOCK, HOST

SIMULATED = {"simulated": {"seed": 1, "speed": 4}, "record": False}
PATIENCE = 20.0
PAGE = f"ws://{HOST}/api/live"


def document(index: int, *, alarms: tuple[str, ...] = (), time_s: float | None = 1.0) -> dict[str, Any]:
    rows = [{"kind": kind, "sentence": kind, "remedy": "", "time_s": 1.0, "began_s": 1.0} for kind in alarms]
    return {"index": index, "time_s": time_s, "alarms": rows}


class Scripted:
    """Stands for both processes: notes what it is asked, and says what a test lets it say."""

    def __init__(self, kind: Any) -> None:
        self.kind, self.asked, self.cancelled, self.killed = kind, [], [], 0

    def ask(self, request: str, payload: Any, *, tell: Any = None) -> tuple[int, Future[Any]]:
        answer: Future[Any] = Future()
        self.asked.append((request, payload, tell, answer))
        if request == "ready":
            answer.set_result({"ready": True})
        if request == "stream":
            tell({"port": 4321})
        return len(self.asked), answer

    def cancel(self, ticket: int) -> None:
        self.cancelled.append(ticket)

    def kill(self) -> None:
        self.killed += 1

    def close(self) -> None: ...

    def wait(self, request: str) -> Any:
        """Tell and answer of the latest request of a name, once it was asked."""
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            found = [item for item in self.asked if item[0] == request]
            if found:
                return found[-1]
            time.sleep(0.01)
        raise AssertionError(f"never asked: {request}")


@pytest.fixture
def scripted(studio, monkeypatch) -> LiveSession:
    monkeypatch.setattr(following_session, "Worker", Scripted)
    studio.following = LiveSession(studio.folder, studio.runs, studio.jobs)
    return studio.following


@pytest.fixture
def run(studio) -> str:
    name = studio.runs.begin("a-document", 1, BLOCK)
    (studio.runs.views(name) / "shown.json").write_text("{}")
    return str(name)


def until(socket: Any, kind: str, asked=lambda said: True) -> dict[str, Any]:
    for _ in range(200):
        said = socket.receive()
        if "text" in said and said["text"] is not None:
            found = json.loads(said["text"])
            if found["kind"] == kind and asked(found):
                return found
    raise AssertionError(f"never told: {kind}")


def state(name: str):
    return lambda said: said["session"]["state"] == name


def follow(client, scripted, run: str) -> Any:
    """Begin; what tells the session, and its future answer."""
    assert client.post(f"/api/runs/{run}/live", json=SIMULATED).status_code == 202
    _, _, tell, answer = scripted.follower.wait("follow")
    tell({"introduced": {"members": 100, "protocol": [], "not_watched": ["skin"]}})
    return tell, answer


def test_a_moment_travels_whole() -> None:
    sent = moment_frame(document(7, time_s=12.5), b"\xff\xd8 picture")
    magic, index, moment, length = struct.unpack_from("<IIfI", sent)
    assert (magic, index, moment, length) == (LIVE_MAGIC, 7, 12.5, len(sent) - HEADER.size)
    assert sent[:4] == b"CRL1"
    assert unpacked_moment(sent) == (document(7, time_s=12.5), b"\xff\xd8 picture")
    assert math.isnan(HEADER.unpack_from(moment_frame(document(1, time_s=None)))[2])


def test_no_advice_for_the_command_line_reaches_the_page() -> None:
    place = Path(cryonerve.__file__).parent / "ultrasound"
    typed = re.compile(r"--[a-z]|Ctrl-C")
    found = []
    for name in ("live_alarms.py", "stream_watch.py", "live_following.py"):
        for node in ast.walk(ast.parse((place / name).read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and typed.search(node.value):
                found.append(node.value)
    assert len(found) > 5
    assert [text for text in map(page_words, found) if typed.search(text)] == []


@pytest.mark.parametrize(
    ("order", "said"),
    [
        ({"host": ""}, "no address"),
        ({"host": "not a host!"}, "is no name or address"),
        ({"host": "127.0.0.1/live"}, "is no name or address"),
        ({"host": "-x"}, "is no name or address"),
        ({"host": "127.0.0.1", "port": 0}, "0 is no port"),
        ({"host": "127.0.0.1", "port": 99999}, "99999 is no port"),
        ({"host": "127.0.0.1", "port": "x"}, "not understood"),
        ({"host": "127.0.0.1", "scale": "a lot"}, "a lot"),
        ({"host": "127.0.0.1", "starts_at": "noon"}, "noon"),
        ({"simulated": {"fault": "explode"}}, "no fault 'explode'"),
        ({"simulated": {"speed": 0}}, "not understood"),
        ({"simulated": {"seed": -1}}, "not understood"),
        ({"simulated": {}, "host": "127.0.0.1"}, "two sources"),
    ],
)
def test_what_is_not_understood_is_said_before_anything_begins(client, scripted, run, order, said) -> None:
    answer = client.post(f"/api/runs/{run}/live", json=order)
    assert answer.status_code == 422
    assert said in answer.json()["error"]["what"]
    assert scripted.follower.asked == scripted.scanner.asked == []
    assert client.get("/api/live").json()["state"] == "none"


@pytest.mark.parametrize(
    "wrong",
    [
        ("view", "sideways", "a view 'sideways'"),
        ("shift", "far", "does not start with a number"),
        ("shift", "NaN mm", "not a finite number"),
        ("shift", "3 s", "s"),
        ("at", "1", "2 numbers"),
        ("near", "x, y", "found 0 numbers"),
        ("region", "0 0 10", "no region of a picture"),
        ("region", "10 0 10 20", "no region of a picture"),
        ("region", "-1 0 10 20", "no region of a picture"),
        ("region", "0 0 10 99999999999999999999", "no region of a picture"),
        ("orientation", "XY", "no orientation of a picture"),
        ("freezing_from", "soon", "soon"),
        ("thermocouple", "/etc/passwd", "a thermocouple from /etc/passwd"),
        ("goal", "140 %", "a goal of 140 %"),
        ("goal", "nan %", "nan"),
        ("members", "19", "19 members"),
        ("members", "1e3", "no whole number"),
        ("seed", "-1", "no whole number"),
        ("scale", "1 mm, 2 mm, 3 mm", "no scale"),
        ("scale", "0 mm", "no length of a pixel"),
        ("publish", "99999", "99999 is no port"),
        ("publish", "here:there", "no address of a server"),
        ("starts_at", "noon", "noon"),
        ("truth", "x" * 17, "not understood"),
    ],
)  # fmt: skip
def test_every_option_is_checked_as_the_command_does_and_the_field_is_named(
    client, scripted, run, wrong
) -> None:
    field, text, said = wrong
    order = {"simulated": {"truth": text}} if field == "truth" else {"simulated": {}, field: text}
    answer = client.post(f"/api/runs/{run}/live", json=order)
    assert answer.status_code == 422
    error = answer.json()["error"]
    assert error["field"].removeprefix("simulated.") == field
    assert said in error["what"]
    assert error["remedy"]
    assert not re.search(r"--[a-z]", error["what"] + error["remedy"])
    assert scripted.follower.asked == scripted.scanner.asked == []


def test_a_truth_that_nobody_knows_is_said_with_those_that_are_known(client, scripted, run) -> None:
    answer = client.post(f"/api/runs/{run}/live", json={"simulated": {"truth": "smaple"}})
    error = answer.json()["error"]
    assert (answer.status_code, error["field"]) == (422, "truth")
    assert error["remedy"].startswith("Did you mean 'sample'?")


def test_a_port_that_somebody_listens_on_is_refused_before_members_are_computed(
    client, scripted, run
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        answer = client.post(f"/api/runs/{run}/live", json=SIMULATED | {"publish": str(port)})
    error = answer.json()["error"]
    assert (answer.status_code, error["field"]) == (422, "publish")
    assert error["what"] == f"127.0.0.1:{port} cannot be listened on: Address already in use"
    assert scripted.follower.asked == []


def test_what_was_said_reaches_both_processes_and_every_page(client, scripted, run) -> None:
    said = {
        "view": "across", "shift": "-2 mm", "probe": "one", "at": "", "near": "1, 14",
        "region": "0 0 300 400", "orientation": "UF", "freezing_from": "1 s",
        "thermocouple": "console", "goal": "80 %", "members": "30", "seed": "4", "publish": "0",
    }  # fmt: skip
    order = {"simulated": {"seed": 3, "truth": "beside"}, "record": False} | said
    with client.websocket_connect(PAGE) as page:
        assert client.post(f"/api/runs/{run}/live", json=order).status_code == 202
        _, payload, tell, answer = scripted.follower.wait("follow")
        _, scanned, _, _ = scripted.scanner.wait("stream")
        assert said.items() <= payload.items()
        assert said.items() <= scanned.items()
        assert scanned["simulated"] == {
            "truth": "beside",
            "seed": 3,
            "speed": 1.0,
            "fault": "",
            "fault_after": 10.0,
        }
        tell({"introduced": {"members": 30, "region": [0, 0, 300, 400], "published": "127.0.0.1:5"}})
        session = until(page, "session", state("following"))["session"]
        assert said.items() <= session["order"].items()
        assert session["region"] == [0, 0, 300, 400]
        assert payload["about"]["order"] == session["order"]  # a recording keeps it
        answer.set_exception(RefusedError(body_of("the place is outside", "Look.", field="--near")))
        failed = until(page, "session", state("failed"))["session"]
        assert failed["problem"]["field"] == "near"
    chosen, streamed = chosen_of(payload), streamed_of(payload, "127.0.0.1:1")
    assert (chosen.view, chosen.shift, chosen.members, chosen.seed) == ("across", "-2 mm", 30, 4)
    assert (chosen.at, chosen.near, str(chosen.thermocouple)) == (None, "1, 14", "console")
    assert (streamed.region, streamed.publish, streamed.orientation) == ("0 0 300 400", "0", "UF")


def test_the_page_has_every_option_that_the_command_has_while_it_follows_a_stream() -> None:
    command = set(inspect.signature(follow_command.follow).parameters)
    not_on_a_page = {"run", "clip", "stream", "log", "seconds", "as_json"}
    assert command - not_on_a_page == set(OPTIONS)
    assert set(OPTIONS) <= set(LiveStart.model_fields)


def test_nothing_begins_where_a_source_is_not_understood(client, scripted, run) -> None:
    client.post(f"/api/runs/{run}/live", json={"host": ""})
    assert client.get("/api/live").json()["state"] == "none"


def test_nobody_at_the_address_is_said(client, scripted, run) -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    answer = client.post(f"/api/runs/{run}/live", json={"host": "127.0.0.1", "port": port})
    assert answer.status_code == 422
    assert answer.json()["error"]["what"] == (
        f"127.0.0.1, port {port}, cannot be reached: Connection refused"
    )
    assert scripted.follower.asked == []


def test_there_is_nothing_to_follow_or_to_stop(client, scripted, studio, run) -> None:
    assert client.post("/api/runs/no-such-run/live", json=SIMULATED).status_code == 404
    unfinished = studio.runs.begin("a-document", 1, BLOCK)
    assert client.post(f"/api/runs/{unfinished}/live", json=SIMULATED).status_code == 404
    assert client.delete("/api/live").status_code == 404


def test_two_pages_see_one_session_and_a_second_one_is_refused(client, scripted, run) -> None:
    with client.websocket_connect(PAGE) as one, client.websocket_connect(PAGE) as two:
        assert until(one, "hello")["credit"] == 2
        tell, answer = follow(client, scripted, run)
        assert scripted.follower.wait("follow")[1]["server"] == "127.0.0.1:4321"
        for page in (one, two):
            assert until(page, "session", state("following"))["session"]["not_watched"] == ["skin"]
        again = client.post(f"/api/runs/{run}/live", json=SIMULATED)
        assert again.status_code == 409
        assert "under way already: A small block" in again.json()["error"]["what"]
        tell({"event": {"kind": "begin", "words": "w", "procedure_s": None, "elapsed_s": 0.0}})
        for page in (one, two):
            assert until(page, "events")["events"][0]["number"] == 1
        assert client.delete("/api/live").json()["state"] == "ending"
        assert scripted.follower.cancelled
        answer.set_result({"sentence": "It is over.", "remarks": [], "clip": ""})
        for page in (one, two):
            assert until(page, "session", state("ended"))["session"]["sentence"] == "It is over."
    with client.websocket_connect(PAGE) as late:
        assert until(late, "session")["session"]["state"] == "ended"
        assert len(until(late, "events")["events"]) == 1


def test_a_slow_page_gets_no_more_pictures_than_its_credit_and_every_alarm(client, scripted, run) -> None:
    with client.websocket_connect(PAGE) as page:
        tell, _ = follow(client, scripted, run)
        until(page, "session", state("following"))

        def show(index: int, *alarms: str, changed: bool = False) -> None:
            said = document(index, alarms=alarms)
            tell({"moment": said, "frame": moment_frame(said, b"p"), "changed": changed})

        seen: list[int] = []
        for index in (1, 2):
            show(index)
            seen.append(unpacked_moment(page.receive()["bytes"])[0]["index"])
        for index in range(3, 40):  # two are on their way: nothing may be sent but words
            show(index)
        show(40, "stopped", changed=True)
        told = until(page, "moment", lambda said: said["moment"]["alarms"])
        assert told["moment"]["alarms"][0]["kind"] == "stopped"
        page.send_text(json.dumps({"kind": "ack"}))
        while True:
            said = page.receive()
            if said.get("bytes"):
                break
        assert unpacked_moment(said["bytes"])[0]["index"] == 40  # the newest; those between were dropped
        page.send_text("rubbish")
        page.send_text("[" * 5000)
        page.send_text(json.dumps({"kind": "ack"}))
        show(41)
        while not (said := page.receive()).get("bytes"):
            pass
        assert unpacked_moment(said["bytes"])[0]["index"] == 41


def test_a_process_that_dies_is_said_and_another_session_can_begin(client, scripted, run) -> None:
    with client.websocket_connect(PAGE) as page:
        _, answer = follow(client, scripted, run)
        answer.set_exception(DiedError("killed"))
        said = until(page, "session", state("failed"))["session"]["sentence"]
        assert "what was recorded is kept" in said
        follow(client, scripted, run)
        until(page, "session", state("following"))


def test_what_does_not_stop_is_ended(client, scripted, run, monkeypatch) -> None:
    monkeypatch.setattr(following_session, "PATIENCE", 0.05)
    with client.websocket_connect(PAGE) as page:
        _, answer = follow(client, scripted, run)
        until(page, "session", state("following"))
        client.delete("/api/live")
        end = time.monotonic() + PATIENCE
        while not scripted.follower.killed and time.monotonic() < end:
            time.sleep(0.01)
        assert (scripted.follower.killed, scripted.scanner.killed) == (1, 1)
        answer.set_exception(DiedError("killed"))
        said = until(page, "session", state("ended"))["session"]["sentence"]
        assert said.startswith("Stopped; the processes had to be ended")


def test_a_refusal_of_the_process_is_said_with_its_remedy(client, scripted, run) -> None:
    with client.websocket_connect(PAGE) as page:
        _, answer = follow(client, scripted, run)
        answer.set_exception(RefusedError(body_of("the disk refuses: full", "Make room.")))
        said = until(page, "session", state("failed"))["session"]["sentence"]
        assert said == "the disk refuses: full. Make room."


def test_members_are_a_job_that_stop_cancels(client, scripted, studio, run, monkeypatch) -> None:
    monkeypatch.setattr(
        Scripted, "ask", lambda self, request, payload, tell=None: (1, _settled({"ready": False}))
    )
    with client.websocket_connect(PAGE) as page:
        client.post(f"/api/runs/{run}/live", json=SIMULATED)
        session = until(page, "session", state("members"))["session"]
        job = studio.jobs.get(session["job"])
        assert (job.of, job.run) == ("members", run)
        client.delete("/api/live")
        until(page, "session", state("ended"))
    assert job.stop or job.state == "cancelled"


def _settled(result: dict[str, Any]) -> Future[Any]:
    answer: Future[Any] = Future()
    answer.set_result(result)
    return answer


def test_a_server_that_was_killed_says_so_when_it_is_there_again(client, scripted, studio, run) -> None:
    with client.websocket_connect(PAGE) as page:
        follow(client, scripted, run)
        until(page, "session", state("following"))
    again = LiveSession(studio.folder, studio.runs, studio.jobs)  # of the folder as a killed server left it
    assert (again.about["state"], again.about["sentence"], again.busy) == ("ended", CUT_OFF, False)
    (studio.folder / "live.json").write_text("{")
    assert LiveSession(studio.folder, studio.runs, studio.jobs).about["state"] == "none"


NAME = "20260101-120000-abcd"


def recorded(views: Path, *, whole: bool) -> Path:
    place = views / "live" / NAME
    place.mkdir(parents=True)
    write_about(place, {"title": "T", "began": "2026-01-01T12:00:00", "sentence": "S", "whole": whole})
    with Journal(place) as journal:
        for number, elapsed in enumerate((0.0, 0.2, 0.6, 0.7, 1.2)):
            said = document(number, time_s=10.0 * elapsed)
            journal.take(moment_frame(said, b"x" * 50), elapsed, needed=elapsed == 0.7)
    return place


def test_a_recording_keeps_two_moments_a_second_and_every_alarm(tmp_path) -> None:
    recorded(tmp_path, whole=True)
    found = recording_of(tmp_path, NAME)
    assert found["times_s"] == [0.0, 6.0, 7.0, 12.0]
    assert found["sentence"] == "S"
    assert unpacked_moment(moment_of(tmp_path, NAME, 2)) == (document(3, time_s=7.0), b"x" * 50)
    with pytest.raises(MissingError, match="no such moment"):
        moment_of(tmp_path, NAME, 4)


def test_a_recording_that_was_cut_off_says_so_and_shows_what_is_whole(tmp_path) -> None:
    place = recorded(tmp_path, whole=False)
    shown = place / "shown.bin"
    shown.write_bytes(shown.read_bytes()[:-10])
    (place / "following-log.jsonl").write_bytes(
        b'{"kind": "look", "words": "-20 degC", "elapsed_s": 1}\nrubbish\n{"kind": "half'
    )
    found = recording_of(tmp_path, NAME)
    assert found["times_s"] == [0.0, 6.0, 7.0]
    assert found["sentence"] == RECORDING_CUT_OFF
    assert [event["words"] for event in found["events"]] == ["−20 °C"]
    assert [item["id"] for item in recordings(tmp_path)] == [NAME]
    assert recordings(tmp_path, open_now=NAME) == []


@pytest.mark.parametrize(
    "name", ["%2e%2e", "%2e%2e%2f%2e%2e", f"{NAME}%2f%2e%2e", "20260101-120000-zzzz", "x"]
)
def test_only_recordings_are_reached(client, studio, run, name) -> None:
    recorded(studio.runs.views(run), whole=True)
    assert client.get(f"/api/runs/{run}/recordings/{NAME}").status_code == 200
    assert client.get(f"/api/runs/{run}/recordings/{name}").status_code == 404
    assert client.get(f"/api/runs/{run}/recordings/{NAME}/files/{name}").status_code == 404
    assert client.get(f"/api/runs/{run}/recordings/{NAME}/files/recording.json").status_code == 404


def test_a_full_disk_ends_the_recording_and_not_the_session(tmp_path) -> None:
    place = recorded(tmp_path, whole=True)
    with Journal(place) as journal:
        journal._file.close()
        journal._file = _Full()  # type: ignore[assignment]
        journal.take(b"x", 100.0)
        journal.take(b"x", 200.0)
        assert journal.failed == "No space left on device"


class _Full:
    def write(self, content: bytes) -> int:
        del content
        raise OSError(28, "No space left on device")

    def close(self) -> None: ...
