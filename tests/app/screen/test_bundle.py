"""The bundle that ships is the build of its source, small, and asks nobody for anything."""

from __future__ import annotations

import gzip
import hashlib
import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
SOURCES = ROOT / "screen"
STATIC = ROOT / "src" / "cryonerve" / "app" / "screen" / "static"
# The same as DECISIVE in screen/build/manifest.ts, which a test below compares.
DECISIVE = (
    "build",
    "index.html",
    "package-lock.json",
    "package.json",
    "src",
    "svelte.config.js",
    "tsconfig.json",
    "vite.config.ts",
)
MOST_BYTES = 400_000  # compressed, all files together


def manifest() -> dict[str, object]:
    return json.loads((STATIC / "manifest.json").read_text(encoding="utf-8"))


def sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def hash_of_sources() -> str:
    """SHA-256 over "name, NUL, SHA-256 of content, newline" of every decisive file, by name."""
    files = [
        path
        for name in DECISIVE
        for path in ([SOURCES / name] if (SOURCES / name).is_file() else (SOURCES / name).rglob("*"))
        if path.is_file()
    ]
    names = sorted(path.relative_to(SOURCES).as_posix() for path in files)
    lines = [f"{name}\0{sha256((SOURCES / name).read_bytes())}\n" for name in names]
    return sha256("".join(lines).encode())


def test_bundle_was_built_from_these_sources() -> None:
    assert manifest()["sources"] == hash_of_sources(), "The screen changed: run `make screen`."


def test_every_file_is_the_one_that_was_built() -> None:
    shipped = {
        path.relative_to(STATIC).as_posix(): sha256(path.read_bytes())
        for path in STATIC.rglob("*")
        if path.is_file() and path.name != "manifest.json"
    }
    assert shipped == manifest()["files"]


def test_what_is_hashed_is_what_the_build_hashes() -> None:
    text = (SOURCES / "build" / "manifest.ts").read_text(encoding="utf-8")
    (listed,) = re.findall(r"DECISIVE = \[(.*?)\]", text, flags=re.DOTALL)
    assert tuple(re.findall(r"'([^']+)'", listed)) == DECISIVE


def test_bundle_is_small_and_has_no_source_maps() -> None:
    files = [path for path in STATIC.rglob("*") if path.is_file()]
    total = sum(len(gzip.compress(path.read_bytes(), 6)) for path in files)
    assert 50_000 < total < MOST_BYTES
    assert not [path.name for path in files if path.suffix == ".map"]
    assert not [path.name for path in files if b"sourceMappingURL" in path.read_bytes()]


def test_page_and_styles_name_no_other_place() -> None:
    """Scripts name namespaces of SVG, which nobody fetches; the browser's test watches what is asked for."""
    elsewhere = re.compile(r"(https?:)?//[a-z0-9.-]+\.[a-z]{2,}")
    pages = [path for path in STATIC.rglob("*") if path.suffix in {".html", ".css"}]
    assert pages
    assert {path.name: elsewhere.findall(path.read_text(encoding="utf-8")) for path in pages} == {
        path.name: [] for path in pages
    }


def test_lock_names_no_registry_and_every_hash() -> None:
    """Whoever installs may use a registry of their own: what comes must have these hashes."""
    lock = json.loads((SOURCES / "package-lock.json").read_text(encoding="utf-8"))
    packages = {name: item for name, item in lock["packages"].items() if name}
    assert packages
    for name, item in packages.items():
        assert item["integrity"].startswith("sha512-"), name
        assert "resolved" not in item, name


def npm(*words: str) -> None:
    """Run one of the client's scripts; what it said is in the failure."""
    if shutil.which("node") is None or shutil.which("npm") is None:
        pytest.skip("node and npm are not installed")
    if not (SOURCES / "node_modules" / "vite").is_dir():
        pytest.skip("screen/node_modules is not there: `make test` or `make screen` installs it")
    done = subprocess.run(
        ["npm", "run", "--silent", *words],
        cwd=SOURCES, capture_output=True, text=True, timeout=300, check=False,
    )  # fmt: skip
    assert done.returncode == 0, f"{done.stdout[-6000:]}\n{done.stderr[-2000:]}"


def test_building_again_gives_the_same_bytes(tmp_path: Path) -> None:
    npm("build", "--", "--outDir", str(tmp_path), "--emptyOutDir")
    again = {path.name: sha256(path.read_bytes()) for path in tmp_path.iterdir()}
    assert again == {path.name: sha256(path.read_bytes()) for path in STATIC.iterdir()}


def test_types_of_the_client_hold() -> None:
    npm("check")


def test_tests_of_the_client_pass() -> None:
    npm("test")
