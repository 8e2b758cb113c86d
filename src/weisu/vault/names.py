"""Names of people in words nobody marked: by how they are cut, by the surname, by what stands before and after.

A missed name hurts somebody; a masked word only reads badly, and the original is there for those who may see it. So
where it is doubtful, it is masked.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from weisu.vault import lexicon
from weisu.vault.digits import Found
from weisu.vault.tokens import Tokens, is_in_dictionary

SEAM = "\n\ue000\n"
"""What stands between two texts that are looked at together; nothing matches across it."""

PERSON = frozenset({"nr", "nrfg", "nrt"})
NO_GIVEN_NAME = frozenset({"p", "c", "r", "u", "uj", "ul", "uz", "ud", "uv", "ug", "y", "x", "m", "q", "d", "eng", "f"})
GIVEN_NAME = frozenset({"n", "ng", "nr", "zg", "g", "ns", "nz", "a", "ag", "vg", "b", "j"})
CUE_LOOK = 8
LONGEST_GIVEN = 2


@dataclass(frozen=True)
class Patterns:
    """The compiled patterns around names."""

    han: re.Pattern[str]
    title: re.Pattern[str]
    weak_title: re.Pattern[str]
    weak_cue: re.Pattern[str]
    place_after: re.Pattern[str]
    strong_cue: re.Pattern[str]
    alone: re.Pattern[str]
    shape: re.Pattern[str]
    spaced: re.Pattern[str]
    dotted: re.Pattern[str]
    not_dotted: re.Pattern[str]
    developer: re.Pattern[str]
    honour: re.Pattern[str]
    latin: re.Pattern[str]


def found(text: str, tokens: Tokens) -> list[Found]:
    """Every name in a folded text, and every further place where a name stands that was found once."""
    by_token = (_at_token(text, tokens, number) for number in _candidates(tokens))
    spans = [span for span in by_token if span]
    spans += _by_shape(text, tokens)
    spans += _after_cue(text, tokens)
    spans += _alone(text, tokens)
    spans += _dotted(text, tokens)
    known = _patterns()
    spans += [(each.start(), each.end()) for each in known.spaced.finditer(text)]
    spans += [each.span("it") for each in known.latin.finditer(text)]
    spans += list(_again(text, spans))
    return [Found(start, end, "name") for start, end in spans]


def _candidates(tokens: Tokens) -> list[int]:
    begins = lexicon.surnames().single | lexicon.surnames().compound
    pairs = zip(tokens.words, tokens.kinds, strict=True)
    return [number for number, (word, kind) in enumerate(pairs) if kind in PERSON or word in begins]


def _at_token(text: str, tokens: Tokens, number: int) -> tuple[int, int] | None:
    """The name that begins with this word, if it is one."""
    word, kind, start = tokens.words[number], tokens.kinds[number], tokens.starts[number]
    if word in lexicon.surnames().single or word in lexicon.surnames().compound:
        return _from_surname(text, tokens, number)
    if len(word) == 1 or word in lexicon.not_names() or not _begins_as_name(word):
        return None
    surname = 2 if word[:2] in lexicon.surnames().compound else 1
    if _patterns().title.fullmatch(word, surname):
        return start, start + surname
    if kind not in PERSON:
        return None
    end = _with_rest(tokens, number)
    return (start, end) if _is_name(text, word, start, end) else None


def _is_name(text: str, word: str, start: int, end: int) -> bool:
    """Whether a word that begins like a name is one: places are called after people, and end in other ways."""
    known = _patterns()
    if known.honour.match(text, end):
        return True
    if word[-1] in lexicon.rules()["name"]["not_name_end"]:
        return False
    if known.place_after.match(text, end):
        return word[0] in lexicon.surnames().plain and _follows_cue(text, start)
    return known.title.match(text, end) is not None or _follows_cue(text, start) or _is_likely(word)


def _follows_cue(text: str, start: int) -> bool:
    """Whether a word for a person stands before: 村民, 业主, 儿子."""
    return _patterns().weak_cue.search(text, max(0, start - CUE_LOOK), start) is not None


def _is_likely(word: str) -> bool:
    """Whether a word that was cut as a person is one, though nothing around it says so.

    The dictionary calls many a plain word a person; a word it does not know was cut as one for its shape.
    """
    surnames = lexicon.surnames()
    if word[:2] in surnames.compound:
        return True
    if word[0] in lexicon.rules()["name"]["nicknames"]:
        return True
    if len(word) > 1 + LONGEST_GIVEN:
        return word[0] in surnames.plain and word[1] in surnames.plain and not is_in_dictionary(word)
    if is_in_dictionary(word):
        return word[0] in surnames.plain
    return word[0] not in surnames.rare


def _begins_as_name(word: str) -> bool:
    names = lexicon.surnames()
    if word[0] in lexicon.rules()["name"]["nicknames"] and len(word) == LONGEST_GIVEN and word[1] in names.plain:
        return True
    return (word[0] in names.single or word[:2] in names.compound) and len(word) <= 2 + LONGEST_GIVEN


def _with_rest(tokens: Tokens, number: int) -> int:
    """The end of a name whose last character was cut off as a word of its own."""
    following = number + 1
    if len(tokens.words[number]) == 2 and following < len(tokens.words):
        word, kind = tokens.words[following], tokens.kinds[following]
        if len(word) == 1 and kind in GIVEN_NAME and word not in lexicon.rules()["name"]["not_given"]:
            return tokens.end(following)
    return tokens.end(number)


def _from_surname(text: str, tokens: Tokens, number: int) -> tuple[int, int] | None:
    """A name whose surname was cut off by itself: a title, a given name or a cue must show that it is one."""
    word, start, end = tokens.words[number], tokens.starts[number], tokens.end(number)
    known = _patterns()
    if known.place_after.match(text, end):
        return None
    is_person = tokens.kinds[number] in PERSON
    is_likely = is_person or word in lexicon.surnames().plain or len(word) > 1
    before = _before(tokens, number)
    if is_likely and (known.title.match(text, end) or (is_person and known.weak_title.match(text, end))):
        return start - len(before), end
    if not is_likely:
        return (start, end) if known.honour.match(text, end) else None
    last = _given_name(tokens, number)
    if last is not None and _is_full_name(text, tokens, number, last):
        return start, tokens.end(last)
    return (start - len(before), end) if before else None


def _before(tokens: Tokens, number: int) -> str:
    """老 or 小 before a surname."""
    word = tokens.words[number - 1] if number else ""
    return word if word and len(word) == 1 and word in lexicon.rules()["name"]["nicknames"] else ""


def _given_name(tokens: Tokens, number: int) -> int | None:
    """The number of the last word of what may be the given name after a surname."""
    last, length = None, 0
    for following in range(number + 1, min(number + 3, len(tokens.words))):
        word, kind = tokens.words[following], tokens.kinds[following]
        length += len(word)
        if length > LONGEST_GIVEN or kind in NO_GIVEN_NAME or not _is_han(word) or (kind == "v" and len(word) > 1):
            break
        last = following
    return last


def _is_full_name(text: str, tokens: Tokens, number: int, last: int) -> bool:
    """Whether a surname and what follows it are a name and not the name of a place."""
    if _follows_cue(text, tokens.starts[number]):
        return True
    if _patterns().place_after.match(text, tokens.end(last)):
        return False
    if any(tokens.kinds[place] in PERSON for place in range(number + 1, last + 1)):
        return True
    return len(tokens.words[number]) > 1 or _patterns().title.match(text, tokens.end(last)) is not None


def _by_shape(text: str, tokens: Tokens) -> Iterator[tuple[int, int]]:
    """A surname and characters that given names are made of, where the words were cut wrongly around them."""
    known = _patterns()
    for each in known.shape.finditer(text):
        end = _end_of_shape(each.start(), each.end(), tokens)
        name = text[each.start() : end]
        if len(name) < 2 or name in lexicon.not_names() or known.place_after.match(text, end):
            continue
        if name[-1] not in lexicon.rules()["name"]["not_name_end"]:
            yield each.start(), end


def _end_of_shape(start: int, end: int, tokens: Tokens) -> int:
    """Where a name that begins here ends, seen from the words around it; `start` when it is none."""
    number = tokens.at(start)
    word = tokens.words[number]
    if len(word) > 1 and is_in_dictionary(word):
        is_cut_short = tokens.starts[number] == start and len(word) == 2 and end == start + 3
        return end if is_cut_short and len(tokens.words[number + 1]) == 1 else start
    last = tokens.at(end - 1)
    if tokens.end(last) > end and is_in_dictionary(tokens.words[last]):
        end = tokens.starts[last]
    if end - start == 2 and len(word) == 1:
        return start
    return end


def _after_cue(text: str, tokens: Tokens) -> Iterator[tuple[int, int]]:
    """What follows words like 我叫 or 姓名: is a name."""
    for cue in _patterns().strong_cue.finditer(text):
        start, end = cue.span("it")
        spelt = re.sub(r"\s", "", cue["it"])
        if any(spelt.startswith(word) for word in lexicon.not_names()) or not _may_begin(tokens, start):
            continue
        if end < len(text) and _is_han(text[end]):
            end = _cut_name(text, tokens, start)
        if end > start + 1 and not _is_place(text[start:end]):
            yield start, end


def _is_place(name: str) -> bool:
    """Whether what follows a cue is rather a place or a part of a sentence."""
    rule = lexicon.rules()["name"]
    if any(character in rule["never_in_name"] for character in name):
        return True
    return name[-1] in rule["not_name_end"] and name[0] not in lexicon.surnames().plain


def _may_begin(tokens: Tokens, start: int) -> bool:
    """Whether the word that begins here could begin a name: a surname can be any word, others not."""
    number = tokens.at(start)
    return tokens.words[number] in lexicon.surnames().single or tokens.kinds[number] not in NO_GIVEN_NAME


def _cut_name(text: str, tokens: Tokens, start: int) -> int:
    """Where a name ends that runs on into other words: at a cut after two or three characters, else after three."""
    surname = 2 if text[start : start + 2] in lexicon.surnames().compound else 1
    if surname == 1 and text[start] not in lexicon.surnames().single:
        number = tokens.at(start)
        return tokens.end(number) if tokens.kinds[number] not in NO_GIVEN_NAME | {"v", "a"} else start
    cuts = {tokens.end(number) for number in range(tokens.at(start), min(tokens.at(start) + 4, len(tokens.words)))}
    return next((end for end in (start + surname + 2, start + surname + 1) if end in cuts), start + surname + 2)


def _alone(text: str, tokens: Tokens) -> Iterator[tuple[int, int]]:
    """A line that is nothing but a name: a signature, a list of names, a name typed into a field."""
    for line in _patterns().alone.finditer(text):
        start, end = line.span("it")
        first, last = tokens.at(start), tokens.at(end - 1)
        spelt = re.sub(r"[\s·]", "", line["it"])
        if not _begins_as_name(spelt) or spelt in lexicon.not_names():
            continue
        if _is_place(spelt) or (spelt[-1] in lexicon.rules()["name"]["not_name_end"] and len(spelt) > 2):
            continue
        if _is_nothing_but_a_name(spelt, tokens, first, last):
            yield start, end


def _is_nothing_but_a_name(spelt: str, tokens: Tokens, first: int, last: int) -> bool:
    if spelt[:2] in lexicon.surnames().compound:
        return True
    word, kinds = tokens.words[first], tokens.kinds[first : last + 1]
    if len(word) == 1:
        is_cut = word in lexicon.surnames().plain or bool(PERSON.intersection(kinds[1:]))
        return is_cut and not NO_GIVEN_NAME.intersection(kinds) - {"x"}
    is_known = word in lexicon.not_names()
    return kinds[0] in PERSON and not is_known and _begins_as_name(word) and _is_likely(word)


def _dotted(text: str, tokens: Tokens) -> Iterator[tuple[int, int]]:
    """买买提·艾力: the words on both sides of the dots, unless it is an estate of some developer."""
    known = _patterns()
    reached = 0
    for dot in known.dotted.finditer(text):
        if dot.start() < reached:
            continue
        first, last = tokens.at(dot.start() - 1), tokens.at(dot.start() + 1)
        if not dot.start() or not _is_han(tokens.words[first]):
            continue
        if text[dot.start() + 1] not in lexicon.rules()["name"]["transliterated"]:
            continue
        start, reached = _around(text, tokens, first, last)
        if known.developer.search(text, start, reached) or known.not_dotted.search(text, start, reached + 3):
            continue
        yield start, reached


def _around(text: str, tokens: Tokens, first: int, last: int) -> tuple[int, int]:
    """The words on both sides of a dot, more of them where they are one character or a further dot follows."""
    if len(tokens.words[first]) == 1 and first and _is_han(tokens.words[first - 1]):
        first -= 1
    while last + 1 < len(tokens.words):
        following = tokens.words[last + 1]
        if following != "·" and not (len(tokens.words[last]) == 1 and _is_han(following)):
            break
        last += 1
    return tokens.starts[first], tokens.end(last)


def _again(text: str, spans: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Every other place in the same text where a name stands that was found by a sign."""
    if not spans:
        return
    seams = [-1, *(each.start() for each in re.finditer(SEAM, text)), len(text)]
    names = {
        (bisect_right(seams, start), text[start:end])
        for start, end in spans
        if end - start > 2 or (end - start == 2 and text[start] in lexicon.surnames().plain)
    }
    for part, name in names:
        at = text.find(name, max(0, seams[part - 1]), seams[part])
        while at >= 0:
            yield at, at + len(name)
            at = text.find(name, at + 1, seams[part])


def _is_han(word: str) -> bool:
    return _patterns().han.fullmatch(word) is not None


@cache
def _patterns() -> Patterns:
    rule = lexicon.rules()["name"]
    han = lexicon.HAN
    plain = "".join(sorted(lexicon.surnames().plain))
    compound = "|".join(sorted(lexicon.surnames().compound))
    return Patterns(
        han=re.compile(f"{han}+"),
        title=lexicon.pattern("name", "title"),
        weak_title=lexicon.pattern("name", "weak_title"),
        weak_cue=lexicon.pattern("name", "weak_cue"),
        place_after=lexicon.pattern("name", "place_after"),
        strong_cue=re.compile(rf"{rule['strong_cue']}\s{{0,3}}(?P<it>{han}(?:\s?{han}){{1,3}})"),
        alone=re.compile(rf"^[\s\d.、,，()（）]*(?P<it>{han}(?:[ ·]{{0,2}}{han}){{1,3}})[\s。.!！]*$", re.MULTILINE),
        shape=re.compile(rf"[{plain}][{rule['given']}]{{1,2}}"),
        spaced=re.compile(
            rf"(?<!{han})(?:[{plain}]|{compound})(?:[ \t]{{1,3}}{han}){{1,2}}(?!{han})"
            rf"|(?:[{plain}]|{compound})(?:[\-_*·.]{{1,3}}{han}){{1,2}}"
        ),
        dotted=lexicon.pattern("name", "dotted"),
        not_dotted=lexicon.pattern("name", "not_dotted"),
        developer=lexicon.pattern("name", "developer"),
        honour=lexicon.pattern("name", "honour"),
        latin=lexicon.pattern("name", "latin"),
    )
