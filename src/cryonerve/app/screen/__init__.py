"""The screen: a page on this computer alone, where a case is planned, run and understood.

`door` lets in whom the token lets in, `documents` keeps what is edited, `scenes` and `runs` what is drawn.
`processes` computes in processes of its own: `sketching` answers at once, `working` does what takes longer.
`live` is the WebSocket, `service` puts all together. The protocol stands in `docs/screen.md`.
"""
