"""What went wrong, as the page gets it: a sentence, what to do, where; never a traceback."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cryonerve.errors import (
    AbsentError,
    Complaint,
    CryonerveError,
    IdentifierError,
    InputError,
    OvertakenError,
    RegistryError,
)

if TYPE_CHECKING:
    from fastapi import FastAPI

__all__ = [
    "BUSY",
    "NOT_FOUND",
    "ConflictError",
    "MissingError",
    "TakenError",
    "body_of",
    "install",
    "spoken_error",
]

BAD_INPUT, NOT_FOUND, CONFLICT, BUSY = 422, 404, 409, 503
MOST_SAID = 5  # complaints that are told; more are not read
MOST_FIELDS = 50  # of a form of the registry, each beside its field


class MissingError(InputError):
    """There is nothing of that name here."""


class TakenError(InputError):
    """There is one of it only, and somebody has it."""


class ConflictError(InputError):
    """Another tab was quicker; `document` is what it left."""

    def __init__(self, document: dict[str, Any], *complaints: Complaint) -> None:
        super().__init__(*complaints)
        self.document = document


def body_of(what: str, remedy: str = "", *, field: str = "", line: int = 0) -> dict[str, Any]:
    """An error as the page gets it.

    >>> body_of("no token")["error"]["what"]
    'no token'
    """
    said = {"what": what, "remedy": remedy, "field": field}
    return {"error": {name: _sendable(text) for name, text in said.items()} | {"line": line}}


def _sendable(text: str) -> str:
    """Half a letter that somebody sent cannot be sent back."""
    return text.encode("utf-8", "replace").decode()


def spoken_error(error: BaseException) -> dict[str, Any]:
    """Any error as the page gets it; one that is not bad input is called what it is."""
    if isinstance(error, InputError) and error.complaints:
        first = error.complaints[0]
        remedy = first.remedy.replace(" with -o RUN", " with --folder when the server is started")
        said = body_of(first.what, remedy, field=first.field, line=first.line)
        most = MOST_FIELDS if isinstance(error, RegistryError) else MOST_SAID
        more = error.complaints[1:most]
        said["error"]["more"] = [
            body_of(item.what, item.remedy, field=item.field, line=item.line)["error"] for item in more
        ]
        if isinstance(error, IdentifierError):
            said["error"]["may_override"] = True
        return said
    if isinstance(error, CryonerveError):
        return body_of(str(error))
    if isinstance(error, MemoryError):
        return body_of("there is not enough memory", "Choose a coarser solver spacing or a smaller volume.")
    if isinstance(error, OSError):
        return body_of(f"the disk refuses: {error.strerror or error}", "Look whether it is full or locked.")
    words = " ".join(str(error).split())[:300]
    what = f"an error in the program itself: {type(error).__name__}: {words}"
    return body_of(what, "Please report it with the case file.")


def _status(error: BaseException) -> int:
    if isinstance(error, MissingError | AbsentError):
        return NOT_FOUND
    if isinstance(error, ConflictError | OvertakenError | TakenError):
        return CONFLICT
    return BAD_INPUT if isinstance(error, CryonerveError) else 500


def install(app: FastAPI) -> None:
    """Let every error of the application's routes become such an answer."""
    from fastapi.exceptions import RequestValidationError
    from fastapi.responses import JSONResponse
    from starlette.exceptions import HTTPException
    from starlette.requests import Request

    async def refused(request: Request, error: Exception) -> JSONResponse:
        del request
        said = spoken_error(error)
        if isinstance(error, ConflictError):
            said["document"] = error.document
        if isinstance(error, OvertakenError):
            said["record"] = error.record
        return JSONResponse(said, _status(error))

    async def misread(request: Request, error: Exception) -> JSONResponse:
        del request
        found = error.errors()[0] if isinstance(error, RequestValidationError) and error.errors() else {}
        place = ".".join(str(part) for part in found.get("loc", ()) if part != "body")
        words = str(found.get("msg", "it is not what is asked for here"))
        said = body_of(f"the request is not understood: {words}", "Reload the page.", field=place)
        return JSONResponse(said, BAD_INPUT)

    async def plain(request: Request, error: Exception) -> JSONResponse:
        del request
        assert isinstance(error, HTTPException)
        words = "there is nothing at this address" if error.status_code == NOT_FOUND else str(error.detail)
        return JSONResponse(body_of(words.lower()), error.status_code)

    for kind, answer in (
        (RequestValidationError, misread),
        (HTTPException, plain),
        (CryonerveError, refused),
        (Exception, refused),
    ):
        app.add_exception_handler(kind, answer)
