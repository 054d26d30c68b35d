// Usage: node validate-with-ajv.cjs SCHEMA FILE..
// A line for each file: "valid", "invalid" or "unreadable", the path and the reason, with tabs between.
//
// Why not ajv-cli: it reads YAML with js-yaml 3, which turns the plain 2023-08-21 into a Date object, and that is not
// the string which the schema asks for. The `yaml` package reads YAML 1.2, as yaml-language-server does.
"use strict";
const { readFileSync } = require("node:fs");
const Ajv = require("ajv/dist/2020");
const { parse } = require("yaml");

// Strict mode stays on, and what it would only log counts as a failure.
const complain = (...words) => {
  console.error("ajv, about the schema:", ...words);
  process.exitCode = 1;
};
const ajv = new Ajv({ logger: { log: complain, warn: complain, error: complain } });
const [schema, ...files] = process.argv.slice(2);
let validate;
try {
  validate = ajv.compile(JSON.parse(readFileSync(schema, "utf8")));
} catch (error) {
  complain(error.message);
  process.exit();
}

const verdict = (file) => {
  try {
    const valid = validate(parse(readFileSync(file, "utf8"), { logLevel: "error" }));
    return valid ? ["valid", file, ""] : ["invalid", file, ajv.errorsText(validate.errors)];
  } catch (error) {
    return ["unreadable", file, error.message.split("\n")[0]];
  }
};
for (const file of files) console.log(verdict(file).join("\t"));
