"""Our programs under an audit hook: every file they open, process they start and address they call is written down."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Final

#: Runs in the process under watch before anything of ours is imported. The journal's own descriptor is opened first.
_PRELUDE: Final = """\
import json, os, sys
journal = os.open(os.environ["WATCH_JOURNAL"], os.O_WRONLY | os.O_CREAT | os.O_APPEND)
told = ("open", "os.listdir", "os.scandir", "os.open", "subprocess.Popen", "os.system", "os.exec", "os.fork", "os.forkpty", "os.posix_spawn",
        "os.spawn", "pty.spawn", "socket.connect", "socket.getaddrinfo", "socket.bind", "ctypes.dlopen", "webbrowser.open", "urllib.Request",
        "os.remove", "os.rename", "os.rmdir", "shutil.rmtree")
def hook(event, arguments):
    if event in told:
        os.write(journal, (json.dumps([event, [str(one) for one in arguments]]) + "\\n").encode("utf-8", "backslashreplace"))
sys.addaudithook(hook)
"""
LINT: Final = _PRELUDE + "from dpone_lsp.cli.main import run; run()\n"
SERVER: Final = _PRELUDE + "from dpone_lsp.server.main import run; run()\n"
#: What starts a program or talks to another machine.
REACHING: Final = frozenset(
    ("subprocess.Popen", "os.system", "os.exec", "os.fork", "os.forkpty", "os.posix_spawn", "os.spawn", "pty.spawn", "socket.connect",
     "socket.getaddrinfo", "socket.bind", "webbrowser.open", "urllib.Request")
)  # fmt: skip

Event = tuple[str, list[str]]


def events(journal: Path) -> list[Event]:
    """What was written down; an empty journal would mean that nothing was watched."""
    rows = [json.loads(line) for line in journal.read_text("utf-8").splitlines()]
    assert any(event == "open" for event, _ in rows), "the hook saw nothing"
    return [(event, arguments) for event, arguments in rows]


def touched(journal: Path, folder: Path) -> list[str]:
    """Paths below a folder that were opened or listed, links followed."""
    real = folder.resolve()
    found: list[str] = []
    for event, arguments in events(journal):
        if event in ("open", "os.open", "os.listdir", "os.scandir") and arguments and arguments[0].startswith("/"):
            path = Path(arguments[0]).resolve()
            if path == real or real in path.parents:
                found.append(arguments[0])
    return found


def reached(journal: Path) -> list[Event]:
    """Programs started and addresses called."""
    return [(event, arguments) for event, arguments in events(journal) if event in REACHING]


def written(journal: Path, allowed: Iterable[Path]) -> list[str]:
    """Files opened for writing anywhere else than below the allowed folders."""
    folders = [folder.resolve() for folder in allowed]
    found: list[str] = []
    for event, arguments in events(journal):
        if (
            event == "open"
            and len(arguments) > 1
            and any(letter in arguments[1] for letter in "wax+")
            and arguments[0].startswith("/")
        ):
            path = Path(arguments[0]).resolve()
            if not any(folder == path or folder in path.parents for folder in folders) and path != Path("/dev/null"):
                found.append(arguments[0])
    return found
