"""BigQuery through google-cloud-bigquery; a script of several statements runs as one job."""

# ruff: noqa: S608  every name in a statement is checked and quoted, every value a literal of the dialect

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from dpone_si.replay_errors import ReplayConnectionError
from dpone_si.runtime.connectors.credentials import SinkCredentials
from dpone_si.runtime.connectors.drivers import load_driver
from dpone_si.runtime.connectors.sql import SqlConnector


class BigQueryConnector(SqlConnector):
    """One BigQuery client. A transaction lives inside one script, so there is no scope over several calls.

    `client` injects a ready `google.cloud.bigquery.Client`; otherwise the service account of the credentials is used,
    or the application default credentials when there is none.
    """

    def __init__(self, credentials: SinkCredentials, *, client: Any = None, timeout_seconds: float = 600) -> None:
        self._bigquery = load_driver("google.cloud.bigquery", extra="bigquery") if client is None else None
        if client is None:
            credentials.require("project")
        self._credentials = credentials
        self._client = client
        self._timeout = timeout_seconds

    def get_records(self, query: str, params: Sequence[object] | None = None) -> list[Sequence[object]]:
        if params:
            raise TypeError("the BigQuery connector takes finished queries, no positional parameters")
        rows = self._open().query(query).result(timeout=self._timeout)
        return [tuple(row.values()) for row in rows]

    def execute_query(self, query: str) -> int:
        job = self._open().query(query)
        job.result(timeout=self._timeout)
        affected = getattr(job, "num_dml_affected_rows", None)
        return affected if isinstance(affected, int) else -1

    reports_row_counts = True

    def table_exists(self, schema: str, table: str) -> bool:
        project, _, dataset = schema.rpartition(".")
        prefix = f"`{project}`.`{dataset}`" if project else f"`{dataset}`"
        escaped = table.replace("\\", "\\\\").replace("'", "\\'")
        query = f"SELECT COUNT(*) FROM {prefix}.INFORMATION_SCHEMA.TABLES WHERE table_name = '{escaped}'"
        return bool(self.get_records(query)[0][0])

    def close(self) -> None:
        if self._bigquery is not None and self._client is not None:
            self._client.close()
            self._client = None

    def _open(self) -> Any:
        if self._client is None:
            self._client = self._build()
        return self._client

    def _build(self) -> Any:
        known, factory = self._credentials, self._bigquery.Client  # type: ignore[union-attr]
        if known.service_account_info:
            try:
                info = json.loads(known.service_account_info)
            except ValueError:
                raise ReplayConnectionError(
                    f"The service account of connection {known.connection_id!r} is not JSON.",
                    key="connection_id",
                    cure="Put the whole key document into the variable.",
                ) from None
            return factory.from_service_account_info(info, project=known.project)
        if known.service_account_key_file:
            return factory.from_service_account_json(known.service_account_key_file, project=known.project)
        return factory(project=known.project)
