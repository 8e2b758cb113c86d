"""A lifecycle as a picture: a column for each place, a line for each step; the same rows give the same bytes."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape

COLUMN, SIDE, EDGE, HEAD = 92, 250, 16, 104
NAME, SMALL, LEADING = 13, 11, 15
INK, SOFT, LINE, ACCENT, PAPER, SHADE = "#1b2430", "#4f5a69", "#d9e0e9", "#14509e", "#ffffff", "#f3f5f9"
FONTS = "'PingFang SC','Source Han Sans SC','Noto Sans CJK SC','Microsoft YaHei',system-ui,sans-serif"
HAN, LATIN = 1.0, 0.56
"""Width of a character in its own size, near enough to break lines by."""


@dataclass(frozen=True)
class Line:
    """One step: what it is called, who may take it, where it may begin and where it leads."""

    label: str
    who: Sequence[str]
    from_: Sequence[str]
    to: str


@dataclass(frozen=True)
class Picture:
    """Columns by place, each with its heading, and the lines over them."""

    title: str
    columns: dict[str, str]
    lines: Sequence[Line]
    language: str

    def x(self, place: str) -> int:
        """The middle of a place's column."""
        return SIDE + EDGE + COLUMN * list(self.columns).index(place) + COLUMN // 2


def draw(picture: Picture) -> str:
    """The picture as SVG text."""
    y, rows = HEAD, []
    for line in picture.lines:
        height = _height(line, picture.language)
        rows += _row(picture, line, y, height)
        y += height
    width, height = SIDE + 2 * EDGE + COLUMN * len(picture.columns), y + EDGE
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}"'
    about = f' role="img" lang="{picture.language}" font-family="{FONTS}"><title>{escape(picture.title)}</title>'
    ground = f'<rect width="{width}" height="{height}" fill="{PAPER}"/>'
    return "\n".join([head + about, ground, *_columns(picture, y), *rows, "</svg>"]) + "\n"


def _columns(picture: Picture, bottom: int) -> Iterator[str]:
    yield _text(EDGE, 34, picture.title, size=18, weight=650)
    for index, (place, heading) in enumerate(picture.columns.items()):
        x = picture.x(place)
        if index % 2 == 0:
            left, top = x - COLUMN // 2, HEAD - 52
            yield f'<rect x="{left}" y="{top}" width="{COLUMN}" height="{bottom - top}" fill="{SHADE}"/>'
        broken = wrapped(heading, COLUMN - 8, NAME)
        for number, words in enumerate(broken):
            yield _text(x, HEAD - 10 - LEADING * (len(broken) - 1 - number), words, weight=650, anchor="middle")


def _row(picture: Picture, line: Line, y: int, height: int) -> Iterator[str]:
    yield f'<path d="M{EDGE} {y}H{picture.x(list(picture.columns)[-1]) + COLUMN // 2}" stroke="{LINE}"/>'
    yield _text(EDGE, y + 18, line.label, weight=650)
    for number, words in enumerate(_who(line, picture.language)):
        yield _text(EDGE, y + 18 + LEADING * (number + 1), words, size=SMALL, fill=SOFT)
    middle, end = y + height // 2, picture.x(line.to)
    starts = [picture.x(place) for place in line.from_]
    yield from (_arrow(far, end, middle) for far in (min(starts), max(starts)) if _is_outermost(far, starts, end))
    for start in starts:
        yield f'<circle cx="{start}" cy="{middle}" r="4.5" fill="{ACCENT}"/>'
    if line.to in line.from_:
        yield f'<circle cx="{end}" cy="{middle}" r="9" fill="none" stroke="{ACCENT}" stroke-width="2"/>'


def _is_outermost(far: int, starts: Sequence[int], end: int) -> bool:
    """Whether one arrow from there to the end passes every other start on its side."""
    return far < end and far == min(starts) or far > end and far == max(starts)


def _arrow(start: int, end: int, y: int) -> str:
    back = -9 if end > start else 9
    shaft = f'<path d="M{start} {y}H{end + back}" stroke="{ACCENT}" stroke-width="2"/>'
    return shaft + f'<path d="M{end} {y}l{back} -5v10z" fill="{ACCENT}"/>'


def _height(line: Line, language: str) -> int:
    return 30 + LEADING * len(_who(line, language))


def _who(line: Line, language: str) -> list[str]:
    comma = "、" if language == "zh-hans" else ", "
    return wrapped(comma.join(line.who), SIDE - 20, SMALL)


def wrapped(text: str, width: int, size: int) -> list[str]:
    """The text in lines no wider than `width` pixels, broken after spaces and Chinese commas."""
    lines = [""]
    for piece in text.replace("、", "、\0").replace(" ", " \0").split("\0"):
        if lines[-1] and measured((lines[-1] + piece).rstrip(), size) > width:
            lines.append("")
        lines[-1] += piece
    return [line.rstrip() for line in lines]


def measured(text: str, size: int) -> float:
    """About how wide a text is, in pixels."""
    return size * sum(HAN if ord(character) > 0x2E80 else LATIN for character in text)


def _text(
    x: int, y: int, words: str, *, size: int = NAME, weight: int = 400, fill: str = INK, anchor: str = "start"
) -> str:
    return (
        f'<text x="{x}" y="{y}" font-size="{size}" font-weight="{weight}" fill="{fill}" text-anchor="{anchor}">'
        f"{escape(words)}</text>"
    )
