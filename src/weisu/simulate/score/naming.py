"""Tickets of a truth, by the id or the number a claim calls them."""

from collections import defaultdict

from weisu.simulate.score.errors import BadClaims
from weisu.simulate.score.tables import Tables


class Names:
    """Every ticket by both its names, and the problem behind it."""

    def __init__(self, tables: Tables) -> None:
        table = tables["tickets"]
        ids = table["ticket_id"].to_pylist()
        self._ids = {**dict(zip(table["number"].to_pylist(), ids, strict=True)), **{id: id for id in ids}}
        self.problems: dict[str, str | None] = dict(zip(ids, table["problem_id"].to_pylist(), strict=True))

    def ticket(self, name: str, where: str) -> str:
        """The id of a ticket.

        Raises: BadClaims for one that is not in the truth.
        """
        if name not in self._ids:
            raise BadClaims(
                f"{where}: the truth knows no ticket {name!r}.", instead=["write the id or the number of the log"]
            )
        return self._ids[name]

    def are_one(self, ticket: str, other: str) -> bool:
        """Whether two tickets, by their ids, are about one problem."""
        problem = self.problems[ticket]
        return problem is not None and problem == self.problems[other]

    def clusters(self) -> list[frozenset[str]]:
        """The ids of tickets about one problem, for every problem with two or more."""
        found: defaultdict[str, set[str]] = defaultdict(set)
        for ticket, problem in self.problems.items():
            if problem is not None:
                found[problem].add(ticket)
        return [frozenset(tickets) for tickets in found.values() if len(tickets) > 1]
