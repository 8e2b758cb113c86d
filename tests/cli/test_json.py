"""Every command can answer a machine."""

import argparse

import pytest

from weisu.cli import _parser


def leaves(parser):
    """Every command that can be given, however deep."""
    nouns = [action for action in parser._actions if isinstance(action, argparse._SubParsersAction)]
    if not nouns:
        yield parser
    for noun in nouns:
        for child in noun.choices.values():
            yield from leaves(child)


@pytest.mark.parametrize("command", list(leaves(_parser())), ids=lambda command: command.prog)
def test_every_command_has_json(command):
    assert "--json" in command._option_string_actions
