"""`cryonerve follow --stream` over a real socket, on an ensemble that is there already; and its event log."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import threading
import time
from contextlib import contextmanager
from dataclasses import replace

import pytest

import synthetic
from cryonerve.app.cli import main
from cryonerve.app.event_log import EventLog
from cryonerve.errors import InputError
from cryonerve.reporting.folder import read_run, write_run
from cryonerve.ultrasound import read_clip
from cryonerve.ultrasound.member_files import write_members
from cryonerve.ultrasound.publishing import Publisher
from cryonerve.ultrasound.simulated_scanner import Pace, ScannerStream
from tests.unit.ultrasound.ensemble import grown_ice, written_members

PATIENCE = 120.0  # s


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A run whose ensemble was computed before."""
    path = tmp_path_factory.mktemp("run") / "synthetic"
    write_run(synthetic.synthetic_run(), path, exports=False)
    case = read_run(path).case
    members = replace(written_members(), probe=case.probes[0].name)
    write_members(members, path / "members.npz", of=f"{case.sha256} across None 100 1")
    return path


@contextmanager
def scanner(**pace):
    """The address of a scanner that begins with the first client."""
    stopping = threading.Event()
    with Publisher() as publisher:
        case = synthetic.synthetic_case()
        stream = ScannerStream(
            grown_ice(), publisher, case=case, pace=Pace(**{"rate": 10.0, "speed": 12.0} | pace)
        )

        def work() -> None:
            while not publisher.wait_for_client(0.2):
                if stopping.is_set():
                    return
            stream.run(cancel=stopping.is_set)

        thread = threading.Thread(target=work)
        thread.start()
        try:
            yield f"127.0.0.1:{publisher.port}"
        finally:
            stopping.set()
            thread.join()


def events(path):
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def test_a_stream_is_followed_to_a_document_a_figure_a_clip_and_a_log(folder, tmp_path, capsys) -> None:
    log, record = tmp_path / "log.jsonl", tmp_path / "recorded.igs.mha"
    with scanner(fault="hang-up", fault_after=5.0) as place:
        words = ["follow", str(folder), "--stream", place, "--seconds", "11", "--publish", "0"]
        assert main([*words, "--log", str(log), "--record", str(record)]) == 0
    said = capsys.readouterr().out
    assert "Not watched while following: skin must stay above 5 degC" in said
    assert "published at 127.0.0.1:" in said
    assert "-20 degC" in said
    assert "pictures a second" in said
    assert "The procedure's time is the cryo console's." in said
    document = json.loads((folder / "following.json").read_text())
    assert document["kind"] == "simulated"
    assert len(document["looks"]) > 8
    assert (folder / "figures" / "following.png").read_bytes()[1:4] == b"PNG"
    clip = read_clip(record)
    assert clip.kind == "simulated"
    assert 60.0 < clip.times[-1] < 200.0  # the procedure's time, not the stream's eleven seconds
    kinds = [item["kind"] for item in events(log)]
    assert kinds[0] == "begin"
    assert kinds[-1] == "end"
    assert {"first picture", "phase", "stream", "look"} <= set(kinds)
    look = [item for item in events(log) if item["kind"] == "look"][-1]
    assert look["numbers"]["cold_mm"][0] <= look["numbers"]["cold_mm"][1] <= look["numbers"]["cold_mm"][2]
    assert look["procedure_s"] > 60.0


def test_nobody_there_is_said(folder, tmp_path, capsys) -> None:
    with Publisher() as publisher:
        place = f"127.0.0.1:{publisher.port}"
    words = [
        "follow",
        str(folder),
        "--stream",
        place,
        "--seconds",
        "2",
        "--log",
        str(tmp_path / "log"),
        "--json",
    ]
    assert main(words) == 3
    said = json.loads(capsys.readouterr().out)
    assert said["said"] == ["Nothing was inferred: no picture came."]
    assert "Not connected: Connection refused." in said["stream"]["sentences"]
    assert "alarm begins" in [item["kind"] for item in events(tmp_path / "log")]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ([], "--stream"),
        (["--stream", "127.0.0.1", "--clip", "clip.dcm"], "at once"),
        (["--stream", "127.0.0.1:0"], "no address"),
        (["--stream", "127.0.0.1", "--record", "clip.xyz"], "must end in"),
        (["--stream", "127.0.0.1", "--thermocouple", "log.csv"], "console"),
        (["--stream", "127.0.0.1", "--at", "left"], "--at"),
        (["--stream", "127.0.0.1", "--log", "/no/such/folder/log"], "--log"),
    ],
)
def test_what_is_not_understood_is_said_before_anything_is_opened(folder, capsys, words, said) -> None:
    assert main(["follow", str(folder), *words]) == 2
    assert said in capsys.readouterr().err


def test_ctrl_c_ends_cleanly_and_what_came_of_it_is_written(folder, tmp_path) -> None:
    log = tmp_path / "log.jsonl"
    with scanner() as place:
        process = subprocess.Popen(
            [sys.executable, "-m", "cryonerve", "follow", str(folder), "--stream", place, "--log", str(log)],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )  # fmt: skip
        begun = time.monotonic()
        while not log.exists() or sum(item["kind"] == "look" for item in events(log)) < 5:
            assert process.poll() is None, process.communicate()
            assert time.monotonic() - begun < PATIENCE
            time.sleep(0.2)
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=PATIENCE)
    assert process.returncode == 0, err
    assert "wrote" in out
    assert events(log)[-1]["kind"] == "end"


def test_killed_it_leaves_whole_lines_and_the_next_begins_a_new_one(tmp_path) -> None:
    file = tmp_path / "log.jsonl"
    code = (
        "import sys, pathlib; from cryonerve.app.event_log import EventLog\n"
        "log = EventLog(pathlib.Path(sys.argv[1]))\n"
        "while True: log.write('look', 'words ' * 50, procedure=1.0, elapsed=2.0)\n"
    )
    process = subprocess.Popen([sys.executable, "-c", code, str(file)])
    begun = time.monotonic()
    while not file.exists() or file.stat().st_size < 100_000:
        assert time.monotonic() - begun < PATIENCE
        time.sleep(0.05)
    process.kill()
    process.wait()
    lines = file.read_bytes().split(b"\n")
    assert all(json.loads(line)["kind"] == "look" for line in lines[:-1])
    with file.open("ab") as torn:
        torn.write(b'{"kind": "half a li')
    with EventLog(file) as log:
        log.write("begin", "", procedure=float("nan"), elapsed=0.0)
    last = file.read_bytes().split(b"\n")[-2]
    assert json.loads(last)["kind"] == "begin"
    assert json.loads(last)["procedure_s"] is None


def test_a_log_that_cannot_be_opened(tmp_path) -> None:
    with pytest.raises(InputError, match="log"):
        EventLog(tmp_path)
