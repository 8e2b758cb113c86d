"""Invented text: the same numbers give the same words, styles show, and a city's own files are read or refused."""

import re
from dataclasses import replace
from pathlib import Path

import pytest

from weisu.simulate import speech
from weisu.simulate.scenario import BadScenario, read
from weisu.simulate.scenario.settings import drawn
from weisu.simulate.speech import Place, Style
from weisu.simulate.speech.grammar import LENGTHS, SAYS_WHERE
from weisu.simulate.streams import Chance

HERE = Place("静水第一街道", "第三社区", "翠湖苑", "迎湖路")
FORMS = sorted({form for form, _ in speech.shipped().usual.places["home"].forms})


def said(number: int, matter: str = "lift", style: Style = Style(), **given) -> str:  # noqa: B008
    return speech.compose(Chance(7).stream("words", number), matter, HERE, style, **given)


def test_the_same_numbers_give_the_same_text_and_others_another() -> None:
    texts = [said(number) for number in range(200)]
    assert texts == [said(number) for number in range(200)]
    assert len(set(texts)) > 190


def test_every_matter_of_the_shipped_scenarios_can_be_spoken_of() -> None:
    assert {matter.key for matter in read("quiet-town").matters} <= set(speech.shipped().usual.matters)


@pytest.mark.parametrize("matter", sorted(speech.shipped().usual.matters))
def test_nothing_of_the_notation_is_left_in_a_text(matter: str) -> None:
    for number in range(40):
        for form in FORMS:
            style = Style(form, LENGTHS[number % 3], SAYS_WHERE[number // 3 % 3], number % 7 == 0, number % 5 == 0)
            text = said(number, matter, style._replace(held_out=number % 2 == 1))
            assert text
            assert not re.search(r"[{}|_a-z]|，，|，。", text), text


def test_a_long_text_is_longer_and_an_exact_one_names_the_place() -> None:
    short, long = ("".join(said(n, style=Style(length=length)) for n in range(100)) for length in ("short", "long"))
    assert len(long) > 2 * len(short)
    exact, loose = (
        [HERE.estate in said(n, style=Style(where=where)) for n in range(100)] for where in ("exact", "loose")
    )
    assert sum(exact) > 60 > 20 > sum(loose)


def test_a_vague_text_does_not_name_its_matter() -> None:
    assert sum("电梯" in said(number) for number in range(100)) > 80
    assert not any("电梯" in said(number, style=Style(is_vague=True)) for number in range(100))


def test_who_asks_does_not_complain_and_who_thanks_does_not_either() -> None:
    for matter in ("ask-tax", "praise"):
        text = "".join(said(number, matter, Style("noted", "long", temper="angry")) for number in range(100))
        assert not re.search("投诉[，：]|踢皮球|现场核实", text)


def test_some_texts_name_a_second_matter_of_the_same_kind_of_place() -> None:
    one, two = ([said(n, style=Style(length="long", several=several)) for n in range(60)] for several in (False, True))
    words = re.compile("狗|垃圾|广场舞|消防|违章|车位")
    assert sum(bool(words.search(text)) for text in two) > sum(bool(words.search(text)) for text in one) + 10


def test_held_out_productions_are_spoken_only_when_asked_for() -> None:
    usual, held_out = ("".join(said(n, style=Style(held_out=held)) for n in range(300)) for held in (False, True))
    for words in ("轿厢", "升降机", "罢工"):
        assert words in held_out
        assert words not in usual
    assert "年检" in usual
    assert "年检" not in held_out


def test_who_types_carelessly_confuses_letters_that_sound_or_look_alike() -> None:
    slips = speech.shipped().slips
    for number in range(100):
        clean, typed = (said(number, style=Style("typed", slips=share)) for share in (0.0, 0.05))
        assert len(clean) == len(typed)
        for meant, written in zip(clean, typed, strict=True):
            assert written == meant or written in slips[meant]
    assert said(4, style=Style("typed", slips=0.5)) != said(4, style=Style("typed"))


def test_a_dialect_replaces_words_and_ends_sentences_with_its_particles() -> None:
    spoken = "".join(said(number, "heating", Style("spoken", "long", dialect="southwest")) for number in range(60))
    usual = "".join(said(number, "heating", Style("spoken", "long")) for number in range(60))
    assert "噻" in spoken
    assert "没得" in spoken
    assert "噻" not in usual
    assert "没得" not in usual


def test_a_person_may_write_traditional_characters_and_no_stops() -> None:
    text = said(3, style=Style("typed", "long"))
    assert "電" in said(3, style=Style("typed", "long", is_traditional=True))
    assert not re.search("[，。！？]", said(3, style=Style("typed", "long", punctuates=False)))
    assert "。" in text


def test_how_somebody_writes_stays_theirs_and_how_they_put_it_does_not() -> None:
    habits = replace(drawn(read("quiet-town").settings, Chance(7)).speech, traditional=0.5)
    for number in range(50):
        styles = [
            speech.styled(Chance(7).stream("w", number, call), Chance(7).stream("p", number), habits, channel="app")
            for call in range(10)
        ]
        assert len({style.is_traditional for style in styles}) == 1
        assert len({style.length for style in styles}) > 1


def test_a_city_adds_its_dialect_and_a_matter_in_a_file_of_its_own(tmp_path: Path) -> None:
    own = tmp_path / "ours.toml"
    own.write_text(
        '[dialects.ours]\nparticles = ["嗲"]\n[dialects.ours.words]\n"渡船" = ["划子"]\n\n'
        '[matters.ferry]\nplace = "street"\ntitles = ["渡船停运"]\nsaid = ["{where}渡船停了"]\nmore = ["等了{days}"]\n'
        'ask = ["恢复渡船"]\nheld_out = ["{where}过不了河"]\n',
        encoding="utf-8",
    )
    grammar = speech.read(own)
    style = Style("spoken", "long", dialect="ours")
    text = "".join(said(number, "ferry", style, grammar=grammar) for number in range(30))
    assert "划子" in text
    assert "嗲" in text


@pytest.mark.parametrize(
    ("_case", "text", "told"),
    [
        ("a brace left open", '[rules]\nhello = ["{喂|"]', "ours.toml:2: hello: the brace at '{喂|' is never closed"),
        ("a choice without braces", '[rules]\nhello = ["喂|你好"]', "put the choice in braces"),
        ("braces that choose nothing", '[rules]\nhello = ["{喂}"]', r"braces hold a choice {a\|b}"),
        ("a name mistyped", '[rules]\nhello = ["{caler}"]', "ours.toml:2: 'caler' is not known; write 'caller'"),
        ("a rule in a circle", '[rules]\nhello = ["{bye}"]\nbye = ["{hello}"]', "needs itself; break the circle"),
        ("no list", '[rules]\n\nhello = "喂"', "ours.toml:3: hello must be a list of sentences"),
        ("a table nobody reads", "[rulez]\nhello = []", "ours.toml:1: 'rulez' is not known; write 'rules'"),
        ("half a matter", '[matters.ferry]\nplace = "street"', r"ours.toml:1: \[matters.ferry\] lacks titles, said"),
        ("a kind of place nobody knows",
         '[matters.ferry]\nplace = "river"\ntitles=["a"]\nsaid=["a"]\nmore=["a"]\nask=["a"]\nheld_out=["a"]',
         "ours.toml:2: 'river' is not known; write one of"),
        ("a dialect without words", '[dialects.ours]\nparticles = ["嗲"]', "lacks words"),
    ],
)  # fmt: skip
def test_a_bad_grammar_names_the_line_and_the_fix(tmp_path: Path, _case: str, text: str, told: str) -> None:
    own = tmp_path / "ours.toml"
    own.write_text(text, encoding="utf-8")
    with pytest.raises(BadScenario, match=told):
        speech.read(own)
