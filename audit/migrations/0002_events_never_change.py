from django.db import migrations

from audit.guards import Guard, guard


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial")]

    operations = [
        guard(Guard("audit_event_never_changes", "audit_event", "UPDATE", "An audit event is never changed."))
    ]
