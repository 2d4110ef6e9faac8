"""Which keys and values count as a secret in plain text, and which only look like one."""

from __future__ import annotations

import pytest

from dpone_lsp.support.secrets import DEFAULT_KEYS, plain_secrets, prefilter, url_secrets
from dpone_si.manifest.model.documents import Document


def found(line: str) -> list[str]:
    document = Document("orders.yaml", f"source:\n  options:\n    {line}\n")
    assert document.root is not None
    plain = [secret.name for secret in plain_secrets(document.root, DEFAULT_KEYS)]
    if plain:
        assert prefilter(document.source.text, DEFAULT_KEYS), "the quick look must never hide a secret"
    return [*plain, *(secret.name for secret in url_secrets(document.root))]


@pytest.mark.parametrize(
    "line",
    [
        "password: hunter2",
        "db_password: hunter2",
        "apiToken: abc",
        "PASSWORD: 12345",
        "headers: {Authorization: Bearer abc}",
        "auth: {client-secret: abc}",
        "x-api-key: abc",
        'dsn: "postgresql://etl:hunter2@db1/shop"',
        "hosts: [{passwd: hunter2}]",
    ],
)
def test_a_secret(line: str) -> None:
    """The value stands there for everybody to read."""
    assert len(found(line)) == 1


@pytest.mark.parametrize(
    "line",
    [
        'password: "{{ env_password }}"',
        "password: ${DB_PASSWORD}",
        "password: $DB_PASSWORD",
        "password: env:DB_PASSWORD",
        "password: vault://dwh/shop#password",
        "password: <from vault>",
        "password: '****'",
        "password: changeme",
        "password:",
        "password: true",
        "password_file: /run/secrets/db",
        "secret_name: shop-db",
        "token_url: https://auth.example.org/token",
        "token_ttl: 3600",
        "columns: {password: string, token: string}",
        "authorization: Bearer {{ token }}",
        "secretary: Ann",
        "dsn: postgresql://etl@db1/shop",
        "dsn: postgresql://etl:${PASSWORD}@db1/shop",
        "url: https://example.org:8443/orders",
        "tokenizer: words",
    ],
)
def test_no_secret(line: str) -> None:
    """References, placeholders, and keys that are only about a secret."""
    assert found(line) == []
