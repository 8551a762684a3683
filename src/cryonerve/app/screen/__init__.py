"""The screen: a page on this computer alone, where a case is planned, run and understood.

`door` lets in whom the token lets in; `documents` keeps what is edited; `scenes` draws the body; `solvers` are the
processes that compute; `live` is the WebSocket; `service` puts them together. `docs/screen.md` has the protocol.
"""
