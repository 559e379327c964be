// A coordinator's whole task in Chromium, from signing in to the receipt, in every form a reader
// may have the pages in, and every state in between.
//
//     node hand_in.mjs MODULES BASE STAGES
//
// STAGES is a JSON file of the Python test that starts this (tests/support/hand_in_look.py):
// keys and rounds, one set for each way of looking, and files to choose.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after } from "node:test";

import { startBrowser, waysIn, wordsOf } from "./browser.mjs";
import { check } from "./tally.mjs";

const [modules, base, stages] = process.argv.slice(2);
const { files, language, looks, word } = JSON.parse(readFileSync(stages, "utf8"));
const browser = await startBrowser(modules, process.env.WELTOFFEND_SHOTS);
after(() => browser.close());

const OWN_WAYS = waysIn(language);
const FINDS = /^(Fehler|Error): /;

// A visit that looks at each page it comes to.
const walk = async (options, body) => {
  const visit = await browser.visit(options);
  const look = async (name, isError = false) => {
    assert.deepEqual(await visit.problems(), [], name);
    assert.equal(FINDS.test(await visit.page.title()), isError, await visit.page.title());
    await visit.shot(`hand-in-${name}`);
  };
  try {
    await body(visit.page, look, visit);
  } finally {
    await visit.close();
  }
};
const signIn = async (page, key) => {
  await page.goto(base);
  await page.fill("#key", key);
  await page.click("main button[type=submit]");
};
const choose = async (page, name) => {
  await page.setInputFiles("#file", files[name]);
  await page.click("form.drop button[type=submit]");
};
const submit = (page) => page.click("form[action$='/abgeben'] button[type=submit]");

for (const [index, options] of OWN_WAYS.entries()) {
  const { key, round } = looks[index];
  const words = wordsOf(options);

  check(`a coordinator gets from signing in to the receipt at ${words}`, () =>
    walk(options, async (page, look, visit) => {
      await signIn(page, key);
      assert.match(page.url(), /\/abgabe$/);
      await look("start");
      const browsing = await page.context().newCDPSession(page);
      await browsing.send("Network.clearBrowserCache");
      await page.goto(`${base}/abgabe`);
      const { requests, bytes } = await visit.cost();
      assert.ok(requests <= 4 && bytes <= 60000, `${requests} requests, ${bytes} bytes`);

      await choose(page, "broken");
      await look("findings", true);
      assert.ok(await page.locator("table tbody tr").count() >= 3);
      await choose(page, "unreadable");
      await look("unreadable", true);
      await choose(page, "pdf");
      await look("kind", true);
      await choose(page, "large");
      await look("too-large", true);

      await choose(page, "odd");
      assert.match(page.url(), /\/pruefen$/);
      await look("confirm");
      await page.evaluate(() => document.querySelector("textarea").removeAttribute("required"))
        .catch(() => {}); // without script it is the browser who asks
      if (options.script) {
        await submit(page);
        await look("reason-missing", true);
      }
      await page.fill("textarea", "Erfunden: ein neues Haus <b>hat</b> geöffnet.");
      await submit(page);
      assert.match(page.url(), /\/fassungen\/1$/);
      await look("receipt");

      await page.goto(`${base}/abgabe/${round}`);
      await look("handed-in");
      await choose(page, "full");
      await look("changes");
      await submit(page);
      assert.match(page.url(), /\/fassungen\/2$/);
      await page.goto(`${base}/abgabe/${round}/fassungen/1`);
      await look("receipt-replaced");
      await page.goto(`${base}/abgabe/${round}/fassungen`);
      await look("versions");
      await page.goto(`${base}/abgabe/${round}`);
      await choose(page, "full");
      await look("unchanged");

      await page.goto(`${base}/abgabe/${round}/zurueckziehen`);
      await look("withdraw");
      await page.fill("#reason", word);
      await page.click("form[action$='/zurueckziehen'] button[type=submit]");
      assert.match(page.url(), new RegExp(`/abgabe/${round}$`));
      await look("withdrawn");
      await page.goto(`${base}/abgabe/${round}/fassungen/2`);
      await look("receipt-withdrawn");
    }));

  check(`other states of a round are fine at ${words}`, () =>
    walk(options, async (page, look) => {
      await signIn(page, looks[index].many);
      for (const [name, path] of Object.entries(looks[index].paths)) {
        await page.goto(base + path);
        await look(name, name.startsWith("error"));
      }
    }));
}

check("somebody else's version in between is told", () =>
  walk({ language }, async (page, look) => {
  const { key, round } = looks.at(-1);
  await signIn(page, key);
  await choose(page, "odd");
  await page.fill("textarea", word);
  const other = await page.context().newPage();
  await other.goto(`${base}/abgabe`);
  await other.setInputFiles("#file", files.full);
  await other.click("form.drop button[type=submit]");
  await submit(page);
  await look("conflict-file", true);
  await submit(page);
  assert.match(page.url(), /\/fassungen\/1$/);
  await page.goto(`${base}/abgabe/${round}`);
  await choose(page, "odd");
  await page.fill("textarea", word);
  await page.evaluate(() => { document.querySelector("input[name=seen]").value = '"1-0"'; });
  await submit(page);
  await look("conflict-version", true);
  await page.fill("textarea", word);
  await submit(page);
  assert.match(page.url(), /\/fassungen\/2$/);
}));

check("from signing in to the receipt it takes three clicks", () => walk({ language }, async (page) => {
  let clicks = 0;
  const { key } = looks.at(-2);
  await page.exposeFunction("clicked", () => { clicks += 1; });
  await page.addInitScript(() =>
    addEventListener("click", (event) => event.isTrusted && globalThis.clicked(), true));
  await signIn(page, key);
  await choose(page, "full");
  await submit(page);
  assert.match(page.url(), /\/fassungen\/1$/);
  assert.ok(clicks <= 4, `${clicks} clicks`);
  assert.equal(clicks, 3);
}));

check("the whole way can be gone with the keyboard alone", () => walk({ language }, async (page) => {
  const { key } = looks.at(-3);
  await page.goto(base);
  await page.focus("#key");
  await page.keyboard.type(key);
  await page.keyboard.press("Enter");
  await page.waitForURL(/\/abgabe$/);
  await page.setInputFiles("#file", files.full);
  await page.focus("#file");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await page.waitForURL(/\/pruefen$/);
  for (let i = 0; i < 40; i += 1) {
    await page.keyboard.press("Tab");
    const is = await page.evaluate(() => document.activeElement.closest("form")?.action ?? "");
    if (is.endsWith("/abgeben")) break;
  }
  await page.keyboard.press("Enter");
  await page.waitForURL(/\/fassungen\/1$/);
}));

check("a file that is dragged over the field is shown a place to fall", () =>
  walk({ language }, async (page) => {
    await signIn(page, looks.at(-1).key);
    const drag = (name) => page.dispatchEvent("form.drop", name);
    await drag("dragover");
    assert.match(await page.locator("form.drop").getAttribute("class"), /over/);
    await drag("dragleave");
    assert.doesNotMatch(await page.locator("form.drop").getAttribute("class"), /over/);
  }));

for (const form of [{ dark: true }, { forced: true }])
  check(`the check is fine in ${Object.keys(form)[0]} colours`, () => walk({ ...form, language },
    async (page, look) => {
      const { key } = looks.at(-4);
      await signIn(page, key);
      await choose(page, "broken");
      await look("findings", true);
      await choose(page, "odd");
      await look("confirm");
    }));

check("a receipt fits on one sheet of paper", () => walk({ language }, async (page, look, visit) => {
  const { key, round } = looks.at(-5);
  await signIn(page, key);
  await choose(page, "full");
  if (page.url().endsWith("/pruefen")) await submit(page).catch(() => {});
  await page.goto(`${base}/abgabe/${round}/fassungen/1`);
  const pdf = await page.pdf({ format: "A4", printBackground: true,
                               path: visit.tools.shots && `${visit.tools.shots}/receipt.pdf` });
  assert.equal((pdf.toString("latin1").match(/\/Type\s*\/Page\b/g) ?? []).length, 1);
}));
