"""Compiled loops of the picture: what stays in place (`tissue`), what a frame changes (`frame`)."""
