from django.db import migrations

# Each table, when a row of it may no longer be changed, and what the database says then.
GUARDED = [
    ("regions_memorandum", "OLD.issued_at IS NOT NULL", "An issued memorandum is never changed."),
    ("regions_memorandumsignature", "TRUE", "A signature is never changed."),
    ("regions_memorandumwithdrawal", "TRUE", "A withdrawal is never changed."),
]
SQLITE = """
CREATE TRIGGER {table}_no_{deed} BEFORE {deed} ON {table} WHEN {condition}
BEGIN SELECT RAISE(ABORT, '{words}'); END
"""
POSTGRES_FUNCTION = """
CREATE FUNCTION {table}_never_changes() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION '{words}' USING ERRCODE = 'integrity_constraint_violation'; END $$
"""
POSTGRES_TRIGGER = """
CREATE TRIGGER {table}_never_changes BEFORE UPDATE OR DELETE ON {table}
FOR EACH ROW WHEN ({condition}) EXECUTE FUNCTION {table}_never_changes()
"""


def guard(apps, schema_editor):
    for table, condition, words in GUARDED:
        names = {"table": table, "condition": condition, "words": words}
        if schema_editor.connection.vendor == "sqlite":
            for deed in ("UPDATE", "DELETE"):
                schema_editor.execute(SQLITE.format(deed=deed, **names))
        else:
            schema_editor.execute(POSTGRES_FUNCTION.format(**names))
            schema_editor.execute(POSTGRES_TRIGGER.format(**names))


def stop_guarding(apps, schema_editor):
    for table, _, _ in GUARDED:
        if schema_editor.connection.vendor == "sqlite":
            for deed in ("UPDATE", "DELETE"):
                schema_editor.execute(f"DROP TRIGGER {table}_no_{deed}")
        else:
            schema_editor.execute(f"DROP FUNCTION {table}_never_changes() CASCADE")


class Migration(migrations.Migration):
    """Changing one of these tables again on SQLite rebuilds it without its triggers: make them again after it."""

    dependencies = [("regions", "0002_memorandum_and_conflicts")]

    operations = [migrations.RunPython(guard, stop_guarding)]
