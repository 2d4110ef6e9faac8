"""`dpone-lint [check] PATHS`: find the faults of manifests and print them."""

from __future__ import annotations

import sys
import time

from dpone_lsp.cli.arguments import Command, Option, Values, parse
from dpone_lsp.cli.errors import Answered, UsageError
from dpone_lsp.cli.exit_codes import CLEAN, FINDINGS, USAGE
from dpone_lsp.cli.report.reports import Target, targets_of, write_reports
from dpone_lsp.cli.run.result import Run
from dpone_lsp.cli.run.runner import collect, run_tasks
from dpone_lsp.cli.run.search import Search, Task, absolute_path, folders_of, tasks_of, unreadable
from dpone_lsp.cli.run.settings_choice import Overrides, SettingsChoice
from dpone_lsp.model.severity import SEVERITIES

SUMMARY = "check manifests (the default command)"

OPTIONS = (
    Option(
        ("--format",),
        "report format (default: text), =FILE writes it to a file; may be repeated",
        "FORMAT[=FILE]",
        repeated=True,
    ),
    Option(("--output",), "write the report to this file", "FILE"),
    Option(
        ("--select",), "run only these rules: names, codes or groups, with commas or repeated", "RULES", repeated=True
    ),
    Option(("--ignore",), "do not run these rules", "RULES", repeated=True),
    Option(("--tier",), "`strict` adds the rules for the careful", choices=("default", "strict")),
    Option(("--no-ignores",), "report what suppression comments hide"),
    Option(("--config",), "use this settings file instead of the nearest one", "FILE"),
    Option(("--isolated",), "use no settings file"),
    Option(("--exclude",), "leave out what matches this glob when folders are searched", "GLOB", repeated=True),
    Option(("--force-exclude",), "treat named files as found ones: excluded and empty ones are left out (for hooks)"),
    Option(("--no-gitignore",), "search what .gitignore leaves out too"),
    Option(("--stdin-filename",), "the name of the text on standard input (PATH `-`)", "FILE"),
    Option(
        ("--since",),
        "only manifests that differ from this revision or are built from a file that does; REV...: since the fork",
        "REV",
    ),
    Option(("--shard",), "only the K-th of N shares of the files, for CI matrices", "K/N"),
    Option(("--baseline",), "hide the old findings that this file records", "FILE"),
    Option(("--fix",), "apply the safe fixes, then report what is left"),
    Option(("--unsafe-fixes",), "apply the other fixes too; what each does stands behind it in the report"),
    Option(("--fix-only",), "apply the safe fixes and report nothing"),
    Option(("--diff",), "print what the fixes would change, and change nothing"),
    Option(("--fail-on",), "lowest severity that makes the exit code 1", choices=SEVERITIES, default="warning"),
    Option(("--exit-zero",), "exit with 0 even when there are findings"),
    Option(("--show",), "lowest severity that reports for people list", choices=SEVERITIES, default="warning"),
    Option(("--statistics",), "end with the number of findings of each rule"),
    Option(("--color",), "when to colour the text report", choices=("auto", "always", "never")),
    Option(("--quiet", "-q"), "no progress bar, no summary"),
    Option(("--verbose", "-v"), "say why files are skipped, show the log"),
    Option(
        ("--jobs", "-j"), "worker processes for runs over many files (one per core unless said otherwise)", "N", least=1
    ),
    Option(("--no-cache",), "do not use or write results of earlier runs"),
    Option(("--cache-dir",), "where results of earlier runs lie", "FOLDER"),
    Option(("--version",), "print the version"),
)


def _command() -> Command:
    paths = "manifests, folders or globs; `-` is standard input (default: the current folder)"
    return Command("[COMMAND]", "check dpone load manifests", OPTIONS, "PATH", paths, 0, None, _commands())


def main(arguments: list[str]) -> int:
    """Run the command."""
    if "--help" in arguments or "-h" in arguments:
        parse(_command(), ["--help"])
    options = parse(Command("", SUMMARY, OPTIONS, "PATH", most=None), arguments)
    if options.version:
        from dpone_lsp import __version__

        raise Answered(f"dpone-lint {__version__}\n")
    if options.verbose:
        from dpone_lsp.cli.logs import show_logs

        show_logs()
    started = time.perf_counter()
    targets = targets_of(options.format, options.output)
    choice = choice_of(options)
    text = _stdin(options)
    if text is not None:
        return _check_stdin(text, options, choice, targets, started)
    problems: list[str] = []
    tasks = chosen_tasks(options, choice, problems)
    if options.fix or options.unsafe_fixes or options.diff or options.fix_only:
        from dpone_lsp.cli import fixing

        code = fixing.run(tasks, choice, unsafe=options.unsafe_fixes, dry=options.diff, quiet=options.quiet)
        if options.diff or options.fix_only:
            return CLEAN if options.exit_zero and code == FINDINGS else code
    run = _run(tasks, options, choice)
    run.problems[:0] = problems
    if run.problems and not run.files:
        raise UsageError("\ndpone-lint: ".join(run.problems))
    run.seconds = time.perf_counter() - started
    if options.since is None and options.shard is None:
        run.folders = folders_of(options.positional or ["."])
    return _finish(run, options, targets)


def choice_of(options: Values) -> SettingsChoice:
    """The settings that the options choose."""
    if options.config is not None and options.isolated:
        raise UsageError("`--config` and `--isolated` exclude each other")
    overrides = Overrides(
        names_of(options.select),
        names_of(options.ignore),
        options.tier or "",
        options.no_ignores,
        tuple(options.exclude),
    )
    return SettingsChoice(overrides, file=options.config, isolated=options.isolated)


def names_of(given: list[str]) -> tuple[str, ...]:
    """`a,b` and repeated options, as one list."""
    return tuple(name for text in given for part in text.split(",") if (name := part.strip()))


def chosen_tasks(options: Values, choice: SettingsChoice, problems: list[str]) -> list[Task]:
    """The files of the run; `problems` hears of folders that cannot be searched."""

    def told(folder: str, error: OSError) -> None:
        problems.append(unreadable(folder, error))

    search = Search(choice.excluded, not options.no_gitignore, options.force_exclude, told)
    tasks = list(tasks_of(options.positional or ["."], search))
    if options.since is not None:
        from dpone_lsp.cli.run.subset import changed_tasks

        tasks = changed_tasks(tasks, options.since, (options.positional or ["."])[0])
    if options.shard is not None:
        from dpone_lsp.cli.run.subset import parse_shard, share_of

        tasks = share_of(tasks, parse_shard(options.shard))
    return tasks


def _run(tasks: list[Task], options: Values, choice: SettingsChoice) -> Run:
    cache = None
    if not options.no_cache and len(tasks) > 1:
        from dpone_lsp.cli.run.cache import default_folder

        cache = options.cache_dir or default_folder()
    bar = None
    if len(tasks) > 20 and not options.quiet:
        from dpone_lsp.cli.run.progress import progress_bar

        bar = progress_bar()
    try:
        return collect(run_tasks(tasks, choice, jobs=options.jobs, cache=cache, progress=bar))
    finally:
        if bar is not None:
            bar.close()


def _finish(run: Run, options: Values, targets: list[Target]) -> int:
    """Hide what a baseline knows, write the reports, choose the exit code."""
    if options.baseline is not None:
        from dpone_lsp.cli.baseline import hide_known

        hide_known(run, options.baseline)
        if options.select or options.ignore:
            # What was not looked for is not mended.
            run.mended = 0
    if options.verbose:
        for path, reason in run.skipped:
            print(f"skipped {path}: {reason}", file=sys.stderr)
    write_reports(run, targets, options)
    if run.problems:
        # The rest is checked and reported, but this is not the answer that was asked for.
        sys.stdout.flush()
        for problem in run.problems:
            print(f"dpone-lint: {problem}", file=sys.stderr)
        return USAGE
    if options.exit_zero:
        return CLEAN
    loud = SEVERITIES[: SEVERITIES.index(options.fail_on) + 1]
    return FINDINGS if any(row.severity in loud for row in run.rows) else CLEAN


# --- standard input ---------------------------------------------------------------------------------------------------


def _stdin(options: Values) -> str | None:
    if "-" not in options.positional:
        if options.stdin_filename is not None:
            raise UsageError("`--stdin-filename` names the text on standard input: add the path `-`")
        return None
    if options.positional != ["-"]:
        raise UsageError("standard input (`-`) is checked on its own: leave out the other paths")
    if options.since is not None or options.shard is not None:
        raise UsageError("`--since` and `--shard` choose among files: they cannot be used with standard input")
    try:
        return sys.stdin.buffer.read().decode("utf-8")
    except UnicodeDecodeError as error:
        raise UsageError(
            f"standard input: byte {error.start} is not UTF-8; dpone reads manifests as UTF-8 only"
        ) from None


def _check_stdin(text: str, options: Values, choice: SettingsChoice, targets: list[Target], started: float) -> int:
    task = Task(absolute_path(options.stdin_filename or "stdin.yaml"), True)
    from dpone_lsp.cli.run.check_file import Checker

    if options.force_exclude and choice.excluded(task.path):
        if options.fix or options.unsafe_fixes:
            sys.stdout.write(text)
        return CLEAN
    if options.fix or options.unsafe_fixes or options.diff or options.fix_only:
        from dpone_lsp.cli import fixing

        return fixing.run_stdin(task, text, choice, unsafe=options.unsafe_fixes, dry=options.diff)
    result = Checker(choice).result(task, text)
    if result.error:
        raise UsageError(result.error)
    run = collect([result])
    run.seconds = time.perf_counter() - started
    return _finish(run, options, targets)


def _commands() -> str:
    from importlib import import_module

    from dpone_lsp.cli.main import commands
    from dpone_lsp.cli.report.reports import formats

    rows = [(name, import_module(f"dpone_lsp.cli.commands.{name}").SUMMARY) for name in commands()]
    width = max(len(name) for name, _ in rows)
    lines = [
        "Commands (dpone-lint COMMAND --help says more):",
        *(f"  {name:<{width}}  {summary}" for name, summary in rows),
    ]
    lines.extend(
        (
            "",
            f"Formats: {', '.join(formats())}.",
            "Exit codes: 0 clean, 1 findings, 2 usage, settings or unreadable files, 3 our fault.",
        )
    )
    return "\n".join(lines)
