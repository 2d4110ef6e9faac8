// A read-only workspace that exists on no disk: one manifest at memory:/project/stock.yaml.

const vscode = require("vscode");

const MANIFEST = `name: stock
source: {type: postgres, connection_type: airflow, connection_id: wms, table: {schema: wms, name: stock}}
sink:
  type: clickhouse
  connection_type: airflow
  connection_id: olap
  table: {schema: mart, name: stock}
  strategy:
    mode: auto
    unique_key: [id]
`;
const CONTENT = Buffer.from(MANIFEST);
const FOLDERS = { "/": [["project", vscode.FileType.Directory]], "/project": [["stock.yaml", vscode.FileType.File]] };

function stat(uri) {
  const isFile = uri.path === "/project/stock.yaml";
  if (!isFile && !(uri.path in FOLDERS)) throw vscode.FileSystemError.FileNotFound(uri);
  return { type: isFile ? vscode.FileType.File : vscode.FileType.Directory, ctime: 0, mtime: 0, size: isFile ? CONTENT.length : 0 };
}

exports.activate = (context) => {
  const refuse = (uri) => {
    throw vscode.FileSystemError.NoPermissions(uri);
  };
  const provider = {
    onDidChangeFile: new vscode.EventEmitter().event,
    watch: () => new vscode.Disposable(() => undefined),
    stat,
    readDirectory: (uri) => FOLDERS[uri.path] ?? [],
    readFile: (uri) => (stat(uri).type === vscode.FileType.File ? CONTENT : refuse(uri)),
    createDirectory: refuse,
    writeFile: refuse,
    delete: refuse,
    rename: refuse,
  };
  context.subscriptions.push(vscode.workspace.registerFileSystemProvider("memory", provider, { isReadonly: true }));
};
