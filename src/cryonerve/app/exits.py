"""Exit codes, and how an error becomes a sentence instead of a traceback."""

from __future__ import annotations

import errno
import platform
import sys
import traceback
from collections.abc import Callable
from dataclasses import asdict

from cryonerve.app.interruption import InterruptionError
from cryonerve.app.speech import UnwrittenError, complain, flush, say_json
from cryonerve.errors import CryonerveError, InputError

__all__ = ["BAD_INPUT", "BUG", "FINE", "STOPPED_EARLY", "STOP_FINDING", "guarded"]

FINE = 0
STOP_FINDING = 1
BAD_INPUT = 2
STOPPED_EARLY = 3
BUG = 70  # an error in the program itself; the number sysexits.h gives to it

_HINTS = {
    errno.ENOSPC: "Free some space and run again.",
    errno.EACCES: "Look at the permissions.",
    errno.EMFILE: "Close other programs, or raise the limit of open files.",
}
_KEYBOARD_INTERRUPT = 130  # what the command-line library makes of Ctrl-C


def guarded(action: Callable[[], object], *, debug: bool = False, as_json: bool = False) -> int:
    """Run one command and answer with its exit code; no exception leaves this function.

    Parameters
    ----------
    action : the command; it ends with SystemExit.
    debug : show the traceback of an error in the program itself.
    as_json : put complaints on stdout as JSON too, so that a program that reads it gets a document.
    """
    try:
        code = _answer(action, debug=debug, as_json=as_json)
        flush()
    except UnwrittenError as error:
        complain(f"cryonerve: {error}")
        return BAD_INPUT
    return code


def _answer(action: Callable[[], object], *, debug: bool, as_json: bool) -> int:
    try:
        action()
    except SystemExit as leaving:
        code = _code(leaving)
        if as_json and code == BAD_INPUT:  # the command line itself was refused, and said why on stderr
            refused = {"what": "the command line is not understood", "remedy": "See stderr, or add --help."}
            say_json({"error": "UsageError", "complaints": [refused], "exit_code": BAD_INPUT})
        return code
    except UnwrittenError:
        raise
    except CryonerveError as error:
        return _refused(error, as_json=as_json)
    except (InterruptionError, KeyboardInterrupt) as error:
        complain(f"cryonerve: {str(error) or 'Stopped, as asked.'}")
        return STOPPED_EARLY
    except MemoryError:
        message = "there is not enough memory. Write a larger `solver: spacing`, or a smaller volume."
        return _refused(CryonerveError(message), as_json=as_json)
    except OSError as error:
        where = f"{error.filename}: " if error.filename else ""
        hint = _HINTS.get(error.errno or 0, "Look whether the disk is in order.")
        return _refused(CryonerveError(f"{where}{error.strerror or error}. {hint}"), as_json=as_json)
    except Exception as error:  # noqa: BLE001  the one place where everything is caught, and nothing is hidden
        return _bug(error, debug=debug)
    return FINE


def _code(leaving: SystemExit) -> int:
    if leaving.code == _KEYBOARD_INTERRUPT:
        complain("cryonerve: Stopped, as asked.")
        return STOPPED_EARLY
    if leaving.code is None:
        return FINE
    return leaving.code if isinstance(leaving.code, int) else BAD_INPUT


def _refused(error: CryonerveError, *, as_json: bool) -> int:
    """Say what was not understood; with `as_json` also as a document."""
    complain(f"cryonerve: {error}")
    if as_json:
        listed = error.complaints if isinstance(error, InputError) else ()
        complaints = [asdict(item) for item in listed] or [{"what": str(error)}]
        say_json({"error": type(error).__name__, "complaints": complaints, "exit_code": BAD_INPUT})
    return BAD_INPUT


def _bug(error: Exception, *, debug: bool) -> int:
    from cryonerve import __version__

    if debug:
        complain("".join(traceback.format_exception(error)))
    frames = traceback.extract_tb(error.__traceback__)
    place = f" ({frames[-1].filename.rsplit('/', 1)[-1]}:{frames[-1].lineno})" if frames else ""
    message = " ".join(str(error).split()) or "no message"
    complain(f"cryonerve: an error in the program itself: {type(error).__name__}: {message}{place}")
    complain(
        f"Please report it with the case file, this line, and: cryonerve {__version__}, "
        f"Python {platform.python_version()}, {sys.platform}."
        + ("" if debug else " --debug shows where it happened.")
    )
    return BUG
