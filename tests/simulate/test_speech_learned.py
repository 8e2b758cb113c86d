"""Invented text against a model that learns it, and against the real messages none of it may be copied from."""

from collections.abc import Iterator
from pathlib import Path

from tools.bench import speech as bench
from tools.bench.parts.messages import split, year
from tools.bench.parts.ngrams import macro_f1
from weisu.simulate import speech
from weisu.simulate.speech.notation import Choice

RUN = 12
REAL = ("message_board/labelled.csv", "mayors_mailbox/letters.csv")


def test_a_linear_model_finds_the_classes_as_hard_as_published_ones() -> None:
    parts = split(bench.common(year(7, 2_000)))
    assert max(one.day for one in parts.train) <= min(one.day for one in parts.test)
    assert not {one.problem for one in parts.train} & {one.problem for one in parts.test}
    model = bench.taught(parts)
    assert 7 <= len(model.classes) <= 15
    usual = bench.scored(model, parts.test)
    held_out = bench.scored(model, split(bench.common(year(7, 2_000, held_out=True))).test)
    assert 0.80 <= usual <= 0.95
    assert held_out < usual - 0.05


def test_macro_f1_weighs_every_class_alike() -> None:
    assert macro_f1("aaab", "aaab") == 1.0
    assert macro_f1("aaab", "aaaa") == (6 / 7 + 0.0) / 2


def test_no_run_of_twelve_characters_is_copied_from_a_real_message(shared_data: Path) -> None:
    texts = [message.text for message in year(7, 3_000)] + [*literals()]
    ours = {text[at : at + RUN] for text in texts for at in range(len(text) - RUN + 1)}
    copied = set()
    for name in REAL:
        real = (shared_data / name).read_text(encoding="utf-8-sig")
        copied |= {real[at : at + RUN] for at in range(len(real) - RUN + 1)} & ours
    assert not copied


def literals() -> Iterator[str]:
    """Every unbroken run of words in the grammar, also of what is held out."""
    for linked in (speech.shipped().usual, speech.shipped().held_out):
        choices = [choice for kind in linked.places.values() for part in kind for choice in part.values()]
        choices += [choice for matter in linked.matters.values() for choice in matter[1:]]
        for choice in choices:
            yield from words(choice)


def words(choice: Choice) -> Iterator[str]:
    for production in choice:
        for part in production:
            if isinstance(part, tuple):
                yield from words(part)
            elif isinstance(part, str):
                yield part
