"""Actions agreed in challenges that groups are asked to see to: which may be assigned, and who reads their words.

Closed by default: whoever reads the group's actions knows that there is one, of which authority, until when and how
far it is. Its words are for those who read them in the challenge, and nobody else; the authority's director may write
what the group should know of it. Somebody with a declared tie to the host does not see that there is one.
"""

from collections.abc import Iterable

from challenges.models import AgreedAction, Turn
from challenges.readable import read_actions
from challenges.states import State
from plans.models import GroupAction, RegionalGroup
from regions.models import Conflict, Person


def assignable(group: RegionalGroup, person: Person) -> list[tuple[int, str]]:
    """(key, words) of open actions of challenges that the person knows of, by number and day and without a text."""
    turns = Turn.objects.visible_to(person).filter(
        challenge__cycle__region=group.region_id, challenge__is_pilot=False
    )
    found = AgreedAction.objects.filter(turn__in=turns.exclude(challenge__state=State.CANCELLED))
    given = set(group.actions.exclude(agreed=None).values_list("agreed", flat=True))
    numbered: dict[int, int] = {}
    listed = []
    for one in found.select_related("turn__host", "turn__challenge").order_by("turn__host__name", "pk"):
        numbered[one.turn_id] = numbered.get(one.turn_id, 0) + 1
        is_open = one.state in (AgreedAction.State.PLANNED, AgreedAction.State.UNDER_WAY)
        if is_open and one.pk not in given:
            listed.append((one.pk, words_without_text(one, numbered[one.turn_id])))
    return listed


def words_without_text(action: AgreedAction, number: int) -> str:
    day = f"{action.due_on.day} {action.due_on:%B %Y}"
    turn = action.turn
    return (
        f"{turn.host.name}: action {number} of {turn.challenge.name}, "
        f"by {day}, {action.get_state_display().lower()}"
    )


def without_ties(actions: Iterable[GroupAction], person: Person) -> list[GroupAction]:
    """But for those agreed by an authority to which the person declared a tie."""
    tied = set(Conflict.objects.live().filter(person=person).values_list("authority", flat=True))
    return [one for one in actions if one.agreed is None or one.agreed.turn.host_id not in tied]


def words_read(actions: Iterable[GroupAction], person: Person) -> set[int]:
    """Keys of the agreed actions whose words the person reads: those that they read in the challenge too."""
    agreed = AgreedAction.objects.filter(pk__in={one.agreed_id for one in actions} - {None})
    return {one.pk for one in read_actions(agreed, person)}
