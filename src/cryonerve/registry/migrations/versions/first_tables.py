"""The tables of the first registries.

Revision ID: 0001
Revises:
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make all tables."""
    _administration()
    _people()
    _treatment()
    _results()
    _follow_up()


def _versions(name: str, *columns: sa.Column[object]) -> None:
    """A table of versions of one kind."""
    op.create_table(
        name,
        sa.Column("record", sa.Text(), sa.ForeignKey("records.record"), primary_key=True),
        sa.Column("version", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("void", sa.Boolean(), nullable=False),
        *columns,
    )


def _administration() -> None:
    op.create_table(
        "settings",
        sa.Column("name", sa.Text(), primary_key=True),
        sa.Column("value", sa.Text(), nullable=False),
    )
    op.create_table(
        "audit",
        sa.Column("number", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("at", sa.Text(), nullable=False),
        sa.Column("who", sa.Text(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("record", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("old", sa.Text(), nullable=False),
        sa.Column("new", sa.Text(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.Column("seal", sa.Text(), nullable=False),
    )
    op.create_index("ix_audit_record", "audit", ["record"])
    op.create_table(
        "person_keys",
        sa.Column("person", sa.Text(), primary_key=True),
        sa.Column("key", sa.LargeBinary(), nullable=False),
    )
    op.create_table(
        "erasures",
        sa.Column("person", sa.Text(), primary_key=True),
    )
    op.create_table(
        "records",
        sa.Column("record", sa.Text(), primary_key=True),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("parent", sa.Text(), nullable=False),
        sa.Column("entered", sa.Integer(), nullable=False),
    )
    op.create_index("ix_records_kind_entered", "records", ["kind", "entered"])
    op.create_index("ix_records_parent", "records", ["parent"])
    op.create_index("ix_records_person", "records", ["person"])


def _people() -> None:
    _versions(
        "persons",
        sa.Column("age_years", sa.Integer()),
        sa.Column("age_band", sa.Text()),
        sa.Column("sex", sa.Text()),
        sa.Column("amputation_level", sa.Text()),
        sa.Column("amputation_cause", sa.Text()),
        sa.Column("remark", sa.Text()),
    )
    _versions(
        "consents",
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("given_by", sa.Text(), nullable=False),
        sa.Column("form", sa.Text(), nullable=False),
        sa.Column("form_version", sa.Text(), nullable=False),
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("day", sa.Integer(), nullable=False),
        sa.Column("withdrawn_day", sa.Integer()),
        sa.Column("reconsent_due_day", sa.Integer()),
        sa.Column("remark", sa.Text()),
    )
    _versions(
        "cases",
        sa.Column("title", sa.Text()),
        sa.Column("indication", sa.Text()),
        sa.Column("nerve", sa.Text()),
        sa.Column("side", sa.Text()),
        sa.Column("source", sa.Text()),
        sa.Column("case_digest", sa.Text()),
        sa.Column("remark", sa.Text()),
        sa.Column("case_file", sa.Text()),
    )
    _versions(
        "users",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("active", sa.Boolean()),
    )


def _treatment() -> None:
    _versions(
        "plans",
        sa.Column("made_by", sa.Text()),
        sa.Column("coverage", sa.Double()),
        sa.Column("probability", sa.Double()),
        sa.Column("software", sa.Text()),
        sa.Column("plan_digest", sa.Text()),
        sa.Column("remark", sa.Text()),
        sa.Column("plan_file", sa.Text()),
    )
    _versions(
        "procedures",
        sa.Column("plan", sa.Text()),
        sa.Column("day", sa.Integer(), nullable=False),
        sa.Column("standing", sa.Text()),
        sa.Column("modality", sa.Text()),
        sa.Column("device", sa.Text()),
        sa.Column("gas", sa.Text()),
        sa.Column("probe_diameter_mm", sa.Double()),
        sa.Column("tip_length_mm", sa.Double()),
        sa.Column("levels", sa.Integer()),
        sa.Column("cycles", sa.Integer()),
        sa.Column("freeze_s", sa.Double()),
        sa.Column("thaw_s", sa.Double()),
        sa.Column("thaw", sa.Text()),
        sa.Column("console_temperature_degC", sa.Double()),
        sa.Column("probe_nerve_gap_mm", sa.Double()),
        sa.Column("ice_length_mm", sa.Double()),
        sa.Column("ice_width_mm", sa.Double()),
        sa.Column("guidance", sa.Text()),
        sa.Column("anaesthesia", sa.Text()),
        sa.Column("block_result", sa.Text()),
        sa.Column("skin_protection", sa.Text()),
        sa.Column("technical_success", sa.Text()),
        sa.Column("log_digest", sa.Text()),
        sa.Column("remark", sa.Text()),
        sa.Column("placement", sa.Text()),
        sa.Column("console_log", sa.Text()),
    )


def _results() -> None:
    _versions(
        "predictions",
        sa.Column("plan", sa.Text()),
        sa.Column("procedure", sa.Text()),
        sa.Column("nerve", sa.Text(), nullable=False),
        sa.Column("treated", sa.Boolean()),
        sa.Column("coverage", sa.Double()),
        sa.Column("full_section_length_mm", sa.Double()),
        sa.Column("min_temperature_degC", sa.Double()),
        sa.Column("warmest_fascicle_nadir_degC", sa.Double()),
        sa.Column("grade", sa.Text()),
        sa.Column("p_axonotmesis", sa.Double()),
        sa.Column("recovery_p5_days", sa.Double()),
        sa.Column("recovery_p50_days", sa.Double()),
        sa.Column("recovery_p95_days", sa.Double()),
        sa.Column("pain_return_p5_days", sa.Double()),
        sa.Column("pain_return_p50_days", sa.Double()),
        sa.Column("pain_return_p95_days", sa.Double()),
        sa.Column("software", sa.Text()),
        sa.Column("kernel", sa.Text()),
        sa.Column("spacing_mm", sa.Double()),
        sa.Column("case_digest", sa.Text()),
        sa.Column("summary_digest", sa.Text()),
        sa.Column("summary_file", sa.Text()),
    )


def _follow_up() -> None:
    _versions(
        "measurements",
        sa.Column("procedure", sa.Text()),
        sa.Column("instrument", sa.Text(), nullable=False),
        sa.Column("instrument_version", sa.Text()),
        sa.Column("day", sa.Integer(), nullable=False),
        sa.Column("standing", sa.Text()),
        sa.Column("score", sa.Double()),
        sa.Column("unit", sa.Text()),
        sa.Column("condition", sa.Text()),
        sa.Column("respondent", sa.Text()),
        sa.Column("remark", sa.Text()),
        sa.Column("answers", sa.Text()),
    )
    _versions(
        "adverse_events",
        sa.Column("procedure", sa.Text()),
        sa.Column("term", sa.Text(), nullable=False),
        sa.Column("scale", sa.Text(), nullable=False),
        sa.Column("scale_version", sa.Text(), nullable=False),
        sa.Column("grade", sa.Text(), nullable=False),
        sa.Column("relatedness", sa.Text()),
        sa.Column("onset_day", sa.Integer(), nullable=False),
        sa.Column("resolved_day", sa.Integer()),
        sa.Column("remark", sa.Text()),
    )
