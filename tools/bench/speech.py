"""Invented text as a yardstick: how hard its classes are, how far a model of it reaches, how fast it is written.

The band of `macro_f1` is that of published work on real messages, and every seed must lie in it; `held_out` is the same
model on productions it never saw; `real_*` is a model of invented text asked about real messages, `own_*` one of half
the real messages themselves, `chance_*` whoever always answers with the commonest class.
"""

import time
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from statistics import median

from tools.bench.measure import say
from tools.bench.parts import realmessages
from tools.bench.parts.messages import Message, Split, split, year
from tools.bench.parts.ngrams import Linear, macro_f1
from tools.bench.result import Result, at_least, at_most

GOALS = [
    at_least("macro_f1_least", 0.80),
    at_most("macro_f1_most", 0.95),
    at_least("classes_least", 7),
    at_most("classes_most", 15),
    at_least("texts_per_s", 20_000),
]
SEEDS = range(7, 12)
TEXTS = 2_000
TEACHING = 4_000
LEAST = 40
"""Classes with fewer of the texts are left out: three messages give no F1."""

REPOSITORY = Path(__file__).resolve().parents[2]


def run(full: bool) -> Result:
    """Everything; `full` takes four times the seeds."""
    say("  learning invented text ...")
    found = [learned(seed) for seed in (range(7, 27) if full else SEEDS)]
    figures: dict[str, float | int | str] = {
        "macro_f1": round(median(usual for usual, _, _ in found), 3),
        "macro_f1_least": round(min(usual for usual, _, _ in found), 3),
        "macro_f1_most": round(max(usual for usual, _, _ in found), 3),
        "macro_f1_held_out": round(median(held for _, held, _ in found), 3),
        "held_out_drop": round(median(usual - held for usual, held, _ in found), 3),
        "classes_least": min(classes for _, _, classes in found),
        "classes_most": max(classes for _, _, classes in found),
        "texts_per_s": round(per_second()),
    }
    say("  asking about real messages ...")
    return Result({**figures, **dict(asked_about_real_ones())}, GOALS)


def common(messages: Sequence[Message], least: int = LEAST) -> list[Message]:
    """The messages of classes with at least so many of them."""
    sizes = Counter(message.label for message in messages)
    return [message for message in messages if sizes[message.label] >= least]


def learned(seed: int) -> tuple[float, float, int]:
    """(macro-F1, macro-F1 on held-out productions, classes) of one year, split by time and problem."""
    usual, held_out = (split(common(year(seed, TEXTS, held_out=held))) for held in (False, True))
    model = taught(usual)
    return scored(model, usual.test), scored(model, held_out.test), len(model.classes)


def taught(parts: Split) -> Linear:
    """The model of what came first."""
    return Linear([one.text for one in parts.train], [one.label for one in parts.train])


def scored(model: Linear, messages: Sequence[Message]) -> float:
    """Macro-F1 over the classes the model knows."""
    asked = [message for message in messages if message.label in model.classes]
    return macro_f1([one.label for one in asked], model.predict([one.text for one in asked]))


def per_second() -> float:
    """Texts per second of CPU, with the style and the place of each."""
    started = time.process_time()
    written = year(7, 10 * TEXTS)
    return len(written) / (time.process_time() - started)


def asked_about_real_ones() -> Iterator[tuple[str, float | str]]:
    """Figures of each file of real messages that is there."""
    folder = realmessages.folder(REPOSITORY)
    for name, reader in realmessages.FILES.items():
        if not folder.is_dir():
            yield f"real_{name}", f"not measured: no real data at {folder}"
            continue
        texts, labels = reader(folder)
        invented = [m._replace(label=realmessages.COARSE[m.label]) for m in year(7, TEACHING)
                    if m.label in realmessages.COARSE]  # fmt: skip
        far = Linear([m.text for m in invented], [m.label for m in invented])
        near = Linear(texts[::2], labels[::2])
        yield f"real_{name}", round(macro_f1(labels[1::2], far.predict(texts[1::2])), 3)
        yield f"own_{name}", round(macro_f1(labels[1::2], near.predict(texts[1::2])), 3)
        yield (
            f"chance_{name}",
            round(macro_f1(labels[1::2], [Counter(labels).most_common(1)[0][0]] * len(labels[1::2])), 3),
        )
