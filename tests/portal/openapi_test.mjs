// The description of the API before a validator of OpenAPI that is not ours.
//
//     node openapi_test.mjs MODULES ADDRESS

import assert from "node:assert/strict";
import { pathToFileURL } from "node:url";

import { check } from "./tally.mjs";

const [modules, address] = process.argv.slice(2);
const package_ = `${modules}/node_modules/@seriousme/openapi-schema-validator/index.js`;
const { Validator } = await import(pathToFileURL(package_));
const document = await (await fetch(`${address}/v1/openapi.json`)).json();

const judge = async (specification) => {
  const validator = new Validator();
  const { valid, errors } = await validator.validate(structuredClone(specification));
  return { valid, errors, version: validator.version };
};

check("the description is OpenAPI 3.1", async () => {
  const { valid, errors, version } = await judge(document);
  assert.deepEqual(errors ?? [], []);
  assert.deepEqual([valid, version], [true, "3.1"]);
});

check("the validator refuses what is none", async () => {
  const broken = structuredClone(document);
  broken.paths["/v1/keys"].get.responses["200"].description = 7;
  assert.equal((await judge(broken)).valid, false);
});
