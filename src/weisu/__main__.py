"""`python -m weisu`: the same as the command `weisu`."""

import sys

from weisu.cli import main

sys.exit(main())
