"""Sets up the environment of the oracle: a virtual environment at `.cache/oracle` with the dpone to compare with.

Run it with any Python from 3.11 on: `python tests/oracle/install.py`. It does nothing when the environment is ready.
"""

from __future__ import annotations

import os
import subprocess
import sys
import venv
from pathlib import Path

DPONE = "dpone==0.88.0"
PLACE = Path(__file__).resolve().parents[2] / ".cache" / "oracle"


def main() -> int:
    """Create the environment and install dpone into it; returns pip's exit status."""
    python = PLACE / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    if not python.exists():
        venv.EnvBuilder(with_pip=True, clear=True).create(PLACE)
    status = subprocess.run([python, "-m", "pip", "install", "--quiet", DPONE], check=False).returncode
    print(f"{DPONE} is ready in {PLACE}" if status == 0 else f"pip could not install {DPONE}; its message is above")
    return status


if __name__ == "__main__":
    sys.exit(main())
