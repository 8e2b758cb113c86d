"""Rules 1–6 of the architecture (section 4): who may write, who may read the clock, what may stand in Python."""

import ast
import re
from collections.abc import Iterator
from pathlib import PurePosixPath

from tools.lint.rule import Rule, docstrings, dotted, imported, within

EDGES = ("web", "api", "cli", "jobs")
HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")


class EdgesDoNotWrite(Rule):
    """Pages, API, commands and jobs call services; they never write a row themselves."""

    name = "edges-do-not-write"
    example = "src/weisu/web/unit/views.py"
    good_lines = (
        "services.send_back(number, by=by, now=now)",
        "facts.update(status=1)",
        "digest.update(chunk)",
        "cache.delete(key)",
        "parser.create(name)",
    )
    bad_lines = (
        "ticket.save()",
        "ticket.delete()",
        "Ticket.objects.create(number=1)",
        "Ticket.objects.filter(number=1).update(status='closed')",
        "queries.tickets(viewer).filter(a=1).update(status='closed')",
        "Ticket.objects.bulk_create(rows)",
        "unit.staff_set.create(name=name)",
    )

    always = frozenset({"save", "delete", "bulk_create", "bulk_update", "get_or_create", "update_or_create"})
    sometimes = frozenset({"create", "update"})
    of_the_database = frozenset({"objects", "filter", "exclude", "all", "select_for_update"})
    not_rows = frozenset({"cache", "session"})

    def covers(self, path: PurePosixPath) -> bool:
        """Only the edges."""
        return within(path, *EDGES)

    def check(self, tree: ast.Module) -> Iterator[tuple[int, str]]:
        """Calls that write, on anything that looks like a row or a manager."""
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and self._writes(node.func):
                yield node.lineno, f"{dotted(node.func)}() writes; call a service of the app that owns the row"

    def _writes(self, function: ast.Attribute) -> bool:
        chain = dotted(function.value).split(".")
        if function.attr in self.always:
            return chain[-1] not in self.not_rows
        managed = any(part in self.of_the_database or part.endswith("_set") for part in chain)
        return function.attr in self.sometimes and managed


class NoClock(Rule):
    """`now` is an argument: only jobs, commands and the request's edge look at the clock."""

    name = "no-clock"
    example = "src/weisu/tickets/services/returns.py"
    good_lines = ("due = clock.due(now)", "started = time.perf_counter()", "now: datetime")
    bad_lines = (
        "due = datetime.now(UTC)",
        "day = date.today()",
        "made = DateTimeField(default=timezone.now)",
        "stamp = datetime.datetime.utcnow()",
        "seconds = time.time()",
        "from django.utils.timezone import now",
        "from time import time_ns",
    )

    clocks = re.compile(
        r"(^|\.)(datetime\.(now|utcnow|today)|date\.today|timezone\.(now|localdate|localtime)|time\.time(_ns)?)$"
    )
    edges = ("jobs", "cli", "web/edge.py", "web/middleware.py", "api/edge.py")

    def covers(self, path: PurePosixPath) -> bool:
        """All of weisu but its edges."""
        return within(path, "") and not within(path, *self.edges)

    def check(self, tree: ast.Module) -> Iterator[tuple[int, str]]:
        """Clocks by their usual names, called or handed on."""
        named = [(node.lineno, dotted(node)) for node in ast.walk(tree) if isinstance(node, ast.Attribute)]
        for line, name in [*named, *imported(tree)]:
            if self.clocks.search(name):
                yield line, f"{name} reads the clock; take `now` as an argument"


class QueriesHaveAViewer(Rule):
    """Whatever is read about tickets and people is read for somebody, and starts from what they may see.

    The tree of units and the rules in force are no secret, so `org` and `policies` are free; `vault` knows no
    tickets and answers only the apps above it, which have asked already.
    """

    name = "queries-have-a-viewer"
    example = "src/weisu/tickets/queries.py"
    good_lines = (
        "def overdue_tickets(*, viewer, now):\n    return visible_to(viewer).filter(due_us__lt=now)",
        "def ticket(number, *, viewer):\n    return tickets(viewer=viewer).get(number=number)",
        "def visible_to(viewer):\n    return Ticket.objects.filter(unit=viewer.unit_id)",
        "def _columns():\n    return ('number',)",
    )
    bad_lines = (
        "def overdue_tickets(*, now):\n    return Ticket.objects.filter(due_us__lt=now)",
        "def ticket(number, *, viewer):\n    return Ticket.objects.get(number=number)",
    )

    def covers(self, path: PurePosixPath) -> bool:
        """`queries.py` and `queries/` of the apps that hold tickets and contacts."""
        return within(path, "tickets", "intake") and "queries" in (path.stem, path.parent.name)

    def check(self, tree: ast.Module) -> Iterator[tuple[int, str]]:
        """Public functions without a viewer, or which never use theirs."""
        for node in public_functions(tree):
            if "viewer" not in parameters(node):
                yield node.lineno, f"{node.name} reads for nobody; take `viewer`"
            elif node.name != "visible_to" and not self._hands_on(node):
                yield node.lineno, f"{node.name} ignores its viewer; start from visible_to(viewer)"

    def _hands_on(self, function: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
        calls = (node for node in ast.walk(function) if isinstance(node, ast.Call))
        given = (value for call in calls for value in [*call.args, *(word.value for word in call.keywords)])
        return any(isinstance(value, ast.Name) and value.id == "viewer" for value in given)


class TicketsThroughOneDoor(Rule):
    """Rows of tickets are read through `visible_to`, so that nobody finds in some list what a page would not show.

    The log's own machinery (projection, replay, export) knows no viewer; whoever else needs rows without one says so in
    `tools/lint/exceptions.txt`.
    """

    name = "tickets-through-one-door"
    example = "src/weisu/tickets/queries.py"
    good_lines = (
        "def due(viewer):\n    return ClockRow.objects.filter(ticket__in=visible_to(viewer))",
        "def parts(viewer, number):\n    return Assignment.objects.filter(ticket=ticket(viewer, number))",
        "def desk(viewer):\n    return Assignment.objects.filter(*open_conditions(viewer, 'ticket__'))",
        "def units(viewer):\n    return Unit.objects.filter(id__in=viewer.unit_ids)",
    )
    bad_lines = (
        "def due(viewer):\n    return ClockRow.objects.filter(unit_id__in=viewer.unit_ids)",
        "def _counted(viewer):\n    return Ticket.objects.filter(region_code=viewer.region_code).count()",
        "def told(viewer, number):\n    return models.TicketEvent._default_manager.filter(number=number)",
        "EVERY = Ticket.objects.all()",
    )

    rows = frozenset({"Ticket", "TicketEvent", "Assignment", "ClockRow"})
    managers = frozenset({"objects", "_default_manager", "_base_manager"})
    doors = frozenset("visible_to ticket open_conditions open_to quarantined_for whole _of_a_visible_ticket".split())
    machinery = tuple(
        f"tickets/{name}.py" for name in ("visibility", "followers", "retries", "guarding", "services/core")
    )

    def covers(self, path: PurePosixPath) -> bool:
        """All of weisu but the door itself and the machinery behind it."""
        return within(path, "") and not within(path, *self.machinery)

    def check(self, tree: ast.Module) -> Iterator[tuple[int, str]]:
        """Uses of the managers in a function, or a module, that asks no door."""
        functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
        asking = {id(inner) for node in functions if self._asks(node) for inner in ast.walk(node)}
        for node in ast.walk(tree):
            if isinstance(node, ast.Attribute) and node.attr in self.managers and id(node) not in asking:
                row = dotted(node.value).split(".")[-1]
                if row in self.rows:
                    yield node.lineno, f"{row} is read past visible_to; ask a query of weisu.tickets for a viewer"

    def _asks(self, function: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
        calls = (node.func for node in ast.walk(function) if isinstance(node, ast.Call))
        return any(dotted(called).split(".")[-1] in self.doors for called in calls)


class WritesAreSigned(Rule):
    """Every service says who did it and when."""

    name = "writes-are-signed"
    example = "src/weisu/tickets/services/returns.py"
    good_lines = (
        "def send_back(number, *, reason, by, now): ...",
        "def _lock(number): ...",
    )
    bad_lines = (
        "def send_back(number, *, reason): ...",
        "def send_back(number, by, now): ...",
        "def send_back(number, *, by): ...",
    )

    def covers(self, path: PurePosixPath) -> bool:
        """`services.py` and `services/` of every app."""
        return within(path, "") and "services" in (path.stem, path.parent.name)

    def check(self, tree: ast.Module) -> Iterator[tuple[int, str]]:
        """Public functions without keyword-only `by` and `now`."""
        for node in public_functions(tree):
            missing = {"by", "now"} - {argument.arg for argument in node.args.kwonlyargs}
            if missing:
                yield node.lineno, f"{node.name} lacks keyword-only {' and '.join(sorted(missing))}"


class NoSignals(Rule):
    """What happens after an event is a follower of the log, which cannot be forgotten or run twice."""

    name = "no-signals"
    example = "src/weisu/tickets/models.py"
    good_lines = ("import signal", "from weisu.tickets import log", "receiver_number = 3")
    bad_lines = (
        "from django.db.models.signals import post_save",
        "from django.dispatch import receiver",
        "import django.dispatch",
        "models.signals.pre_save.connect(f)",
    )

    banned = re.compile(r"(^|\.)(django\.dispatch|models\.signals|signals\.(pre|post)_\w+)(\.|$)")

    def covers(self, path: PurePosixPath) -> bool:
        """All of weisu."""
        return within(path, "")

    def check(self, tree: ast.Module) -> Iterator[tuple[int, str]]:
        """Imports and uses of Django's signals."""
        named = [(node.lineno, dotted(node)) for node in ast.walk(tree) if isinstance(node, ast.Attribute)]
        seen = set()
        for line, name in [*imported(tree), *named]:
            if self.banned.search(name) and line not in seen:
                seen.add(line)
                yield line, f"{name} is a signal; write a follower of the log"


class NoChineseLiterals(Rule):
    """What people read comes from a policy pack or a translation; Python keeps only the law it cites."""

    name = "no-chinese-literals"
    example = "src/weisu/web/unit/views.py"
    good_lines = (
        '"""退单: a unit sends a ticket back."""',
        'rate = Rate(key="resolution_rate", basis="北京市接诉即办工作条例")',
        'class Kind:\n    COMPLAINT = "complaint"\n    """投诉"""',
        "x = 1  # 调休",
    )
    bad_lines = ('title = "退单"', 'f"{n} 件"', 'if city == "北京": pass', 'names = {"办结": 1}')

    def covers(self, path: PurePosixPath) -> bool:
        """All of weisu."""
        return within(path, "")

    def check(self, tree: ast.Module) -> Iterator[tuple[int, str]]:
        """String constants with Han characters that are neither docstring nor basis."""
        free = docstrings(tree)
        for node in ast.walk(tree):
            if isinstance(node, ast.keyword) and node.arg == "basis":
                free.update(ast.walk(node.value))
        for node in ast.walk(tree):
            if node not in free and isinstance(node, ast.Constant) and isinstance(node.value, str | bytes):
                text = node.value if isinstance(node.value, str) else node.value.decode("utf-8", "replace")
                if HAN.search(text):
                    yield node.lineno, "Chinese text in Python; put it into a pack, a data file or a translation"


def public_functions(tree: ast.Module) -> list[ast.FunctionDef | ast.AsyncFunctionDef]:
    """The functions other modules may call."""
    functions = (node for node in tree.body if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))
    return [node for node in functions if not node.name.startswith("_")]


def parameters(function: ast.FunctionDef | ast.AsyncFunctionDef) -> set[str]:
    """The names of everything a function takes."""
    arguments = function.args
    return {argument.arg for argument in [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]}
