#!/bin/sh
# Installs the VS Code workbench (code-server, from npm), playwright-core and yaml-language-server into the cache, once.
#
#   tests/editors/workbench/setup.sh [CACHE]
#
# CACHE: first argument, else $DPONE_E2E_CACHE, else ~/.cache/dpone-lsp-e2e. A finished installation is reused.
# Needs: Node 20, gcc, g++, make, python3; Debian packages: libkrb5-dev ripgrep chromium fonts-dejavu-core.
# Exit 3 and a sentence that names the missing tool when the machine cannot hold it.
#
# code-server's own postinstall downloads ripgrep from GitHub. To work behind a package mirror, the packages are
# installed without scripts, the native modules are compiled one by one, and the system's `rg` is linked instead.
set -eu

VERSION=${CODE_SERVER_VERSION:-4.100.3}
PLAYWRIGHT_VERSION=1.65.1
YAML_SERVER_VERSION=2.0.0
CACHE=${1:-${DPONE_E2E_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/dpone-lsp-e2e}}
QUIET="--no-audit --no-fund --loglevel=error"

missing=""
for tool in node npm gcc g++ make python3 rg; do
  command -v "$tool" >/dev/null || missing="$missing $tool"
done
command -v chromium >/dev/null || command -v chromium-browser >/dev/null || command -v google-chrome >/dev/null \
  || [ -n "${DPONE_CHROMIUM:-}" ] || missing="$missing chromium"
if [ -n "$missing" ]; then
  echo "workbench: cannot be installed here, missing:$missing (Debian: apt-get install chromium fonts-dejavu-core libkrb5-dev ripgrep gcc g++ make)" >&2
  exit 3
fi
case "$(node --version)" in
  v20.*) ;;
  *) [ -n "${CODE_SERVER_VERSION:-}" ] || {
       echo "workbench: code-server $VERSION needs Node 20, this is $(node --version); set CODE_SERVER_VERSION to one that fits (Node 22: 4.117.0, Node 24: 4.139.1)" >&2
       exit 3; } ;;
esac

# node-gyp would download the headers of Node; take those beside the running node when they are there.
PREFIX=$(dirname "$(dirname "$(readlink -f "$(command -v node)")")")
if [ -z "${npm_config_nodedir:-}" ] && [ -d "$PREFIX/include/node" ]; then
  export npm_config_nodedir="$PREFIX"
fi

mkdir -p "$CACHE"
CACHE=$(cd "$CACHE" && pwd)

SERVER="$CACHE/code-server-$VERSION"
if [ ! -f "$SERVER/.complete" ]; then
  echo "workbench: installing code-server $VERSION into $SERVER (about a minute, 320 MB)"
  rm -rf "$SERVER"
  mkdir -p "$SERVER"
  cd "$SERVER"
  echo '{"private":true}' > package.json
  npm install $QUIET --ignore-scripts "code-server@$VERSION"
  VSCODE="$SERVER/node_modules/code-server/lib/vscode"
  (cd "$VSCODE" && npm install $QUIET --ignore-scripts --omit=dev)
  (cd "$VSCODE/extensions" && npm install $QUIET --ignore-scripts --omit=dev)
  cd "$VSCODE"
  for module in @vscode/spdlog kerberos native-watchdog @vscode/native-watchdog node-pty; do
    [ -d "node_modules/$module" ] || continue
    # node-pty's last step calls npx and fails after pty.node is built; whether all is well is asked below, of code-server itself.
    npm rebuild --loglevel=error "$module" > "$SERVER/rebuild-$(basename "$module").log" 2>&1 || true
  done
  cd "$SERVER"
  npm rebuild --loglevel=error argon2 > "$SERVER/rebuild-argon2.log" 2>&1
  mkdir -p "$VSCODE/node_modules/@vscode/ripgrep/bin"
  ln -sf "$(command -v rg)" "$VSCODE/node_modules/@vscode/ripgrep/bin/rg"
  ln -sfn node_modules "$VSCODE/node_modules.asar"
  ln -sf code-linux.sh "$VSCODE/bin/remote-cli/code-server"
  ln -sf browser-linux.sh "$VSCODE/bin/helpers/browser.sh"
  : > "$SERVER/config.yaml"
  "$SERVER/node_modules/.bin/code-server" --config "$SERVER/config.yaml" --version
  touch "$SERVER/.complete"
fi

PLAYWRIGHT="$CACHE/playwright-$PLAYWRIGHT_VERSION"
if [ ! -f "$PLAYWRIGHT/.complete" ]; then
  rm -rf "$PLAYWRIGHT"
  mkdir -p "$PLAYWRIGHT"
  cd "$PLAYWRIGHT"
  echo '{"private":true}' > package.json
  npm install $QUIET "playwright-core@$PLAYWRIGHT_VERSION"
  touch "$PLAYWRIGHT/.complete"
fi

YAML_SERVER="$CACHE/yaml-language-server"
if [ ! -f "$YAML_SERVER/.complete" ]; then
  rm -rf "$YAML_SERVER"
  mkdir -p "$YAML_SERVER"
  cd "$YAML_SERVER"
  echo '{"private":true}' > package.json
  npm install $QUIET "yaml-language-server@$YAML_SERVER_VERSION"
  touch "$YAML_SERVER/.complete"
fi

echo "workbench: ready in $CACHE"
