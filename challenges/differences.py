"""Two versions of a protocol side by side: what came, what went and what changed."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from challenges.dates import day_words
from challenges.models import Protocol, ProtocolRole, ProtocolStep
from selfeval.differences import paired, told, word_for


@dataclass(frozen=True)
class Pair:
    earlier: str
    later: str
    word: str
    changes: list[str]


@dataclass(frozen=True)
class Differences:
    """Of the protocol itself, its steps and its roles."""

    own: list[str]
    steps: list[Pair]
    roles: list[Pair]

    @property
    def steps_differ(self) -> bool:
        return any(one.word != "Same" for one in self.steps)

    @property
    def roles_differ(self) -> bool:
        return any(one.word != "Same" for one in self.roles)

    @property
    def is_none(self) -> bool:
        return not (self.own or self.steps_differ or self.roles_differ)


def compare(earlier: Protocol, later: Protocol) -> Differences:
    """A step is the same one by its kind and name, a role by what it is."""
    return Differences(
        own=own_changes(earlier, later),
        steps=pairs(
            earlier.steps.all(),
            later.steps.all(),
            key=lambda step: f"{step.kind} {step.name.casefold()}",
            changes=step_changes,
        ),
        roles=pairs(earlier.roles.all(), later.roles.all(), key=lambda role: role.role, changes=role_changes),
    )


def pairs(old: Iterable, new: Iterable, *, key: Callable, changes: Callable) -> list[Pair]:
    found = []
    for was, now in paired(list(old), list(new), key):
        said = changes(was, now) if was and now else []
        found.append(Pair(str(was or ""), str(now or ""), word_for(was, now, is_same=not said), said))
    return found


def own_changes(old: Protocol, new: Protocol) -> list[str]:
    return [
        *told("Name", old.name, new.name),
        *told("About", old.about, new.about),
        *told("Days", str(old.days), str(new.days)),
        *told(
            "Lines of enquiry",
            f"{old.least_lines} to {old.most_lines}",
            f"{new.least_lines} to {new.most_lines}",
        ),
        *told("Lines of both kinds", yes(old.needs_both_kinds), yes(new.needs_both_kinds)),
        *(f"Principle added: “{one}”" for one in new.principles if one not in old.principles),
        *(f"Principle removed: “{one}”" for one in old.principles if one not in new.principles),
    ]


def step_changes(old: ProtocolStep, new: ProtocolStep) -> list[str]:
    return [
        *told("Name", old.name, new.name),
        *told("Day", day_words(old.offset), day_words(new.offset)),
        *told("Kind", old.get_kind_display(), new.get_kind_display()),
        *told("Who", old.who, new.who),
        *told("Needed before", old.get_gate_display(), new.get_gate_display()),
        *told("Reminds", yes(old.reminds), yes(new.reminds)),
    ]


def role_changes(old: ProtocolRole, new: ProtocolRole) -> list[str]:
    return [
        *told("Role", str(old), str(new)),
        *told("At least", str(old.least), str(new.least)),
        *told("At most", str(old.most or "no limit"), str(new.most or "no limit")),
        *told("Of each authority", yes(old.each_authority), yes(new.each_authority)),
    ]


def yes(it: bool) -> str:
    return "yes" if it else "no"
