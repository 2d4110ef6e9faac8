"""Options of Kafka topics, on either side."""

from __future__ import annotations

from dpone_si.manifest.structure.authoring import Shape, block, key

KAFKA = ("kafka",)


@block()
class KafkaSchemaRegistry(Shape):
    """The schema registry of the topic."""

    enabled: bool = key("Whether a schema registry is used.", default=False)
    subject_name_strategy: str = key(
        "How the subject is named.", default="topic", values=("topic", "record", "topic_record")
    )
    auto_register_schemas: bool = key("Whether unknown schemas are registered.", default=False)
    url: str = key("Address of the registry.")


@block()
class KafkaKey(Shape):
    """How the message key is made."""

    mode: str = key(
        "What the key is made of.",
        default="unique_key",
        values={
            "unique_key": "The columns of unique_key.",
            "hash_row": "A hash of the row.",
            "null": "Nothing: messages have no key.",
        },
        common=True,
    )
    fields: str | list[str] = key("Columns of the key, instead of unique_key.")
    field: str = key("Other spelling of fields for one column.")


@block()
class KafkaDelivery(Shape):
    """How messages are sent."""

    mode: str = key(
        "What is promised about delivery.",
        default="at_least_once",
        values={
            "at_least_once": "A message may arrive twice after a failure.",
            "idempotent": "The broker removes repeats of one producer.",
        },
        common=True,
    )
    compression_type: str = key("Compression of message batches.")
    linger_ms: int = key("Milliseconds to wait for a fuller batch.")
    batch_num_messages: int = key("Largest number of messages in a batch.")
    request_timeout_ms: int = key("Milliseconds to wait for the broker.")
    flush_timeout: float = key("Seconds to wait for open messages at the end.", default=30)


@block()
class KafkaDeletes(Shape):
    """How deleted rows are told to readers of the topic."""

    enabled: bool = key("Whether deletes are sent.", default=False)
    tombstone: bool = key("Send an empty message for a deleted key.", default=False)
    op_field: str = key("Column that says whether a row is deleted.", default="__dpone__op")
    mode: str = key("Word on deletes that replay planning reads.")


class KafkaSourceKeys(Shape):
    """Options of a Kafka source."""

    read_mode: str = key(
        "How the end of a batch is found.",
        default="offsets",
        values={
            "offsets": "Read from the stored offsets to the end of the topic.",
            "time_window": "Read the messages of a time window.",
            "max_records": "Read a number of messages.",
        },
        sources=KAFKA,
        common=True,
    )
    offset_storage: str = key("Who remembers the offsets.", default="dpone", values=("dpone", "kafka"), sources=KAFKA)
    start_from: str = key(
        "Where the first read starts.",
        default="stored",
        values=("stored", "earliest", "latest"),
        sources=KAFKA,
        common=True,
    )
    group_id: str = key("Consumer group; by default made from the topic's name.", sources=KAFKA, common=True)
    poll_timeout_ms: int = key("Milliseconds to wait for messages.", default=1000, ge=1, sources=KAFKA)
    max_empty_polls: int = key("Empty answers after which the read ends.", default=3, ge=1, sources=KAFKA)
    max_records: int = key("Number of messages for read_mode max_records.", ge=1, sources=KAFKA)
    time_window_start_ms: int = key("Start of the window, in milliseconds since 1970.", sources=KAFKA)
    time_window_end_ms: int = key("End of the window, in milliseconds since 1970.", sources=KAFKA)
    start_timestamp_ms: int = key("Other spelling of time_window_start_ms.", sources=KAFKA)
    end_timestamp_ms: int = key("Other spelling of time_window_end_ms.", sources=KAFKA)
    schema_sample_size: int = key("Messages that are read to learn the columns.", default=100, sources=KAFKA)


class KafkaSinkKeys(Shape):
    """Options of a Kafka sink."""

    key_: KafkaKey = key("How the message key is made.", name="key", sinks=KAFKA, common=True)
    delivery: KafkaDelivery = key("How messages are sent.", sinks=KAFKA, common=True)
    deletes: KafkaDeletes = key("How deleted rows are told to readers of the topic.", sinks=KAFKA)
    always_envelope: bool = key("Wrap every message in dpone's envelope.", default=False, sinks=KAFKA)


class KafkaMessageKeys(Shape):
    """Options that describe messages, on either side."""

    message_format: str = key(
        "How messages are encoded.", default="json", values=("json", "json_schema", "avro", "protobuf"), common=True
    )
    envelope: str = key(
        "Whether a message is the bare row or wrapped with metadata.",
        default="flat",
        values={
            "flat": "The bare row.",
            "dpone": "The row with dpone's metadata.",
            "auto": "Whatever the message looks like.",
        },
    )
    schema_registry: KafkaSchemaRegistry = key("The schema registry of the topic.")
    protobuf_message_class: str = key("Python class of protobuf messages, as module:Class.")
    topic: str = key(
        "Set by dpone from the endpoint's topic or table.name; what is written here is replaced.",
        deprecated="topic beside type",
    )
