// open-in-language-server.cjs TOOLS SCRATCH: an editor that opens files, and looks at what the language server says.
//
// The server asks its editor for the content of addresses that it does not want to fetch itself (`vscode/content`). So the
// address in a file's first line is followed to the file of this repository that it names, and to nothing else.
"use strict";

const assert = require("node:assert");
const { spawn } = require("node:child_process");
const fs = require("node:fs");
const path = require("node:path");
const { pathToFileURL } = require("node:url");
const rpc = require("vscode-jsonrpc/node");

const [tools, scratch] = process.argv.slice(2);
const project = path.resolve(__dirname, "../..");
const OURS = "https://raw.githubusercontent.com/planlint/planlint/main/";
const LINE = (schema) => `# yaml-language-server: $schema=${OURS}schema/${schema}.schema.json\n`;

const server = spawn(process.execPath, [`${tools}/node_modules/yaml-language-server/bin/yaml-language-server`, "--stdio"], {
  stdio: ["pipe", "pipe", "inherit"],
});
const connection = rpc.createMessageConnection(
  new rpc.StreamMessageReader(server.stdout),
  new rpc.StreamMessageWriter(server.stdin),
);

const asked = new Set();
connection.onRequest("vscode/content", (address) => {
  asked.add(address);
  if (!address.startsWith(OURS)) throw new Error(`this editor does not fetch ${address}`);
  return fs.readFileSync(path.join(project, address.slice(OURS.length)), "utf8");
});
connection.onRequest("workspace/configuration", ({ items }) =>
  items.map(({ section }) =>
    section === "yaml" ? { validate: true, hover: true, completion: true, schemaStore: { enable: false } } : null,
  ),
);
connection.onRequest("client/registerCapability", () => null);
connection.onRequest("workspace/workspaceFolders", () => null);

const waiting = new Map();
connection.onNotification("textDocument/publishDiagnostics", ({ uri, diagnostics }) => {
  waiting.get(uri)?.(diagnostics);
  waiting.delete(uri);
});

let opened = 0;
// Opens `text` as a file of this name; gives the file's address and what the server finds in it.
async function open(name, text) {
  const uri = pathToFileURL(path.join(scratch, `opened-${opened++}`, name)).href;
  const diagnostics = new Promise((resolve) => waiting.set(uri, resolve));
  await connection.sendNotification("textDocument/didOpen", {
    textDocument: { uri, languageId: "yaml", version: 1, text },
  });
  return { uri, found: await diagnostics };
}

// The files of a folder, with names as people see them.
function yaml(folder, name) {
  const entries = fs.readdirSync(folder).filter((entry) => entry.endsWith(".yaml")).sort();
  assert(entries.length > 0, `${folder} has no files`);
  return entries.map((entry) => [`${name}/${entry}`, fs.readFileSync(path.join(folder, entry), "utf8")]);
}

const shown = (found) => found.map(({ range, message }) => `${range.start.line + 1}: ${message}`);

async function main() {
  connection.listen();
  await connection.sendRequest("initialize", {
    processId: process.pid,
    rootUri: pathToFileURL(scratch).href,
    capabilities: {
      textDocument: {
        completion: { completionItem: { documentationFormat: ["markdown"] } },
        hover: { contentFormat: ["markdown"] },
        publishDiagnostics: {},
      },
      workspace: { configuration: true, didChangeConfiguration: { dynamicRegistration: true } },
    },
  });
  await connection.sendNotification("initialized", {});
  await connection.sendNotification("yaml/registerContentRequest");
  await connection.sendNotification("workspace/didChangeConfiguration", { settings: {} });

  // Good files: the plan of this repository, what planlint writes, and the settings.
  const good = [
    ...yaml(path.join(project, "plan"), "plan"),
    ...yaml(path.join(scratch, "plan"), "init"),
    ...yaml(path.join(scratch, "imported"), "import"),
    ["planlint.yaml", fs.readFileSync(path.join(scratch, "planlint.yaml"), "utf8")],
  ];
  const looked = good.map(async ([name, text]) => {
    assert(text.startsWith("# yaml-language-server: $schema="), `${name} does not name its schema`);
    const { found } = await open(name, text);
    assert.deepStrictEqual(shown(found), [], name);
  });
  await Promise.all(looked);
  // Silent because they are right, not because nobody looked.
  assert.deepStrictEqual([...asked].sort(), [`${OURS}schema/config.schema.json`, `${OURS}schema/plan.schema.json`, `${OURS}schema/plan.schema.zh.json`]);

  // The samples of the schemas. The server has nothing to underline where there is no document; planlint has.
  const unseen = ["plan/bad-nothing-but-a-comment.yaml"];
  const kinds = { good: 0, bad: 0 };
  const samples = ["plan", "config"].flatMap((schema) =>
    yaml(path.join(project, "tests/schema", schema), schema).map(([name, text]) => [name, LINE(schema) + text]),
  );
  const compared = samples.map(async ([name, text]) => {
    const kind = path.basename(name).startsWith("good-") || unseen.includes(name) ? "good" : "bad";
    const { found } = await open(name, text);
    kinds[kind]++;
    assert.strictEqual(found.length > 0, kind === "bad", `${name}: ${shown(found).join("\n")}`);
  });
  await Promise.all(compared);

  // What somebody mistypes, each at its line.
  const mistakes = `${LINE("plan")}plan:
  version: 1
  titel: x
phases:
  - id: 1.10
    tasks:
      - id: "1.1"
        start: 2023-02-30
        days: -1
      - id: "1.2"
        finish: 2023/08/25
        progress: 150%
`;
  const { uri, found } = await open("mistakes.yaml", mistakes);
  const lines = [...new Set(found.map(({ range }) => range.start.line + 1))].sort((a, b) => a - b);
  assert.deepStrictEqual(lines, [4, 6, 9, 10, 12, 13], shown(found).join("\n"));

  // What is offered in a task, and what a key means.
  const at = (line, character) => ({ textDocument: { uri }, position: { line: line - 1, character } });
  const typing = await open("typing.yaml", `${LINE("plan")}phases:\n  - id: "1"\n    tasks:\n      - id: "1.1"\n        \n`);
  const offered = await connection.sendRequest("textDocument/completion", {
    textDocument: { uri: typing.uri },
    position: { line: 5, character: 8 },
  });
  const items = new Map(offered.items.map((item) => [item.label, item]));
  for (const key of ["depends_on", "finish", "days", "progress", "executors"]) {
    assert(items.has(key), `${key} is not offered: ${[...items.keys()]}`);
    const { documentation } = items.get(key);
    assert((documentation?.value ?? documentation ?? "").length > 20, `${key} is offered without an explanation`);
  }
  assert(!items.has("total_days"), "a task has no total_days");
  const { contents } = await connection.sendRequest("textDocument/hover", at(10, 10));
  assert(/Working days from .*start.* to .*finish/.test(contents.value ?? contents), `days is not explained: ${JSON.stringify(contents)}`);

  console.log(
    `yaml-language-server: ${good.length} files and ${kinds.good} samples are right, ` +
      `${kinds.bad} samples and ${lines.length} mistakes are underlined, ${items.size} keys offered`,
  );
}

const limit = setTimeout(() => {
  console.error("the language server does not answer");
  process.exit(1);
}, 120_000);
main().then(
  () => process.exit(0),
  (error) => {
    console.error(error.message ?? error);
    process.exit(1);
  },
).finally(() => clearTimeout(limit));
process.on("exit", () => server.kill());
