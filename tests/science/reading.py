"""Columns of the real data."""

import csv
import gzip
from pathlib import Path

import numpy as np


def text_columns(path: Path) -> dict[str, np.ndarray]:
    """Every column of a CSV file, packed or not, as text."""
    content = path.read_bytes()
    lines = (gzip.decompress(content) if path.suffix == ".gz" else content).decode("utf-8-sig").splitlines()
    rows = list(csv.DictReader(lines))
    return {name: np.array([row[name] for row in rows]) for name in rows[0]}


def number_columns(path: Path) -> dict[str, np.ndarray]:
    """Every column that holds numbers only; an empty field is NaN here."""
    found = {}
    for name, column in text_columns(path).items():
        try:
            found[name] = np.array([float(value or "nan") for value in column])
        except ValueError:
            continue
    return found
