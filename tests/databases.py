"""A real PostgreSQL server for tests: from the Debian package, in a temporary folder, by a socket only."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

ACCOUNT = "postgres"  # the server refuses to run as root


def programs() -> Path | None:
    """Folder of the server's programs, the newest; None where it is not installed."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: float(path.parts[-3]))
    if found:
        return found[-1].parent
    initdb = shutil.which("initdb")
    return Path(initdb).resolve().parent if initdb else None


def missing() -> str:
    """Why there can be no server here; "" where there can."""
    if programs() is None:
        return "PostgreSQL is not installed (Debian: apt-get install postgresql)"
    if os.geteuid() == 0 and shutil.which("runuser") is None:
        return "PostgreSQL does not run as root, and there is no runuser to run it as somebody else"
    return ""


@dataclass(frozen=True)
class Server:
    """A server that runs; `address` of a database of it."""

    folder: Path

    def run(self, name: str, *words: str) -> None:
        as_other = ["runuser", "-u", ACCOUNT, "--"] if os.geteuid() == 0 else []
        command = [*as_other, str(Path(programs() or "") / name), *words]
        done = subprocess.run(command, capture_output=True, text=True, check=False, cwd="/", timeout=120)
        assert done.returncode == 0, f"{name}: {done.stdout}{done.stderr}"

    def start(self) -> None:
        options = f"-k {self.folder} -c listen_addresses='' -c fsync=off -c max_connections=50"
        log = str(self.folder / "log")
        self.run("pg_ctl", "start", "-w", "-D", str(self.folder / "data"), "-l", log, "-o", options)

    def stop(self) -> None:
        """At once, as in a crash: the next start recovers from the log."""
        self.run("pg_ctl", "stop", "-w", "-D", str(self.folder / "data"), "-m", "immediate")

    def database(self, name: str, template: str = "template0") -> str:
        """The address of a new database: empty, or a copy of another one of this server."""
        import psycopg

        with psycopg.connect(
            host=str(self.folder), user=ACCOUNT, dbname=ACCOUNT, autocommit=True
        ) as connection:
            connection.execute(f"CREATE DATABASE {name} TEMPLATE {template}")  # type: ignore[call-overload]
        return f"postgresql://{ACCOUNT}@/{name}?host={self.folder}"


def new_server() -> Server:
    folder = Path(tempfile.mkdtemp(prefix="pg-"))
    if os.geteuid() == 0:
        shutil.chown(folder, ACCOUNT)
    server = Server(folder)
    server.run("initdb", "-D", str(folder / "data"), "-U", ACCOUNT, "-A", "trust", "-E", "UTF8", "--no-sync")
    server.start()
    return server


def end_server(server: Server) -> None:
    server.stop()
    shutil.rmtree(server.folder, ignore_errors=True)
