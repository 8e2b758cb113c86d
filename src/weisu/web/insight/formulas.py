"""A formula of a pack as a person would say it: measures by their names, brackets only where they are needed."""

from collections.abc import Callable, Mapping

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from weisu.domain.formula_units import DECLARED, NUMBER, POINTS, SHARE, Unit
from weisu.domain.formulas import Call, Formula, Indicator, Literal, Node

SIGNS = {"+": "+", "-": "−", "*": "×", "/": "÷"}
SUMS = frozenset("+-")
MINUTE_S, HOUR_S, DAY_S = 60, 3_600, 86_400


def in_words(formula: Formula, names: Mapping[str, str]) -> str:
    """The formula with the names of its indicators; one without a name stays as the pack writes it."""
    return _said(formula.root, names)


def _said(node: Node, names: Mapping[str, str]) -> str:
    if isinstance(node, Literal):
        return _amount(node)
    if isinstance(node, Indicator):
        return names.get(node.name, node.name)
    if each := _for_each(node, names):
        return each
    if node.operation in SIGNS:
        return _sum(node, names)
    terms = _bounded(node)
    if node.operation in BOUNDS and terms is not None:
        what, bound = terms
        return BOUNDS[node.operation](_said(what, names), _amount(bound))
    if node.operation == "clamp":
        what, low, high = (_said(term, names) for term in node.terms)
        return _("%(what)s, but at least %(low)s and at most %(high)s") % {"what": what, "low": low, "high": high}
    return FUNCTIONS[node.operation]([_held(term, names) for term in node.terms])


def _sum(node: Call, names: Mapping[str, str]) -> str:
    left, right = node.terms
    first = _held(left, names) if node.operation in "*/" else _plain(left, names)
    second = _plain(right, names) if node.operation == "+" else _held(right, names)
    return f"{first} {SIGNS[node.operation]} {second}"


def _plain(node: Node, names: Mapping[str, str]) -> str:
    """A term of a sum: only what is told in a sentence needs brackets."""
    is_sum = isinstance(node, Call) and node.operation in SIGNS and not _for_each(node, names)
    return _said(node, names) if is_sum else _held(node, names)


def _held(node: Node, names: Mapping[str, str]) -> str:
    said = _said(node, names)
    return _("(%(said)s)") % {"said": said} if isinstance(node, Call) else said


def _for_each(node: Call, names: Mapping[str, str]) -> str:
    """`what * amount / step`, in either order, as so much for each step of something; empty for anything else."""
    factors = _factors(node)
    if factors is None:
        return ""
    what, amount, step = factors
    said = {"amount": _amount(amount), "step": _amount(step), "what": _held(what, names)}
    return _("%(amount)s for each %(step)s of %(what)s") % said


def _factors(node: Call) -> tuple[Node, Literal, Literal] | None:
    left, right = node.terms if len(node.terms) == 2 else (node, node)
    if node.operation == "/" and isinstance(right, Literal) and isinstance(left, Call) and left.operation == "*":
        return _parted(left.terms, right)
    if node.operation == "*":
        for rate, what in ((left, right), (right, left)):
            if isinstance(rate, Call) and rate.operation == "/":
                return _parted((rate.terms[0], what), rate.terms[1])
    return None


def _parted(terms: tuple[Node, ...], step: Node) -> tuple[Node, Literal, Literal] | None:
    amounts = [term for term in terms if isinstance(term, Literal) and term.unit == POINTS]
    others = [term for term in terms if not isinstance(term, Literal)]
    if len(amounts) == len(others) == 1 and isinstance(step, Literal):
        return others[0], amounts[0], step
    return None


def _bounded(node: Call) -> tuple[Node, Literal] | None:
    """Of two terms the one that varies, and the number that it may not pass; None for other terms."""
    varying = [term for term in node.terms if not isinstance(term, Literal)]
    bounds = [term for term in node.terms if isinstance(term, Literal)]
    return (varying[0], bounds[0]) if len(varying) == len(bounds) == 1 else None


def _amount(one: Literal) -> str:
    return amount(one.unit, one.value) or one.text


def amount(unit: Unit, value: float) -> str:
    """So much of a unit in words; empty for a unit that has none."""
    if unit == SHARE:
        return f"{100 * value:.6g}%"
    if unit == DECLARED["seconds"]:
        return _time(value)
    said, plural = {"n": f"{value:.6g}"}, 1 if value == 1 else 2
    if unit == POINTS:
        return ngettext("%(n)s point", "%(n)s points", plural) % said
    if unit == DECLARED["tickets"]:
        return ngettext("%(n)s case", "%(n)s cases", plural) % said
    return said["n"] if unit == NUMBER else ""


def _time(seconds: float) -> str:
    words = ((DAY_S, _("%(n)s days")), (HOUR_S, _("%(n)s hours")), (MINUTE_S, _("%(n)s minutes")))
    size, said = next((one for one in words if seconds % one[0] == 0), words[-1])
    return said % {"n": f"{seconds / size:g}"}


BOUNDS: Mapping[str, Callable[[str, str], str]] = {
    "min": lambda what, most: _("%(what)s, but at most %(high)s") % {"what": what, "high": most},
    "max": lambda what, least: _("%(what)s, but at least %(low)s") % {"what": what, "low": least},
}
"""What `min` and `max` say where one of two terms is a number."""

FUNCTIONS: Mapping[str, Callable[[list[str]], str]] = {
    "negative": lambda of: f"−{of[0]}",
    "min": lambda of: _("the least of %(all)s") % {"all": _(", ").join(of)},
    "max": lambda of: _("the greatest of %(all)s") % {"all": _(", ").join(of)},
    "round": lambda of: _("%(what)s, rounded to %(to)s") % {"what": of[0], "to": of[1]},
    "step": lambda of: (
        _("%(above)s once %(what)s has reached %(start)s, %(below)s before that")
        % {"what": of[0], "start": of[1], "below": of[2], "above": of[3]}
    ),
}
"""The functions of formulas in words, and what negates."""
