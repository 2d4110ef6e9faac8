"""Reports of one format, and what tries to break out of them."""

from __future__ import annotations

from tests.dpone_lsp.cli.lint import Lint

#: A name that tries to steer whatever shows it: terminal, log, page, table, XML.
HOSTILE = "a\x1b[31m\x07\r\n::set-output name=x::y\n##vso[task.setvariable variable=x]y\n</script><b>]]>&|`*[x](y)%0A%"


def report(lint: Lint, name: str, *more: str) -> str:
    done = lint(".", "--format", name, *more)
    assert done.code == 1, done.err
    return done.out
