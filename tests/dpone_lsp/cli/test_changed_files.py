"""`--since`: what changed, and what is built from it."""

from __future__ import annotations

from tests.dpone_lsp.cli.lint import CLEAN, FAULTY, Lint

PRESET = "defaults: {sink: {strategy: {mode: partition_replace}}}\n"


def batch(preset: str) -> str:
    return f"""\
    kind: dpone.batch.v1
    convention: {preset}
    naming: {{process_name: "{{{{ src_table }}}}", sink_dataset: raw, sink_table: "{{{{ src_table }}}}"}}
    defaults:
      source: {{type: postgres, connection_type: airflow, connection_id: shop}}
      sink: {{type: clickhouse, connection_type: airflow, connection_id: dwh}}
    schemas: {{public: {{tables: [orders]}}}}
    """


def test_since_checks_changed_manifests_and_heirs_of_changed_presets(lint: Lint) -> None:
    lint.write(
        {"heir.yaml": batch("presets/house.yaml"), "other.yaml": batch("presets/other.yaml"), "alone.yaml": FAULTY}
    )
    lint.write({"presets/house.yaml": PRESET, "presets/other.yaml": PRESET})
    lint.commit()
    assert lint(".", "--since", "HEAD", "--format", "json").json["summary"]["files"] == 0
    assert lint(".", "--since", "HEAD").out == "no manifest differs from HEAD or is built from a file that does\n"
    lint.write({"presets/house.yaml": PRESET + "# changed\n"})
    assert "heir.yaml" in checked(lint)
    assert not {"other.yaml", "alone.yaml"} & checked(lint)
    lint.write({"new.yaml": FAULTY})
    assert {"heir.yaml", "new.yaml"} <= checked(lint)
    (lint.folder / "presets/other.yaml").unlink()
    assert {"heir.yaml", "other.yaml"} <= checked(lint)
    lint.write({"dpone-lint.toml": 'tier = "strict"\n'})
    assert {"heir.yaml", "other.yaml", "alone.yaml"} <= checked(lint)


def test_since_and_diff_follow_a_changed_registry(lint: Lint) -> None:
    registry = "entries:\n  - {src_system: shop, src_database: main, host: db, type: postgres}\n"
    manifest = batch("presets/house.yaml").replace(
        "convention: presets/house.yaml", "registry: registry.yaml\n    vars: {src_system: shop, src_database: main}"
    )
    lint.write(
        {
            "user.yaml": manifest.replace("type: postgres", 'type: "{{ type }}"'),
            "alone.yaml": CLEAN,
            "registry.yaml": registry,
        }
    )
    lint.commit()
    lint.write({"registry.yaml": registry.replace("postgres", "mysql")})
    assert checked(lint) == {"user.yaml"}
    (change,) = lint("diff", "--against", "HEAD", "--format", "json").json["changes"]
    assert (change["path"], change["consequence"]) == ("user.yaml", "cost")
    assert (change["before"]["path"], change["after"]["path"]) == (
        "postgres_copy_to_clickhouse_http_tsv",
        "streaming_rows",
    )


def checked(lint: Lint) -> set[str]:
    done = lint(".", "--since", "HEAD", "--format", "junit", "--no-cache")
    return {part.split('"')[0] for part in done.out.split(' name="') if ".yaml" in part.split('"')[0]}


def test_since_the_fork_leaves_out_what_others_changed(lint: Lint) -> None:
    lint.write({"mine.yaml": CLEAN, "theirs.yaml": CLEAN})
    lint.commit()
    lint.git("checkout", "-q", "-b", "feature")
    lint.write({"mine.yaml": FAULTY})
    lint.commit()
    lint.git("checkout", "-q", "main")
    lint.write({"theirs.yaml": CLEAN + "# theirs\n"})
    lint.commit()
    lint.git("checkout", "-q", "feature")
    assert lint(".", "--since", "main...", "--format", "json").json["summary"]["files"] == 1
    assert lint(".", "--since", "main", "--format", "json").json["summary"]["files"] == 2
    assert "`nonsense` is no revision" in lint(".", "--since", "nonsense").err
