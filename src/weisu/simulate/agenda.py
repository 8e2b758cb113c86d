"""What happens next in one neighbourhood: every story sleeps until an instant, and they are woken in order of time."""

from collections.abc import Generator
from heapq import heappop, heappush

Story = Generator[int, None, None]
"""Gives the instant (microseconds) at which it wants to go on; ends when it has been told."""


class Agenda:
    """Stories by the instant they go on; those of one instant in the order they were begun."""

    def __init__(self) -> None:
        self.now_us = 0
        self._heap: list[tuple[int, int, Story]] = []
        self._begun = 0

    def begin(self, at_us: int, story: Story) -> None:
        """Let a story start at an instant, now at the earliest."""
        self._begun += 1
        heappush(self._heap, (max(at_us, self.now_us), self._begun, story))

    def run(self, until_us: int) -> None:
        """Tell every story up to, not including, an instant."""
        heap = self._heap
        while heap and heap[0][0] < until_us:
            at_us, order, story = heappop(heap)
            self.now_us = at_us
            for next_us in story:
                heappush(heap, (max(next_us, at_us), order, story))
                break
