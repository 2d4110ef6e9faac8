"""Runs console scripts of one revision, each in a fork of a process that already has the modules which earlier ones
imported.

Started as a file by `answers.py`, in the revision's environment; it imports nothing of this project but what the
scripts do. Each run is as alone as a process of its own, for a tenth of its price.
"""

from __future__ import annotations

import contextlib
import importlib
import json
import os
import runpy
import sys
import traceback


def _child(job: dict[str, object], imported: int) -> None:
    """Never returns. What the script prints goes to the job's file, the names of newly imported modules into a pipe."""
    before = set(sys.modules)
    leave = os._exit

    def end(code: int) -> None:
        with contextlib.suppress(OSError, ValueError):
            sys.stdout.flush()
            sys.stderr.flush()
        os.write(1, f"\nexit code {code}\n".encode())
        names = "\n".join(
            name
            for name in sys.modules
            if name not in before and name.startswith(("dpone_", "ruamel", "jinja2", "json", "argparse"))
        )
        with os.fdopen(imported, "w") as pipe:
            pipe.write(names)
        leave(0)

    os._exit = end  # type: ignore[assignment]
    output = os.open(str(job["output"]), os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
    os.dup2(output, 1)
    os.dup2(output, 2)
    os.chdir(str(job["cwd"]))
    sys.argv = [str(job["script"]), *map(str, job["arguments"])]  # type: ignore[call-overload]
    try:
        runpy.run_path(sys.argv[0], run_name="__main__")
        end(0)
    except SystemExit as ended:
        end(ended.code if isinstance(ended.code, int) else int(ended.code is not None))
    except BaseException:
        traceback.print_exc()
        end(70)


def main() -> None:
    for line in sys.stdin:
        reading, writing = os.pipe()
        child = os.fork()
        if child == 0:
            os.close(reading)
            _child(json.loads(line), writing)
        os.close(writing)
        with os.fdopen(reading) as pipe:
            names = pipe.read().split("\n")
        os.waitpid(child, 0)
        for name in filter(None, names):
            with contextlib.suppress(Exception):
                importlib.import_module(name)
        print("done", flush=True)


if __name__ == "__main__":
    main()
