"""The page of the command line names every command, option, format and exit code, and none that is not there."""

from __future__ import annotations

import re
from importlib import import_module

import pytest

from dpone_lsp.cli import exit_codes
from dpone_lsp.cli.commands import check
from dpone_lsp.cli.main import commands
from dpone_lsp.cli.report.reports import formats
from tests.dpone_lsp.cli.lint import CHECKOUT, Lint

PAGE = (CHECKOUT / "docs/cli.md").read_text("utf-8")


def options_of(command: str) -> set[str]:
    options = (
        check.OPTIONS if command == "check" else import_module(f"dpone_lsp.cli.commands.{command}").COMMAND.options
    )
    return {name for option in options for name in option.names}


def test_every_command_format_and_exit_code_is_on_the_page() -> None:
    for command in commands():
        assert f"| `{command}` |" in PAGE
    for name in formats():
        assert re.search(rf"^\| [^|]*`{name}`[^|]* \|", PAGE, re.MULTILINE), name
    for name, value in vars(exit_codes).items():
        if name.isupper():
            assert f"| {value} |" in PAGE, name


@pytest.mark.parametrize("command", commands())
def test_every_option_is_on_the_page(command: str) -> None:
    missing = {name for name in options_of(command) if not re.search(rf"(?<![\w-]){name}(?![\w-])", PAGE)}
    assert missing == set()


def test_every_option_on_the_page_exists() -> None:
    known = {"--help"}.union(*map(options_of, commands()))
    assert set(re.findall(r"(?<![\w-])--[a-z][a-z-]*", PAGE)) <= known


def test_the_help_names_commands_and_formats(lint: Lint) -> None:
    text = lint("--help").out
    for name in (*commands(), *formats(), *(option.names[0] for option in check.OPTIONS)):
        assert name in text


def test_a_mistyped_command_is_told_as_one(lint: Lint) -> None:
    done = lint("repport")
    assert (done.code, done.err) == (
        2,
        "dpone-lint: `repport` is neither a command nor a file. Did you mean `dpone-lint report`?\n",
    )
    (lint.folder / "dif").mkdir()
    assert lint("dif").code == 0
