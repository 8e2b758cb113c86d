"""Every method says where it comes from, and answers for itself in a test."""

import doctest
import re
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules

import pytest

from weisu import science

METHODS = [module.name for module in iter_modules(science.__path__) if module.name != "arrays"]


@pytest.mark.parametrize("name", METHODS)
def test_a_method_names_its_paper_its_formula_its_published_answer_and_what_it_refuses(name):
    below_its_first_line = import_module(f"weisu.science.{name}").__doc__.partition("\n\n")[2]
    told = re.findall(r"^([A-Z]\w+):", below_its_first_line, re.MULTILINE)

    assert told == ["Paper", "Formula", "Answer", "Refuses"]


def test_the_opening_words_of_the_package_are_true():
    assert doctest.testmod(science).failed == 0
    assert doctest.testmod(science).attempted == 4


@pytest.mark.parametrize("name", METHODS)
def test_a_method_has_a_test_of_its_own(name):
    assert (Path(__file__).parent / f"test_{name}.py").exists()
