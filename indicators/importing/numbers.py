"""Cells to numbers and symbols. Nothing is guessed: an unknown text is named, a gap is never zero."""

import numpy as np
import pandas as pd

from indicators.symbols import Symbol

# DfE's symbols, their older forms (":" and "~"), and the marks of programs that write "no value".
SYMBOL_OF_TEXT = {
    "c": Symbol.SUPPRESSED,
    "z": Symbol.NOT_APPLICABLE,
    "x": Symbol.NOT_AVAILABLE,
    ":": Symbol.NOT_AVAILABLE,
    "k": Symbol.LOW,
    "low": Symbol.LOW,
    "~": Symbol.LOW,
    "u": Symbol.UNRELIABLE,
    "w": Symbol.WRONG_IN_SOURCE,
    "": Symbol.UNEXPLAINED,
    "-": Symbol.UNEXPLAINED,
    ".": Symbol.UNEXPLAINED,
    "..": Symbol.UNEXPLAINED,
    "na": Symbol.UNEXPLAINED,
    "n/a": Symbol.UNEXPLAINED,
    "nan": Symbol.UNEXPLAINED,
    "none": Symbol.UNEXPLAINED,
}


def numbers(cells: pd.Series) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Values (NaN for none), symbols ("" beside a number), and which cells are neither, of text cells."""
    text = cells.str.strip()
    values = pd.to_numeric(text, errors="coerce").to_numpy(dtype="float64", copy=True)
    values[~np.isfinite(values)] = np.nan
    missing = np.isnan(values)
    symbols = np.full(len(text), "", dtype=object)
    found = text[missing].str.lower().map(SYMBOL_OF_TEXT)
    symbols[missing] = found.fillna("").astype(str)
    wrong = missing & (symbols == "")
    return values, symbols, wrong


def counts(cells: pd.Series) -> np.ndarray:
    """Values of cells that only support a figure: whatever is not a number is NaN."""
    return numbers(cells)[0]


def decimals_shown(cells: pd.Series) -> int:
    """The most decimal places that any number among the text cells is written with."""
    after_point = cells.str.extract(r"^-?\d+\.(\d+)$")[0].dropna()
    return int(after_point.str.len().max()) if len(after_point) else 0
