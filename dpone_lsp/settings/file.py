"""Settings out of a file or of what an editor sends.

A setting that cannot be used raises `SettingsError` with its line: a linter
that quietly ignores a misspelt setting checks something else than people think.
"""

from __future__ import annotations

import os
import re
from collections.abc import Collection, Mapping
from typing import Any, Final

from dpone_lsp.model.rule import Rule
from dpone_lsp.model.settings import Settings, SettingsError
from dpone_lsp.rules import catalogue
from dpone_lsp.rules.options import value_fault
from dpone_lsp.rules.selection import known_words, rule_called
from dpone_lsp.settings import schema
from dpone_lsp.settings.find import PROJECT_FILE, TABLE, find_settings_file, table_of, text_of
from dpone_lsp.support.spelling import nearest
from dpone_si.records import replace

#: Compiled when a settings file holds a rule of its own.
_NAME: Final = r"[a-z][a-z0-9]*(-[a-z0-9]+)*"


def settings_for(folder: str, root: str | None = None) -> Settings:
    """The settings in force for files in `folder`; the defaults when no file has any. Raises `SettingsError`."""
    found = find_settings_file(folder, root)
    return Settings() if found is None else load_settings(found)


def load_settings(path: str) -> Settings:
    """The settings of one file. Raises `SettingsError`."""
    table = table_of(path)
    where = _Where(path, text_of(path), TABLE if os.path.basename(path) == PROJECT_FILE else ())
    made = _read({} if table is None else table, where)
    return replace(made, root=os.path.dirname(os.path.abspath(path)).replace(os.sep, "/"))


def settings_from(values: Mapping[str, object], origin: str) -> Settings:
    """Settings from a plain mapping with the same keys, as an editor sends them. `origin` names it in errors."""
    return _read(dict(values), _Where(origin, "", ()))


# --- reading ----------------------------------------------------------------------------------------------------------


class _Where:
    """Finds the line of a key: TOML parsers do not tell, so the text is looked at only when something is wrong."""

    def __init__(self, path: str, text: str, prefix: tuple[str, ...]) -> None:
        self.path = path
        self.text = text
        self.prefix = prefix

    def error(self, keys: tuple[str | int, ...], message: str, cure: str = "") -> SettingsError:
        shown = "".join(f"[{key + 1}]" if isinstance(key, int) else f".{key}" for key in keys).lstrip(".")
        return SettingsError(message, path=self.path, line=self.line(keys), key=shown, cure=cure)

    def line(self, keys: tuple[str | int, ...]) -> int | None:
        """1-based line of a key, or of the nearest table around it."""
        wanted = (*self.prefix, *keys)
        best: tuple[int, int] | None = None
        current: tuple[str | int, ...] = ()
        counts: dict[tuple[str | int, ...], int] = {}
        for number, line in enumerate(self.text.splitlines(), 1):
            header = re.match(r"\s*(\[\[?)\s*(.+?)\s*\]\]?\s*(#.*)?$", line)
            if header is not None:
                current = _split(header.group(2))
                if header.group(1) == "[[":
                    counts[current] = counts.get(current, -1) + 1
                    current = (*current, counts[current])
                found: tuple[str | int, ...] = current
            else:
                pair = re.match(
                    r"\s*((?:\"[^\"]*\"|'[^']*'|[A-Za-z0-9_-]+)(?:\s*\.\s*(?:\"[^\"]*\"|'[^']*'|[A-Za-z0-9_-]+))*)\s*=",
                    line,
                )
                if pair is None:
                    continue
                found = (*current, *_split(pair.group(1)))
            if wanted[: len(found)] == found and (best is None or len(found) > best[0]):
                best = (len(found), number)
        return None if best is None else best[1]


def _split(dotted: str) -> tuple[str, ...]:
    return tuple(part.strip().strip("\"'") for part in re.findall(r"\"[^\"]*\"|'[^']*'|[^.]+", dotted))


def _read(table: dict[str, Any], where: _Where) -> Settings:
    for name in table:
        if name not in schema.KEYS:
            near = nearest(name, schema.KEYS)
            cure = f"Did you mean `{near}`?" if near else f"Known settings: {', '.join(schema.KEYS)}"
            raise where.error((name,), "there is no such setting", cure)
    custom = _custom_rules(table.get("custom-rules", []), where)
    plugins = _texts(table, "plugins", where)
    known = None if plugins else _rule_names(custom)
    tier = table.get("tier", "default")
    if tier not in schema.KEYS["tier"].words:
        raise where.error(("tier",), f"`{tier}` is no tier", "Write default or strict")
    reason = table.get("require-reason", False)
    if not isinstance(reason, bool):
        raise where.error(("require-reason",), "this must be true or false", "Write true or false without quotes")
    return Settings(
        select=_names(table, "select", where, known),
        ignore=_names(table, "ignore", where, known),
        tier=tier,
        severity=_severity(table.get("severity", {}), where, known),
        options=_options(table.get("rules", {}), where, known, {str(entry["name"]) for entry in custom}),
        per_file_ignores=_per_file(table.get("per-file-ignores", {}), where, known),
        exclude=_texts(table, "exclude", where),
        require_reason=reason,
        plugins=plugins,
        custom_rules=custom,
    )


def _texts(table: Mapping[str, object], name: str, where: _Where) -> tuple[str, ...]:
    return _text_list(table.get(name, []), (name,), where)


def _text_list(value: object, keys: tuple[str | int, ...], where: _Where) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(one, str) and one.strip() for one in value):  # pyright: ignore[reportUnknownVariableType]
        raise where.error(keys, "this must be a list of texts", 'Write it as ["one", "two"]')
    return tuple(str(one) for one in value)  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType]


def _names(table: Mapping[str, object], name: str, where: _Where, known: frozenset[str] | None) -> tuple[str, ...]:
    found = _texts(table, name, where)
    for one in found:
        _check_name(one, (name,), where, known)
    return found


def _check_name(name: str, keys: tuple[str | int, ...], where: _Where, known: frozenset[str] | None) -> None:
    """Refuse names of rules that do not exist. With plugins anything may exist, so nothing is refused."""
    if known is None or name in known:
        return
    near = nearest(name, known)
    raise where.error(
        keys, f"there is no rule `{name}`", f"Did you mean `{near}`?" if near else "`dpone-lint rules` lists them"
    )


def _rule_names(custom: tuple[Mapping[str, object], ...]) -> frozenset[str]:
    rules = [entry.rule for entry in catalogue().values()]
    if custom:
        from dpone_lsp.rules.custom import declarative

        rules.extend(declarative(entry).rule for entry in custom)
    return known_words(rules)


def _mapping(value: object, name: str, where: _Where) -> Mapping[str, object]:
    if not isinstance(value, dict):
        raise where.error(
            (name,), "this must be a table", f"Write it under a heading of its own: [{'.'.join((*where.prefix, name))}]"
        )
    return value  # pyright: ignore[reportUnknownVariableType]


def _severity(value: object, where: _Where, known: frozenset[str] | None) -> dict[str, Any]:
    table = _mapping(value, "severity", where)
    for name, word in table.items():
        _check_name(name, ("severity", name), where, known)
        if word not in schema.SEVERITY_WORDS:
            near = nearest(str(word), schema.SEVERITY_WORDS)
            words = ", ".join(schema.SEVERITY_WORDS)
            raise where.error(
                ("severity", name), f"`{word}` is no severity", f"Write `{near}`" if near else f"Known: {words}"
            )
    return dict(table)


def _options(
    value: object, where: _Where, known: frozenset[str] | None, custom: Collection[str]
) -> dict[str, Mapping[str, object]]:
    found: dict[str, Mapping[str, object]] = {}
    for name, options in _mapping(value, "rules", where).items():
        _check_name(name, ("rules", name), where, known)
        if not isinstance(options, dict):
            heading = ".".join((*where.prefix, "rules", name))
            raise where.error(("rules", name), "the options of a rule are a table", f"Write them under [{heading}]")
        if "severity" in options:
            # Other linters have it here; ignoring it silently would leave somebody wondering.
            heading = ".".join((*where.prefix, "severity"))
            raise where.error(
                ("rules", name, "severity"), "this is no option of a rule", f"Write `{name}` under [{heading}]"
            )
        entry = rule_called(name, catalogue())
        rule = None if entry is None else entry.rule
        if rule is None and (name in custom or (known is not None and name in known)):
            why = (
                "a rule without code has no options"
                if name in custom
                else f"`{name}` is more than one rule, and options belong to one"
            )
            raise where.error(("rules", name), why, "`dpone-lint rules` lists them")
        if rule is not None:
            _check_options(rule, options, ("rules", name), where)  # pyright: ignore[reportUnknownArgumentType]
        found[name if rule is None else rule.name] = options  # pyright: ignore[reportUnknownVariableType]
    return found


def _check_options(rule: Rule, options: Mapping[str, object], keys: tuple[str, ...], where: _Where) -> None:
    declared = {option.name: option for option in rule.options}
    for name, value in options.items():
        option = declared.get(name)
        if option is None:
            near = nearest(name, declared)
            cure = f"Did you mean `{near}`?" if near else f"It has {', '.join(declared)}" if declared else "It has none"
            raise where.error((*keys, name), f"`{rule.name}` has no such option", cure)
        fault = value_fault(option, value)
        if fault is not None:
            raise where.error((*keys, name), *fault)


def _per_file(value: object, where: _Where, known: frozenset[str] | None) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for pattern, names in _mapping(value, "per-file-ignores", where).items():
        keys = ("per-file-ignores", pattern)
        found[pattern] = _text_list(names, keys, where)
        for name in found[pattern]:
            _check_name(name, keys, where, known)
    return found


# --- declarative rules ------------------------------------------------------------------------------------------------


def _custom_rules(value: object, where: _Where) -> tuple[Mapping[str, object], ...]:
    if not isinstance(value, list):
        raise where.error(
            ("custom-rules",), "this must be a list of tables", f"Write [[{'.'.join((*where.prefix, 'custom-rules'))}]]"
        )
    found: list[Mapping[str, object]] = []
    names: set[str] = set()
    for index, entry in enumerate(value):  # pyright: ignore[reportUnknownArgumentType, reportUnknownVariableType]
        at: tuple[str | int, ...] = ("custom-rules", index)
        if not isinstance(entry, dict):
            raise where.error(at, "a rule is a table", f"Write [[{'.'.join((*where.prefix, 'custom-rules'))}]]")
        _check_entry(entry, at, where)  # pyright: ignore[reportUnknownArgumentType]
        name = str(entry["name"])  # pyright: ignore[reportUnknownArgumentType]
        if name in names:
            raise where.error((*at, "name"), f"two rules are called `{name}`", "Give one of them another name")
        names.add(name)
        found.append(entry)  # pyright: ignore[reportUnknownArgumentType]
    if found:
        taken = _rule_names(()) & names
        for index, entry in enumerate(found):
            if entry["name"] in taken:
                at = ("custom-rules", index, "name")
                raise where.error(at, f"`{entry['name']}` is a built-in rule", "Give yours another name")
    return tuple(found)


def _check_entry(entry: Mapping[str, object], at: tuple[str | int, ...], where: _Where) -> None:
    conditions = [name for name in entry if name in schema.CONDITIONS]
    for name, value in entry.items():
        if name in schema.CONDITIONS:
            _check_condition(name, value, (*at, name), where)
            continue
        known = schema.ENTRY_KEYS.get(name)
        if known is None:
            near = nearest(name, (*schema.ENTRY_KEYS, *schema.CONDITIONS))
            raise where.error((*at, name), "a rule has no such key", f"Did you mean `{near}`?" if near else "")
        kind = known[0].get("type")
        if kind == "array":
            _text_list(value, (*at, name), where)
        elif kind == "string" and not (isinstance(value, str) and value.strip()):
            raise where.error((*at, name), "this must be text")
    for name, (_, needed, sentence) in schema.ENTRY_KEYS.items():
        if needed and name not in entry:
            raise where.error(at, f"a rule needs `{name}`", sentence)
    if re.fullmatch(_NAME, str(entry["name"])) is None:
        raise where.error((*at, "name"), f"`{entry['name']}` is no rule name", "Use small letters, digits and dashes")
    if entry.get("severity", "warning") not in schema.SEVERITY_WORDS:
        words = ", ".join(schema.SEVERITY_WORDS)
        raise where.error((*at, "severity"), f"`{entry['severity']}` is no severity", f"Known: {words}")
    if len(conditions) != 1:
        words = ", ".join(schema.CONDITIONS)
        told = (
            "a rule needs a condition" if not conditions else f"a rule has one condition, not {', '.join(conditions)}"
        )
        raise where.error(at, told, f"Conditions: {words}")


def _check_condition(name: str, value: object, keys: tuple[str | int, ...], where: _Where) -> None:
    if name in ("missing", "present") and value is not True:
        raise where.error(keys, "this condition is written `= true`", f"Write {name} = true")
    if name in ("one-of", "not-one-of") and not (isinstance(value, list) and value):
        raise where.error(keys, "this must be a list of values", f'Write {name} = ["a", "b"]')
    if name in ("matches", "not-matches"):
        from dpone_lsp.support import safe_regex

        if not isinstance(value, str) or not value:
            raise where.error(keys, "this must be a regular expression, as text")
        fault = safe_regex.fault(value)
        if fault is not None:
            raise where.error(keys, f"this is no regular expression: {fault}")
        if not safe_regex.answerable(value):
            raise where.error(
                keys,
                "this regular expression could run for ever on some texts",
                "Make it shorter, without `\\1` and `(?>`",
            )
