"""`python -m dpone_lsp.rules.build_pages` writes docs/rules/ from the rule pages; `--check` only tells whether they are up to date."""

from __future__ import annotations

import os
import sys

from dpone_lsp import rules
from dpone_lsp.model.rule import Rule
from dpone_lsp.rules.options import default_words, kind_words
from dpone_si.atomic import replace_file

FOLDER = os.path.join(os.path.dirname(os.path.dirname(rules.FOLDER)), "docs", "rules")


def pages() -> dict[str, str]:
    """File name -> text of every page, the index included."""
    found = rules.scan()
    made = {f"{name}.md": page(entry) for name, entry in found.items()}
    rows = ["# Rules", "", "| rule | code | group | severity | tier | fix | |", "|---|---|---|---|---|---|---|"]
    for entry in sorted(found.values(), key=lambda one: one.rule.code):
        rule = entry.rule
        fix = "yes" if rule.fixable else ""
        rows.append(
            f"| [{rule.name}]({rule.name}.md) | {rule.code} | {rule.group} | {rule.severity} | {rule.tier} | {fix} | {rule.summary} |"
        )
    made["README.md"] = "\n".join(rows) + "\n"
    return made


def page(entry: rules.Entry) -> str:
    """One rule's page as Markdown; the marker lines of the examples stay, as comments that point at the fault."""
    rule = entry.rule
    also = f" Also known as {', '.join(f'`{alias}`' for alias in rule.aliases)}." if rule.aliases else ""
    head = f"# {rule.name}\n\n`{rule.code}` · {rule.group} · {rule.severity} · tier {rule.tier}.{also}\n\n"
    foot = f"\n## Suppressing it\n\n```yaml\nkey: value  # dpone: ignore[{rule.name}] the reason\n```\n"
    return head + entry.page.strip() + "\n" + _options(rule) + foot


def _options(rule: Rule) -> str:
    if not rule.options:
        return ""
    rows = [
        f"| `{option.name}` | {kind_words(option)} | {default_words(option)} | {option.sentence} |"
        for option in rule.options
    ]
    table = "\n".join(("| option | value | default | |", "|---|---|---|---|", *rows))
    return f"\n## Options\n\nIn `dpone-lint.toml`, under `[rules.{rule.name}]`:\n\n{table}\n"


def main(arguments: list[str]) -> int:
    made = pages()
    stale = []
    os.makedirs(FOLDER, exist_ok=True)
    for name, text in made.items():
        path = os.path.join(FOLDER, name)
        try:
            with open(path, encoding="utf-8") as file:
                same = file.read() == text
        except FileNotFoundError:
            same = False
        if not same:
            stale.append(name)
            if "--check" not in arguments:
                replace_file(path, text.encode(), prepare=lambda new: os.chmod(new, 0o644))
    for name in sorted(set(os.listdir(FOLDER)) - made.keys()):
        stale.append(name)
        if "--check" not in arguments:
            os.remove(os.path.join(FOLDER, name))
    if stale and "--check" in arguments:
        print(
            f"docs/rules is stale ({', '.join(stale[:5])}): run `python -m dpone_lsp.rules.build_pages`",
            file=sys.stderr,
        )
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
