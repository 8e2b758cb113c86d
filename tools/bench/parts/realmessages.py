"""Real messages with a class that can honestly be compared with ours; read where they lie, never copied.

The message board has seven classes of its own; the mayor's mailbox is classed by the agency that replied, where one
agency answers for one class. Pingshan's tickets carry no text.
"""

import csv
import os
from collections.abc import Iterator
from pathlib import Path

COARSE = {
    "labour": "labour", "housing": "building", "urban": "building", "utilities": "building",
    "education": "education", "culture": "education", "market": "market", "health": "health",
    "environment": "environment", "traffic": "traffic",
}  # fmt: skip
"""Our first levels in the classes both files know; the rest has no counterpart."""

BOARD = {
    "劳动和社会保障": "labour", "城乡建设": "building", "教育文体": "education", "商贸旅游": "market",
    "卫生计生": "health", "环境保护": "environment", "交通运输": "traffic",
}  # fmt: skip
AGENCIES = {
    "人力资源": "labour", "社会保障": "labour", "劳动": "labour", "住房和城乡": "building", "城市管理": "building",
    "住建": "building", "城管": "building", "教育": "education", "市场监督": "market", "工商": "market",
    "卫生": "health", "环境": "environment", "环保": "environment", "交通": "traffic", "公路": "traffic",
}  # fmt: skip
Labelled = tuple[list[str], list[str]]


def folder(repository: Path) -> Path:
    """Where the real data are (`WEISU_TEST_DATA`, or ../shared/data)."""
    return Path(os.environ.get("WEISU_TEST_DATA") or repository.parent / "shared" / "data")


def board(data: Path) -> Labelled:
    """(texts, classes) of messages to city leaders."""
    rows = list(_rows(data / "message_board" / "labelled.csv"))
    return [row["text"] for row in rows], [BOARD[row["label"]] for row in rows]


def mailbox(data: Path) -> Labelled:
    """(texts, classes) of letters whose agency tells the class."""
    found = [
        (f"{row['title']}。{row['query']}", meant)
        for row in _rows(data / "mayors_mailbox" / "letters.csv")
        for meant in sorted({label for word, label in AGENCIES.items() if word in row["reply_agency"]})[:1]
    ]
    return [text for text, _ in found], [label for _, label in found]


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as lines:
        yield from csv.DictReader(lines)


FILES = {"board": board, "mailbox": mailbox}
