// Receipts before an implementation of JOSE that is not ours (npm's jose).
//
//     node receipt_test.mjs FOLDER MODULES
//
// FOLDER holds keys.json as GET /v1/keys answers it, and receipts.json with receipts of one
// self-check in their order; MODULES is the folder in which npm ci was run.

import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import test from "node:test";
import assert from "node:assert/strict";

const [folder, modules] = process.argv.slice(2);
const { compactVerify, createLocalJWKSet, importJWK } = createRequire(`${modules}/`)("jose");

const read = (name) => JSON.parse(readFileSync(`${folder}/${name}.json`, "utf8"));
const keys = read("keys");
const receipts = read("receipts");
const algorithms = { algorithms: ["EdDSA"] };
const tally = { tested: 0, passing: 0 };

// Members sorted, no white space: receipts hold nothing but texts, whole numbers and null.
const canonical = (receipt) =>
  JSON.stringify(Object.fromEntries(Object.entries(receipt).sort(([a], [b]) => (a < b ? -1 : 1))));
const sha256 = (text) => createHash("sha256").update(text).digest("hex");

const check = (name, body) =>
  test(name, async () => {
    tally.tested += 1;
    await body();
    tally.passing += 1;
  });

// The JWS with one bit of each byte of one part turned round, one after the other.
function* damaged(jws, part) {
  const parts = jws.split(".");
  const bytes = Buffer.from(parts[part], "base64url");
  for (let i = 0; i < bytes.length; i += 1) {
    bytes[i] ^= 1;
    yield Object.assign([...parts], { [part]: bytes.toString("base64url") }).join(".");
    bytes[i] ^= 1;
  }
}

check("there are receipts of more than one key, so the rest says something", () => {
  assert.ok(receipts.length >= 2);
  assert.ok(new Set(receipts.map(({ receipt }) => receipt.keyId)).size >= 2);
});

check("every receipt verifies against the keys as they are served", async () => {
  const set = createLocalJWKSet(keys);
  for (const { receipt, jws } of receipts) {
    const { payload, protectedHeader } = await compactVerify(jws, set, algorithms);
    assert.equal(new TextDecoder().decode(payload), canonical(receipt));
    assert.deepEqual(protectedHeader, { alg: "EdDSA", kid: receipt.keyId, typ: "JWS" });
  }
});

check("the key that a receipt names is the only one that verifies it", async () => {
  for (const { receipt, jws } of receipts) {
    for (const key of keys.keys) {
      const verified = compactVerify(jws, await importJWK(key, "EdDSA"), algorithms);
      if (key.kid === receipt.keyId) await verified;
      else await assert.rejects(verified, { code: "ERR_JWS_SIGNATURE_VERIFICATION_FAILED" });
    }
  }
});

check("one changed byte makes it fail, wherever it is", async () => {
  const { receipt, jws } = receipts[0];
  const key = await importJWK(keys.keys.find(({ kid }) => kid === receipt.keyId), "EdDSA");
  let count = 0;
  for (const part of [0, 1, 2]) {
    for (const changed of damaged(jws, part)) {
      await assert.rejects(compactVerify(changed, key, algorithms), changed);
      count += 1;
    }
  }
  assert.ok(count > 400, `${count} bytes`);
});

check("without its key in the set it does not verify", async () => {
  const { receipt, jws } = receipts[0];
  const others = { keys: keys.keys.filter(({ kid }) => kid !== receipt.keyId) };
  await assert.rejects(compactVerify(jws, createLocalJWKSet(others), algorithms),
                       { code: "ERR_JWKS_NO_MATCHING_KEY" });
});

check("each receipt names the one before it", () => {
  let previous = null;
  for (const { receipt } of receipts) {
    assert.equal(receipt.previous, previous);
    previous = sha256(canonical(receipt));
  }
});

process.on("exit", () => {
  const failing = tally.tested - tally.passing;
  console.log(`Tested: ${tally.tested} | Passing: ${tally.passing} | Failing: ${failing}`);
});
