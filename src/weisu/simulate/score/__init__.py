"""Scoring what somebody claims about a simulated city against its truth; docs/reference/claims.md says how to claim.

Pure functions of typed tables. `weisu.science` is not used here: a yardstick must not share a mistake with what it
measures.
"""

from weisu.simulate.score.claims import Claims, read
from weisu.simulate.score.errors import BadClaims, BadTruth
from weisu.simulate.score.scoring import score
from weisu.simulate.score.spoken import scored_lines
from weisu.simulate.score.tables import Stored, Tables

__all__ = ["BadClaims", "BadTruth", "Claims", "Stored", "Tables", "read", "score", "scored_lines"]
