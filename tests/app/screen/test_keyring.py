"""Token and port are kept for the next start, and only where nobody else reads them."""

from __future__ import annotations

import json
import os
import socket

import pytest

from cryonerve.app.screen.door import Keys, new_token
from cryonerve.app.screen.keyring import keep, kept
from cryonerve.app.screen.serving import _listening


def test_what_was_kept_is_read_again_by_this_account_alone(tmp_path) -> None:
    keys = Keys(new_token(), 8123)
    keep(tmp_path, keys)
    assert kept(tmp_path) == keys
    (path,) = tmp_path.iterdir()
    assert path.stat().st_mode & 0o777 == 0o600


def test_without_anything_kept_the_token_is_new(tmp_path) -> None:
    assert kept(tmp_path).token != kept(tmp_path).token
    assert kept(tmp_path).port == 0
    assert kept(tmp_path / "missing").port == 0


@pytest.mark.parametrize(
    "text",
    ["", "{", "[]", "null", '{"token": "short", "port": 8123}', json.dumps({"token": 43 * "A", "port": 0})],
)
def test_what_is_not_whole_is_not_trusted(tmp_path, text) -> None:
    keep(tmp_path, Keys(new_token(), 8123))
    (path,) = tmp_path.iterdir()
    path.write_text(text, encoding="utf-8")
    assert kept(tmp_path).port == 0


@pytest.mark.skipif(not hasattr(os, "getuid"), reason="permissions of POSIX")
def test_a_file_that_others_can_read_or_that_is_a_link_is_not_trusted(tmp_path) -> None:
    keys = Keys(new_token(), 8123)
    keep(tmp_path, keys)
    (path,) = tmp_path.iterdir()
    path.chmod(0o644)
    assert kept(tmp_path).token != keys.token
    path.chmod(0o600)
    assert kept(tmp_path).token == keys.token
    path.rename(tmp_path / "elsewhere")
    path.symlink_to(tmp_path / "elsewhere")
    assert kept(tmp_path).token != keys.token


def test_the_port_of_the_last_time_is_taken_where_it_is_free() -> None:
    with _listening(0, 0) as first:
        port = first.getsockname()[1]
        with _listening(0, port) as second:  # not free: another one
            assert second.getsockname()[1] != port
    with _listening(0, port) as third:
        assert third.getsockname()[1] == port
    with socket.socket() as asked:
        asked.bind(("127.0.0.1", 0))
        chosen = asked.getsockname()[1]
    with _listening(chosen, port) as fourth:  # what is asked for comes first
        assert fourth.getsockname()[1] == chosen


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="pipes of POSIX")
def test_a_pipe_in_its_place_is_not_waited_for(tmp_path) -> None:
    keep(tmp_path, Keys(new_token(), 8123))
    (path,) = tmp_path.iterdir()
    path.unlink()
    os.mkfifo(path, 0o600)
    assert kept(tmp_path).port == 0


def test_a_word_opens_once_and_the_token_as_often_as_one_likes() -> None:
    keys = Keys(new_token(), 8123)
    word = keys.word()
    assert [keys.opens(shown) for shown in (word, word, keys.token, keys.token, "x")] == [
        True,
        False,
        True,
        True,
        False,
    ]
    assert not keys.fits(word)
