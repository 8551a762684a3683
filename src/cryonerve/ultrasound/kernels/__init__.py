"""Compiled loops of the pictures; import them inside functions only, they load Numba."""
