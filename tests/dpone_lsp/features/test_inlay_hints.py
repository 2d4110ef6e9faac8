"""Inlay hints, drawn into the text between ⟦ ⟧; every kind can be left out, and there is never a flood."""

from __future__ import annotations

from dpone_lsp.features.inlay_hints import KINDS, MOST, Kind, inlay_hints
from dpone_lsp.testing.fixtures import analysis_of
from tests.dpone_lsp.features.test_hover import AUTO, BATCH, PRESET
from tests.generate.generator import generate


def drawn(text: str, *kinds: Kind, **files: str) -> list[str]:
    """The lines that carry a hint, with the hint in its place."""
    analysis = analysis_of(text, files={f"{name}.yaml": content for name, content in files.items()})
    shown = text
    for hint in reversed(inlay_hints(analysis, 0, len(text), kinds or KINDS)):
        shown = f"{shown[: hint.offset]}⟦{hint.label}⟧{shown[hint.offset :]}"
    return [line.strip() for line in shown.splitlines() if "⟦" in line]


def test_the_compiled_strategy_stands_behind_auto() -> None:
    assert drawn(AUTO.replace("<|>", "")) == ["mode: auto⟦⟶ partition_replace · lightweight_delete_insert⟧"]


def test_one_auto_with_several_outcomes() -> None:
    text = BATCH.replace("    connection_id: lake", "    strategy: {mode: auto}").replace(
        "{connection_id: mart, strategy: {mode: full_refresh}}", "{strategy: {unique_key: [id]}}"
    )
    assert "strategy: {mode: auto⟦⟶ 1 full_refresh, 1 incremental_merge · lightweight_delete_insert⟧}" in drawn(
        text, "decision", house=PRESET
    )


def told(text: str, *kinds: Kind, **files: str) -> list[str]:
    """What the hints say when somebody points at them."""
    analysis = analysis_of(text, files={f"{name}.yaml": content for name, content in files.items()})
    return [hint.tooltip() for hint in inlay_hints(analysis, 0, len(text), kinds)]


def test_a_decision_tells_its_ladder_and_a_shared_one_who_comes_to_what() -> None:
    (one,) = told(AUTO.replace("<|>", ""), "decision")
    assert "| **partition_replace** | **taken** |" in one
    text = BATCH.replace("    connection_id: lake", "    strategy: {mode: auto}").replace(
        "{connection_id: mart, strategy: {mode: full_refresh}}", "{strategy: {unique_key: [id]}}"
    )
    (shared,) = told(text, "decision", house=PRESET)
    assert shared.splitlines() == [
        "- full_refresh: `public.orders`",
        "- incremental_merge · lightweight_delete_insert: `public.items`",
    ]


def test_an_override_shows_what_it_inherits() -> None:
    text = BATCH.replace("strategy: {mode: full_refresh}", "strategy: {only_new_rows: true}")
    assert drawn(text, "inherited", house=PRESET) == [
        "sink: {connection_id: mart, strategy:⟦· mode: incremental_append⟧ {only_new_rows: true}}"
    ]
    kafka = text.replace("      - orders\n", "      - orders\n      - {table: log, overrides: {sink: {type: kafka}}}\n")
    assert any("sink:⟦· type: clickhouse⟧" in line for line in drawn(kafka, "inherited", house=PRESET))


def test_absent_keys_show_what_dpone_takes() -> None:
    text = "name: x\nsource:\n  connection_id: shop\nsink:\n  type: clickhouse\n  strategy: {unique_key: [id]}\n"
    assert drawn(text, "builtin") == [
        "source:⟦· type: postgres (dpone's default)⟧",
        "strategy:⟦· mode: full_refresh (dpone's default)⟧ {unique_key: [id]}",
    ]
    assert drawn(BATCH, "builtin", house=PRESET) == []


def test_templates_show_what_they_give() -> None:
    (line,) = drawn(BATCH, "templates", house=PRESET)
    assert 'process_name: "{{ src_schema }}_{{ src_table }}"⟦= public_orders, public_items⟧' in line
    assert 'sink_dataset: "{{ layer }}"⟦= raw⟧' in line


def test_secrets_in_templates_are_not_shown() -> None:
    text = BATCH.replace("connection_id: lake", 'options: {password: "{{ owner_password }}"}')
    assert not any("hunter2⟧" in line for line in drawn(text, "templates", house=PRESET))


def test_only_the_range_and_the_kinds_that_are_wanted() -> None:
    text = AUTO.replace("<|>", "")
    analysis = analysis_of(text)
    assert inlay_hints(analysis, 0, text.index("sink:")) == []
    assert inlay_hints(analysis, 0, len(text), ()) == []
    assert inlay_hints(analysis, 0, len(text), ("templates",)) == []


def test_there_is_no_flood() -> None:
    rows = "".join(
        f"      - {{table: t{number}, overrides: {{sink: {{strategy: {{unique_key: [id]}}}}}}}}\n"
        for number in range(MOST + 50)
    )
    text = BATCH[: BATCH.index("      - orders")] + rows
    assert len(drawn(text, "inherited", house=PRESET)) == MOST


def test_hints_on_generated_manifests() -> None:
    """Every hint stands inside the text, on one line, and in order."""
    seen: set[str] = set()
    for seed in range(40):
        project = generate(seed, valid=seed % 3 != 0)
        others = {name: text for name, text in project.files.items() if name != project.primary}
        analysis = analysis_of(project.files[project.primary], path=project.primary, files=others)
        length = len(analysis.document.source.text)
        hints = inlay_hints(analysis, 0, length)
        assert [hint.offset for hint in hints] == sorted(hint.offset for hint in hints)
        for hint in hints:
            seen.add(hint.kind)
            assert 0 <= hint.offset <= length
            assert "\n" not in hint.label
            assert len(hint.label) < 200
    assert seen == set(KINDS)
