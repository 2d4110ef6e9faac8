"""``schema_contract``: the columns that are promised."""

from __future__ import annotations

from dpone_si.manifest.structure.authoring import Shape, block, key
from dpone_si.manifest.structure.models.migration import PhasesKeys

MODE = {"observe": "Findings are reported.", "gate": "Findings stop the load."}


@block(closed=True, strict=False)
class ContractColumn(Shape):
    """What is promised about one column."""

    type: str = key("Physical type.", common=True)
    logical_type: str = key("Engine-independent type.")
    precision: int = key("Digits of a decimal, or of a second's fraction.", ge=0)
    scale: int = key("Digits after the point of a decimal.", ge=0)
    nullable: bool = key("Whether the column may hold nulls.", default=True, common=True)
    timezone: bool = key("Whether a timestamp carries a time zone.")
    deprecated: bool = key("Whether the column is going away.", default=False)
    remove_after: str = key("Day from which a deprecated column may be dropped, as YYYY-MM-DD.")


@block()
class ContractRegistry(Shape):
    """Where versions of the contract are kept."""

    enabled: bool = key("Whether versions are kept.", default=False)
    mode: str = key("What a broken version rule does.", default="gate", values=MODE)
    store_backend: str = key("Form of the store.", default="local_json", values=("local_json", "sqlite"))
    store_uri: str = key("Where the store of versions is kept.")


@block()
class ContractVersioning(Shape):
    """How versions of the contract may follow one another."""

    semver: str = key(
        "Whether version numbers must follow the kind of change.", default="strict", values=("strict", "advisory")
    )
    allow_major: str = key(
        "Whether a breaking version needs approval.", default="approval_required", values=("approval_required", "allow")
    )
    unknown_consumer: str = key("What an unknown consumer does.", default="warn", values=("allow", "warn", "block"))


@block()
class ContractDeprecation(Shape):
    """How columns leave the contract."""

    default_remove_after_days: int = key("Days a deprecated column stays by default.", default=90, ge=0)
    expired_policy: str = key("What a column past its day does.", default="block", values=("warn", "block"))


@block()
class ContractAdoption(Shape):
    """How consumers move to a new version."""

    enabled: bool = key("Whether adoption is followed.", default=False)
    mode: str = key("What a missing adoption does.", default="gate", values=MODE)
    profile: str = key(
        "How strict the rules are.", default="prod_strict", values=("advisory", "prod_strict", "regulated")
    )
    default_migration_window_days: int = key("Days consumers have by default.", default=90, ge=0)
    expired_window_policy: str = key("What a missed window does.", default="block", values=("warn", "block"))
    require_consumer_certification: bool = key("Whether consumers must confirm.", default=True)
    unknown_consumer: str = key("What an unknown consumer does.", default="warn", values=("allow", "warn", "block"))


@block()
class DiscoverySources(Shape):
    """Where consumers are looked for."""

    manual: bool = key("Use the list in consumers.manual.")
    manifests: bool | str | list[str] = key("Search dpone manifests: all, or in these paths.")
    dbt_manifest: str = key("The dbt manifest file to search.")
    dbt_compiled_sql: str = key("Directory of compiled dbt models to search.")
    openlineage: str = key("OpenLineage events to search.")
    datahub: str = key("DataHub export to search.")
    generic_catalog: str = key("Catalogue export to search.")


@block()
class ConsumerDiscovery(Shape):
    """How consumers of the table are found."""

    enabled: bool = key("Whether consumers are looked for.", default=False)
    mode: str = key("What an unsettled consumer does.", default="gate", values=MODE)
    unknown_consumer: str = key("What an unknown consumer does.", default="warn", values=("allow", "warn", "block"))
    low_confidence_major_change: str = key(
        "What a breaking change does when consumers are uncertain.", default="block", values=("warn", "block")
    )
    required_sources: list[str] = key(
        "Sources of consumers that must be readable: manual, manifests, dbt_manifest, dbt_compiled_sql, openlineage, "
        "datahub, "
        "generic_catalog.",
        default=["manual"],
    )
    sources: DiscoverySources = key("Where consumers are looked for.")


@block()
class ContractConsumers(Shape):
    """Who reads the table."""

    discovery: ConsumerDiscovery = key("How consumers are found.")
    manual: list[dict[str, object]] = key("Consumers known by hand.")


@block()
class SchemaContract(PhasesKeys):
    """The columns that are promised, with their types."""

    id: str = key("Name of the contract.", common=True)
    version: str = key("Version of the contract, as x.y.z.", pattern=r"^[0-9]+\.[0-9]+\.[0-9]+$", common=True)
    owner: str = key("Team that answers for the contract.", common=True)
    compatibility: str = key(
        "Which changes keep the contract.",
        default="backward",
        values={
            "backward": "Readers of the old version can read the new one.",
            "forward": "Readers of the new version can read the old one.",
            "full": "Both.",
            "none": "Any change is allowed.",
        },
    )
    enforcement: str = key(
        "What happens to rows that break the contract; postgres to mssql knows strict only.",
        default="strict",
        values={
            "strict": "The load fails.",
            "coerce": "Values are converted where possible.",
            "quarantine": "The rows are set aside.",
            "warn": "The breach is reported.",
        },
        common=True,
    )
    columns: dict[str, ContractColumn] = key("The promised columns by name.", common=True)
    registry: ContractRegistry = key("Where versions of the contract are kept.")
    versioning: ContractVersioning = key("How versions may follow one another.")
    deprecation: ContractDeprecation = key("How columns leave the contract.")
    adoption: ContractAdoption = key("How consumers move to a new version.")
    consumers: ContractConsumers = key("Who reads the table.")
