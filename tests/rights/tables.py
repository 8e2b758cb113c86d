"""Tables of rights as text: one row for each thing that can be asked, one column for each who asks."""

from collections.abc import Callable, Iterable, Mapping, Sequence

from weisu.domain.errors import DomainError, NotFound

DONE, HIDDEN, REFUSED = "done", "hidden", "refused"


def outcome(call: Callable[[], object]) -> str:
    """What becomes of a call: `hidden` when the answer is that there is no such thing."""
    try:
        call()
    except NotFound:
        return HIDDEN
    except DomainError:
        return REFUSED
    return DONE


def table(title: str, legend: str, columns: Sequence[str], rows: Iterable[tuple[str, Mapping[str, str]]]) -> str:
    """Readable without a tool: a title, who is who, then one line each."""
    told = list(rows)
    first = max(len(name) for name, _verdicts in told) + 2
    widths = {column: max(len(column), *(len(verdicts[column]) for _n, verdicts in told)) + 2 for column in columns}
    lines = [
        "".join([name.ljust(first), *(cells[column].ljust(widths[column]) for column in columns)]).rstrip()
        for name, cells in [("", {column: column for column in columns}), *told]
    ]
    return "\n".join([f"# {line}" for line in f"{title}\n{legend}".splitlines()] + lines) + "\n"
