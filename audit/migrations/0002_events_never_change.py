from django.db import migrations

SQLITE = """
CREATE TRIGGER audit_event_never_changes BEFORE UPDATE ON audit_event
BEGIN SELECT RAISE(ABORT, 'An audit event is never changed.'); END
"""
POSTGRES = """
CREATE FUNCTION audit_event_never_changes() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'An audit event is never changed.' USING ERRCODE = 'integrity_constraint_violation'; END $$;
CREATE TRIGGER audit_event_never_changes BEFORE UPDATE ON audit_event
FOR EACH ROW EXECUTE FUNCTION audit_event_never_changes();
"""


def refuse_updates(apps, schema_editor):
    schema_editor.execute(SQLITE if schema_editor.connection.vendor == "sqlite" else POSTGRES)


def allow_updates(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        schema_editor.execute("DROP TRIGGER audit_event_never_changes")
    else:
        schema_editor.execute("DROP FUNCTION audit_event_never_changes() CASCADE")


class Migration(migrations.Migration):
    """Changing the table again on SQLite rebuilds it without its trigger: make the trigger again after it."""

    dependencies = [("audit", "0001_initial")]

    operations = [migrations.RunPython(refuse_updates, allow_updates)]
