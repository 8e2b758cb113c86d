"""Invented cities whose truth is known: who was helped, what lay behind which calls, who cheated and who did not.

A scenario (text) and a seed give a city; the city lives through its months by giving commands to a port, which accepts
or refuses them by the same rules as people's. What really happened is written beside the log, where the product never
looks. Nothing here knows a database; `weisu.cli` and `weisu.demo` join it to the real services.
"""
