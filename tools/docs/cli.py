"""docs/reference/cli.md: every command and every argument, read from the parser itself."""

import argparse
from collections.abc import Iterator

from tools.docs.markdown import page, table
from weisu.cli import _parser

INTRODUCTION = """\
The result goes to standard output, with `--json` as one object; everything else goes to standard error. Exit: 0
done, 1 refused or found something, 2 asked in a way that cannot be answered. What `./run` can do is printed by
`./run help`."""


HIDDEN = (argparse._HelpAction, argparse._SubParsersAction)


def write() -> str:
    """The whole page."""
    parts = (_section(path, said, parser) for path, said, parser in commands())
    return page("Commands", "src/weisu/cli", INTRODUCTION, *parts)


def commands() -> Iterator[tuple[str, str, argparse.ArgumentParser]]:
    """Every command that can be run: as it is typed, what it is for, and its parser."""
    yield from _below(_parser(), "weisu", "")


def _below(parser: argparse.ArgumentParser, path: str, said: str) -> Iterator[tuple[str, str, argparse.ArgumentParser]]:
    nouns = [action for action in parser._actions if isinstance(action, argparse._SubParsersAction)]
    if not nouns or parser.get_default("run"):
        yield path, said, parser
    for noun in nouns:
        helps = {choice.dest: choice.help or "" for choice in noun._choices_actions}
        for name, verb in noun.choices.items():
            yield from _below(verb, f"{path} {name}", helps.get(name, ""))


def _section(path: str, said: str, parser: argparse.ArgumentParser) -> str:
    arguments = [action for action in parser._actions if not isinstance(action, HIDDEN)]
    typed = " ".join([path, *(_typed(action) for action in arguments)])
    told = table(["argument", "meaning"], [(f"`{_name(action)}`", _help(action)) for action in arguments])
    sentence = said[:1].upper() + said[1:]
    parts = [f"## `{path}`", f"{sentence}." if sentence else "", f"`{typed}`", told if arguments else ""]
    return "\n\n".join(part for part in parts if part)


def _typed(action: argparse.Action) -> str:
    """An argument as the line shows it: brackets when it may be left out, dots when it may be repeated."""
    text = _name(action) + ("..." if action.nargs in ("+", "*") else "")
    may_be_missing = action.nargs in ("?", "*") if not action.option_strings else not action.required
    return f"[{text}]" if may_be_missing else text


def _name(action: argparse.Action) -> str:
    value = str(action.metavar or "|".join(map(str, action.choices or ())) or action.dest.upper())
    if not action.option_strings:
        return value
    return action.option_strings[-1] if action.nargs == 0 else f"{action.option_strings[-1]} {value}"


def _help(action: argparse.Action) -> str:
    shown = {"default": action.default, "prog": "weisu", "dest": action.dest}
    return (action.help or "") % shown
