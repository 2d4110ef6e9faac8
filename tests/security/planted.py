"""A workspace with a secret in every place a manifest can hold one; each is `hunter2-` and a letter."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

MARK: Final = "hunter2"
_SETTINGS: Final = 'select = ["all"]\n'
_SINGLE: Final = """\
kind: dpone.single.v1
name: orders
x-note: &shared hunter2-a
source:
  type: postgres
  connection_type: env
  connection_id: pg
  password: hunter2-b
  dsn: postgresql://etl:hunter2-c@db1/shop
  table: {schema: public, name: orders}
  options:
    columns: [id]
    api_key: [hunter2-d, hunter2-e]
    headers: {Authorization: Bearer hunter2-f}
    secret:
      value: hunter2-g
      token: |
        hunter2-h
    tokens: {a: hunter2-i}
    access_key: *shared
sink:
  type: clickhouse
  connection_type: env
  connection_id: ch
  credentials: {user: hunter2-j, pwd: 'hunter2-k'}
  table: {schema: raw, name: orders}
  options: {url: "https://u:hunter2-l@h/x", batch_size: -1}
  strategy:
    mode: incremental_mergee
    unique_key: [id]
    password: hunter2-m
vars: {db_password: hunter2-n}
"""
_BATCH: Final = """\
kind: dpone.batch.v1
vars:
  db_password: hunter2-o
  url: "postgresql://etl:{{ db_password }}@db1/shop"
  api_token: "{{ env_code }}hunter2-p"
defaults:
  name: "{{ src_table }}"
  description: "with {{ db_password }} and {{ url }}"
  source: {type: postgres, connection_type: env, connection_id: pg, password: "{{ db_password }}", options: {columns: [id], dsn: "{{ url }}"}}
  sink:
    type: clickhouse
    connection_type: env
    connection_id: ch
    table: {schema: raw, name: "{{ src_table }}"}
    token: hunter2-q
    strategy: {mode: incremental_merge, unique_key: [id]}
    password: "{{ nope ~ 'hunter2-r' }}"
schemas:
  public:
    tables:
      - orders
      - {table: x, overrides: {sink: {pasword: hunter2-s, password: hunter2-t, password: hunter2-u}}}
"""
_BROKEN: Final = """\
name: broken
source:
  type: postgres
  password: hunter2-v
   bad: x
  secret: [hunter2-w
sink: {type: kafka, password: "hunter2-x
"""
_PRESET: Final = "defaults: {sink: {password: hunter2-y, strategy: {mode: nope}}}\n"
_USER: Final = "kind: dpone.batch.v1\nconvention: house.yaml\ndefaults: {source: {type: postgres, token: hunter2-z}}\nschemas: {s: {tables: [t]}}\n"
FILES: Final = {
    "dpone-lint.toml": _SETTINGS, "a.yaml": _SINGLE, "b.batch.yaml": _BATCH, "c.yaml": _BROKEN, "house.yaml": _PRESET, "d.batch.yaml": _USER,
}  # fmt: skip


def plant(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in FILES.items():
        (folder / name).write_text(text, encoding="utf-8")


def leaked(text: str) -> list[str]:
    """The secrets a text repeats."""
    return sorted(set(re.findall(rf"{MARK}-\w", text)))
