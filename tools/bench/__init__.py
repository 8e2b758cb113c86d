"""Measurements with goals: `./run bench NAME` calls `run(full: bool) -> Result` of `tools/bench/NAME.py`."""
