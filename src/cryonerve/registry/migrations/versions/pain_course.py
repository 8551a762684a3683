"""Acute or chronic pain, on the case: what change matters differs by it.

Revision ID: 0003
Revises: 0002
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column; what was recorded before says nothing of it, and its digests stay as they are."""
    op.add_column("cases", sa.Column("pain_course", sa.Text()))
