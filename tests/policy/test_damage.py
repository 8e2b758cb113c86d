"""Whatever is damaged in a pack, it is told with a place or it does no harm; nothing ends in a traceback."""

import random

import pytest

from tests.cast import pack_texts
from weisu.domain.errors import PolicyError
from weisu.domain.policy import check, parse

NATIONAL = pack_texts("national")
CITY = {
    **pack_texts("tianjin"),
    **{f"more-{name}": text for name, text in pack_texts("beijing").items() if "dead" in name},
}


def lines_of(files, seed):
    chooser = random.Random(seed)
    name = chooser.choice(sorted(files))
    lines = files[name].splitlines()
    return chooser, name, lines, chooser.randrange(len(lines))


def lose_a_line(files, seed):
    _, name, lines, at = lines_of(files, seed)
    return {**files, name: "\n".join(lines[:at] + lines[at + 1 :]) + "\n"}


def lose_the_rest(files, seed):
    _, name, lines, at = lines_of(files, seed)
    return {**files, name: "\n".join(lines[:at]) + "\n"}


def cut_a_line(files, seed):
    chooser, name, lines, at = lines_of(files, seed)
    lines[at] = lines[at][: chooser.randrange(len(lines[at]) + 1)]
    return {**files, name: "\n".join(lines) + "\n"}


def swap_a_value(files, seed):
    chooser, name, lines, at = lines_of(files, seed)
    head, equals, _ = lines[at].partition("=")
    wrong = chooser.choice(['"x"', "7", "true", "[]", "{}", "[[1]]", "2026-01-01", '""', "1.5", "{ a = { b = 1 } }"])
    lines[at] = f"{head}= {wrong}" if equals else f'{lines[at]}"'
    return {**files, name: "\n".join(lines) + "\n"}


@pytest.mark.parametrize("damage", [lose_a_line, lose_the_rest, cut_a_line, swap_a_value])
@pytest.mark.parametrize(
    ("files", "below", "rounds"), [(NATIONAL, (), 12), (CITY, (NATIONAL,), 12)], ids=["nation", "city"]
)
def test_a_damaged_pack_is_told_with_its_place(damage, files, below, rounds):
    layers = [parse(texts) for texts in below]
    for seed in range(rounds):
        try:
            found = [problem._asdict() for problem in check([*layers, parse(damage(files, seed))])]
        except PolicyError as error:
            found = error.facts["problems"]
        assert all(problem["file"] and problem["line"] >= 1 and problem["text"] for problem in found), (seed, found)
