"""Hover: the key, its effective value and origin, the decision with why and why not, templates, rules; secrets are never repeated."""

from __future__ import annotations

import pytest

from dpone_lsp.features.hover import hover
from dpone_lsp.testing.fixtures import analysis_of, marked
from tests.generate.generator import generate

AUTO = """\
name: orders
source:
  type: postgres
  connection_type: airflow
  connection_id: shop
  table: {schema: public, name: orders}
  options: {estimated_rows: 50000000, changed_percent: 0.2, partition_column: business_date}
sink:
  type: clickhouse
  connection_type: airflow
  connection_id: dwh
  table: {schema: raw, name: orders}
  strategy:
    mode: au<|>to
    unique_key: [id]
"""
BATCH = """\
kind: dpone.batch.v1
convention: house.yaml
vars: {layer: raw, owner_password: hunter2}
naming: {process_name: "{{ src_schema }}_{{ src_table }}", sink_dataset: "{{ layer }}", sink_table: "{{ src_table }}"}
defaults:
  sink:
    connection_id: lake
schemas:
  public:
    tables:
      - orders
      - table: items
        overrides:
          sink: {connection_id: mart, strategy: {mode: full_refresh}}
"""
PRESET = """\
defaults:
  source: {type: postgres, connection_type: airflow, connection_id: shop}
  sink: {type: clickhouse, connection_type: airflow, connection_id: dwh, strategy: {mode: incremental_append}}
"""


def at(text: str, path: str = "manifest.yaml", **files: str) -> str:
    """The Markdown shown at `<|>`; '' when there is none."""
    found = marked(text)
    shown = hover(
        analysis_of(found.text, path=path, files={f"{name}.yaml": content for name, content in files.items()}),
        found.cursor,
    )
    if shown is None:
        return ""
    assert shown.start <= found.cursor <= shown.end
    return shown.markdown


def over(text: str, word: str, **files: str) -> str:
    """The Markdown shown in the middle of the first `word` of a text without marks."""
    where = text.index(word) + len(word) // 2
    return at(text[:where] + "<|>" + text[where:], **files)


def test_the_decision_with_its_ladder() -> None:
    shown = at(AUTO)
    assert "**auto ⟶ `partition_replace`** for `orders` (postgres → clickhouse)" in shown
    assert "| **partition_replace** | **taken** |" in shown
    assert "| incremental_merge | would be next |" in shown
    assert "needs psycopg" in shown
    assert "Certification:" in shown
    assert "dpone resync" in shown or "dpone resume" in shown
    assert "`changed_percent` below 0.05 gives" in shown


@pytest.mark.parametrize(
    ("word", "said"),
    [
        ("changed_percent", "**`changed_percent`**"),
        ("unique_key", "for modes `auto`"),
        ("source:", "postgres → clickhouse"),
        ("postgres", "one of"),
        ("name: orders", "required"),
    ],
)
def test_keys_and_values(word: str, said: str) -> None:
    assert said in over(AUTO.replace("<|>", ""), word)


def test_the_sentence_of_a_word() -> None:
    assert "`full_refresh`: " in over(BATCH, "full_refresh", house=PRESET)


def test_an_inherited_value_names_its_origin_and_what_it_hides() -> None:
    shown = over(BATCH, "mart", house=PRESET)
    assert "effective value `mart`" in shown
    assert "written at overrides, manifest.yaml:14" in shown
    assert "hides `lake` of defaults, manifest.yaml:7" in shown
    assert "hides `dwh` of preset, house.yaml:3" in shown


def test_a_shared_value_tells_how_the_processes_differ() -> None:
    shown = over(BATCH, "lake", house=PRESET)
    assert "effective values in 2 processes: `lake` (1), `mart` (1)" in shown


def test_a_template_is_rendered_with_its_variables() -> None:
    shown = over(BATCH, "{{ layer }}", house=PRESET)
    assert "- `public.orders`: `raw`" in shown
    assert "`layer` is `raw`" in shown


def test_secrets_are_not_repeated() -> None:
    text = BATCH.replace('sink_dataset: "{{ layer }}"', 'sink_dataset: "{{ owner_password }}"')
    assert "hunter2" not in over(text, "owner_password: hunter2", house=PRESET)
    assert "`owner_password` is (hidden" in over(text, '"{{ owner_password }}"', house=PRESET)
    single = AUTO.replace("<|>", "").replace(
        "estimated_rows: 50000000", "password: hunter2, base_url: 'https://me:hunter2@host/x'"
    )
    for word in ("password", "base_url", "hunter2", "https"):
        assert "hunter2" not in over(single, word)


def test_values_cannot_break_the_markdown() -> None:
    text = BATCH.replace("connection_id: mart", "connection_id: 'a`b|c\n\n            <img src=x>" + "y" * 200 + "'")
    shown = over(text, "'a`b", house=PRESET)
    assert "a`b" not in shown
    assert "y" * 100 not in shown
    assert "<img" not in shown.replace("`a'b|c⏎<img", "")


def test_an_alias_names_its_anchor() -> None:
    assert "stands for `&house` of line 1" in at(
        "x-house: &house {type: kafka}\nname: x\nsource: {type: postgres}\nsink: *ho<|>use\n"
    )


def test_a_dependency_tells_what_is_waited_for() -> None:
    batch = "kind: dpone.batch.v1\ndefaults: {name: '{{ src_table }}', sink: {type: postgres}}\nschemas: {public: {tables: [orders]}}\n"
    text = "name: x\nsource: {type: postgres}\nsink: {type: kafka}\ndepends_on: ['shop.yaml#public.ord<|>ers']\n"
    assert "waits for `orders` of `shop.yaml` (`full_refresh`)" in at(text, shop=batch)


def test_a_variable_tells_how_often_it_is_read() -> None:
    assert "**`layer`** variable of templates; read once in this file" in over(BATCH, "layer", house=PRESET)


def test_hints_go_by_the_names_an_author_writes() -> None:
    shown = at(AUTO)
    assert "`cdc_enabled`" in shown
    assert "cdc_available" not in shown


def test_the_page_of_a_rule() -> None:
    shown = at("name: x # dpone: ignore[unknown-key, DP0<|>02] why\nsource: {type: postgres}\nsink: {type: kafka}\n")
    assert shown.startswith("**")
    assert "unknown-key" in at(
        "name: x # dpone: ignore[unkno<|>wn-key] why\nsource: {type: postgres}\nsink: {type: kafka}\n"
    )


@pytest.mark.parametrize(
    "text", ["", "<|>", "services:\n  web: {ima<|>ge: x}\n", "# com<|>ment\nname: x\nsource: {type: kafka}\n"]
)
def test_nothing_to_say(text: str) -> None:
    assert at(text if "<|>" in text else text + "<|>") == ""


def test_it_answers_everywhere() -> None:
    """At every fifth place of generated manifests, faulty ones too, the answer covers the place and holds no raw line of text."""
    answers = 0
    for seed in range(24):
        project = generate(seed, valid=seed % 2 == 0)
        analysis = analysis_of(
            project.files[project.primary],
            path=project.primary,
            files={name: text for name, text in project.files.items() if name != project.primary},
        )
        for offset in range(0, len(analysis.document.source.text), 5):
            shown = hover(analysis, offset)
            if shown is not None:
                answers += 1
                assert 0 <= shown.start <= shown.end <= len(analysis.document.source.text)
                assert shown.markdown.strip()
    assert answers > 500


def test_a_file_that_manifests_take_for_a_preset_is_one() -> None:
    found = marked("defaults:\n  sink: {ty<|>pe: kafka}\n")
    alone = analysis_of(found.text, path="house.yaml")
    used = analysis_of(found.text, path="house.yaml", files={"a.yaml": BATCH})
    assert hover(alone, found.cursor) is None
    shown = hover(used, found.cursor)
    assert shown is not None
    assert shown.markdown.startswith("**`type`**")
    assert used.findings == []


def test_a_key_behind_a_block_scalar_is_the_key() -> None:
    text = AUTO.replace("<|>", "").replace(
        "name: orders\nsource", "name: orders\ndescription: |\n  some text\n<|>source", 1
    )
    assert at(text).startswith("**postgres → clickhouse**")


# --- what a shared file gives -------------------------------------------------------------------------------------------


def test_a_value_of_a_preset_tells_who_takes_it_and_who_overrides_it() -> None:
    shown = at(
        PRESET.replace("incremental_append", "incremental_<|>append"),
        path="house.yaml",
        shop=BATCH,
        crm=BATCH.replace("items", "users"),
    )
    assert "given to 2 processes in 2 files" in shown
    assert "- 2 `incremental_append`: `public.orders`" in shown
    assert "overridden for 2 processes" in shown
    assert "- `full_refresh` at overrides, shop.yaml:14: `public.items`" in shown
    assert "- `full_refresh` at overrides, crm.yaml:14: `public.users`" in shown


def test_a_value_that_decides_nothing_lists_no_outcomes() -> None:
    shown = at(PRESET.replace("id: shop", "id: sh<|>op"), path="house.yaml", shop=BATCH)
    assert shown.endswith("given to 2 processes in 1 file")
    shown = at(PRESET.replace("id: dwh", "id: d<|>wh"), path="house.yaml", shop=BATCH)
    assert "given to 0 processes" in shown
    assert "- `lake` at defaults, shop.yaml:7: `public.orders`" in shown
    assert "- `mart` at overrides, shop.yaml:14: `public.items`" in shown


def test_a_secret_that_a_preset_gives_is_not_repeated() -> None:
    preset = PRESET.replace("id: shop}", "id: shop, password: hun<|>ter2}")
    manifest = BATCH.replace(
        "  sink:\n    connection_id: lake", "  source: {password: geheim}\n  sink:\n    connection_id: lake"
    )
    shown = at(preset, path="house.yaml", shop=manifest)
    assert "overridden for 2 processes" in shown
    assert "hunter2" not in shown
    assert "geheim" not in shown


def test_variables_of_a_preset_and_fields_of_a_registry() -> None:
    preset = PRESET.replace("defaults:", "vars: {lay<|>er: lake}\ndefaults:", 1)
    shown = at(preset, path="house.yaml", shop=BATCH, crm=BATCH.replace("layer: raw, ", ""))
    assert "given to 2 processes in 1 file" in shown
    assert "- `raw` at authored, shop.yaml:3" in shown
    registry = "sources:\n  - {src_system: crm, src_database: main, host: h<|>1}\n  - {src_system: crm, src_database: other, host: h2}\n"
    manifest = BATCH.replace("convention: house.yaml", "registry: registry.yaml").replace(
        "vars: {", "vars: {src_system: crm, src_database: main, "
    )
    assert "given to 2 processes in 1 file" in at(registry, path="registry.yaml", shop=manifest)
    assert "given to" not in at(
        registry.replace("h<|>1", "h1").replace("h2", "h<|>2"), path="registry.yaml", shop=manifest
    )


def test_a_file_nobody_is_built_from_gives_nothing() -> None:
    assert "given to" not in at(
        PRESET.replace("incremental_append", "incremental_<|>append"), path="house.yaml", shop=AUTO.replace("<|>", "")
    )
