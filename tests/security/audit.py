"""`python -m tests.security.audit` asks for known vulnerabilities of what is installed, and says what the answer is worth.

`pip-audit` finds "no known vulnerabilities" also where it could look nothing up, so what was looked up is counted.
Exit codes: 0 nothing known, 1 something is known, 2 no answer.
"""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

_COMMAND = (
    sys.executable,
    "-m",
    "pip_audit",
    "--progress-spinner",
    "off",
    "--timeout",
    "15",
    "--skip-editable",
    "--format",
    "json",
)


def main() -> int:
    """Ask, and tell."""
    done = subprocess.run(_COMMAND, capture_output=True, check=False, encoding="utf-8")
    try:
        packages: list[dict[str, Any]] = json.loads(done.stdout)["dependencies"]
    except (ValueError, KeyError, TypeError):
        last = done.stderr.strip().splitlines()[-1:] or ["it said nothing"]
        print(f"no answer: pip-audit failed ({last[0]})", file=sys.stderr)
        return 2
    asked = [package for package in packages if "vulns" in package]
    known = [(package, one) for package in asked for one in package["vulns"]]
    for package, one in known:
        cure = f"; mended in {', '.join(one['fix_versions'])}" if one.get("fix_versions") else ""
        print(f"{package['name']} {package['version']}: {one['id']}{cure}")
    if known:
        return 1
    if not asked:
        print(
            f"no answer: none of {len(packages)} package{'s' if len(packages) != 1 else ''} could be looked up; is the advisory service reachable?",
            file=sys.stderr,
        )
        return 2
    left = len(packages) - len(asked)
    print(
        f"no known vulnerabilities in {len(asked)} package{'s' if len(asked) != 1 else ''}"
        + (f"; {left} could not be looked up" if left else "")
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
