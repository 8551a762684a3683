"""The chain of entries: who changed what, when and why, each hashed with the one before.

    hash_n = SHA-256(hash_(n-1), entry_n),        seal_n = HMAC-SHA-256(seal key, hash_n)

An entry holds no content, but a digest of the content before and after, made with a key of the person:
HMAC-SHA-256(person's key, content). So the chain stays whole when a person's records and key are erased, and
what is left cannot be used to guess a score of 0 to 10.
"""

from __future__ import annotations

import hmac
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256

__all__ = ["FIRST", "Chain", "Entry", "content_digest", "entry_hash", "seal_of"]

FIRST = sha256(b"cryonerve.registry/1").hexdigest()  # what the first entry follows


@dataclass(frozen=True, slots=True)
class Entry:
    """What is said of one change. `old` and `new` are digests; "" where there is nothing."""

    action: str
    kind: str = ""
    record: str = ""
    version: int = 0
    person: str = ""
    old: str = ""
    new: str = ""
    why: str = ""


@dataclass
class Chain:
    """The end of the chain while one transaction adds to it.

    Attributes
    ----------
    number, hash : of the last entry.
    at, who : of all entries that this transaction adds. UTC.
    seal : key of the seals, b"" for none.
    """

    number: int
    hash: str
    at: str
    who: str
    seal: bytes

    def link(self, entry: Entry) -> dict[str, object]:
        """The next row of the table `audit`."""
        self.number += 1
        row: dict[str, object] = {
            "number": self.number,
            "at": self.at,
            "who": self.who,
            "action": entry.action,
            "kind": entry.kind,
            "record": entry.record,
            "version": entry.version,
            "person": entry.person,
            "old": entry.old,
            "new": entry.new,
            "why": entry.why,
        }
        self.hash = entry_hash(self.hash, tuple(row.values()))
        return {**row, "hash": self.hash, "seal": seal_of(self.hash, self.seal)}


def entry_hash(before: str, entry: Sequence[object]) -> str:
    """Hash of an entry (its eleven values in the order of the table) that follows the hash `before`.

    >>> entry_hash(FIRST, (1, "now", "anna", "begin", "", "", 0, "", "", "", "")) != FIRST
    True
    """
    written = json.dumps(entry, ensure_ascii=False, separators=(",", ":"))
    return sha256(f"{before}\n{written}".encode()).hexdigest()


def seal_of(digest: str, key: bytes) -> str:
    """Seal of a hash, which only who has the key can make; "" without a key."""
    return hmac.digest(key, digest.encode(), "sha256").hex() if key else ""


def content_digest(key: bytes, place: Sequence[object], values: Mapping[str, object]) -> str:
    """Keyed digest of one version of a record.

    Parameters
    ----------
    key : the person's key; b"" for users, who are not erased.
    place : kind, record, person, parent, version, void.
    values : its fields as they are stored; None and left out are the same.
    """
    given = {name: value for name, value in sorted(values.items()) if value is not None}
    written = json.dumps([list(place), given], ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return hmac.digest(key, written.encode(), "sha256").hex()
