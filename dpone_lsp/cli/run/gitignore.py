"""What `.gitignore` files leave out, read without git: the patterns of every folder from the repository's root down.

Rules as documented by gitignore(5): the last pattern that matches decides, deeper files decide over shallower ones, `!`
takes back, and nothing below an ignored folder can be taken back. A user's global excludes are not read: CI would not
have them.
"""

from __future__ import annotations

import os
import re
from typing import NamedTuple

from dpone_lsp.support import safe_regex


class Pattern(NamedTuple):
    """One line. `regex` is held against the path relative to the folder of its file; `folders` only speak of
    folders.
    """

    regex: str
    negated: bool
    folders: bool


class IgnoreFile(NamedTuple):
    """The patterns of one file and the folder they are relative to (absolute, with a slash at its end)."""

    base: str
    patterns: tuple[Pattern, ...]


#: The ignore files in force in a folder, shallowest first.
Stack = tuple[IgnoreFile, ...]


def stack_for(folder: str) -> Stack:
    """The ignore files in force in `folder` (absolute, forward slashes); empty outside a repository."""
    root = _repository(folder)
    if root is None:
        return ()
    stack: Stack = ()
    exclude = _read(root, os.path.join(root, ".git", "info", "exclude"))
    if exclude is not None:
        stack = (exclude,)
    stack = enter(stack, root)
    inner = folder[len(root) :].strip("/")
    current = root
    for part in inner.split("/") if inner else ():
        current = f"{current}/{part}"
        stack = enter(stack, current)
    return stack


def enter(stack: Stack, folder: str) -> Stack:
    """The stack with the ignore file of one more folder, if it has one."""
    found = _read(folder, f"{folder}/.gitignore")
    return stack if found is None else (*stack, found)


def ignored(stack: Stack, path: str, *, folder: bool) -> bool:
    """Whether a path is left out; asked from the top down, for folders are not entered once they are ignored."""
    for one in reversed(stack):
        relative = path[len(one.base) :]
        for pattern in reversed(one.patterns):
            # A glob full of stars, with which somebody wants to keep us busy, matches nothing.
            if (folder or not pattern.folders) and safe_regex.matches(pattern.regex, relative):
                return not pattern.negated
    return False


def _repository(folder: str) -> str | None:
    current = folder
    while True:
        if os.path.exists(f"{current}/.git"):
            return current
        parent = os.path.dirname(current)
        if parent == current:
            return None
        current = parent


def _read(folder: str, path: str) -> IgnoreFile | None:
    try:
        with open(path, encoding="utf-8", errors="surrogateescape") as file:
            lines = file.read().split("\n")
    except OSError:
        return None
    patterns = tuple(made for line in lines if (made := parse(line.removesuffix("\r"))) is not None)
    return IgnoreFile(folder.rstrip("/") + "/", patterns) if patterns else None


def parse(line: str) -> Pattern | None:
    """The pattern of a line; None for comments, blank lines and what git ignores as broken."""
    text = _trimmed(line)
    if not text or text.startswith("#"):
        return None
    negated = text.startswith("!")
    if negated:
        text = text[1:]
    folders = text.endswith("/")
    if folders:
        text = text[:-1]
    if not text:
        return None
    anchored = "/" in text
    source = _regex(text.removeprefix("/"))
    if source is None:
        return None
    prefix = "" if anchored else "(?:.*/)?"
    regex = f"(?s:{prefix}{source})\\Z"
    return Pattern(regex, negated, folders) if safe_regex.answerable(regex) else None


def _trimmed(line: str) -> str:
    """Without trailing blanks, unless a backslash keeps them."""
    end = len(line)
    while end and line[end - 1] == " ":
        slashes = 0
        while end - 2 - slashes >= 0 and line[end - 2 - slashes] == "\\":
            slashes += 1
        if slashes % 2:
            break
        end -= 1
    return line[:end]


def _regex(glob: str) -> str | None:
    """A glob as a regular expression; None when git would never match it."""
    out: list[str] = []
    at = 0
    while at < len(glob):
        char = glob[at]
        if char == "*":
            end = at
            while end < len(glob) and glob[end] == "*":
                end += 1
            # Two stars or more between slashes stand for any folders; anywhere else they are one star.
            deep = end - at > 1 and (at == 0 or glob[at - 1] == "/")
            if deep and end == len(glob):
                out.append(".+" if at else ".*")
                return "".join(out)
            if deep and glob[end] == "/":
                out.append("(?:.*/)?")
                at = end + 1
                continue
            at = end
            out.append("[^/]*")
            continue
        if char == "?":
            out.append("[^/]")
        elif char == "[":
            found = _class(glob, at)
            if found is None:
                return None
            text, at = found
            out.append(text)
            continue
        elif char == "\\":
            at += 1
            if at == len(glob):
                return None
            out.append(re.escape(glob[at]))
        else:
            out.append(re.escape(char))
        at += 1
    return "".join(out)


_NAMED = {
    "alpha": "a-zA-Z", "digit": "0-9", "alnum": "a-zA-Z0-9", "upper": "A-Z", "lower": "a-z",
    "space": " \\t\\n\\r\\f\\v",
    "punct": "!-/:-@\\[-`{-~", "xdigit": "0-9a-fA-F", "blank": " \\t",
}  # fmt: skip


def _class(glob: str, start: int) -> tuple[str, int] | None:
    """A bracket expression and the offset behind it; None when it does not end."""
    at = start + 1
    negated = at < len(glob) and glob[at] in "!^"
    at += negated
    first = at
    out: list[str] = []
    while at < len(glob) and (glob[at] != "]" or at == first):
        named = re.match(r"\[:([a-z]+):\]", glob[at:])
        if named is not None:
            if named.group(1) not in _NAMED:
                return None
            out.append(_NAMED[named.group(1)])
            at += named.end()
            continue
        char = glob[at]
        if char == "\\":
            at += 1
            if at == len(glob):
                return None
            char = glob[at]
            out.append("\\" + char if not char.isalnum() else char)
        elif char == "-" and at != first and at + 1 < len(glob) and glob[at + 1] != "]":
            out.append("-")
        else:
            out.append("\\" + char if not char.isalnum() and char.isascii() else char)
        at += 1
    if at >= len(glob):
        return None
    # A bracket never matches the slash between folders.
    return f"(?!/)[{'^' if negated else ''}{''.join(out)}]", at + 1
