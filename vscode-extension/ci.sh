#!/usr/bin/env bash
# Everything about the extension: types, lint, unit tests, the package, the bundled server under each Python, the workbench.
# Prints at its end what it skipped and why. $DPONE_E2E_CACHE keeps the workbench between runs.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

CACHE=${DPONE_E2E_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/dpone-lsp-e2e}
skipped=()
say() { printf '== extension: %s\n' "$*"; }

finish() {
    local status=$?
    local reason
    for reason in "${skipped[@]+"${skipped[@]}"}"; do printf 'SKIPPED, LOUDLY: extension: %s\n' "$reason"; done
    if [ $status -eq 0 ]; then say "passed"; else say "FAILED"; fi
}
trap finish EXIT

if ! command -v node >/dev/null || ! command -v npm >/dev/null; then
    skipped+=("everything: Node 20 or newer with npm is not installed")
    exit 0
fi

say "packages"
stamp=node_modules/.installed-for
if ! cmp -s package-lock.json "$stamp"; then
    if ! npm view --loglevel=error esbuild version >/dev/null 2>&1; then
        skipped+=("everything: the npm registry cannot be reached, and the packages of package-lock.json are not installed")
        exit 0
    fi
    npm ci --no-audit --no-fund --loglevel=error
    cp package-lock.json "$stamp"
fi

# The workbench takes a minute to install the first time: it does so while the rest runs.
mkdir -p "$CACHE"
../tests/editors/workbench/setup.sh "$CACHE" >"$CACHE/setup.log" 2>&1 &
setup=$!

say "types, lint, unit tests"
npm run --silent check
npm run --silent lint
npm run --silent test -- --reporter=dot

say "package"
npm run --silent package
if git rev-parse --is-inside-work-tree >/dev/null 2>&1 && ! git diff --quiet -- schemas; then
    echo "schemas/ is stale: commit what packaging wrote there" >&2
    exit 1
fi
vsix=$(ls -t dpone-manifests-*.vsix | head -1)

say "the bundled server under each Python that is here"
tested=()
seen=" "
for python in python3.11 python3.12 python3.13 python3.14 "$HOME"/.pyenv/versions/*/bin/python3 "$HOME"/.local/share/uv/python/*/bin/python3; do
    command -v "$python" >/dev/null 2>&1 || continue
    version=$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2] if sys.version_info >= (3, 11) else "old")' 2>/dev/null) || continue
    [ "$version" = old ] && continue
    case "$seen" in *" $version "*) continue ;; esac
    seen="$seen$version "
    "$python" -I -S -B test/bundled_server.py bundled
    tested+=("$version")
done
for version in 3.11 3.12 3.13; do
    case "$seen" in *" $version "*) ;; *) skipped+=("the bundled server under Python $version, which is not installed") ;; esac
done
say "ran under Python ${tested[*]}"

say "workbench"
ready=0
wait "$setup" || ready=$?
case $ready in
0) node ../tests/editors/workbench/run.mjs --vsix "$vsix" --cache "$CACHE" --again ${DPONE_E2E_OUT:+--out "$DPONE_E2E_OUT"} ${DPONE_E2E_IMAGES:+--images "$DPONE_E2E_IMAGES"} ;;
3) skipped+=("the workbench: $(tail -1 "$CACHE/setup.log")") ;;
*)
    tail -20 "$CACHE/setup.log" >&2
    echo "the workbench could not be installed (status $ready); the log is $CACHE/setup.log" >&2
    exit 1
    ;;
esac
