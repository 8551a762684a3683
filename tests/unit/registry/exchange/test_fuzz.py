"""Files that are not what they say: read right or refused with a place, never half."""

from __future__ import annotations

import json
import random
import re
from pathlib import Path

import pytest

from cryonerve.errors import InputError
from cryonerve.registry import open_registry, verify
from cryonerve.registry.access import looking
from cryonerve.registry.exchange import import_files
from cryonerve.registry.schema import AUDIT, RECORDS
from tests.unit.registry.exchange.full import enter, sent

FILES = {
    "csv": "measurement.csv",
    "parquet": "measurement.parquet",
    "redcap": "records.csv",
    "fhir": "bundle.json",
    "dicom-sr": "*.dcm",
}
NASTY = (
    None, True, False, 0, -1, 2**70, 1e308, -1e-320, 0.5, "", " ", "x" * 500, "💥\u0000", "2021-03-04",
    "\ud800", "P-2222-2222-2222", "Patient/1", "urn:uuid:0", [], {}, [[]], [{}], {"url": "a"},
    [None], {"reference": 3},
)  # fmt: skip
NASTY_BYTES = (
    b"", b"\0", b"\xff\xfe", b'"', b"'", b",", b"\n", b"\r\n", b"{", b"}", b"=1+1", b"1e999", b"NaN", b"-",
    b"P-2222-2222-2222", "٣".encode(), b"\xed\xa0\x80", b"null", b"vas", b"\x40\x00\xa7\x30", b"\xff" * 8,
)  # fmt: skip


def mutated_bytes(content: bytes, chance: random.Random) -> bytes:
    """A few bytes flipped, put in, taken away, repeated, or the end cut off."""
    found = bytearray(content)
    for _ in range(chance.choice((1, 1, 1, 2, 5))):
        place = chance.randrange(len(found) + 1)
        length = chance.choice((1, 1, 2, 8, 40))
        match chance.randrange(6):
            case 0 if place < len(found):
                found[place] ^= 1 << chance.randrange(8)
            case 1:
                found[place : place + chance.choice((0, length))] = chance.choice(NASTY_BYTES)
            case 2:
                del found[place : place + length]
            case 3:
                found[place:place] = found[place : place + length]
            case 4 if chance.random() < 0.3:
                del found[place:]
            case _:
                other = chance.randrange(len(found) + 1)
                found[place : place + length] = found[other : other + length]
    return bytes(found)


def mutated_json(content: bytes, chance: random.Random) -> bytes:
    """One value exchanged, taken away, or put under another name."""
    document = json.loads(content)
    for _ in range(chance.choice((1, 1, 2))):
        here = document
        while True:
            keys = list(here) if isinstance(here, dict) else list(range(len(here)))
            if not keys:
                break
            key = chance.choice(keys)
            deeper = here[key]
            if isinstance(deeper, dict | list) and chance.random() < 0.85:
                here = deeper
                continue
            match chance.randrange(4):
                case 0:
                    del here[key]
                case 1 if isinstance(here, dict):
                    here[chance.choice(("valueString", "status", "x", "extension", "id"))] = here.pop(key)
                case 2 if isinstance(here, list):
                    here.append(here[key])
                case _:
                    here[key] = chance.choice(NASTY)
            break
    return json.dumps(document).encode()


def mutated_cells(content: bytes, chance: random.Random) -> bytes:
    """One cell of a table exchanged for another of the file, or for something nasty."""
    lines = content.decode().split("\n")
    place = chance.randrange(len(lines))
    cells = lines[place].split(",")
    others = re.split(r"[,\n]", content.decode())
    what = (chance.choice(others), str(chance.choice(NASTY)), "")
    cells[chance.randrange(len(cells))] = chance.choice(what)
    lines[place] = ",".join(cells)
    return "\n".join(lines).encode("utf-8", "surrogatepass")


MUTATIONS = {
    "csv": (mutated_bytes, mutated_cells),
    "redcap": (mutated_bytes, mutated_cells),
    "fhir": (mutated_bytes, mutated_json, mutated_json),
    "parquet": (mutated_bytes,),
    "dicom-sr": (mutated_bytes,),
}


def size(registry) -> tuple[int, int]:
    with looking(registry) as connection:
        count = len(connection.execute(RECORDS.select()).all())
        return count, len(connection.execute(AUDIT.select()).all())


def fuzz(tmp_path: Path, format: str, seeds: range) -> dict[str, int]:
    with open_registry(tmp_path / "source.sqlite", who="anna") as source:
        enter(source, people=1)
        sent(source, tmp_path / "out", format)
        (good,) = (tmp_path / "out").glob(FILES[format])
        content = good.read_bytes()
    told = {"read": 0, "refused": 0}
    file = tmp_path / "given"
    with open_registry(tmp_path / "target.sqlite", who="bob") as registry:
        if format in ("csv", "parquet"):  # what the table belongs to
            sent_whole = [path for path in (tmp_path / "out").iterdir() if path != good]
            import_files(registry, sent_whole)
        for seed in seeds:
            chance = random.Random(seed)
            file.write_bytes(chance.choice(MUTATIONS[format])(content, chance))
            before = size(registry)
            try:
                found = import_files(registry, [file])
            except InputError as error:
                told["refused"] += 1
                assert size(registry) == before, seed
                for complaint in error.complaints:
                    assert complaint.what, seed
                    assert complaint.file or complaint.field, (seed, str(complaint))
            else:
                told["read"] += 1
                assert size(registry)[0] == before[0] + sum(found.added.values()), seed
        assert verify(registry).whole
    return told


@pytest.mark.parametrize("format", FILES)
def test_500_broken_files(tmp_path, format) -> None:
    told = fuzz(tmp_path, format, range(500))
    assert told["refused"] > 100, told


@pytest.mark.slow
@pytest.mark.parametrize("format", FILES)
def test_5000_more_broken_files(tmp_path, format) -> None:
    told = fuzz(tmp_path, format, range(500, 5_500))
    assert told["refused"] > 1000, told
