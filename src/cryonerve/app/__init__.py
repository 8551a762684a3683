"""The doors: what a person types, and the road behind it."""
