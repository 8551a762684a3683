"""What a person says when a live session begins: simulated scanner or address, and the command's options."""

from __future__ import annotations

import re
import socket
from typing import Any

from pydantic import BaseModel, Field

from cryonerve.app.screen.following_options import OPTIONS, chosen_of, on_the_page, streamed_of
from cryonerve.errors import ClipError, Complaint, InputError, nearest

__all__ = ["LiveStart", "Simulated"]

HOST = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._:%-]{0,252}[A-Za-z0-9])?|::1")
PATIENCE = 3.0  # s in which a server must answer
HERE = "127.0.0.1"
WORDS = Field("", max_length=64)


class Simulated(BaseModel):
    """A scanner and console that are not there: `speed` s in one second.

    Speckle and noise come of `seed`, and so does the sample where `truth` is one (see `ultrasound.twins`).
    """

    truth: str = Field("run", max_length=16)
    seed: int = Field(1, ge=0, le=2**31)
    speed: float = Field(1.0, gt=0.0, le=60.0)
    fault: str = ""
    fault_after: float = Field(10.0, ge=0.0)


class LiveStart(BaseModel):
    """Either `simulated`, or `host` and `port` of an OpenIGTLink server.

    All others are the options of `cryonerve follow --stream` by their names, as texts with their units; empty
    where nothing is said.
    """

    simulated: Simulated | None = None
    host: str = Field("", max_length=255)
    port: int = 18944
    device: str = WORDS
    orientation: str = WORDS
    scale: str = WORDS
    region: str = WORDS
    starts_at: str = WORDS
    freezing_from: str = WORDS
    view: str = WORDS
    shift: str = WORDS
    probe: str = WORDS
    at: str = WORDS
    near: str = WORDS
    thermocouple: str = WORDS
    goal: str = WORDS
    publish: str = Field("", max_length=262)
    members: str = WORDS
    seed: str = WORDS
    record: bool = True

    @property
    def words(self) -> str:
        """The source, for a person."""
        if self.simulated is None:
            return f"OpenIGTLink stream of {self.host}, port {self.port}"
        fault = f", fault: {self.simulated.fault}" if self.simulated.fault else ""
        return f"simulated scanner at {self.simulated.speed:g} times the speed{fault}"

    @property
    def place(self) -> str:
        """The server's host and port, as the command line has them."""
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"

    def options(self) -> dict[str, Any]:
        """What the processes that follow and scan are told."""
        return {key: getattr(self, key) for key in OPTIONS} | self.model_dump(include={"simulated"})

    def check(self) -> None:
        """See that there is somebody to connect to, before minutes are spent on members.

        Raises
        ------
        InputError
            Two sources or none, no address, an option that is not understood, nobody answers, or the port for
            what is sent is taken; its field is this model's.
        """
        self._check_source()
        try:
            self._check_options()
        except InputError as error:
            raise on_the_page(error) from error
        if self.simulated is None:
            self._check_answer()

    def _check_options(self) -> None:
        """As the command does; the port is listened on for a moment."""
        from cryonerve.app.watching import agreed, publisher_at

        server = HERE if self.simulated is not None else self.place
        said = self.options()
        known = agreed(streamed_of(said, server), chosen_of(said))
        if known.publish is not None:
            publisher_at(known.publish).close()

    def _check_source(self) -> None:
        """One source, and one that there can be."""
        from cryonerve.ultrasound.simulated_scanner import Pace
        from cryonerve.ultrasound.twins import TRUTHS

        if self.simulated is not None:
            if self.host:
                raise InputError(Complaint("two sources at once", "Choose the scanner or an address."))
            Pace(speed=self.simulated.speed, fault=self.simulated.fault)
            if self.simulated.truth not in TRUTHS:
                what = f"no truth is called '{self.simulated.truth}'"
                raise InputError(Complaint(what, nearest(self.simulated.truth, TRUTHS), field="truth"))
            return
        if not HOST.fullmatch(self.host):
            what = f"'{self.host[:60]}' is no name or address of a computer" if self.host else "no address"
            raise ClipError(Complaint(what, "Write one like 127.0.0.1 or scanner.local.", field="host"))
        if not 0 < self.port < 65536:
            raise ClipError(Complaint(f"{self.port} is no port", "Write 1 to 65535.", field="port"))

    def _check_answer(self) -> None:
        """Whether somebody answers there."""
        try:
            socket.create_connection((self.host, self.port), timeout=PATIENCE).close()
        except OSError as error:
            why = "it does not answer" if isinstance(error, TimeoutError) else error.strerror or str(error)
            what = f"{self.host}, port {self.port}, cannot be reached: {why}"
            remedy = "Look at the address, and whether the server (such as PLUS) runs and lets you in."
            raise ClipError(Complaint(what, remedy, field="host")) from error
