"""What a person says when a live session begins: the simulated scanner, or an address."""

from __future__ import annotations

import re
import socket
from typing import Any

from pydantic import BaseModel, Field

from cryonerve.errors import ClipError, Complaint, InputError

__all__ = ["LiveStart", "Simulated"]

HOST = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._:%-]{0,252}[A-Za-z0-9])?|::1")
PATIENCE = 3.0  # s in which a server must answer


class Simulated(BaseModel):
    """A scanner and console that are not there: of speckle and noise by `seed`, `speed` s in one second."""

    seed: int = Field(1, ge=0, le=2**31)
    speed: float = Field(1.0, gt=0.0, le=60.0)
    fault: str = ""
    fault_after: float = Field(10.0, ge=0.0)


class LiveStart(BaseModel):
    """Either `simulated`, or `host` and `port` of an OpenIGTLink server."""

    simulated: Simulated | None = None
    host: str = Field("", max_length=255)
    port: int = 18944
    device: str = Field("", max_length=64)
    scale: str = Field("", max_length=64)
    starts_at: str = Field("", max_length=64)
    record: bool = True

    @property
    def words(self) -> str:
        """The source, for a person."""
        if self.simulated is None:
            return f"OpenIGTLink stream of {self.host}, port {self.port}"
        fault = f", fault: {self.simulated.fault}" if self.simulated.fault else ""
        return f"simulated scanner at {self.simulated.speed:g} times the speed{fault}"

    def options(self) -> dict[str, Any]:
        """What the process that follows is told."""
        return {key: getattr(self, key) for key in ("device", "scale", "starts_at", "record")}

    def check(self) -> None:
        """See that there is somebody to connect to, before minutes are spent on members.

        Raises
        ------
        InputError
            Two sources or none, no address, an option that is not understood, or nobody answers.
        """
        from cryonerve.app.following import Chosen, understood
        from cryonerve.app.streams import spacing_of
        from cryonerve.ultrasound.simulated_scanner import Pace

        understood(Chosen(starts_at=self.starts_at or None))
        spacing_of(self.scale or None)
        if self.simulated is not None:
            if self.host:
                raise InputError(Complaint("two sources at once", "Choose the scanner or an address."))
            Pace(speed=self.simulated.speed, fault=self.simulated.fault)
            return
        if not HOST.fullmatch(self.host):
            what = f"'{self.host[:60]}' is no name or address of a computer" if self.host else "no address"
            raise ClipError(Complaint(what, "Write one like 127.0.0.1 or scanner.local.", field="host"))
        if not 0 < self.port < 65536:
            raise ClipError(Complaint(f"{self.port} is no port", "Write 1 to 65535.", field="port"))
        try:
            socket.create_connection((self.host, self.port), timeout=PATIENCE).close()
        except OSError as error:
            why = "it does not answer" if isinstance(error, TimeoutError) else error.strerror or str(error)
            what = f"{self.host}, port {self.port}, cannot be reached: {why}"
            remedy = "Look at the address, and whether the server (such as PLUS) runs and lets you in."
            raise ClipError(Complaint(what, remedy, field="host")) from error
