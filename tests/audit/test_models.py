import pytest
from django.db import DatabaseError, connection, transaction

from audit.models import Event, record

pytestmark = pytest.mark.django_db

CHANGES = {
    "save": lambda event: event.save(),
    "update": lambda event: Event.objects.filter(pk=event.pk).update(action="other"),
    "bulk_update": lambda event: Event.objects.bulk_update([event], ["action"]),
    "update_or_create": lambda event: Event.objects.update_or_create(
        pk=event.pk, defaults={"action": "other"}
    ),
    "delete": lambda event: event.delete(),
    "delete of many": lambda event: Event.objects.all().delete(),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_an_event_is_neither_changed_nor_deleted(change):
    event = record("pack_downloaded")

    with pytest.raises(TypeError, match="never"), transaction.atomic():
        change(event)

    assert Event.objects.get().action == "pack_downloaded"


def test_the_database_itself_refuses_to_change_an_event():
    record("pack_downloaded")

    with (
        pytest.raises(DatabaseError, match="never changed"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("UPDATE audit_event SET action = 'other'")

    assert Event.objects.get().action == "pack_downloaded"


def test_what_it_was_done_to_is_named_in_words():
    assert Event(object_type="datapacks.PackRun", object_id="12").thing == "pack run 12"
    assert Event().thing == ""
