"""The fleet view as one HTML page: no network, no framework; everything can be read without its script, which only
filters and sorts.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable
from html import escape
from typing import Final, NamedTuple

from dpone_lsp import __version__
from dpone_lsp.cli.fleet.fleet import MARGIN, Fleet, Load, Told
from dpone_lsp.cli.report.printable import clean
from dpone_lsp.model.rule import page_url
from dpone_lsp.model.severity import SEVERITIES, severity_word
from dpone_si.certification import STATUS_TITLES
from dpone_si.shipped import text_of

#: Column heads of severities, and how the statuses of the certification matrix are marked for those who see no colour.
_MARKS: Final = {"contract_gate": "✓", "manual_live_gate": "◐", "not_supported": "✗"}
#: Findings listed; the rest are counted.
_SHOWN: Final = 2000


class _Cell(NamedTuple):
    """A table cell: `html` is finished, `key` is what it is sorted by when that is not its text."""

    html: str
    key: str = ""
    style: str = ""


def render(fleet: Fleet) -> str:
    """The page."""
    style, script = _part("fleet.css"), _part("fleet.js")
    allowed = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    policy = (
        f"default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-{allowed}'; base-uri 'none'; "
        f"form-action 'none'"
    )
    sections = (
        ("rules", "Findings by rule", _rules(fleet)),
        ("teams", "Findings by team", _teams(fleet)),
        ("matrix", "Routes and strategies", _matrix(fleet)),
        ("decisions", "Decisions", _decisions(fleet.loads)),
        ("fragile", "Fragile processes", _fragile(fleet.fragile)),
        (
            "outliers",
            "Outliers",
            _findings(
                fleet.outliers, "Loads that lack what nearly all loads of their route set", "No load stands out."
            ),
        ),
        ("findings", "All findings", _findings(fleet.findings, "Every finding, the loudest first", "There are none.")),
    )
    links = "".join(f'<li><a href="#{name}">{title}</a></li>' for name, title, _ in sections)
    body = "".join(
        f'<section id="{name}" aria-labelledby="{name}-h"><h2 id="{name}-h">{title}</h2>{html}</section>'
        for name, title, html in sections
    )
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">'
        '<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="light '
        'dark">'
        f"<title>dpone fleet</title><style>{style}</style></head><body>"
        '<a class="skip" href="#main">Skip to the report</a>'
        f'<header><h1>dpone fleet</h1>{_tiles(fleet)}</header><nav aria-label="Sections"><ul>{links}</ul></nav>'
        f'<main id="main">{body}</main><footer>Made by dpone-lint '
        f"{escape(__version__)}.</footer><script>{script}</script></body></html>\n"
    )


def _part(name: str) -> str:
    return text_of("dpone_lsp.cli.fleet", "page", name)


def _tiles(fleet: Fleet) -> str:
    counts = [("manifests", fleet.manifests, ""), ("processes", len(fleet.loads), "")]
    counts += [(severity_word(severity, count), count, severity) for severity, count in fleet.severities().items()]
    counts.append(("fragile", len(fleet.fragile), ""))
    tiles = "".join(
        f'<div class="tile {style}"><dt>{name}</dt><dd>{count:,}</dd></div>' for name, count, style in counts
    )
    return f"<dl>{tiles}</dl>"


def _rules(fleet: Fleet) -> str:
    most = max((count for _, _, count, _ in fleet.rules()), default=1)
    rows = [
        [
            _Cell(_rule(rule)),
            _severity(severity),
            _Cell(_bar(count, most), str(count), f"number {severity}"),
            _number(files),
        ]
        for rule, severity, count, files in fleet.rules()
    ]
    return _table(
        "Rules that spoke", ("Rule", "Severity", "Findings", "Manifests"), rows, "No rule has anything to say."
    )


def _teams(fleet: Fleet) -> str:
    rows = [
        [
            _text(team),
            _number(processes),
            *(_number(counts[severity], severity if counts[severity] else "") for severity in SEVERITIES),
        ]
        for team, processes, counts in fleet.teams()
    ]
    head = ("Team", "Processes", *map(str.capitalize, SEVERITIES))
    return _table("By owner or team label, else by task group", head, rows, "There are no processes.")


def _matrix(fleet: Fleet) -> str:
    entries = fleet.matrix()
    strategies = sorted({strategy for _, _, strategy, _, _ in entries})
    routes = sorted({(source, sink) for source, sink, _, _, _ in entries})
    by_cell = {(source, sink, strategy): (status, count) for source, sink, strategy, status, count in entries}
    rows: list[list[_Cell]] = []
    for source, sink in routes:
        row = [_text(f"{source} → {sink}")]
        for strategy in strategies:
            found = by_cell.get((source, sink, strategy))
            if found is None:
                row.append(_Cell("", "0"))
                continue
            status, count = found
            style = "certified-" + status.replace("_", "-").replace(" ", "-")
            row.append(_Cell(f"{count:,} {_certified(status)}", str(count), style))
        rows.append(row)
    head = ("Route", *(strategy.replace("_", " ") for strategy in strategies))
    table = _table("Processes per route and strategy, and how that is certified", head, rows, "There are no processes.")
    return f"{_legend()}{table}"


def _decisions(loads: list[Load]) -> str:
    rows: list[list[_Cell]] = []
    for load in loads:
        requested = load.requested if load.requested != load.outcome.strategy else ""
        rows.append(
            [
                _Cell(f"{_soft(load.process)}<br><small>{_location(load.path, load.line)}</small>", load.process),
                _text(load.team),
                _Cell(f"{_safe(f'{load.source} → {load.sink}')} {_certified(load.certification)}", "", "whole"),
                _two_lines(load.outcome.strategy, f"from {requested}" if requested else ""),
                _two_lines(load.outcome.merge_policy, load.outcome.path),
                _text(", ".join(load.outcome.key)),
            ]
        )
    head = ("Process", "Team", "Route and its certification", "Strategy", "Merge policy, bulk path", "Key")
    return _legend() + _table("What every process comes down to", head, rows, "There are no processes.")


def _fragile(loads: list[Load]) -> str:
    rows = [
        [
            _text(load.process),
            _text(load.outcome.strategy),
            _Cell("<br>".join(map(_prose, load.fragile))),
            _place(load.path, load.line),
        ]
        for load in loads
    ]
    caption = f"A statistic lies within {MARGIN:.0%} of a threshold that flips the strategy"
    return _table(caption, ("Process", "Strategy", "Flips when", "Where"), rows, "No decision hangs by a thread.")


def _findings(found: list[Told], caption: str, none: str) -> str:
    rows = [
        [
            _severity(told.severity),
            _Cell(_rule(told.rule), "", "whole"),
            _Cell(_prose(told.message), "", "prose"),
            _text(", ".join(told.teams)),
            _place(told.path, told.line),
        ]
        for told in sorted(found, key=lambda told: SEVERITIES.index(told.severity))[:_SHOWN]  # type: ignore[arg-type]
    ]
    more = f"<p>{len(found) - _SHOWN:,} more are not listed.</p>" if len(found) > _SHOWN else ""
    return _table(caption, ("Severity", "Rule", "What", "Team", "Where"), rows, none) + more


# --- pieces -----------------------------------------------------------------------------------------------------------


def _table(caption: str, head: Iterable[str], rows: list[list[_Cell]], none: str) -> str:
    if not rows:
        return f"<p>{_safe(none)}</p>"
    cells = "".join(f'<th scope="col">{_safe(name)}</th>' for name in head)
    body = "".join(f"<tr>{''.join(_cell(cell, number) for number, cell in enumerate(row))}</tr>" for row in rows)
    box = f'<div class="scroll" tabindex="0" role="region" aria-label="{_safe(caption)}">'
    table = f"<caption>{_safe(caption)}</caption><thead><tr>{cells}</tr></thead><tbody>{body}</tbody>"
    return f"{box}<table>{table}</table></div>"


def _cell(cell: _Cell, number: int) -> str:
    key = f' data-key="{_safe(cell.key)}"' if cell.key else ""
    style = f' class="{cell.style}"' if cell.style else ""
    return f'<th scope="row"{key}{style}>{cell.html}</th>' if number == 0 else f"<td{key}{style}>{cell.html}</td>"


def _text(text: str, style: str = "") -> _Cell:
    return _Cell(_soft(text), "", style)


def _two_lines(first: str, second: str, style: str = "") -> _Cell:
    """A value with a smaller one below it."""
    parts = [_soft(first)] if first else []
    parts += [f"<small>{_soft(second)}</small>"] if second else []
    return _Cell("<br>".join(parts), "", style)


def _prose(text: str) -> str:
    """A sentence; what stands between backticks becomes code."""
    parts = _safe(text).split("`")
    if len(parts) % 2 == 0:
        return "`".join(parts)
    return "".join(f"<code>{part}</code>" if number % 2 else part for number, part in enumerate(parts))


def _severity(severity: str) -> _Cell:
    return _Cell(f'<span class="badge">{severity}</span>', str([*SEVERITIES].index(severity)), severity)  # type: ignore[arg-type]


def _bar(count: int, most: int) -> str:
    """A number with a bar as long as its share of the greatest."""
    width = max(round(10 * count / most, 2), 0.2)
    return f'<span class="count">{count:,}</span><span class="bar" style="width:{width}rem" aria-hidden="true"></span>'


def _certified(status: str) -> str:
    """The mark of a certification, with its meaning for those who point at it or have it read to them."""
    title = _safe(STATUS_TITLES.get(status, status))
    return (
        f'<span title="{title}"><span aria-hidden="true">{_MARKS.get(status, "?")}</span><span '
        f'class="hidden">{title}</span></span>'
    )


def _legend() -> str:
    marks = "".join(
        f"<li>{_MARKS[status]} {_safe(title)}</li>" for status, title in STATUS_TITLES.items() if status in _MARKS
    )
    return f'<ul class="legend">{marks}</ul>'


def _number(number: int, style: str = "") -> _Cell:
    return _Cell(f"{number:,}", str(number), f"number {style}".rstrip())


def _place(path: str, line: int) -> _Cell:
    return _Cell(_location(path, line), "", "place")


def _location(path: str, line: int) -> str:
    return f"<code>{_soft(path)}:{line}</code>"


def _soft(text: str) -> str:
    """A name or a path that breaks between its parts where there is little room."""
    return _safe(text).replace("/", "/<wbr>").replace("_", "_<wbr>")


def _rule(name: str) -> str:
    return f'<a href="{_safe(page_url(name))}">{_safe(name)}</a>'


def _safe(text: str) -> str:
    return escape(clean(text), quote=True)
