"""Migrations of a registry, run by `cryonerve.registry.migrating`."""
