"""How a ballot stands: authorities counted once each, and whether the region's quorum is met. Pure: no Django.

An authority that asks for a change in either of its two answers counts as asking for one; else it agrees if either
answer does; else it abstains. A priority is carried when enough authorities have answered and more of them agree than
ask for a change.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from plans.states import Vote


@dataclass(frozen=True)
class Tally:
    authorities: int
    agree: int
    amend: int
    abstain: int
    quorum: int  # percent of the authorities

    @property
    def answered(self) -> int:
        return self.agree + self.amend + self.abstain

    @property
    def needed(self) -> int:
        """Answers that make the quorum, rounded up."""
        return -(-self.authorities * self.quorum // 100)

    @property
    def is_quorate(self) -> bool:
        return self.answered >= self.needed

    @property
    def is_carried(self) -> bool:
        return self.is_quorate and self.agree > self.amend

    @property
    def words(self) -> str:
        """What is still missing, or that it is carried."""
        if not self.is_quorate:
            return f"{self.answered} of {self.authorities} have answered; {self.needed} are needed"
        if not self.is_carried:
            return f"{self.agree} agree and {self.amend} ask for a change: more must agree than ask for one"
        return f"Carried: {self.agree} agree, {self.amend} ask for a change, {self.abstain} abstain"


def tally(answers: Iterable[tuple[int, str]], *, authorities: int, quorum: int) -> Tally:
    """``answers``: an authority's number and one of its answers, on the wording as it stands."""
    said: dict[int, set[str]] = {}
    for authority, answer in answers:
        said.setdefault(authority, set()).add(answer)
    counted = [stance(of) for of in said.values()]
    return Tally(
        authorities=authorities,
        agree=counted.count(Vote.AGREE),
        amend=counted.count(Vote.AMEND),
        abstain=counted.count(Vote.ABSTAIN),
        quorum=quorum,
    )


def stance(answers: set[str]) -> Vote:
    """The stance of one authority."""
    return next(vote for vote in (Vote.AMEND, Vote.AGREE, Vote.ABSTAIN) if vote in answers)
