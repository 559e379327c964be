// What a coordinator is told when something goes wrong that is not in the file: a part of hand_in.mjs.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";

import { FINDS, wordsOf } from "./browser.mjs";
import { base, broken, browser, choose, closed, erased, language, limited, looks,
         OWN_WAYS, send, signIn, submit, take, walk, word } from "./hander.mjs";
import { check } from "./tally.mjs";

const ERROR_WAYS = OWN_WAYS.filter(({ width }) => width !== 768);
const errors = take();
const isError = async (response, status, look, name) => {
  assert.equal(response.status(), status);
  await look(name, true);
};

for (const options of ERROR_WAYS)
  check(`refused forms are told at ${wordsOf(options)}`, () => walk(options, async (page, look) => {
    const { key, round } = errors;
    // From another site: it is refused whoever sends it.
    await page.goto("data:text/html,<!DOCTYPE html><html lang=de><title>x</title>" +
      `<form method=post action="${base}/abgabe/${round}/abgeben"><button>x</button></form>`);
    const [foreign] = await send(page, "button");
    await isError(foreign, 403, look, "error-403-foreign");

    await signIn(page, key);
    await choose(page, "odd");
    await page.fill("textarea", word);
    const other = await page.context().newPage();
    await other.goto(base);
    await send(other, "form.sign-out button");
    await signIn(other, key);
    const [old] = await submit(page);
    await isError(old, 403, look, "error-403-old");
    await page.goto(`${base}/abgabe/${round}/pruefen`); // the file is still there
    assert.equal(await page.locator("textarea").count(), 1);

    await send(page, "form.sign-out button");
    await signIn(page, erased);
    await isError(await page.goto(`${base}/abgabe/${round}/fassungen/1/datei`), 410, look, "error-410");
  }));

check("a round that has closed, and a file that is gone, are told", () =>
  walk({}, async (page, look) => {
    const { key, many, round } = errors;
    await signIn(page, many);
    await page.goto(`${base}/abgabe/${round}`);
    await page.evaluate((id) => {
      document.querySelector("form.drop").action = `/abgabe/${id}/pruefen`;
    }, closed);
    await isError(await choose(page, "odd"), 409, look, "error-409-closed");
    await page.context().clearCookies();
    await signIn(page, key);
    await page.goto(`${base}/abgabe/${round}`);
    await choose(page, "full");
    const other = await page.context().newPage();
    await other.goto(page.url());
    await submit(other);
    await page.evaluate(() => { document.querySelector("input[name=file]").value = "0"; });
    await isError((await submit(page))[0], 409, look, "error-409-gone");
  }));

check("a refusal that is no check does not lead to the file that waited before", () =>
  walk({}, async (page) => {
    await signIn(page, errors.key);
    await page.goto(`${base}/abgabe/${errors.round}`);
    await choose(page, "odd");
    await page.goto(`${base}/abgabe/${errors.round}`);
    await page.route("**/pruefen", (route) => route.request().method() === "POST"
      ? route.fulfill({ status: 400, body: "unleserlich" }) : route.continue());
    await choose(page, "full");
    await page.getByText("unleserlich").waitFor();
  }));

const ask = (sql, database = "postgres") => execFileSync("psql",
  ["-XqAt", "-v", "ON_ERROR_STOP=1", "-d", `${broken.server} dbname=${database}`, "-c", sql]);
const atWork = async (name, status, body) => {
  for (const options of ERROR_WAYS)
    await walk(options, async (page, look) => isError(await body(page, options), status, look, name));
};
check("too many requests are told", () =>
  atWork("error-429", 429, async (page, options) => {
    const { key } = looks[ERROR_WAYS.indexOf(options)]; // one that has asked for nothing yet there
    await signIn(page, key, limited);
    let response = { status: () => 0 };
    for (let i = 0; i < 50 && response.status() !== 429; i += 1)
      response = await page.goto(`${limited}/abgabe`);
    return response;
  }));

check("a database that is away is told, and the task goes on when it is back", async () => {
  const open = (may) => ask(`ALTER DATABASE ${broken.name} ALLOW_CONNECTIONS ${may}`);
  const visits = await Promise.all(ERROR_WAYS.map((options) => browser.visit({ language, ...options })));
  try {
    for (const { page } of visits) {
      await signIn(page, broken.key, broken.base);
      await choose(page, "odd");
      await page.fill("textarea", word);
    }
    open(false);
    ask("SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity " +
        `WHERE datname = '${broken.name}' AND pid <> pg_backend_pid()`);
    for (const visit of visits) {
      const [response] = await submit(visit.page);
      assert.equal(response.status(), 503);
      assert.deepEqual(await visit.problems(), []);
      assert.match(await visit.page.title(), FINDS);
      await visit.shot("hand-in-error-503");
    }
    open(true);
    const [{ page }] = visits;
    for (let i = 0; i < 100 && (await page.goto(`${broken.base}/abgabe`)).status() === 503; i += 1)
      await page.waitForTimeout(100);
    await page.goto(`${broken.base}/abgabe/${broken.round}/pruefen`);
    await page.fill("textarea", word);
    await submit(page);
    assert.match(page.url(), /\/fassungen\/1$/);
  } finally {
    await Promise.all(visits.map((visit) => visit.close()));
  }
});

// The last one: the table stays broken.
check("a fault of the service is told, and that it is not the reader's", () => {
  ask("ALTER TABLE pending_upload RENAME COLUMN name TO other_name", broken.name);
  return atWork("error-500", 500, async (page) => {
    await signIn(page, broken.key, broken.base);
    await page.goto(`${broken.base}/abgabe/${broken.round}`);
    return choose(page, "odd");
  });
});
