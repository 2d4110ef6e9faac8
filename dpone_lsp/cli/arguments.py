"""Arguments of a command: a table of options, read in one pass.

argparse alone would cost a third of the time that linting one file takes, and says "invalid choice" where a person
wants to know the choices and the one they meant.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from importlib import import_module
from types import ModuleType
from typing import Any

from dpone_lsp.cli.errors import Answered, UsageError
from dpone_si.records import record

_WIDTH = 100


@record(frozen=True)
class Option:
    """One option. Without a `metavar` and `choices` it is a flag. `repeated` ones collect a list."""

    names: tuple[str, ...]
    help: str
    metavar: str = ""
    choices: tuple[str, ...] = ()
    default: Any = None
    repeated: bool = False
    #: The value is a whole number of at least this.
    least: int | None = None
    required: bool = False

    @property
    def flag(self) -> bool:
        return not self.metavar and not self.choices

    @property
    def attribute(self) -> str:
        return self.names[0].lstrip("-").replace("-", "_")


@record(frozen=True)
class Command:
    """What `parse` needs to know of a command. `most` is None when any number of positional arguments is welcome."""

    name: str
    summary: str
    options: tuple[Option, ...]
    positional: str = ""
    positional_help: str = ""
    fewest: int = 0
    most: int | None = 0
    #: Printed at the end of the help.
    epilog: str = ""


class Values:
    """The arguments as given; an option `--fail-on` is the attribute `fail_on`."""

    positional: list[str]

    def __init__(self, values: dict[str, Any]) -> None:
        self.__dict__.update(values)

    def __getattr__(self, name: str) -> Any:
        raise AttributeError(name)


def parse(command: Command, arguments: Iterable[str]) -> Values:
    """The values of a command's arguments. Raises `UsageError` with a cure, `Answered` for `--help`."""
    known = {name: option for option in command.options for name in option.names}
    values: dict[str, Any] = {option.attribute: _unset(option) for option in command.options}
    given: set[str] = set()
    positional: list[str] = []
    rest = iter(arguments)
    for word in rest:
        if word == "--":
            positional.extend(rest)
        elif word in ("--help", "-h"):
            raise Answered(help_text(command))
        elif word == "-" or not word.startswith("-") or (word not in known and _is_file(word)):
            positional.append(word)
        else:
            option, value = _given(word, rest, known, command)
            given.add(option.attribute)
            if option.repeated:
                values[option.attribute].append(value)
            else:
                values[option.attribute] = value
    _refuse_wrong_number(command, given, positional)
    values["positional"] = positional
    return Values(values)


def _given(word: str, rest: Iterator[str], known: Mapping[str, Option], command: Command) -> tuple[Option, Any]:
    """The option a word names, and its value: behind `=`, or the next word, which is taken from `rest`."""
    name, equals, value = word.partition("=")
    option = known.get(name)
    if option is None:
        raise UsageError(_unknown(name, known, command))
    if option.flag:
        if equals:
            raise UsageError(f"`{name}` takes no value: write just `{name}`")
        return option, True
    if not equals:
        taken = next(rest, None)
        if taken is None:
            raise UsageError(f"`{name}` needs a value: {name} {_metavar(option)}")
        value = taken
    return option, _value(option, name, value)


def _refuse_wrong_number(command: Command, given: set[str], positional: list[str]) -> None:
    for option in command.options:
        if option.required and option.attribute not in given:
            raise UsageError(f"`{option.names[0]} {_metavar(option)}` is needed: {option.help}")
    if len(positional) < command.fewest:
        raise UsageError(f"{command.positional} is missing: {usage(command)}")
    if command.most is not None and len(positional) > command.most:
        raise UsageError(f"`{positional[command.most]}` is one argument too many: {usage(command)}")


def _is_file(word: str) -> bool:
    # Hooks put names of files behind the options. One like `-x.yaml` must be checked, and one like `--ignore=all.yaml`
    # must not be obeyed.
    return os.path.lexists(word)


def _unset(option: Option) -> Any:
    if option.repeated:
        return []
    return False if option.flag else option.default


def _value(option: Option, name: str, value: str) -> Any:
    if option.choices and value not in option.choices:
        from dpone_lsp.support.spelling import nearest

        near = nearest(value, option.choices)
        hint = f"Did you mean `{near}`? " if near else ""
        raise UsageError(f"`{name}` cannot be `{value}`. {hint}Choices: {', '.join(option.choices)}")
    if option.least is None:
        return value
    if not value.lstrip("+").isdecimal() or int(value) < option.least:
        raise UsageError(f"`{name}` needs a whole number of at least {option.least}, not `{value}`")
    return int(value)


def _unknown(name: str, known: Iterable[str], command: Command) -> str:
    from dpone_lsp.support.spelling import nearest

    near = nearest(name, known)
    hint = f"Did you mean `{near}`? " if near else ""
    return f"there is no option `{name}`. {hint}`{_program(command)} --help` lists them"


def _program(command: Command) -> str:
    return f"dpone-lint {command.name}".rstrip()


def _metavar(option: Option) -> str:
    return option.metavar or "{" + ",".join(option.choices) + "}"


def usage(command: Command) -> str:
    """`dpone-lint diff --against REV [OPTIONS] [PATH]`."""
    parts = [_program(command)]
    parts.extend(f"{option.names[0]} {_metavar(option)}" for option in command.options if option.required)
    parts.append("[OPTIONS]")
    if command.positional:
        many = "..." if command.most is None else ""
        parts.append(f"{command.positional}{many}" if command.fewest else f"[{command.positional}{many}]")
    return " ".join(parts)


def help_text(command: Command) -> str:
    """The help of a command."""
    from textwrap import wrap

    lines = [f"Usage: {usage(command)}", "", command.summary[:1].upper() + command.summary[1:] + ".", ""]
    rows: list[tuple[str, str]] = []
    if command.positional:
        rows.append((command.positional, command.positional_help))
    for option in command.options:
        left = ", ".join(reversed(option.names)) + ("" if option.flag else f" {_metavar(option)}")
        default = (
            f" (default: {option.default})"
            if option.default is not None and not option.flag and not option.repeated
            else ""
        )
        rows.append((left, option.help + default))
    rows.append(("-h, --help", "show this help"))
    column = 30
    for left, text in rows:
        told = wrap(text, _WIDTH - column) or [""]
        if len(left) > column - 4:
            lines.append(f"  {left}")
            lines.extend(" " * column + part for part in told)
            continue
        lines.append(f"  {left:<{column - 2}}{told[0]}")
        lines.extend(" " * column + part for part in told[1:])
    if command.epilog:
        lines.extend(("", command.epilog))
    return "\n".join(lines) + "\n"


def module_called(package: str, word: str) -> ModuleType | None:
    """The module of a package that a word of the command line names; None when there is none. Nothing is listed to
    know that.
    """
    if not word.isidentifier() or word.startswith("_"):
        return None
    name = f"{package}.{word}"
    try:
        return import_module(name)
    except ModuleNotFoundError as error:
        if error.name != name:
            raise
        return None
