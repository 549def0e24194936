from django.db import migrations

from audit.guards import Guard, guard

FROZEN = "UPDATE OF evaluation_id, number, content, content_sha256, released_at, released_by_id"
WITHDRAWN = "UPDATE OF withdrawn_at, withdrawn_by_id"


class Migration(migrations.Migration):
    dependencies = [("selfeval", "0002_endorsements")]

    operations = [
        guard(
            Guard("release_stays_frozen", "selfeval_release", FROZEN, "A release is never changed."),
            Guard(
                "release_stays_withdrawn",
                "selfeval_release",
                WITHDRAWN,
                "A withdrawal is never undone.",
                "OLD.withdrawn_at IS NOT NULL",
            ),
            Guard("release_stays", "selfeval_release", "DELETE", "A release is never deleted."),
            Guard("reading_stays_as_it_is", "selfeval_reading", "UPDATE", "A reading is never changed."),
            Guard("reading_stays", "selfeval_reading", "DELETE", "A reading is never deleted."),
        )
    ]
