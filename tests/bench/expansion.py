"""Many tables over one `defaults`, expanded and decided: CPU time and memory along both axes, tables and length of `defaults`.

Each size runs in a process of its own, so that its memory is its own.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator

from tests.bench.measure import CHECKOUT
from tests.bench.table import Row

TITLE = "Many tables over one `defaults`"

#: (tables, options in each of the two option blocks of `defaults`)
SIZES = ((1_000, 10), (10_000, 10), (10_000, 100), (10_000, 1_000))

_ONE = """
import resource, sys, time
from dpone_si.manifest.model.documents import Document
from dpone_si.manifest.expansion.expand import expand
from dpone_si.manifest.expansion.loading import DiskLoader
from dpone_si.manifest.model.facts import facts_of

tables, options = int(sys.argv[1]), int(sys.argv[2])
block = "".join(f"      option_{number}: value\\n" for number in range(options))
entries = "".join(
    f"      - {{table: table_{number}, overrides: {{source: {{options: {{batch_size: {number + 100}}}}}}}}}\\n" if number % 4 == 0
    else f"      - table_{number}\\n"
    for number in range(tables)
)
text = f'''kind: dpone.batch.v1
vars: {{layer: raw}}
naming:
  sink_dataset: "{{{{ layer }}}}_{{{{ src_schema }}}}"
  sink_table: "{{{{ src_table | dpone_snake }}}}"
  process_name: "{{{{ src_schema }}}}_{{{{ src_table }}}}"
defaults:
  source:
    type: postgres
    connection_id: shop
    options:
      estimated_rows: 5000000
      changed_percent: 0.2
      partition_column: day
{block}  sink:
    type: clickhouse
    connection_id: dwh
    strategy: {{mode: auto, unique_key: id}}
    options:
      log_sample_rows: 1
{block}schemas:
  public:
    tables:
{entries}'''
before = time.process_time()
processes = expand(Document("/bench/many.batch.yaml", text), DiskLoader(None)).processes
modes = {facts_of(process).mode for process in processes}
names = {process.name() for process in processes}
spent = time.process_time() - before
assert modes == {"partition_replace"} and len(names) == tables
print(f"{spent:.2f} {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024}")
"""


def rows() -> Iterator[Row]:
    """One line for each size."""
    for tables, options in SIZES:
        best, memory = min(_measured(tables, options) for _ in range(3))
        what = f"expand and decide, {tables:,} tables, defaults of {2 * options:,} options"
        yield Row(what, f"{best:.2f} s of CPU, {memory} MiB", "2 s, 400 MiB")


def _measured(tables: int, options: int) -> tuple[float, int]:
    done = subprocess.run(
        [sys.executable, "-c", _ONE, str(tables), str(options)],
        cwd=CHECKOUT,
        capture_output=True,
        text=True,
        check=True,
    )
    spent, memory = done.stdout.split()
    return float(spent), int(memory)
