"""A set partition for HiGHS: each member in exactly one of the columns chosen, and so many of them of four."""

from dataclasses import dataclass

import highspy
import numpy as np
from numpy.typing import NDArray

from challenges.grouping.candidates import Candidates
from challenges.grouping.costs import Reals

SECONDS = 20.0  # the most for one run
OPTIONS = {
    "output_flag": False,
    "threads": 1,
    "random_seed": 0,
    "mip_rel_gap": 0.0,
    "mip_abs_gap": 1e-6,
    "time_limit": SECONDS,
}
PROVED = (highspy.HighsModelStatus.kOptimal, highspy.HighsModelStatus.kInfeasible)
Columns = NDArray[np.intp]


@dataclass(frozen=True)
class Limit:
    """A second cost of which a partition may have no more than so much."""

    costs: Reals
    most: float


@dataclass(frozen=True)
class Run:
    """What one run found; nothing, and proved, means that nothing can be."""

    columns: Columns | None
    is_proved: bool


class Model:
    """Some of the candidates; what is chosen comes back in the candidates' own numbering."""

    def __init__(
        self, candidates: Candidates, columns: Columns, costs: Reals, *, limit: Limit | None, is_whole: bool
    ) -> None:
        self.columns = columns
        self.highs = highspy.Highs()  # type: ignore[no-untyped-call]
        for option, value in OPTIONS.items():
            self.highs.setOptionValue(option, value)
        self.highs.passModel(partition(candidates, columns, costs[columns], is_whole=is_whole))
        if limit is not None:
            self.at_most(limit)

    def at_most(self, limit: Limit) -> None:
        values = limit.costs[self.columns]
        counted = np.flatnonzero(values).astype(np.int32)
        self.highs.addRow(-highspy.kHighsInf, limit.most, len(counted), counted, values[counted])

    def run(self) -> Run:
        """The partition whose costs sum to the least."""
        self.highs.run()
        is_proved = self.highs.getModelStatus() in PROVED
        if self.highs.getInfo().primal_solution_status != highspy.SolutionStatus.kSolutionStatusFeasible:
            return Run(None, is_proved)
        return Run(self.columns[np.array(self.highs.getSolution().col_value) > 0.5], is_proved)

    def prices(self) -> tuple[float, Reals] | None:
        """Of a model of parts: the least that any partition costs, and how much more it costs with each column."""
        self.highs.run()
        if self.highs.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            return None
        return self.highs.getInfo().objective_function_value, np.array(self.highs.getSolution().col_dual)


def partition(candidates: Candidates, columns: Columns, costs: Reals, *, is_whole: bool) -> highspy.HighsLp:
    """A row a member, and a last one that counts the groups of four. Not whole, a column may be taken in part."""
    problem, sizes = candidates.problem, candidates.sizes[columns]
    members = len(problem.members)
    entries = [
        candidates.rows[at] + [members] * int(size == 4) for at, size in zip(columns, sizes, strict=True)
    ]
    lp = highspy.HighsLp()
    lp.num_col_, lp.num_row_ = len(columns), members + 1
    lp.col_cost_ = costs
    lp.col_lower_, lp.col_upper_ = np.zeros(len(columns)), np.ones(len(columns))
    lp.row_lower_ = lp.row_upper_ = np.array([1.0] * members + [float(problem.fours)])
    lp.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    lp.a_matrix_.start_ = np.cumsum([0, *map(len, entries)]).astype(np.int32)
    lp.a_matrix_.index_ = np.array([row for entry in entries for row in entry], dtype=np.int32)
    lp.a_matrix_.value_ = np.ones(len(lp.a_matrix_.index_))
    if is_whole:
        lp.integrality_ = [highspy.HighsVarType.kInteger] * len(columns)
    return lp
