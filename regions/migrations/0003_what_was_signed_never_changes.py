from django.db import migrations

from audit.guards import guard, never_changes


class Migration(migrations.Migration):
    dependencies = [("regions", "0002_memorandum_and_conflicts")]

    operations = [
        guard(
            *never_changes(
                "regions_memorandum", "An issued memorandum is never changed.", "OLD.issued_at IS NOT NULL"
            ),
            *never_changes("regions_memorandumsignature", "A signature is never changed."),
            *never_changes("regions_memorandumwithdrawal", "A withdrawal is never changed."),
        )
    ]
