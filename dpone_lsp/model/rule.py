"""Rule: what the framework knows about a rule before it runs.

`check` of a *process* rule takes ``(facts, context)`` and runs once per process; of a *document* rule ``(analysis,
context)``, once per file; of a *workspace* rule ``(analysis, context)``, once per file, after the workspace is known.
Each yields `Report`s.
"""

# No `from __future__ import annotations` here: a NamedTuple compiles annotations that are text, one by one, at each
# start.

from typing import Final, Literal, NamedTuple

OptionKind = Literal["whole", "number", "texts"]


#: Where this project lives; what is written for other tools points there.
HOME: Final = "https://github.com/dpone-lsp/dpone-lsp"


def page_url(name: str) -> str:
    """The address of a rule's page."""
    return f"{HOME}/blob/main/docs/rules/{name}.md"


class RuleOption(NamedTuple):
    """Something a project can set for one rule, in `[rules.NAME]` of its settings.

    `kind`: "whole" or "number", between `low` and `high` where they are given, or "texts" (a list, whose default is a
    tuple).
    """

    name: str
    kind: OptionKind
    default: object
    sentence: str
    low: float | None = None
    high: float | None = None


class Owned(NamedTuple):
    """A place of the structure for which a rule answers: what does not fit there, that rule explains, and the general
    rules are silent.

    `block` is the name of a block (`dpone_si.manifest.structure`); with `*` at its end, every block whose name begins
    so. `keys` are keys of it, ``~word`` the misspellings of a word; none = every key. `kinds` are kinds of misfits
    (`dpone_lsp.checks.misfit.Kind`); none = every kind. With `sinks`, only in documents that write to one of these
    types.
    """

    block: str
    keys: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    sinks: tuple[str, ...] = ()


#: The kinds of misfits that are about a value: its type, its word, its pattern, its bounds.
VALUE: Final = ("type", "mapping", "word", "pattern", "bounds")


class Rule(NamedTuple):
    """Name and nature of a rule.

    `severity`: error = dpone refuses the manifest, or the load fails, loses or duplicates data; warning = silently
    ignored or fragile; information and hint = worth knowing. `tier`: "default" rules always run, "strict" ones when
    asked for. The gates (`keys`, `sinks`, `sources`, `modes`, `forms`) say when a process rule can have something to
    say; an empty gate is open: `keys` = at least one of these dotted key paths is present in the process; `sinks`,
    `sources` = canonical types; `modes` = canonical mode after `auto` is compiled; `forms` = document forms.
    """

    name: str
    code: str
    group: str
    severity: str
    summary: str
    scope: str = "process"
    tier: str = "default"
    keys: tuple[str, ...] = ()
    sinks: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    modes: tuple[str, ...] = ()
    forms: tuple[str, ...] = ()
    #: True when its findings can carry a fix.
    fixable: bool = False
    #: Other names a suppression or setting may use: ids of older releases and of the facts it was made from.
    aliases: tuple[str, ...] = ()
    #: What a document rule explains (see `dpone_lsp.analysis.needs`): it runs when at least one of these is present;
    #: empty = always.
    needs: tuple[str, ...] = ()
    #: Sections of `dpone-lint report` that list its findings by themselves: "outliers".
    sections: tuple[str, ...] = ()
    #: What a project can set for it.
    options: tuple[RuleOption, ...] = ()
    #: Where what does not fit is its own business: no general rule reports it as well, also when the settings silence
    #: this one.
    owns: tuple[Owned, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """The words that mean this rule alone: its name, its code, its aliases."""
        return (self.name, self.code, *self.aliases)
