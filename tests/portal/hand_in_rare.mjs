// The coordinator's pages in states that her usual way does not lead through, and how much the first
// sight of each takes when most is on it.
//
//     node hand_in_rare.mjs MODULES BASE STAGES
//
// STAGES is a JSON file of the Python test that starts this (tests/http/hand_in_rare_look_test.py).

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { after } from "node:test";

import { CHROMIUM, LANGUAGES, lookIn, startBrowser } from "./browser.mjs";
import { check } from "./tally.mjs";

const [modules, base, file] = process.argv.slice(2);
const { bare, folder, name: database, server, stages, unsigned } =
  JSON.parse(readFileSync(file, "utf8"));
const browser = await startBrowser(modules, process.env.WELTOFFEND_SHOTS, CHROMIUM);
after(() => browser.close());

const FORM = "form.drop";
const CHECK = `${FORM} button[type=submit]`;
const SUBMIT = "form[action$='/abgeben'] button[type=submit]";
const WITHDRAW = "form[action$='/zurueckziehen'] button[type=submit]";
const ask = (sql) => execFileSync("psql",
  ["-XqAt", "-v", "ON_ERROR_STOP=1", "-d", `${server} dbname=${database}`, "-c", sql]);
const send = (page, button) => Promise.all([page.waitForNavigation(), page.click(button)]);
const signIn = async (page, key, at = base) => {
  await page.context().clearCookies();
  await page.goto(at);
  await page.fill("#key", key);
  await send(page, "main button[type=submit]");
};

// Each state is looked at once a language: narrow, with script, in German; wide, without, in English.
for (const [index, language] of LANGUAGES.entries())
  check(`rarer states are fine, and cheap at first sight, in ${language}`, async () => {
    const { key, rounds, invitation } = stages[language];
    const hasScript = index === 0;
    const visit = await browser.visit({ language, width: [320, 1280][index], script: hasScript });
    const { page } = visit;
    const look = lookIn(visit, "hand-in-rare");
    // Opens it as if for the first time.
    const cheap = async (path, name) => {
      const { status, requests, bytes } = await visit.firstSight(base + path);
      console.log(`${name}: ${requests} requests, ${bytes} bytes without fonts`);
      assert.ok(requests >= 2 && requests <= 4, `${name}: ${requests} requests`);
      assert.ok(bytes > 10000 && bytes <= 60000, `${name}: ${bytes} bytes`);
      return status;
    };
    const at = (name, rest = "") => `/abgabe/${rounds[name]}${rest}`;
    const open = (name, rest) => page.goto(base + at(name, rest));
    const choose = async (round, name) => {
      await open(round);
      await page.setInputFiles("#file", `${folder}/${name}.json`);
      return (await send(page, CHECK))[0].status();
    };
    const has = async (...texts) => {
      const words = await page.locator("main").innerText();
      for (const text of texts) assert.match(words, text);
    };
    const de = language === "de";

    try {
      await cheap(invitation, "invitation");
      await signIn(page, bare);
      await look("no-rounds");
      assert.equal(await page.locator("main a").count(), 0);

      await signIn(page, key);
      await look("many-rounds");
      await has(de ? /Zurückgezogen/ : /Withdrawn/, de ? /noch 4 Stunden/ : /4 hours left/,
                de ? /verlängert/ : /extended/);
      for (const name of ["open", "extended", "hours"]) await cheap(at(name), `round ${name}`);
      await look("hours");
      await open("extended");
      await look("extended");

      // --- the check ---
      await page.evaluate(() => document.querySelector("#file").removeAttribute("required"));
      if (!hasScript) {
        assert.equal((await send(page, CHECK))[0].status(), 422);
        await look("no-file", true);
      }
      assert.equal(await choose("open", "position"), 200);
      await look("position");
      await has(de ? /Was sich an Ihrem Stand ändert/ : /What changes in your position/);
      assert.equal(await choose("open", "measures"), 200);
      await look("measures");
      await has(de ? /Die Antworten bleiben dieselben/ : /The answers stay the same/);
      assert.equal(await choose("open", "edition"), 422);
      await look("edition", true);
      assert.equal(await choose("open", "truncated"), 422);
      await has(de ? /nur die ersten/ : /Only the first/);
      if (hasScript) await look("truncated", true); // axe takes its time with 500 rows
      assert.equal(await cheap(at("open", "/pruefen"), "check, truncated"), 422);
      assert.equal(await choose("first", "hint"), 200);
      await look("hint");
      await has(de ? /Hinweise/ : /Notes/);
      assert.equal(await page.locator("textarea").count(), 0);
      assert.equal(await choose("first", "full"), 200);
      await look("first");
      assert.ok(await page.locator("main tbody tr").count() > 25);
      assert.equal(await page.locator("main tbody tr").first().isVisible(), false);
      await cheap(at("first", "/pruefen"), "check, first");

      // --- receipts ---
      await page.goto(unsigned + at("first"));
      await signIn(page, key, unsigned);
      await page.goto(unsigned + at("first", "/pruefen"));
      await send(page, SUBMIT);
      assert.match(page.url(), /\/fassungen\/1$/);
      await look("receipt-unsigned");
      await has(de ? /nicht signiert/ : /not signed/);
      assert.doesNotMatch(await page.locator("main").innerText(), /signierte Datei|signed file|nachweisen|prove/);
      await signIn(page, key);
      await cheap(at("closed", "/fassungen/1"), "receipt");
      await look("receipt-closed");
      await cheap(at("open", "/fassungen"), "versions");

      // --- withdrawing ---
      const withdraw = async (change) => {
        await page.fill("#reason", "Erfunden");
        await page.evaluate(change);
        return (await send(page, WITHDRAW))[0].status();
      };
      await cheap(at("withdrawing", "/zurueckziehen"), "withdraw");
      assert.equal(await withdraw(() => { document.querySelector("#reason").value = " "; }), 422);
      await look("withdraw-no-reason", true);
      assert.equal(await withdraw(() => {
        document.querySelector("input[name=seen]").value = '"9-0000000000000000"';
      }), 412);
      await look("withdraw-other-version", true);
      await open("withdrawing", "/zurueckziehen");
      ask(`UPDATE round SET closes_at = now() WHERE id = '${rounds.withdrawing}'`);
      assert.equal(await withdraw(() => {}), 409);
      await look("withdraw-closed", true);

      // --- filling in ---
      await cheap(at("errors", "/ausfuellen"), "fill in");
      await send(page, "button[value=pruefen]");
      await look("fill-in-errors", true);
      await has(de ? /Maßnahme 1, was erreicht werden soll: / : /Measure 1, aim: /);
      await cheap(at("errors", "/ausfuellen/STR"), "fill in, a field");
      await open("errors", "/ausfuellen");
      await page.evaluate(() => { document.querySelector("details.discard").open = true; });
      const other = await page.context().newPage();
      await other.goto(`${base}${at("errors", "/ausfuellen/COH")}`);
      await other.locator("[name='choice.COH.1.02'][value='2']").check();
      await send(other, "button[name=weiter]");
      await other.close();
      const [refused] = await send(page, "button[value=verwerfen]");
      assert.equal(refused.status(), 412);
      await look("fill-in-not-discarded", true);
      await has(de ? /Inzwischen gibt es einen anderen Entwurf/ : /there is another draft/);
      await open("closing", "/ausfuellen/STR");
      await page.locator("[name='choice.STR.1.01'][value='2']").check();
      ask(`UPDATE round SET closes_at = now() WHERE id = '${rounds.closing}'`);
      const [late] = await send(page, "button[name=weiter]");
      assert.equal(late.status(), 409);
      await look("fill-in-closed", true);
      await open("planned", "/ausfuellen");
      await look("fill-in-planned");
      // A form of 200 measures, the most there may be, is larger than any other page by its fields alone.
      await cheap(at("many", "/ausfuellen/massnahmen"), "fill in, 200 measures");
      if (!hasScript) await look("fill-in-many");

      // --- a link on another site ---
      await page.route(base + at("open"), async (route) => {
        const sent = { ...route.request().headers(), "sec-fetch-site": "cross-site" };
        const response = await route.fetch({ headers: sent });
        const { refresh, ...headers } = response.headers(); // it would go on by itself
        assert.match(refresh, /^0; url=\/\?next=/);
        await route.fulfill({ response, headers });
      });
      await page.context().clearCookies({ name: "__Host-weltoffend" }); // as a link from elsewhere
      await open("open");
      await look("onward");
      assert.equal(await page.locator("main a").count(), 1);
    } finally {
      await visit.close();
    }
  });
