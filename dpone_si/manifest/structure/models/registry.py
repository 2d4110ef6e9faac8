"""Source registry files: variables by source system and database."""

from __future__ import annotations

from dpone_si.manifest.structure.authoring import Shape, block, key


@block(open=True)
class RegistryEntry(Shape):
    """Variables of one source system and database; every further key is a variable too."""

    src_system: str = key("Name of the source system.", required=True, common=True)
    code: str = key("Other spelling of src_system.")
    source: str = key("Other spelling of src_system.")
    src_database: str = key("Name of the database, or * for all.", required=True, common=True)
    db: str = key("Other spelling of src_database.")
    database: str = key("Other spelling of src_database.")
    vars: dict[str, object] = key("Variables for batches that name this system and database.", common=True)
    host: str = key("Variable host, unless vars has one.", common=True)
    type: str = key("Variable type, unless vars has one.", common=True)


@block(open=True)
class RegistryDatabase(Shape):
    """One database of a source row."""

    name: str = key("Name of the database.")
    db: str = key("Other spelling of name.")
    src_database: str = key("Other spelling of name.")


@block(open=True)
class RegistrySource(Shape):
    """A source system with its databases; every further key is a variable."""

    src_system: str = key("Name of the source system.")
    code: str = key("Other spelling of src_system.", common=True)
    source: str = key("Other spelling of src_system.")
    host: str = key("Variable host.", common=True)
    type: str = key("Variable type.", common=True)
    src_type: str = key("Other spelling of type.")
    src_database: str | list[str | RegistryDatabase] = key("Databases; all when none is named.")
    db: str | list[str | RegistryDatabase] = key("Other spelling of src_database.", common=True)
    database: str | list[str | RegistryDatabase] = key("Other spelling of src_database.")
    databases: str | list[str | RegistryDatabase] = key("Other spelling of src_database.")
    vars: dict[str, object] = key("Further variables.")


@block(name="registry", list_of=RegistryEntry)
class Registry(Shape):
    """Variables by source system and database; a later entry replaces an earlier one."""

    version: int = key("Version of the format.")
    entries: list[RegistryEntry] = key("One entry per system and database.", common=True)
    sources: list[RegistrySource] = key("One row per system.", common=True)
