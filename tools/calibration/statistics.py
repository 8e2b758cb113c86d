"""The statistics of dispatched tickets that are compared; each is one function of records."""

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from statistics import fmean, median, pstdev

from tools.calibration.records import Record, known

OFFICE_HOURS = range(8, 18)
MANY = 50
SATURDAY = 5

Statistic = Callable[[Sequence[Record]], float]


def tickets_a_day(records: Sequence[Record]) -> float:
    """Tickets a recorded day."""
    return len(records) / len({record.at.date() for record in records})


def weekend(records: Sequence[Record]) -> float:
    """Tickets of a Saturday or Sunday against those of another day."""
    days = Counter(record.at.date() for record in records)
    off = [count for day, count in days.items() if day.weekday() >= SATURDAY]
    return fmean(off) / fmean(count for day, count in days.items() if day.weekday() < SATURDAY)


def office_hours(records: Sequence[Record]) -> float:
    """Share that came from 8 to 18 o'clock."""
    return fmean(record.at.hour in OFFICE_HOURS for record in records)


def telephone(records: Sequence[Record]) -> float:
    """Share that came by telephone."""
    return fmean(record.channel == "phone" for record in records)


def complaints(records: Sequence[Record]) -> float:
    """Share of complaints, tip-offs among them."""
    return fmean(record.kind in ("complaint", "tipoff") for record in records)


def first(column: str, count: int) -> Statistic:
    """Share of the most frequent values of a column."""

    def statistic(records: Sequence[Record]) -> float:
        counts = Counter(known(records, column))
        return sum(many for _, many in counts.most_common(count)) / counts.total()

    return statistic


def late(records: Sequence[Record]) -> float:
    """Share that took longer than its limit, of those of which it is known."""
    return fmean(record.late for record in records if record.late is not None)


def late_of_units(records: Sequence[Record]) -> list[float]:
    """Late shares of units with at least fifty tickets."""
    units: defaultdict[str, list[bool]] = defaultdict(list)
    for record in records:
        if record.late is not None:
            units[record.unit].append(record.late)
    return [fmean(lates) for lates in units.values() if len(lates) >= MANY]


def median_late(records: Sequence[Record]) -> float:
    """The middle one of those shares."""
    return median(late_of_units(records))


def late_spread(records: Sequence[Record]) -> float:
    """Their standard deviation."""
    return pstdev(late_of_units(records))


STATISTICS: Mapping[str, Statistic] = {
    "tickets_a_day": tickets_a_day,
    "weekend": weekend,
    "office_hours": office_hours,
    "telephone": telephone,
    "complaints": complaints,
    "largest_class": first("matter_class", 1),
    "three_classes": first("matter_class", 3),
    "largest_street": first("street", 1),
    "five_communities": first("community", 5),
    "ten_units": first("unit", 10),
    "late": late,
    "late_spread": late_spread,
}


def of(records: Sequence[Record]) -> dict[str, float]:
    """Every statistic by its name."""
    return {name: statistic(records) for name, statistic in STATISTICS.items()}
