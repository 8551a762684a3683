"""Compiled loops of pictures and tracking; import them inside functions only, they load Numba."""
