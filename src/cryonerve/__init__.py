"""cryonerve: follow one cryoneurolysis case from a file to a report, on real physics.

Research software, no medical device. Names below stand in the order of the road and load on first use.

>>> import cryonerve as cn
>>> case = cn.load("straight-probe-block")
>>> [cn.sentence(step) for step in case.protocol][0]
'Freeze at -80 degC for 2 min'
"""

from __future__ import annotations

import os
from importlib import import_module
from pathlib import Path
from typing import Any

__version__ = "0.1.0"

_ROAD = {
    "load": "cryonerve.case",
    "check": "cryonerve.case",
    "sentence": "cryonerve.case",
    "bundled": "cryonerve.case",
    "load_scan": "cryonerve.scans",
    "segment": "cryonerve.anatomy",
    "trace_curve": "cryonerve.anatomy",
    "build": "cryonerve.anatomy",
    "freeze": "cryonerve.bioheat",
    "preview": "cryonerve.bioheat",
    "predict": "cryonerve.nerve",
    "judge": "cryonerve.nerve",
    "image": "cryonerve.ultrasound",
    "track": "cryonerve.ultrasound",
    "follow": "cryonerve.ultrasound",
    "plan": "cryonerve.planning",
    "spread": "cryonerve.planning",
    "compare": "cryonerve.planning",
    "record": "cryonerve.registry",
    "evidence": "cryonerve.registry",
    "report": "cryonerve.reporting",
    "case_report": "cryonerve.reporting",
    "cite": "cryonerve.sources",
}

__all__ = ["__version__"]
__all__ += list(_ROAD)


def __getattr__(name: str) -> Any:  # noqa: ANN401
    if name in _ROAD:
        return getattr(import_module(_ROAD[name]), name)
    raise AttributeError(f"module 'cryonerve' has no attribute '{name}'")


def __dir__() -> list[str]:
    return sorted(__all__)


def _writable(folder: Path) -> bool:
    """Could a file be made in this folder, or in the nearest one that exists above it?"""
    while not folder.exists() and folder != folder.parent:
        folder = folder.parent
    return os.access(folder, os.W_OK | os.X_OK)


def _private_folder() -> str:
    """A cache folder of this user only: compiled code is loaded from it, so nobody else may write there."""
    import tempfile  # noqa: PLC0415  only needed where nothing else can be written

    folder = (
        Path(tempfile.gettempdir()) / f"cryonerve-numba-{os.getuid() if hasattr(os, 'getuid') else 'user'}"
    )
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
        state = folder.lstat()
        if hasattr(os, "getuid") and (
            state.st_uid != os.getuid() or state.st_mode & 0o077 or folder.is_symlink()
        ):
            return tempfile.mkdtemp(prefix="cryonerve-numba-")
    except OSError:
        return tempfile.mkdtemp(prefix="cryonerve-numba-")
    return str(folder)


def _choose_compile_cache() -> None:
    """Give Numba a place for compiled kernels where neither the package nor the user's cache can be written.

    Numba itself falls back from the package to the user's cache folder and fails when both are read-only (an
    installation by an administrator, run by a service without a home).
    """
    if os.environ.get("NUMBA_CACHE_DIR") or _writable(Path(__file__).parent / "__pycache__"):
        return
    cache = os.environ.get("XDG_CACHE_HOME") or os.path.join(os.path.expanduser("~"), ".cache")
    if not _writable(Path(cache) / "numba"):
        os.environ["NUMBA_CACHE_DIR"] = _private_folder()


_choose_compile_cache()
