"""The command: quick help, a plain word where a package is missing, ports and folders that cannot be had."""

from __future__ import annotations

import socket
import subprocess
import sys

import pytest

from cryonerve.app.cli import main

HEAVY = ("numpy", "numba", "fastapi", "uvicorn", "starlette")


def test_the_command_line_loads_nothing_of_the_screen() -> None:
    code = f"import sys, cryonerve.app.cli; print([name for name in {HEAVY} if name in sys.modules])"
    answer = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert answer.stdout.strip() == "[]"


@pytest.mark.parametrize("package", ["fastapi", "uvicorn", "websockets"])
def test_a_missing_package_is_one_sentence(package, monkeypatch, capsys) -> None:
    monkeypatch.setitem(sys.modules, package, None)
    assert main(["app", "--no-browser"]) == 2
    said = capsys.readouterr().err
    assert f"not installed ({package})" in said
    assert 'pip install "cryonerve[app]"' in said


def test_a_port_in_use_and_a_folder_that_is_a_file_are_told(tmp_path, capsys) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        assert main(["app", "--no-browser", "--port", port, "--folder", str(tmp_path)]) == 2
        assert f"port {port} cannot be used" in capsys.readouterr().err
    (tmp_path / "file").write_text("x", encoding="utf-8")
    assert main(["app", "--no-browser", "--folder", str(tmp_path / "file")]) == 2
    assert "cannot be used" in capsys.readouterr().err


def test_a_case_that_is_none_is_told_before_anything_is_served(tmp_path, capsys) -> None:
    assert main(["app", "no-such-case", "--no-browser", "--folder", str(tmp_path)]) == 2
    assert "no bundled case" in capsys.readouterr().err
