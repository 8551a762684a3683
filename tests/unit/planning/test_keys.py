"""Content keys: the same content has the same key everywhere, and no other content has it."""

from __future__ import annotations

import copy
import os
import pickle
import subprocess
import sys
from dataclasses import dataclass, field, replace
from enum import Enum
from pathlib import Path
from types import MappingProxyType

import hypothesis.extra.numpy as arrays
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import cryonerve as cn
from cryonerve.planning import code_key, content_key

SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.binary()
CONTENTS = st.recursive(
    SCALARS
    | arrays.arrays(st.sampled_from([np.float64, np.int16]), arrays.array_shapes(max_dims=2, max_side=4)),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=8,
)


@dataclass(frozen=True)
class Plan:
    depth: float
    names: tuple[str, ...] = ()
    file: str = field(default="", compare=False)


@dataclass(frozen=True, eq=False)
class Grid:
    values: np.ndarray


class Side(Enum):
    LEFT = 1
    RIGHT = 2


@given(CONTENTS)
def test_a_copy_has_the_same_key(content) -> None:
    assert content_key(copy.deepcopy(content)) == content_key(content)
    assert content_key(pickle.loads(pickle.dumps(content))) == content_key(content)


@given(st.dictionaries(st.text(), SCALARS))
def test_the_order_of_a_mapping_does_not_count(content) -> None:
    backwards = dict(reversed(content.items()))
    assert content_key(backwards) == content_key(content) == content_key(MappingProxyType(content))


@given(st.lists(st.text(max_size=3)), st.lists(st.text(max_size=3)))
def test_where_one_part_ends_and_the_next_begins_counts(one, other) -> None:
    assert (content_key(*one) == content_key(*other)) == (one == other)
    assert content_key(one, other) != content_key([*one, *other])


@given(st.floats(allow_nan=False), st.floats(allow_nan=False))
def test_every_bit_of_a_number_counts(one, other) -> None:
    assert (content_key(one) == content_key(other)) == (one.hex() == other.hex())
    assert content_key(np.float64(one)) == content_key(one)


@given(arrays.arrays(np.float64, arrays.array_shapes(min_dims=2, max_dims=3, max_side=4)))
def test_how_an_array_lies_in_memory_does_not_count(array) -> None:
    key = content_key(array)
    assert content_key(np.asfortranarray(array)) == key
    assert content_key(array.astype(">f8")) == key
    assert content_key(np.repeat(array, 2, axis=0)[::2]) == key
    assert content_key(array.reshape(-1)) != key
    assert content_key(array.astype(complex)) != key
    changed = array.copy()
    changed.flat[0] = 1.0 if array.flat[0] != 1.0 else 2.0
    assert content_key(changed) != key


def test_kinds_are_not_mistaken_for_each_other() -> None:
    contents = [
        None, 0, 0.0, False, "", b"", "0", "None", [], [[]], {}, set(), [0], {0}, {0: 0}, [[0, 0]],
        np.zeros(0), np.zeros(1), Side.LEFT, Side.RIGHT, "LEFT", Plan(0.0), [0.0, []], float("nan"), "nan",
        0j,
    ]  # fmt: skip
    assert len({content_key(content) for content in contents}) == len(contents)


def test_fields_that_are_not_compared_do_not_count_and_arrays_of_identities_do() -> None:
    assert content_key(Plan(1.0, ("a",), "/here")) == content_key(Plan(1.0, ("a",), "/there"))
    assert content_key(Plan(1.0)) != content_key(Plan(2.0))
    assert content_key(Grid(np.zeros(2))) == content_key(Grid(np.zeros(2))) != content_key(Grid(np.ones(2)))


def test_a_case_is_known_by_its_content_and_not_by_its_file(tmp_path: Path) -> None:
    case = cn.load("straight-probe-block")
    assert content_key(replace(case, file="elsewhere", sha256="other")) == content_key(case)
    assert content_key(replace(case, body_temperature=36.0)) != content_key(case)
    volume = cn.build(case)
    assert content_key(volume) == content_key(cn.build(case))


@pytest.mark.parametrize(
    "thing", [print, Path("x"), object(), iter([])], ids=["function", "path", "object", "iterator"]
)
def test_what_has_no_content_is_refused(thing) -> None:
    with pytest.raises(TypeError, match="no content that is the same everywhere"):
        content_key(["deep", {"inside": thing}])


def test_another_process_finds_the_same_keys() -> None:
    code = (
        "from cryonerve.planning import content_key, code_key; import numpy as np;"
        "print(content_key({'a', 'b', 'c'}, {'x': 1.5, 'y': np.arange(3)}), code_key())"
    )
    seed = "2" if os.environ.get("PYTHONHASHSEED") == "1" else "1"  # sets in another order than here
    there = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": os.pathsep.join(sys.path)}
    answer = subprocess.run(
        [sys.executable, "-c", code], env=there, capture_output=True, text=True, check=True
    )
    mine = content_key({"c", "b", "a"}, {"y": np.arange(3), "x": 1.5})
    assert answer.stdout.split() == [mine, code_key()]


def test_another_line_of_code_is_another_code(monkeypatch, tmp_path: Path) -> None:
    import shutil

    from cryonerve.planning import keys

    copied = tmp_path / "cryonerve"
    shutil.copytree(Path(cn.__file__).parent, copied, ignore=shutil.ignore_patterns("__pycache__"))
    monkeypatch.setattr(keys, "files", lambda name: copied)
    assert keys.code_key.__wrapped__() == code_key()
    for name in ("nerve/injury.py", "sources/tissues.toml", "units.py"):
        path = copied / name
        before = path.read_bytes()
        path.write_bytes(before + b"\n")
        assert keys.code_key.__wrapped__() != code_key(), name
        path.write_bytes(before.replace(b"\n", b"\r\n"))
        assert keys.code_key.__wrapped__() == code_key(), name
        path.write_bytes(before)
    (copied / "reporting" / "page.py").write_text("")
    assert keys.code_key.__wrapped__() == code_key()
