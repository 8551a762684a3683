"""The registry as the screen has it: opened when somebody looks, kept open, never made by looking.

Statements run in threads, few at a time: a writer that waits for another program holds up no other route.
A file that was replaced or taken away is noticed by its number in the file system.
"""

from __future__ import annotations

import asyncio
import os
import threading
from collections.abc import Callable
from contextlib import ExitStack
from typing import TYPE_CHECKING, Any, TypeVar

from starlette.concurrency import run_in_threadpool

from cryonerve.app.record_options import Door, needed
from cryonerve.app.screen.refusals import spoken_error
from cryonerve.errors import AbsentError, InputError, RegistryError

if TYPE_CHECKING:
    from cryonerve.registry.access import Registry

__all__ = ["RegistrySession"]

AT_ONCE = 4  # threads that ask the registry; the pool of connections holds more
T = TypeVar("T")
Place = tuple[int, int]


class RegistrySession:
    """One registry for all pages; `door` says where it is, who comes, and with which keys."""

    def __init__(self, door: Door) -> None:
        self.door = door
        self._lock = threading.Lock()
        self._turns = asyncio.Semaphore(AT_ONCE)
        self._registry: Registry | None = None
        self._file: Place | None = None
        self._open = ExitStack()

    async def ask(self, act: Callable[[Registry], T]) -> T:
        """What `act` gives for the open registry, from a thread.

        Raises
        ------
        RegistryError
            There is no registry, it cannot be opened, or `act` refuses.
        """
        return await self._in_turn(lambda: act(self.opened()))

    async def state(self) -> dict[str, Any]:
        """Whether there is a registry, who comes and what that user may do; makes none."""
        return await self._in_turn(self._state)

    async def make(self) -> dict[str, Any]:
        """Make a registry where there is none; its state.

        Raises
        ------
        RegistryError
            It cannot be made, or what is there cannot be opened.
        """
        await self._in_turn(lambda: self.opened(make=True))
        return await self.state()

    async def _in_turn(self, act: Callable[[], T]) -> T:
        async with self._turns:
            return await run_in_threadpool(act)

    def opened(self, *, make: bool = False) -> Registry:
        """The open registry; the same one as before unless its file has become another."""
        needed()
        with self._lock:
            there = self._number()
            if self._registry is not None and there != self._file:
                self._let_go()
            if self._registry is None:
                self._registry = self._open.enter_context(self.door.opened(make=make))
                self._file = there or self._number()
            return self._registry

    def _number(self) -> Place | None:
        """What tells the file from another one of the same name; None for a database, or where none is."""
        from cryonerve.registry.place import place_of

        place = place_of(self.door.store)
        try:
            found = None if place.address else os.stat(place.file)
        except OSError:
            return None
        return None if found is None else (found.st_dev, found.st_ino)

    def _state(self) -> dict[str, Any]:
        said: dict[str, Any] = {
            "installed": True, "exists": False, "place": "", "encrypted": self.door.keyed, "who": "",
            "role": "", "may": [], "problem": None, "counts": {},
        }  # fmt: skip
        try:
            needed()
        except RegistryError as error:
            return said | {"installed": False, "problem": _problem(error)}
        from cryonerve.registry.opening import user_name
        from cryonerve.registry.place import place_of

        try:
            said |= {"place": str(place_of(self.door.store)), "who": user_name(self.door.who)}
            if not self.door.there():
                return said
            said["exists"] = True
            return said | self._inside(self.opened())
        except AbsentError:
            return said | {"exists": False}
        except (InputError, OSError) as error:
            return said | {"problem": _problem(error)}

    @staticmethod
    def _inside(registry: Registry) -> dict[str, Any]:
        """What an open registry says of its user and of itself."""
        from cryonerve.registry.access import looking
        from cryonerve.registry.listing import numbers
        from cryonerve.registry.roles import ROLES, require

        with looking(registry) as connection:
            role = require(connection, registry.who, "read")
            counts = numbers(connection)
        return {
            "encrypted": bool(registry.key), "who": registry.who, "role": role, "may": sorted(ROLES[role]),
            "counts": counts,
        }  # fmt: skip

    def close(self) -> None:
        """Let go of the registry; the next look opens it again."""
        with self._lock:
            self._let_go()

    def _let_go(self) -> None:
        self._registry, self._file = None, None
        self._open.close()


def _problem(error: BaseException) -> dict[str, str]:
    said = spoken_error(error)["error"]
    return {"what": said["what"], "remedy": said["remedy"]}
