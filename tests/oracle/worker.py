"""Answers questions about dpone from inside an environment where the real package is installed.

It is started by `tests/oracle/client.py`, never imported by the tests: `python -I worker.py`. Questions and answers are
one JSON document per line on standard input and output; whatever dpone itself prints goes to standard error. Starting
costs up to three seconds (dpone's imports), a question some milliseconds.

A question is `{"id": 1, "operation": "validate", "arguments": {}, "environment": {"ENV_CODE": "prod"}, "cwd": null}`,
its answer `{"id": 1, "value": ...}` or, when the operation raised, `{"id": 1, "error": {"status", "message", ...}}`.
`status` is `refused` where the `dpone` command would print one message and exit with 2, and `crash` where it would show
a Python traceback and exit with 1.
"""

from __future__ import annotations

import argparse
import contextlib
import dataclasses
import io
import json
import os
import sys
import traceback
from collections.abc import Callable, Generator, Mapping
from functools import cache
from importlib import import_module, metadata
from pathlib import Path
from typing import Any, TextIO, cast

sys.path.append(str(Path(__file__).resolve().parent))

import worker_runtime
from tagging import New, decode, encode

Operation = Callable[..., Any]


def main() -> None:
    """Serve questions until standard input ends."""
    answers = _take_over_standard_output()
    for line in sys.stdin:
        question = json.loads(line)
        answers.write(json.dumps(_answer(question), ensure_ascii=True) + "\n")
        answers.flush()


def _answer(question: dict[str, Any]) -> dict[str, Any]:
    operation = OPERATIONS[question["operation"]]
    arguments: dict[str, Any] = decode(question["arguments"])
    try:
        with _surroundings(question.get("environment") or {}, question.get("cwd")):
            value = encode(operation(**arguments))
    except (Exception, SystemExit) as error:
        return {"id": question["id"], "error": _describe(error)}
    return {"id": question["id"], "value": value}


def _describe(error: BaseException) -> dict[str, Any]:
    refusal = _symbol("dpone.contracts.configuration_errors:ETLConfigurationError")
    return {
        "status": "refused" if isinstance(error, refusal) else "crash",
        "type": type(error).__name__,
        "message": str(error),
        "code": encode(getattr(error, "code", None)),
        "trace": traceback.format_exc(limit=-6),
    }


# What a manifest is and means.


def validate(path: str, profile: str | None = None, registry: tuple[str, ...] = ()) -> dict[str, Any]:
    """`dpone manifest validate PATH`: exit status 0 clean, 1 error findings or a traceback, 2 refused."""
    try:
        return _verdict(_load(path, registry), profile)
    except (Exception, SystemExit) as error:
        return _no_verdict(error)


def examine(path: str, plans: bool = False) -> dict[str, Any]:
    """`validate`, `render_all` and, with `plans`, `plan_all` from one reading of the file."""
    try:
        manifest = _load(path)
        verdict = _verdict(manifest, None)
    except (Exception, SystemExit) as error:
        return {"verdict": _no_verdict(error), "processes": [], "plans": []}
    planned = _plans(manifest, Path(path).parent, payload=False) if plans and not verdict["error"] else []
    return {"verdict": verdict, "processes": _rendered(manifest), "plans": planned}


def list_processes(path: str, registry: tuple[str, ...] = ()) -> list[dict[str, Any]]:
    """`dpone manifest list PATH`: the rows it prints, in order."""
    manifest = _load(path, registry)
    return [
        {
            "kind": manifest.source_kind or manifest.kind,
            "selector": spec.selector,
            "name": spec.config.name,
            "task_group": spec.config.task_group,
            "source": [spec.config.load_config.source_schema, spec.config.load_config.source_table],
            "sink": [spec.config.load_config.target_schema, spec.config.load_config.target_table],
        }
        for spec in manifest.processes
    ]


def render_all(path: str, registry: tuple[str, ...] = ()) -> list[dict[str, Any]]:
    """`dpone manifest render --all PATH`: every process with its effective values, before they are printed as YAML."""
    return [
        {"selector": spec.selector, "name": spec.name, "process": dict(spec.raw_config)}
        for spec in _load(path, registry).processes
    ]


def plan(path: str, selector: str | None = None, payload: bool = False) -> dict[str, Any]:
    """`dpone plan PATH --selector SELECTOR --explain-strategy`: the decision, and with `payload` all that it prints."""
    loader = import_module("dpone.services.manifest")
    return _plan(loader.resolve_single_process(_load(path), selector=selector), Path(path).parent, payload)


def plan_all(path: str, payload: bool = False) -> list[dict[str, Any]]:
    """`plan` for every process of the file, in order; a process whose plan fails has `error` instead of a decision."""
    return _plans(_load(path), Path(path).parent, payload)


def compile_process(process: dict[str, Any], base_path: str | None = None) -> dict[str, Any]:
    """The `LoadConfig` that dpone's builder makes of one process mapping, as plain data."""
    builder = _symbol("dpone.dag.load_config_builder:LoadConfigBuilder")()
    return _load_config_view(builder.build(process, base_path=Path(base_path) if base_path else None))


def runtime_check(process: dict[str, Any], manifest_dir: str | None = None) -> list[dict[str, str]]:
    """What stands in the way of running this process; see `worker_runtime`."""
    return worker_runtime.objections(process, manifest_dir)


def load_yaml(text: str) -> Any:
    """What dpone's YAML loader makes of `text`."""
    return import_module("yaml").safe_load(text)


# What is decided.


def advise(**context: Any) -> dict[str, Any]:
    """The advisor's decision for one `StrategyContext` given by its fields."""
    advisor = import_module("dpone.strategy_intelligence.advisor")
    if "unique_key" in context:
        context["unique_key"] = tuple(context["unique_key"])
    return _default_advisor().advise(advisor.StrategyContext(**context)).to_dict()


def advise_manifest(path: str, **flags: Any) -> dict[str, Any]:
    """`dpone strategy advise PATH --format json` with its flags as arguments."""
    return _symbol("dpone.strategy_intelligence.service:StrategyIntelligenceService")().advise_manifest(path, **flags)


def certification_matrix() -> list[dict[str, Any]]:
    """Every entry of the strategy certification matrix, in order."""
    service = _symbol("dpone.strategy_intelligence.certification:StrategyCertificationMatrixService")()
    return [entry.to_dict() for entry in service.build().entries]


def fast_paths() -> list[dict[str, Any]]:
    """The native fast path catalog, in order; the last entry is the default path."""
    catalog = import_module("dpone.strategy_intelligence.native_paths")
    return [path.to_dict() for path in getattr(catalog, "_FAST_PATHS").values()]  # noqa: B009 - a private table


# Anything else.


def parse_command(argv: list[str]) -> dict[str, Any]:
    """Whether the real `dpone` parser accepts these words after `dpone`, and what it makes of them."""
    printed, complained = io.StringIO(), io.StringIO()
    try:
        with contextlib.redirect_stdout(printed), contextlib.redirect_stderr(complained):
            parsed = _parser().parse_args(argv)
    except SystemExit as stopped:
        text = (complained.getvalue() or printed.getvalue()).strip()
        return {"accepted": stopped.code in (0, None), "error": text, "arguments": {}}
    plain = {name: value for name, value in vars(parsed).items() if not name.startswith("_") and not callable(value)}
    return {"accepted": True, "error": "", "arguments": plain}


def call(target: str, args: list[Any] | None = None, kwargs: dict[str, Any] | None = None) -> Any:
    """Call anything in the package: `module:function`, `module:NAME` or `module:Class.method` on a fresh `Class()`."""
    found = _symbol(target)
    if not callable(found):
        return found
    return _plain(found(*[_build(item) for item in args or []], **_build(kwargs or {})))


def version() -> dict[str, str]:
    """The installed version of dpone and of the Python that runs it."""
    return {"dpone": metadata.version("dpone"), "python": sys.version.split()[0]}


OPERATIONS: dict[str, Operation] = {
    "validate": validate,
    "examine": examine,
    "list": list_processes,
    "render_all": render_all,
    "plan": plan,
    "plan_all": plan_all,
    "compile": compile_process,
    "runtime_check": runtime_check,
    "load_yaml": load_yaml,
    "advise": advise,
    "advise_manifest": advise_manifest,
    "certification_matrix": certification_matrix,
    "fast_paths": fast_paths,
    "parse_command": parse_command,
    "call": call,
    "version": version,
}


def _load(path: str, registry: tuple[str, ...] = ()) -> Any:
    loader = import_module("dpone.services.manifest")
    context = loader.build_manifest_context(argparse.Namespace(registry=list(registry)), ctx=None)
    (only,) = loader.iter_yaml_paths(Path(path), recursive=False)
    return loader.load_manifest(only, manifest_ctx=context, metadata_only=True)


def _verdict(manifest: Any, profile: str | None) -> dict[str, Any]:
    validation = import_module("dpone.manifest.validation")
    chosen = validation.get_profile(profile) if profile else None
    issues = [
        {"severity": encode(issue.severity), "code": issue.code, "selector": issue.selector, "message": issue.message}
        for issue in validation.validate_manifest(manifest, profile=chosen)
    ]
    failed = any(str(issue["severity"]).upper() == "ERROR" for issue in issues)
    return {"exit_status": int(failed), "status": "findings" if failed else "ok", "issues": issues, "error": None}


def _no_verdict(error: BaseException) -> dict[str, Any]:
    described = _describe(error)
    exit_status = 2 if described["status"] == "refused" else 1
    return {"exit_status": exit_status, "status": described["status"], "issues": [], "error": described}


def _rendered(manifest: Any) -> list[dict[str, Any]]:
    return [
        {"selector": spec.selector, "name": spec.name, "process": dict(spec.raw_config)} for spec in manifest.processes
    ]


def _plans(manifest: Any, manifest_dir: Path, payload: bool) -> list[dict[str, Any]]:
    plans: list[dict[str, Any]] = []
    for spec in manifest.processes:
        try:
            plans.append(_plan(spec, manifest_dir, payload))
        except (Exception, SystemExit) as error:
            plans.append({"selector": spec.selector, "name": spec.name, "error": _describe(error)})
    return plans


def _plan(spec: Any, manifest_dir: Path, with_payload: bool) -> dict[str, Any]:
    service = _symbol("dpone.readiness.managed_planning:ExecutionPlanService")()
    payload: dict[str, Any] = service.plan_process(spec, explain_strategy=True, manifest_dir=manifest_dir)
    load_config = spec.config.load_config
    intelligence: dict[str, Any] = load_config.options.get("strategy_intelligence") or {}
    answer: dict[str, Any] = {
        "selector": spec.selector,
        "name": spec.name,
        "strategy": payload["strategy"]["mode"],
        "merge_policy": payload["strategy"]["merge_policy"],
        "unique_key": payload["strategy"]["unique_key"],
        "bulk_path": payload["bulk_path"],
        "batch_size": load_config.batch_size,
        "partition": load_config.partition,
        "decision": intelligence.get("decision") or {},
        "warnings": payload["warnings"],
        "publication": payload.get("publication"),
    }
    return {**answer, "payload": payload} if with_payload else answer


def _load_config_view(load_config: Any) -> dict[str, Any]:
    return {field.name: _plain(getattr(load_config, field.name)) for field in dataclasses.fields(load_config)}


def _plain(value: Any) -> Any:
    """Replace every object that can describe itself (`to_dict`) by its description."""
    described = getattr(value, "to_dict", None)
    if callable(described) and not isinstance(value, type):
        return described()
    return _map_items(value, _plain)


def _build(value: Any) -> Any:
    """Replace every `New` inside an argument by the object that it describes."""
    if isinstance(value, New):
        return _symbol(value.target)(**{name: _build(item) for name, item in value.arguments.items()})
    return _map_items(value, _build)


def _map_items(value: Any, change: Callable[[Any], Any]) -> Any:
    if isinstance(value, Mapping):
        return {key: change(item) for key, item in cast("Mapping[Any, Any]", value).items()}
    if isinstance(value, list):
        return [change(item) for item in cast("list[Any]", value)]
    if isinstance(value, tuple):
        return tuple(change(item) for item in cast("tuple[Any, ...]", value))
    return value


def _symbol(target: str) -> Any:
    module, _, names = target.partition(":")
    found: Any = import_module(module)
    for name in names.split("."):
        found = getattr(found() if isinstance(found, type) else found, name)
    return found


@cache
def _default_advisor() -> Any:
    return _symbol("dpone.strategy_intelligence.advisor:StrategyAdvisor")()


@cache
def _parser() -> argparse.ArgumentParser:
    return import_module("dpone.cli.main").build_parser()


@contextlib.contextmanager
def _surroundings(environment: Mapping[str, str | None], cwd: str | None) -> Generator[None]:
    """Let one question see its own environment variables and working directory.

    dpone reads `ENV_CODE` and `DPONE_SOURCES_REGISTRY` once, on import, so the constants it keeps are set as well.
    """
    before, place = dict(os.environ), Path.cwd()
    changed = {"ENV_CODE": None, "DPONE_SOURCES_REGISTRY": None, "DPONE_PROJECT_DIR": None, **environment}
    try:
        for name, value in changed.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value
        if cwd is not None:
            os.chdir(cwd)
        settings = import_module("dpone.config.env")
        _set("dpone.manifest.batch_compiler_impl", "ENV_CODE", settings.get_env_code())
        _set("dpone.manifest.loader", "SOURCES_REGISTRY_PATHS", settings.get_sources_registry_paths())
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)
        os.chdir(place)


def _set(module: str, name: str, value: object) -> None:
    setattr(import_module(module), name, value)


def _take_over_standard_output() -> TextIO:
    """Keep the real standard output for answers; prints, also those of C code, go to standard error."""
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8", newline="\n")
    os.dup2(2, 1)
    sys.stdout = sys.stderr
    return answers


if __name__ == "__main__":
    main()
