"""The fleet view: what it says, that it stands alone, and that a browser shows it."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from html.parser import HTMLParser
from pathlib import Path

import jsonschema
import pytest

from tests.dpone_lsp.cli.lint import CHECKOUT, CLEAN, FAULTY, Lint
from tests.loud_skips import skip_layer

HOSTILE = "<script>document.title='taken'</script><img src=x onerror=\"document.title='taken'\">&\x1b[31m"


def owned(text: str, name: str, owner: str) -> str:
    table = "  table: {schema: raw, name: orders}\n"
    assert table in text
    return text.replace("shop_orders", name).replace(
        table, f"{table}  options: {{table_labels: {{owner: {json.dumps(owner)}}}}}\n"
    )


@pytest.fixture
def fleet(lint: Lint) -> Lint:
    fragile = CLEAN.replace("incremental_merge", "auto").replace(
        "  table: {schema: public, name: orders}\n",
        "  table: {schema: public, name: orders}\n  options: {estimated_rows: 1_050_000, changed_percent: 0.2, partition_column: day}\n",
    )
    tables = "".join(
        f"          - {{table: t{number}, overrides: {{source: {{options: {{batch_size: 5}}}}}}}}\n"
        for number in range(14)
    )
    batch = (
        "kind: dpone.batch.v1\n"
        'naming: {process_name: "{{ src_table }}", sink_dataset: raw, sink_table: "{{ src_table }}"}\n'
        "defaults:\n"
        "  source: {type: postgres, connection_type: airflow, connection_id: shop}\n"
        "  sink: {type: clickhouse, connection_type: airflow, connection_id: dwh, strategy: {mode: full_refresh}}\n"
        f"schemas:\n  public:\n    tables:\n{tables.replace('          ', '      ')}      - odd\n"
    )
    lint.write(
        {
            "a.yaml": owned(CLEAN, "fine", "sales"),
            "b.yaml": owned(FAULTY, "broken", "sales"),
            "c.yaml": owned(FAULTY, json.dumps(HOSTILE), HOSTILE),
            "d.yaml": fragile.replace("shop_orders", "shaky"),
            "e.yaml": batch,
        }
    )
    return lint


def page(lint: Lint) -> str:
    done = lint("report", "--output", "fleet.html")
    assert (done.code, done.out) == (0, "")
    assert "19 processes of 5 manifests in fleet.html" in done.err
    return (lint.folder / "fleet.html").read_text("utf-8")


def test_data_meets_its_schema_and_adds_up(fleet: Lint) -> None:
    data = fleet("report", "--format", "json").json
    jsonschema.validate(data, json.loads((CHECKOUT / "dpone_lsp/cli/schemas/fleet.schema.json").read_text("utf-8")))
    teams = {team["team"]: team for team in data["teams"]}
    assert (teams["sales"]["processes"], teams["sales"]["error"]) == (2, 1)
    assert sum(entry["processes"] for entry in data["matrix"]) == data["summary"]["processes"] == 19
    assert sum(rule["findings"] for rule in data["rules"]) == len(data["findings"])
    assert {
        "source": "postgres",
        "sink": "clickhouse",
        "strategy": "full_refresh",
        "certification": "contract_gate",
        "processes": 15,
    } in data["matrix"]
    (shaky,) = [load for load in data["decisions"] if load["fragile"]]
    assert (shaky["process"], shaky["requested"], shaky["outcome"]["strategy"]) == (
        "shaky",
        "auto",
        "partition_replace",
    )
    assert "`estimated_rows` below 1,000,000 gives incremental_merge" in shaky["fragile"][0]
    (outlier,) = [told for told in data["findings"] if told["rule"] == "sibling-outlier"]
    assert "14 of 15 loads" in outlier["message"]
    odd = (fleet.folder / outlier["path"]).read_text("utf-8").splitlines()[outlier["line"] - 1]
    assert odd.strip() == "- odd"


class Reader(HTMLParser):
    """Collects what a page loads, what it is made of and what it says."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.text: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in ("meta", "br", "wbr", "input"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text.append(data)


def test_what_rules_say_of_outliers_is_listed_apart(fleet: Lint) -> None:
    section = page(fleet).partition('<section id="outliers"')[2].partition("</section>")[0]
    assert section.count("14 of 15 loads") == 1
    assert "sibling-outlier" in section
    assert "unknown-key" not in section


def test_the_page_stands_alone_and_lets_nothing_in(fleet: Lint) -> None:
    text = page(fleet)
    reader = Reader()
    reader.feed(text)
    assert reader.open == []
    assert not [tag for tag, values in reader.tags if values.get("src")]
    assert not {"link", "img", "iframe", "object", "base"} & {tag for tag, _ in reader.tags}
    assert [tag for tag, _ in reader.tags].count("script") == 1
    assert not [values for _, values in reader.tags for name in values if name.startswith("on")]
    for _, values in reader.tags:
        assert (values.get("href") or "#").startswith(("#", "https://github.com/"))
    assert "default-src 'none'" in text
    assert "\x1b" not in text
    assert HOSTILE.split("\x1b", maxsplit=1)[0] in "".join(reader.text)


def test_the_page_can_be_read_by_keyboard_and_ear(fleet: Lint) -> None:
    reader = Reader()
    reader.feed(page(fleet))
    names = [tag for tag, _ in reader.tags]
    assert dict(reader.tags)["html"]["lang"] == "en"
    assert names.count("h1") == 1
    assert names.count("main") == 1
    assert names.count("table") == names.count("caption")
    ids = [values["id"] for _, values in reader.tags if "id" in values]
    assert len(ids) == len(set(ids))
    for tag, values in reader.tags:
        if tag == "th":
            assert values.get("scope") in ("col", "row")
        if (values.get("href") or "").startswith("#"):
            assert (values["href"] or "")[1:] in ids
        if values.get("class") == "scroll":
            assert values.get("tabindex") == "0"
            assert values.get("aria-label")


def test_the_same_manifests_make_the_same_page(fleet: Lint) -> None:
    first = page(fleet)
    assert page(fleet) == first
    assert fleet("report").out == first


def test_no_manifests_make_a_page_too(lint: Lint) -> None:
    assert "There are no processes." in lint("report").out
    assert lint("report", "nowhere").code == 2


# --- a real browser ------------------------------------------------------------------------------------------------------

#: Runs in the page: sorts by a click, filters by typing, reports what a person would see.
PROBE = """
<script>
const seen = {title: document.title};
const table = document.querySelector('#decisions table');
const input = document.querySelector('#decisions input');
input.value = 'shaky';
input.dispatchEvent(new Event('input'));
seen.filtered = [...table.tBodies[0].rows].filter((row) => !row.hidden).map((row) => row.cells[0].dataset.key);
input.value = '';
input.dispatchEvent(new Event('input'));
const button = table.querySelector('thead button');
button.click();
seen.up = table.tBodies[0].rows[0].cells[0].textContent;
button.click();
seen.down = table.tBodies[0].rows[0].cells[0].textContent;
seen.sort = button.parentElement.getAttribute('aria-sort');
seen.wide = document.documentElement.scrollWidth > document.documentElement.clientWidth;
const style = getComputedStyle(document.body);
seen.colors = [style.color, style.backgroundColor];
document.body.textContent = 'PROBE' + JSON.stringify(seen) + 'EBORP';
</script>
"""


@pytest.mark.parametrize(
    ("scheme", "dark", "width"),
    [("1", False, 1000), ("0", True, 1000), ("0", True, 500)],
    ids=["light", "dark", "narrow"],
)
def test_a_browser_shows_sorts_and_filters_it(fleet: Lint, tmp_path: Path, scheme: str, dark: bool, width: int) -> None:
    browser = next(
        (found for name in ("chromium", "chromium-browser", "google-chrome") if (found := shutil.which(name))), None
    )
    if browser is None:
        skip_layer("browser", "no Chromium was found; apt install chromium")
    text = page(fleet)
    # The policy of the page would keep the probe out, as it should: it is taken off for the test only.
    probed = re.sub(r'<meta http-equiv="Content-Security-Policy"[^>]*>', "", text).replace("</body>", PROBE + "</body>")
    assert probed.count("<script>") == 2
    path = tmp_path / "probed.html"
    path.write_text(probed, "utf-8")
    dom = browse(browser, path, scheme, tmp_path, width)
    seen = json.loads(
        dom.partition("PROBE")[2].partition("EBORP")[0].replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
    )
    assert seen["title"] == "dpone fleet"
    assert seen["filtered"] == ["shaky"]
    assert seen["up"] != seen["down"]
    assert seen["sort"] == "descending"
    assert not seen["wide"]
    ink, paper = (sum(map(int, re.findall(r"\d+", color)[:3])) for color in seen["colors"])
    assert (ink > paper) is dark


def test_the_policy_of_the_page_admits_its_own_script(fleet: Lint, tmp_path: Path) -> None:
    browser = next(
        (found for name in ("chromium", "chromium-browser", "google-chrome") if (found := shutil.which(name))), None
    )
    if browser is None:
        skip_layer("browser", "no Chromium was found; apt install chromium")
    page(fleet)
    dom = browse(browser, fleet.folder / "fleet.html", "1", tmp_path)
    assert '<button type="button">' in dom
    assert "<title>dpone fleet</title>" in dom


def browse(browser: str, path: Path, scheme: str, tmp_path: Path, width: int = 1000) -> str:
    command = [
        browser, "--headless=new", "--no-sandbox", "--disable-gpu", "--no-first-run", f"--user-data-dir={tmp_path / 'profile'}",
        f"--blink-settings=preferredColorScheme={scheme}", f"--window-size={width},900", "--dump-dom", path.as_uri(),
    ]  # fmt: skip
    return subprocess.run(command, capture_output=True, check=True, encoding="utf-8", timeout=120).stdout


def test_what_is_guessed_of_a_broken_text_is_no_decision(lint: Lint) -> None:
    lint.write({"a.yaml": CLEAN, "b.yaml": CLEAN.replace("source:", "source: [")})
    data = lint("report", "--format", "json").json
    assert [one["path"] for one in data["decisions"]] == ["a.yaml"]
    assert "b.yaml" in {one["path"] for one in data["findings"]}


def test_parts_of_a_pipeline_are_counted_once(lint: Lint) -> None:
    """Every command tells the same number of processes."""
    lint.write(
        {
            "pipeline.yaml": """\
            kind: dpone.flow.v1
            authoring: {mode: folder, source: pipeline.yaml}
            metadata: {id: orders, domain: sales}
            fragments: [parts/orders.yaml]
            """,
            "parts/orders.yaml": """\
            kind: dpone.flow-fragment.v1
            processes:
              - name: orders
                source: {type: postgres, connection_ref: pg, table: {schema: public, name: orders}}
                sink: {type: clickhouse, connection_ref: ch, table: {schema: raw, name: orders}, strategy: {mode: full_refresh}}
            """,
        }
    )
    assert [load["process"] for load in lint("report", "--format", "json").json["decisions"]] == ["orders"]
    assert lint(".", "--format", "json").json["summary"]["processes"] == 1
    assert "1 outcome in dpone-lint.lock" in lint("lock").out
