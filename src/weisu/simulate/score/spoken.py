"""A score in lines for people."""

from collections.abc import Iterator, Mapping
from typing import Any


def scored_lines(found: Mapping[str, Any]) -> Iterator[str]:
    """The score a line at a time, shares with their base and 95 % interval."""
    for row in found.get("estimates", ()):
        error = "unknown" if row["coverage_se"] is None else f"{row['coverage_se']:.3f}"
        yield (
            f"{row['estimand']}: {row['coverage']:.1%} of {row['claims']} intervals hold the truth (claimed "
            f"{row['level']:.0%}; standard error {error}, {row['clusters']} clusters); bias {row['bias']:+.3g}, "
            f"root mean squared error {row['rmse']:.3g}, width {row['width']:.3g}"
        )
    if "hot_spots" in found:
        yield from _alarms(found["hot_spots"])
    if "cheats" in found:
        yield from _accusations(found["cheats"])
    if "duplicates" in found:
        yield from _duplicates(found["duplicates"])
    if "merges" in found:
        yield f"merges: {_share(found['merges']['wrong_share'])} of the proposals are wrong"


def _alarms(row: Mapping[str, Any]) -> Iterator[str]:
    a_month = "" if row["false_a_month"] is None else f", {row['false_a_month']:.2f} a month"
    yield (
        f"hot spots: {row['right']} alarms right, {row['genuine']} about something genuine that nobody planted, "
        f"{row['false']} false{a_month}"
    )
    yield from _found(row)


def _accusations(row: Mapping[str, Any]) -> Iterator[str]:
    yield f"cheats: {row['right']} accusations right, {row['wrong']} wrong"
    yield from _found(row)
    yield f"  tickets: precision {_share(row['ticket_precision'])}, recall {_share(row['ticket_recall'])}"


def _found(row: Mapping[str, Any]) -> Iterator[str]:
    yield f"  precision {_share(row['precision'])}, recall {_share(row['recall'])}"
    yield from (f"    {kind}: recall {_share(recall)}" for kind, recall in row["recall_by_kind"].items())
    delay = row["delay_days"]
    if delay["of"]:
        yield f"  found after {delay['median']:.1f} days (quartiles {delay['q1']:.1f} and {delay['q3']:.1f})"


def _duplicates(row: Mapping[str, Any]) -> Iterator[str]:
    yield f"duplicates: {row['clusters']} clusters claimed, {row['true_clusters']} there"
    for name, of in (("B-cubed", row["b_cubed"]), ("pairs", row["pairs"])):
        yield f"  {name}: precision {_part(of['precision'])}, recall {_part(of['recall'])}, F {_part(of['f'])}"


def _part(value: float | None) -> str:
    return "unknown" if value is None else f"{value:.1%}"


def _share(share: Mapping[str, Any]) -> str:
    if share["share"] is None:
        return "unknown (of none)"
    return f"{share['share']:.1%} of {share['of']} ({share['lo']:.1%} to {share['hi']:.1%})"
