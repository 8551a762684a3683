"""`import cryonerve` costs next to nothing, and what it promises it has."""

from __future__ import annotations

import subprocess
import sys
import time

import pytest

import cryonerve

LIGHT_LIMIT = 0.3  # s, what `import cryonerve` may add to a bare start
HEAVY = [
    "numpy",
    "scipy",
    "numba",
    "pint",
    "ruamel",
    "pydantic",
    "typer",
    "rich",
    "matplotlib",
    "zarr",
    "weasyprint",
    "sqlalchemy",
]


def fastest(statement: str, repeats: int = 5) -> float:
    """Shortest of some starts of the interpreter; the others were disturbed by their neighbours."""
    times = []
    for _ in range(repeats):
        start = time.perf_counter()
        subprocess.run([sys.executable, "-c", statement], check=True)
        times.append(time.perf_counter() - start)
    return min(times)


def test_import_is_quick() -> None:
    bare = fastest("pass")
    loaded = fastest("import cryonerve")
    assert loaded - bare < LIGHT_LIMIT
    # NumPy alone would make it eight times as long; on a slow machine both sides are slow.
    assert loaded < 6 * bare, f"bare start {bare:.3f} s, with the package {loaded:.3f} s"


def test_import_loads_nothing_heavy() -> None:
    code = f"import sys, cryonerve; print([name for name in {HEAVY} if name in sys.modules])"
    answer = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert answer.stdout.strip() == "[]"


@pytest.mark.parametrize("name", cryonerve.__all__)
def test_public_names_load(name: str) -> None:
    assert getattr(cryonerve, name) is not None


def test_unknown_public_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="frees"):
        cryonerve.frees  # noqa: B018


def test_public_names_stand_in_the_order_of_the_road() -> None:
    from tests.architecture.source import ROAD

    stations = [cryonerve._ROAD[name].split(".")[1] for name in cryonerve.__all__ if name in cryonerve._ROAD]
    order = [ROAD.index(station) for station in stations if station != "sources"]
    assert order == sorted(order)
