"""Where a manifest holds a secret in plain text: keys that name one, with a value that is no reference.

Names are judged word by word (`db_password`, `apiToken`), never by how random a value looks. The value itself is never
returned.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Final

from dpone_lsp.support.spelling import distance
from dpone_si.manifest.syntax.tree import AliasNode, MappingNode, Node, ScalarNode, SequenceNode
from dpone_si.records import record

#: Words of a key that make it the name of a secret; underscores, dashes and camel case separate words.
DEFAULT_KEYS: Final = (
    "password", "passwd", "passphrase", "pwd", "secret", "token", "api_key", "apikey", "access_key", "private_key",
    "account_key",
    "authorization", "credential", "credentials",
)  # fmt: skip
#: A key that ends so is about a secret, but is none: its name, its place, its kind.
_ABOUT: Final = frozenset((
    "name", "names", "path", "file", "files", "url", "uri", "endpoint", "env", "ref", "reference", "id", "ids",
    "type", "kind",
    "source", "sources", "field", "column", "columns", "header", "param", "parameter", "prefix", "suffix", "ttl",
    "limit",
    "lifetime", "expires", "expiry", "expiration", "variable", "var", "mode", "location", "arn", "policy", "scope",
    "scopes",
    "version", "provider", "manager", "backend", "store", "mount", "point", "count", "length", "size", "seconds",
    "minutes",
    "rotation", "rotate", "enabled", "required", "format",
))  # fmt: skip
#: Blocks whose keys are names of columns, labels or paths, not settings.
_NAMES_OF_THINGS: Final = frozenset((
    "columns", "column_mapping", "columns_mapping", "fields", "rename", "schema_contract", "physical_design",
    "type_fidelity",
    "naming", "validation", "labels", "table_labels", "table_description", "mapping", "type_overrides", "type_mapping",
    "exclude_columns", "pagination",
))  # fmt: skip
_WORD: Final = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")
# Compiled by `re` when a value is first looked at: in most manifests none is.
_REFERENCE: Final = (
    r"(?i)\s*(?:\$\{[^}]*\}|\$[A-Za-z_]\w*|%[A-Za-z_]\w*%|%\([^)]*\)s|<[^>]*>|env:.*|vault:.*|secret:.*|ref:.*|\w+://.*#.*|"
    r"(?:vault|secret|secrets|aws|gcp|azure|ssm|op|keyring)://.*|!\w+ .*|\*+|x{3,}|\.{3,}|-+)\s*"
)
_USERINFO: Final = r"\b[A-Za-z][A-Za-z0-9+.\-]{0,30}://[^\s/:@?#]{0,200}:(?P<password>[^\s/@]{1,200})@"
_PLACEHOLDERS: Final = frozenset(
    ("", "none", "null", "password", "changeme", "change_me", "redacted", "todo", "tbd", "your_password", "xxx")
)
_SCHEMES: Final = ("bearer", "basic", "token", "digest")
_MAX_TEXT: Final = 4000
#: Keys of so many letters may be a misspelt name of a secret.
_MISSPELT: Final = 6


@record(frozen=True)
class Found:
    """A secret in the text: its key, its value's node, the mapping that holds them. `part` is the password inside a
    URL.
    """

    key: Node
    name: str
    node: ScalarNode
    mapping: MappingNode
    part: tuple[int, int] | None = None


def prefilter(text: str, names: Sequence[str]) -> bool:
    """Whether a document can hold a secret at all; cheap, and never wrong when it says no."""
    squeezed = text.lower().replace("_", "").replace("-", "")
    return any(name.replace("_", "") in squeezed for name in names)


def names_secret(key: str, names: Sequence[str] = DEFAULT_KEYS) -> bool:
    """True when a key names a secret, whatever its value is."""
    return _names_secret(_words(key), [tuple(_words(name)) for name in names])


def plain_secrets(root: Node, names: Sequence[str]) -> Iterator[Found]:
    """Keys below `root` that name a secret and hold it."""
    wanted = [tuple(_words(name)) for name in names]
    for mapping, key, node in _settings(root):
        if _names_secret(_words(key.text), wanted) and _is_literal(node):
            yield Found(key, key.text, node, mapping)


def url_secrets(root: Node) -> Iterator[Found]:
    """URLs below `root` that carry a password."""
    for mapping, key, node in _settings(root):
        text = node.value
        if not isinstance(text, str) or "://" not in text or len(text) > _MAX_TEXT:
            continue
        match = re.search(_USERINFO, text)
        if match is None or not _is_secret_text(match["password"]):
            continue
        at = node.text.find(match.group())
        offset = at + match.start("password") - match.start() if at >= 0 and node.style in ("", "'", '"') else -1
        shift = 1 if node.style else 0
        part = (
            (offset + shift, offset + shift + len(match["password"])) if offset >= 0 and "\\" not in node.text else None
        )
        yield Found(key, key.text, node, mapping, part)


def covered(root: Node, names: Sequence[str]) -> Iterator[ScalarNode]:
    """Every value below a key that names a secret, or nearly does: more than is reported, because showing one cannot
    be taken back.
    """
    wanted = tuple(names)
    seen: set[Node] = set()
    stack: list[tuple[Node, bool]] = [(root, False)]
    while stack:
        current, secret = stack.pop()
        if isinstance(current, ScalarNode):
            if secret and shows_something(current):
                yield current
        elif isinstance(current, AliasNode):
            if secret and current.pointee is not None and current.pointee not in seen:
                seen.add(current.pointee)
                stack.append((current.pointee, True))
        elif isinstance(current, SequenceNode):
            stack.extend((item, secret) for item in current.items)
        elif isinstance(current, MappingNode):
            stack.extend(
                (value, covers(key.text, wanted, secret)) for key, value in current.pairs if isinstance(key, ScalarNode)
            )


@lru_cache(maxsize=16384)
def covers(key: str, names: tuple[str, ...], inside: bool) -> bool:
    """Whether what stands below a key is not shown; `inside` says that of what the key itself stands in."""
    words = _words(key)
    if key in _NAMES_OF_THINGS or (words and words[-1] in _ABOUT):
        return False
    if inside:
        return True
    wanted = [tuple(_words(name)) for name in names]
    joined = "".join(words)
    near = len(joined) >= _MISSPELT and any(distance(joined, "".join(name), 1) is not None for name in wanted)
    return near or _names_secret(words, wanted)


def shows_something(node: ScalarNode) -> bool:
    """Whether a value below such a key is more than a reference to where the secret is kept."""
    return not isinstance(node.value, bool) and node.value is not None and is_secret_text(node.text)


def is_secret_text(text: str) -> bool:
    """Whether the text below such a key is the secret itself, and no reference to it."""
    if "{{" in text or "{%" in text:
        # A template is a reference, unless it holds a text of its own.
        return "'" in text or '"' in text or text.strip()[:2] != "{{" or text.strip()[-2:] != "}}"
    return _is_secret_text(text)


def without_passwords(text: str) -> str:
    """A text with the passwords of its URLs starred."""
    return (
        re.sub(_USERINFO, lambda found: found.group().replace(f":{found['password']}@", ":***@"), text)
        if "://" in text
        else text
    )


def _settings(root: Node) -> Iterator[tuple[MappingNode, ScalarNode, ScalarNode]]:
    """Every key with a scalar value that is a setting, in document order; each place once."""
    stack: list[Node] = [root]
    while stack:
        current = stack.pop()
        if isinstance(current, SequenceNode):
            stack.extend(reversed(current.items))
        if not isinstance(current, MappingNode):
            continue
        below: list[Node] = []
        for key, value in current.pairs:
            if not isinstance(key, ScalarNode):
                continue
            if isinstance(value, ScalarNode):
                yield current, key, value
            elif key.text not in _NAMES_OF_THINGS:
                below.append(value)
        stack.extend(reversed(below))


def _words(key: str) -> list[str]:
    return [word.lower() for word in _WORD.findall(key)]


def _names_secret(words: list[str], wanted: list[tuple[str, ...]]) -> bool:
    if not words or words[-1] in _ABOUT:
        return False
    joined = "".join(words)
    for name in wanted:
        size = len(name)
        singular = [word.removesuffix("s") for word in words]
        if any(
            tuple(singular[i : i + size]) == tuple(part.removesuffix("s") for part in name)
            for i in range(len(words) - size + 1)
        ):
            return True
        if joined == "".join(name):
            return True
    return False


def _is_literal(node: ScalarNode) -> bool:
    value = node.value
    if isinstance(value, bool) or value is None:
        return False
    return _is_secret_text(str(value)) if isinstance(value, (str, int)) else False


def _is_secret_text(text: str) -> bool:
    stripped = text.strip()
    head, _, rest = stripped.partition(" ")
    if head.lower() in _SCHEMES and rest:
        stripped = rest.strip()
    if stripped.lower() in _PLACEHOLDERS or "{{" in stripped or "{%" in stripped or "${" in stripped:
        return False
    return len(stripped) > _MAX_TEXT or re.fullmatch(_REFERENCE, stripped) is None
