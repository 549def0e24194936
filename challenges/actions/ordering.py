"""Moving one of an ordered list up or down."""

from django.db.models import Max


def move_in(rows, pk: int, *, up: bool) -> bool:
    """Swap places with its neighbour in ``rows``; False where there is none. The caller holds their turn's row."""
    found = list(rows.order_by("position", "pk"))
    at = next((place for place, row in enumerate(found) if row.pk == pk), None)
    to = None if at is None else at + (-1 if up else 1)
    if at is None or to not in range(len(found)):
        return False
    found[at], found[to] = found[to], found[at]
    for place, row in enumerate(found, 1):
        row.position = place
    rows.model.objects.bulk_update(found, ["position"])
    return True


def last_place(rows) -> int:
    """The place after the last."""
    return (rows.aggregate(last=Max("position"))["last"] or 0) + 1
