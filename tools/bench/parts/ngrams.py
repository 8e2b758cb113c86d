"""A linear model of character n-grams: what any city could train in a minute, and so the yardstick of invented text."""

from collections import Counter
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

LONGEST = 3
RIDGE = 0.3


def grams(text: str) -> Counter[str]:
    """Every run of one to three characters, with its number."""
    return Counter(text[at : at + size] for size in range(1, LONGEST + 1) for at in range(len(text) - size + 1))


class Linear:
    """One ridge regression per class on tf-idf of unit length; the highest score wins."""

    def __init__(self, texts: Sequence[str], labels: Sequence[str]) -> None:
        counts = [grams(text) for text in texts]
        spread = Counter(gram for count in counts for gram in count)
        known = sorted(gram for gram, number in spread.items() if number > 1)
        self._columns = {gram: column for column, gram in enumerate(known)}
        self._idf = np.log((1 + len(texts)) / (1 + np.array([spread[gram] for gram in known]))) + 1.0
        self.classes = sorted(set(labels))
        self._rows = self._weighted(counts)
        targets = np.array([[1.0 if label == one else -1.0 for one in self.classes] for label in labels])
        self._offset = targets.mean(axis=0)
        near = (self._rows @ self._rows.T).toarray()
        self._duals = np.linalg.solve(near + RIDGE * np.eye(len(texts)), targets - self._offset)

    def predict(self, texts: Sequence[str]) -> list[str]:
        """The class of each text."""
        near = (self._weighted([grams(text) for text in texts]) @ self._rows.T).toarray()
        scores: NDArray[np.float64] = near @ self._duals + self._offset
        return [self.classes[best] for best in scores.argmax(axis=1)]

    def _weighted(self, counts: Sequence[Counter[str]]) -> csr_array:
        found = [[(self._columns[g], n) for g, n in count.items() if g in self._columns] for count in counts]
        starts = np.cumsum([0, *map(len, found)])
        columns = np.array([column for row in found for column, _ in row], dtype=np.int64)
        values = (1.0 + np.log([number for row in found for _, number in row])) * self._idf[columns]
        lengths = np.sqrt(np.add.reduceat(np.append(values**2, 0.0), starts[:-1]) * (np.diff(starts) > 0))
        values /= np.repeat(np.where(lengths > 0, lengths, 1.0), np.diff(starts))
        return csr_array((values, columns, starts), shape=(len(counts), len(self._columns)))


def macro_f1(truth: Sequence[str], said: Sequence[str]) -> float:
    """The mean over the classes of the truth of 2·right / (said + true); 0 where nothing is right."""
    pairs = list(zip(truth, said, strict=True))
    right = Counter(one for one, other in pairs if one == other)
    true, claimed = Counter(truth), Counter(said)
    return sum(2 * right[one] / (true[one] + claimed[one]) for one in true) / len(true)
