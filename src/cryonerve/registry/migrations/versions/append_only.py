"""Append-only by the database itself: triggers that refuse to change or delete what was recorded.

Records may be deleted only after their person stands in `erasures`. Whoever may drop triggers can get around
them; then the chain tells.

Revision ID: 0002
Revises: 0001
"""

from __future__ import annotations

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

FIXED = ("audit", "settings", "erasures")  # never changed, never deleted
VERSIONED = (
    "persons",
    "consents",
    "cases",
    "plans",
    "procedures",
    "predictions",
    "measurements",
    "adverse_events",
    "users",
)
OF_A_PERSON = "EXISTS (SELECT 1 FROM erasures WHERE person = OLD.person)"
OF_A_RECORD = "EXISTS (SELECT 1 FROM erasures JOIN records USING (person) WHERE records.record = OLD.record)"
# deleted only for a person who stands in `erasures`
ERASABLE = {
    "records": OF_A_PERSON,
    "person_keys": OF_A_PERSON,
    **dict.fromkeys(VERSIONED, OF_A_RECORD),
}
# SQLite's INSERT OR REPLACE deletes without asking the triggers of a deletion: a second row is refused
SECOND = {
    "audit": "NEW.number <> (SELECT coalesce(max(number), 0) + 1 FROM audit)",
    "settings": "EXISTS (SELECT 1 FROM settings WHERE name = NEW.name)",
    "erasures": "EXISTS (SELECT 1 FROM erasures WHERE person = NEW.person)",
    "records": "EXISTS (SELECT 1 FROM records WHERE record = NEW.record)",
    "person_keys": "EXISTS (SELECT 1 FROM person_keys WHERE person = NEW.person)",
    **{
        table: f"EXISTS (SELECT 1 FROM {table} WHERE record = NEW.record AND version = NEW.version)"
        for table in VERSIONED
    },
}


def upgrade() -> None:
    """Make the triggers."""
    rules = _sqlite if op.get_bind().dialect.name == "sqlite" else _postgresql
    for statement in rules():
        op.execute(statement)


def _sqlite() -> list[str]:
    made = []
    for table in (*FIXED, *ERASABLE):
        rules = {
            "unchanged": ("UPDATE", "", "is not changed"),
            "kept": ("DELETE", f"WHEN NOT {ERASABLE[table]}" if table in ERASABLE else "", "is kept"),
            "added": ("INSERT", f"WHEN {SECOND[table]}", "holds that row"),
        }
        for name, (when, condition, said) in rules.items():
            made.append(
                f"CREATE TRIGGER {table}_{name} BEFORE {when} ON {table} {condition} "
                f"BEGIN SELECT RAISE(ABORT, 'append-only: {table} {said}'); END"
            )
    return made


def _postgresql() -> list[str]:
    made = [
        "CREATE FUNCTION registry_append_only() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'append-only: % is not changed', TG_TABLE_NAME; END $$"
    ]
    for table in (*FIXED, *ERASABLE):
        call = "EXECUTE FUNCTION registry_append_only()"
        made.append(f"CREATE TRIGGER {table}_unchanged BEFORE UPDATE ON {table} FOR EACH ROW {call}")
        made.append(f"CREATE TRIGGER {table}_whole BEFORE TRUNCATE ON {table} FOR EACH STATEMENT {call}")
        if table not in ERASABLE:
            made.append(f"CREATE TRIGGER {table}_kept BEFORE DELETE ON {table} FOR EACH ROW {call}")
            continue
        # a trigger's own condition may hold no query, so that the function does
        made.append(
            f"CREATE FUNCTION registry_keep_{table}() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN IF {ERASABLE[table]} THEN RETURN OLD; END IF; "
            f"RAISE EXCEPTION 'append-only: {table} is kept'; END $$"
        )
        made.append(
            f"CREATE TRIGGER {table}_kept BEFORE DELETE ON {table} FOR EACH ROW "
            f"EXECUTE FUNCTION registry_keep_{table}()"
        )
    return made
