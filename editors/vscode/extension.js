// Starts `symc lsp` for .sym files; all answers come from there.
const { workspace } = require("vscode");
const { LanguageClient } = require("vscode-languageclient/node");

let client;

function activate() {
  const [command, ...args] = workspace.getConfiguration("symc").get("command");
  const server = { command, args };
  client = new LanguageClient("symc", "symc", { run: server, debug: server }, {
    documentSelector: [{ language: "sym" }],
  });
  return client.start();
}

function deactivate() {
  return client && client.stop();
}

module.exports = { activate, deactivate };
