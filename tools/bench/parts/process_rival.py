"""pm4py's directly-follows graph with times, in an environment that is thrown away: it enters no lock file."""

import json
import subprocess
import sys
import venv
from pathlib import Path

VERSION = "2.7.23"
SCRIPT = """
import json, sys, time
import pandas, pm4py
begun = time.process_time()
frame = pandas.read_parquet(sys.argv[1])
graph, _, _ = pm4py.discover_performance_dfg(frame, case_id_key="case", activity_key="activity", timestamp_key="at")
print(json.dumps([time.process_time() - begun, len(graph)]))
"""


def cpu_and_edges(log: Path, place: Path) -> tuple[float, int]:
    """CPU seconds and edges of the graph of a Parquet file with `case`, `activity`, `at`."""
    python = place / "bin" / "python"
    if not python.exists():
        venv.create(place, with_pip=True)
        install = [str(python), "-m", "pip", "--disable-pip-version-check", "install", "--quiet"]
        subprocess.run([*install, f"pm4py=={VERSION}", "pyarrow"], check=True, stdout=sys.stderr)
    done = subprocess.run([str(python), "-c", SCRIPT, str(log)], check=True, capture_output=True, text=True)
    seconds, edges = json.loads(done.stdout.strip().splitlines()[-1])
    return float(seconds), int(edges)
