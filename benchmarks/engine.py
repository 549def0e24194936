"""The comparison engine against its numpy bound, pandas and plain loops: python -m benchmarks.engine

Equal answers are required before any time is printed. Time is processor time, with one numeric thread
on every side; the bound is one argsort, one sort and one product with a 0/1 matrix on the same array.
"""

import argparse
import os
from dataclasses import fields
from pathlib import Path

os.environ["OPENBLAS_NUM_THREADS"] = "1"  # waiting threads would be charged to whichever side comes next

import numpy as np

from benchmarks import rival_engines
from benchmarks.figures import lait_cube, starter_cube
from benchmarks.rival_engines import Answers
from benchmarks.timing import in_turns, print_ratio
from indicators import engine


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--lait", type=Path, help="folder with LAIT's published files")
    parser.add_argument("--rounds", type=int, default=7)
    options = parser.parse_args()
    whole = lait_cube(options.lait) if options.lait else starter_cube()
    cube = rival_engines.among_current(whole)
    frame, given = rival_engines.long_frame(cube), rival_engines.loop_input(cube)
    require_equal(cube, frame, given)
    matrix = neighbour_matrix(cube)
    sides = {
        "engine": lambda: engine.compare(cube),
        "engine, all areas": lambda: engine.compare(whole),
        "bound": lambda: bound(cube.values, matrix),
        "pandas": lambda: rival_engines.by_pandas(frame, cube.neighbours),
        "loops": lambda: rival_engines.by_loops(given),
    }
    times = in_turns(sides, rounds=options.rounds)
    times.print_table(base="engine")
    print("duckdb is not installed, so it is not measured")
    print_ratio("engine_to_bound", times.ratio("engine", "bound").of_fastest, at_most=3)
    print_ratio("pandas_to_engine", times.ratio("pandas", "engine").of_fastest, at_least=6)
    print_ratio("loops_to_engine", times.ratio("loops", "engine").of_fastest, at_least=15)


def require_equal(cube: engine.Cube, frame: object, given: rival_engines.LoopInput) -> None:
    """Fail unless all three give the same answers, figure by figure; print their checksums."""
    compared = engine.compare(cube)
    ours = Answers(**{each.name: getattr(compared, each.name) for each in fields(Answers)})
    rivals = {
        "pandas": rival_engines.by_pandas(frame, cube.neighbours),
        "loops": rival_engines.answers_of(rival_engines.by_loops(given)),
    }
    print(f"{' x '.join(map(str, cube.values.shape))} figures, {np.isnan(cube.values).mean():.1%} missing")
    for each in fields(Answers):
        expected = getattr(ours, each.name)
        for name, answers in rivals.items():
            found = getattr(answers, each.name).astype(float)
            np.testing.assert_allclose(found, expected, rtol=1e-9, atol=1e-6, err_msg=f"{name} {each.name}")
        print(f"checksum {each.name} {np.nansum(expected, dtype=float):.6f}: equal")


def neighbour_matrix(cube: engine.Cube) -> np.ndarray:
    matrix = np.zeros((len(cube.neighbours),) * 2)
    area, nth = np.nonzero(cube.neighbours >= 0)
    matrix[cube.neighbours[area, nth], area] = 1
    return matrix


def bound(values: np.ndarray, matrix: np.ndarray) -> None:
    np.argsort(values, axis=2)
    np.sort(values, axis=2)
    np.nan_to_num(values).reshape(-1, len(matrix)) @ matrix


if __name__ == "__main__":
    main()
