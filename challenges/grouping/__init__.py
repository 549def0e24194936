"""Groups of three or four from every group that could be: rules, costs and the search. Pure: no Django."""

from challenges.grouping.checking import Fault, NotAllowed, check, swap
from challenges.grouping.costs import Cost, Costing, Group
from challenges.grouping.obstacles import NoGroups, Obstacle
from challenges.grouping.places import kilometres
from challenges.grouping.problem import LEVELS, USUAL, Member, Pair, Problem, Rule, pair
from challenges.grouping.solving import Answer, Grouping, solve
from challenges.grouping.words import LABELS, reasons

__all__ = [
    "LABELS",
    "LEVELS",
    "USUAL",
    "Answer",
    "Cost",
    "Costing",
    "Fault",
    "Group",
    "Grouping",
    "Member",
    "NoGroups",
    "NotAllowed",
    "Obstacle",
    "Pair",
    "Problem",
    "Rule",
    "check",
    "kilometres",
    "pair",
    "reasons",
    "solve",
    "swap",
]
