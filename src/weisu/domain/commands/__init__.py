"""One frozen dataclass for each thing a person, the clock or an import can ask for."""

from weisu.domain.commands import aftercare, door, handling, sensitive
from weisu.domain.commands.aftercare import *  # noqa: F403
from weisu.domain.commands.command import Command
from weisu.domain.commands.door import *  # noqa: F403
from weisu.domain.commands.handling import *  # noqa: F403
from weisu.domain.commands.sensitive import *  # noqa: F403

COMMANDS: dict[str, type[Command]] = {
    kind.name: kind
    for module in (door, handling, aftercare, sensitive)
    for kind in vars(module).values()
    if isinstance(kind, type) and issubclass(kind, Command) and kind not in (Command, handling.UnitMove)
}
"""Every command by its name."""
