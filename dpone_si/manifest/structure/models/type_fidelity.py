"""``type_fidelity``: how exact values travel between engines."""

from __future__ import annotations

from dpone_si.manifest.structure.authoring import Shape, block, key

OFFSET_MODES = {
    "utc_instant": "The moment is kept, in UTC.",
    "fixed_timezone": "The moment is shown in one time zone.",
    "preserve_offset": "The offset is kept beside the moment.",
    "preserve_text": "The text is kept as it is.",
}
MALFORMED = {"fail": "The load fails.", "preserve_text": "The text is kept as it is."}


@block(open=True)
class Datetimeoffset(Shape):
    """How values of type datetimeoffset travel."""

    mode: str = key("What is kept of the value.", values=OFFSET_MODES)
    timezone: str = key("Time zone for fixed_timezone.")
    malformed: str = key("What an unreadable value does.", values=MALFORMED)


@block()
class OffsetTimestampColumn(Shape):
    """How one column with time and offset travels."""

    mode: str = key("What is kept of the value.", values=OFFSET_MODES)
    timezone: str = key("Time zone for fixed_timezone.")
    target_timezone: str = key("Time zone of the target column.")
    sql_server_timezone: str = key("Time zone by the name SQL Server uses.")
    malformed: str = key("What an unreadable value does.", values=MALFORMED)


@block()
class OffsetTimestamp(Shape):
    """How timestamps with an offset travel."""

    mode: str = key("What is kept of the value.", default="utc_instant", values=OFFSET_MODES)
    timezone: str = key("Time zone for fixed_timezone.", default="UTC")
    target_timezone: str = key("Time zone of the target column.")
    sql_server_timezone: str = key("Time zone by the name SQL Server uses.")
    malformed: str = key("What an unreadable value does.", default="fail", values=MALFORMED)
    columns: dict[str, OffsetTimestampColumn] = key("Exceptions by column.")


@block()
class NaiveTimestampColumn(Shape):
    """How one column with a plain timestamp travels."""

    mode: str = key("ClickHouse type that such a column gets.", default="datetime64", values=("datetime64",))
    transfer_encoding: str = key(
        "How the value is written on the way.", default="auto", values=("auto", "text", "epoch")
    )
    timezone: str = key("Time zone the value is meant in.", default="UTC")
    sql_server_timezone: str = key("Time zone by the name SQL Server uses.")


@block()
class NaiveTimestamp(Shape):
    """How timestamps without an offset travel."""

    mode: str = key("ClickHouse type that such a column gets.", default="datetime64", values=("datetime64",))
    transfer_encoding: str = key(
        "How the value is written on the way.", default="auto", values=("auto", "text", "epoch")
    )
    timezone: str = key("Time zone the value is meant in.", default="UTC")
    sql_server_timezone: str = key("Time zone by the name SQL Server uses.")
    columns: dict[str, NaiveTimestampColumn] = key("Exceptions by column.")


@block()
class Temporal(Shape):
    """How dates and times travel."""

    offset_timestamp: OffsetTimestamp = key("How timestamps with an offset travel.")
    naive_timestamp: NaiveTimestamp = key("How timestamps without an offset travel.")


@block(open=True)
class TypeFidelity(Shape):
    """How exact values travel between engines."""

    binary_encoding: str = key(
        "How binary values are written as text.", default="none", values=("none", "hex", "base64")
    )
    time_encoding: str = key(
        "How times of day are written.", default="string", values=("string", "seconds_since_midnight")
    )
    datetimeoffset: Datetimeoffset = key("How values of type datetimeoffset travel.")
    datetimeoffset_mode: str = key("Short form of datetimeoffset.mode.", values=OFFSET_MODES)
    datetimeoffset_timezone: str = key("Short form of datetimeoffset.timezone.")
    temporal: Temporal = key("How dates and times travel.")
