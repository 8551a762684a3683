"""What Alembic runs: migrations on the connection, and in the transaction, that the caller has open."""

from __future__ import annotations

from alembic import context

context.configure(connection=context.config.attributes["connection"])
with context.begin_transaction():
    context.run_migrations()
