// Stands in for Red Hat's YAML extension, whose marketplace may be out of reach: the same identity and settings, and the
// real yaml-language-server, whose path is in YAML_LANGUAGE_SERVER.

const { LanguageClient, TransportKind } = require("vscode-languageclient/node");

let client;

exports.activate = async () => {
  const module = process.env.YAML_LANGUAGE_SERVER;
  const run = { module, transport: TransportKind.stdio, args: ["--stdio"] };
  client = new LanguageClient("yaml", "YAML", { run, debug: run }, {
    documentSelector: [{ language: "yaml" }],
    synchronize: { configurationSection: ["yaml"] },
  });
  await client.start();
};

exports.deactivate = () => client?.stop();
