"""Text as people speak to the hotline, from a grammar that ships as data; see docs/reference/speech.md."""

from weisu.simulate.speech.grammar import Grammar, of, read, shipped
from weisu.simulate.speech.speaking import Place, compose, named, titled
from weisu.simulate.speech.style import Style, styled

__all__ = ["Grammar", "Place", "Style", "compose", "named", "of", "read", "shipped", "styled", "titled"]
