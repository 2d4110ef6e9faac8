"""``sink.options.schema_evolution``, ``schema_identity`` and ``schema_impact``: how the target follows the source's
columns.
"""

from __future__ import annotations

from dpone_si.manifest.structure.authoring import Shape, block, key
from dpone_si.manifest.structure.models.physical_design import APPLY


@block()
class SchemaEvolution(Shape):
    """How the target follows changes of the source's columns."""

    enabled: bool = key("Whether the target follows.", default=True, common=True)
    mode: str = key(
        "Which changes are followed.",
        default="widening",
        values={"strict": "None.", "additive": "New columns.", "widening": "New columns and wider types."},
        common=True,
        enforced=True,
        nullable=False,
    )
    apply_safe: bool = key("Whether harmless changes are made at once.", default=True)
    on_breaking: str = key(
        "What a breaking change does.", default="fail", values=("fail", "ignore"), enforced=True, nullable=False
    )
    target_nullability: str = key(
        "Whether a target column may allow nulls that the source does not.",
        default="strict",
        values=("strict", "accept_existing_nullable"),
        enforced=True,
        nullable=False,
    )
    on_type_change: str = key(
        "What an incompatible type does.",
        default="fail",
        values={"fail": "The load fails.", "new_column": "A new column takes the values."},
        enforced=True,
        nullable=False,
    )
    new_column_prefix: str = key("Start of the new column's name.", default="__dpone__nc__")
    allow_reserved_dpone_columns: bool = key(
        "Whether the source may have columns that start with __dpone__.", default=False
    )
    tables: str = key(
        "What happens to new tables.",
        default="evolve",
        values=("evolve", "freeze", "ignore"),
        enforced=True,
        nullable=False,
    )
    columns: str = key(
        "What happens to new columns.",
        default="evolve",
        values=("evolve", "freeze", "ignore", "quarantine"),
        enforced=True,
        nullable=False,
    )
    data_type: str = key(
        "What happens to changed types.",
        default="widen",
        values=("widen", "variant_column", "freeze", "quarantine"),
        enforced=True,
        nullable=False,
    )
    ddl_mode: str = key("When statements run.", default="online", values=APPLY, enforced=True, nullable=False)
    lock_timeout_seconds: int = key("Seconds to wait for a lock.", ge=0)
    statement_timeout_seconds: int = key("Seconds a statement may take.", ge=0)
    max_table_size_for_inline_ddl: int = key("Largest table that is changed at once.", ge=0)
    on_schema_change: str = key(
        "What any change does.",
        default="apply",
        values=("apply", "notify", "fail", "disable_pipeline"),
        enforced=True,
        nullable=False,
    )
    ledger_path: str = key("File with the record of changes.")
    allow_blocking_online: bool = key("Allow statements that block readers.", default=False)


@block()
class IdentityRename(Shape):
    """How a column is renamed."""

    strategy: str = key(
        "How a column is renamed.",
        default="expand_contract",
        values={
            "expand_contract": "The new column is added, then the old one dropped.",
            "runtime_alias": "The old name is mapped while loading.",
            "direct_rename": "The column is renamed at once.",
        },
    )


@block()
class IdentityAlias(Shape):
    """An older name of a column."""

    name: str = key("The older name.", required=True)
    remove_after: str = key("Day after which the older name is gone.")
    compatibility: str = key(
        "Who still uses the older name.", default="read_alias", values=("read_alias", "dual_write")
    )


@block()
class IdentityColumn(Shape):
    """A column with an identity of its own."""

    id: str = key("Identity that survives renaming.", required=True, pattern=r"^[A-Za-z0-9_.:-]+$")
    aliases: list[IdentityAlias] = key("Older names.")


@block()
class SchemaIdentity(Shape):
    """Identities of columns that survive renaming."""

    enabled: bool = key("Whether identities are used.", default=False)
    mode: str = key(
        "Whether a breach stops the load.",
        default="enforce",
        values=("observe", "enforce"),
        enforced=True,
        nullable=False,
    )
    rename_detection: str = key(
        "Whether renames are only declared or also guessed.",
        default="explicit",
        values=("explicit", "suggest"),
        enforced=True,
        nullable=False,
    )
    expired_alias: str = key(
        "What an older name past its day does.",
        default="block",
        values=("block", "warn"),
        enforced=True,
        nullable=False,
    )
    rename: IdentityRename = key("How a column is renamed.")
    columns: dict[str, IdentityColumn] = key("Identities by column.")


@block()
class ImpactApproval(Shape):
    """Which changes need approval."""

    required_for: list[str] = key(
        "Risks that need approval: compatibility_breaking, data_destructive, direct_rename, shadow_cutover.",
        default=["compatibility_breaking", "data_destructive", "direct_rename", "shadow_cutover"],
    )


@block(open=True)
class ImpactSources(Shape):
    """Where dependants are looked for."""

    manifests: bool = key("Search dpone manifests.", default=True)
    dbt_manifest: str = key("The dbt manifest file to search.")
    openlineage: str = key("OpenLineage events to search.")
    manual: dict[str, object] = key("Dependants known by hand.")


@block()
class SchemaImpact(Shape):
    """What depends on the table."""

    enabled: bool = key("Whether dependants are looked for.", default=False)
    mode: str = key("What a finding does.", default="gate", values=("observe", "gate"), enforced=True, nullable=False)
    unknown_dependency: str = key(
        "What an unclear dependant does.", default="warn", values=("warn", "block"), enforced=True, nullable=False
    )
    empty_graph: str = key(
        "What it means when nothing depends on the table.",
        default="warn",
        values=("allow", "warn", "block"),
        enforced=True,
        nullable=False,
    )
    approval: ImpactApproval = key("Which changes need approval.")
    sources: ImpactSources = key("Where dependants are looked for.")
    owners: dict[str, object] = key("Owners by dependant.")
