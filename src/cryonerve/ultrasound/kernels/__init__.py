"""Compiled loops over pixels, rays and scatterers; imported inside the functions that need them."""
