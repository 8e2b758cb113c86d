"""Text as people speak to the hotline, from a grammar that ships as data; see docs/reference/speech.md."""

from weisu.simulate.speech.grammar import Grammar, read, shipped
from weisu.simulate.speech.speaking import Place, compose, named, titled
from weisu.simulate.speech.style import Habits, Style, styled

__all__ = ["Grammar", "Habits", "Place", "Style", "compose", "named", "read", "shipped", "styled", "titled"]
