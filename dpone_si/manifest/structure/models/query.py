"""``source.options.query``: a SELECT instead of a table."""

from __future__ import annotations

from dpone_si.manifest.structure.authoring import Shape, block, key


@block()
class QueryExecution(Shape):
    """Where the query runs."""

    mode: str = key("Where the query runs.", default="server_side", values=("server_side",))


@block()
class QueryRender(Shape):
    """How the SQL text is rendered."""

    engine: str = key("Engine that renders the text of the query.", default="jinja", values=("jinja",))
    context: dict[str, object] = key("Variables of the template.")


@block()
class Query(Shape):
    """A read-only query as the source."""

    mode: str = key(
        "Where the SQL text is.",
        default="sql_file",
        values={"sql_file": "In a file beside the manifest.", "inline": "In the manifest."},
        common=True,
    )
    sql_file: str = key("File with one SELECT, relative to the manifest.", common=True)
    sql: str = key("One SELECT, for mode inline.", common=True)
    execution: QueryExecution = key("Where the query runs.")
    render: QueryRender = key("How the SQL text is rendered.")
    readonly: bool = key("Refuse SQL that could change data.", default=True)
