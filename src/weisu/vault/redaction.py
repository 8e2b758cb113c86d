"""The redacted copy of words: personal data masked, the rest as it was written. Lists, search and AI read only this.

Pure and deterministic. Many texts are looked at together because most of the cost of looking is starting to look.
"""

from collections.abc import Iterable, Sequence
from functools import cache
from itertools import accumulate
from typing import NamedTuple

from weisu.vault import digits, known, lexicon, names, places, tokens
from weisu.vault.digits import Found
from weisu.vault.folding import Folded, fold
from weisu.vault.names import SEAM

BLOCK = 20_000
"""Characters looked at together."""


class Source(NamedTuple):
    """Words to mask, and the names and numbers that are known to belong to somebody."""

    text: str
    known: tuple[str, ...] = ()


class Span(NamedTuple):
    """Where something was masked, as offsets of the original text."""

    start: int
    end: int
    kind: str


class Redaction(NamedTuple):
    """The masked text, and what was masked."""

    text: str
    spans: tuple[Span, ...]


def redact(text: str, known: Sequence[str] = ()) -> Redaction:
    """Mask telephones, identity numbers, e-mail, plates, cards, accounts, house details, names, and what is `known`."""
    return _block([Source(text, tuple(known))])[0]


def redact_many(sources: Sequence[Source | None]) -> list[str | None]:
    """The masked texts in the order given; None stays None. Each is masked as if it stood alone."""
    masked: list[str | None] = [None] * len(sources)
    waiting: list[int] = []
    length = 0
    for number, source in enumerate(sources):
        if source is not None:
            waiting.append(number)
            length += len(source.text)
        if length >= BLOCK or number == len(sources) - 1:
            some = [each for place in waiting if (each := sources[place]) is not None]
            for place, redaction in zip(waiting, _block(some), strict=True):
                masked[place] = redaction.text
            waiting, length = [], 0
    return masked


def _block(sources: Sequence[Source]) -> list[Redaction]:
    """Several texts looked at as one."""
    if not sources:
        return []
    folded = fold(SEAM.join(source.text for source in sources))
    spans = _merged(folded, _everything(folded.text))
    starts = accumulate((len(source.text) + len(SEAM) for source in sources), initial=0)
    redactions, first = [], 0
    for source, start in zip(sources, starts, strict=False):
        own = []
        while first < len(spans) and spans[first].start < start + len(source.text):
            span = spans[first]
            own.append(Span(span.start - start, span.end - start, span.kind))
            first += 1
        redactions.append(_masked(source, own))
    return redactions


def _everything(text: str) -> Iterable[Found]:
    """Everything in a folded text that belongs to somebody."""
    cut = tokens.cut(text)
    yield from digits.found(text)
    for kind, phrase in _phrases():
        for each in phrase.finditer(text):
            start, end = each.span("it" if "it" in phrase.groupindex else 0)
            yield Found(start, end, kind)
    yield from places.found(text, cut)
    yield from names.found(text, cut)


def _merged(folded: Folded, found: Iterable[Found]) -> list[Span]:
    """Spans of the original in order; where two overlap, one that covers both, named for the wider one."""
    merged: list[Span] = []
    for start, end, kind in sorted(found, key=lambda each: (each.start, -each.end)):
        here = Span(*folded.original(start, end), kind)
        if merged and here.start < merged[-1].end:
            wider = max(merged[-1], here, key=lambda span: span.end - span.start)
            merged[-1] = Span(merged[-1].start, max(merged[-1].end, here.end), wider.kind)
        else:
            merged.append(here)
    return merged


def _masked(source: Source, spans: list[Span]) -> Redaction:
    if source.known:
        folded = fold(source.text)
        own = [
            Span(*folded.original(each.start, each.end), each.kind) for each in known.found(folded.text, source.known)
        ]
        spans = _merged(Folded(source.text, None), [Found(*span) for span in [*spans, *own]])
    parts, reached = [], 0
    for span in spans:
        parts += [source.text[reached : span.start], lexicon.placeholders()[span.kind]]
        reached = span.end
    parts.append(source.text[reached:])
    return Redaction("".join(parts).replace("\x00", "\ufffd"), tuple(spans))


@cache
def _phrases() -> tuple[tuple[str, "lexicon.re.Pattern[str]"], ...]:
    return tuple(lexicon.phrases())
