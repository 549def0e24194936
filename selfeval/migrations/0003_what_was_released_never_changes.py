from django.db import migrations

# Each trigger: its name, its table, the deed, when it applies, and what the database says then.
FROZEN = "UPDATE OF evaluation_id, number, content, content_sha256, released_at, released_by_id"
GUARDS = [
    ("release_stays_frozen", "selfeval_release", FROZEN, "TRUE", "A release is never changed."),
    (
        "release_stays_withdrawn",
        "selfeval_release",
        "UPDATE OF withdrawn_at, withdrawn_by_id",
        "OLD.withdrawn_at IS NOT NULL",
        "A withdrawal is never undone.",
    ),
    ("release_stays", "selfeval_release", "DELETE", "TRUE", "A release is never deleted."),
    ("reading_stays_as_it_is", "selfeval_reading", "UPDATE", "TRUE", "A reading is never changed."),
    ("reading_stays", "selfeval_reading", "DELETE", "TRUE", "A reading is never deleted."),
]
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


def guard(apps, schema_editor):
    for name, table, deed, condition, words in GUARDS:
        values = {"name": name, "table": table, "deed": deed, "condition": condition, "words": words}
        if schema_editor.connection.vendor == "sqlite":
            schema_editor.execute(SQLITE.format(**values))
        else:
            schema_editor.execute(POSTGRES_FUNCTION.format(**values))
            schema_editor.execute(POSTGRES_TRIGGER.format(**values))


def stop_guarding(apps, schema_editor):
    for name, *_ in GUARDS:
        if schema_editor.connection.vendor == "sqlite":
            schema_editor.execute(f"DROP TRIGGER {name}")
        else:
            schema_editor.execute(f"DROP FUNCTION {name}() CASCADE")


class Migration(migrations.Migration):
    """Changing one of these tables again on SQLite rebuilds it without its triggers: make them again after it."""

    dependencies = [("selfeval", "0002_endorsements")]

    operations = [migrations.RunPython(guard, stop_guarding)]
