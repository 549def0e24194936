"""Triggers that make the database itself refuse a deed, as operations for migrations.

Changing a guarded table again on SQLite rebuilds it without its triggers: guard it again after that.
"""

from dataclasses import dataclass

from django.db.migrations import RunPython

SQLITE = """
CREATE TRIGGER {name} BEFORE {deed} ON {table} WHEN {condition}
BEGIN SELECT RAISE(ABORT, '{words}'); END
"""
POSTGRES_FUNCTION = """
CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION '{words}' USING ERRCODE = 'integrity_constraint_violation'; END $$
"""
POSTGRES_TRIGGER = """
CREATE TRIGGER {name} BEFORE {deed} ON {table} FOR EACH ROW WHEN ({condition}) EXECUTE FUNCTION {name}()
"""


@dataclass(frozen=True)
class Guard:
    """A trigger: its name, its table, the deed, when it applies, and what the database says then."""

    name: str
    table: str
    deed: str
    words: str
    condition: str = "TRUE"


def never_changes(table: str, words: str, condition: str = "TRUE") -> list[Guard]:
    """A row that the condition holds for is neither updated nor deleted."""
    return [
        Guard(f"{table}_no_{deed.lower()}", table, deed, words, condition) for deed in ("UPDATE", "DELETE")
    ]


def guard(*guards: Guard) -> RunPython:
    """The operation that makes the triggers, and takes them away when it is reversed."""

    def make(apps, schema_editor):
        for one in guards:
            statements = [SQLITE] if is_sqlite(schema_editor) else [POSTGRES_FUNCTION, POSTGRES_TRIGGER]
            for statement in statements:
                schema_editor.execute(statement.format(**vars(one)))

    def take_away(apps, schema_editor):
        for one in guards:
            what = f"TRIGGER {one.name}" if is_sqlite(schema_editor) else f"FUNCTION {one.name}() CASCADE"
            schema_editor.execute(f"DROP {what}")

    return RunPython(make, take_away)


def is_sqlite(schema_editor) -> bool:
    return schema_editor.connection.vendor == "sqlite"
