// Pages in states that come up rarely, narrow and in both languages.
//
//     node rare.mjs MODULES GIVEN
//
// GIVEN is a JSON object of tests/http/rare_look_test.py: addresses of daemons: with a round for which
// all have handed in and nothing is released ("complete"), the same with a certificate that ends soon
// and receipts that cannot be signed ("troubled"), and with a release with less in it than the one
// before ("changed"); their access keys by whose they are; an indicator that only the first release
// has a figure of ("gone"); and how to reach the database of the first.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { after } from "node:test";
import { setTimeout as pause } from "node:timers/promises";

import { LANGUAGES, startBrowser } from "./browser.mjs";
import { check } from "./tally.mjs";

const [modules, text] = process.argv.slice(2);
const { complete, troubled, changed, gone, keys, server, database, ready } = JSON.parse(text);
const browser = await startBrowser(modules, process.env.WELTOFFEND_SHOTS);
after(() => browser.close());

const TREND = "/ergebnisse/entwicklung";
const FIGURE = `/ergebnisse/2026/2/kennzahl/${gone}%40band-3`;
const WORDS = {
  de: { all: "Alle haben abgegeben.", taking: "40 von 40", last: "zuletzt in Veröffentlichung 1",
        joined: "1 neu auf der Teilnehmerliste.", left: "1 nicht mehr auf der Teilnehmerliste.",
        nothing: "Es ist noch nichts veröffentlicht.", soon: "bald",
        bad: "nicht in Ordnung", start: "Lauf starten", none: "liegt kein Selbstcheck Ihrer Kommune vor",
        without: "in dieser Veröffentlichung noch nicht enthalten" },
  en: { all: "All have handed in.", taking: "40 of 40", last: "last in release 1",
        joined: "1 new on the roster.", left: "1 no longer on the roster.",
        nothing: "Nothing has been published yet.", soon: "soon", bad: "not in order",
        start: "Start a run", none: "There is no self-check", without: "is not in this release yet" },
};

// A visit of somebody who is signed in; look(name, words) judges the page as it is.
const walk = async (language, base, key, body) => {
  const visit = await browser.visit({ language, width: 320 });
  const look = async (name, ...words) => {
    assert.deepEqual(await visit.problems(), [], name);
    await visit.shot(`rare-${name}`);
    const main = await visit.page.locator("main").textContent();
    for (const word of words) assert.ok(main.includes(word), `${word} in ${name}`);
  };
  const open = async (path, name, ...words) => {
    const response = await visit.page.goto(base + path);
    assert.equal(response.status(), 200, path);
    await visit.page.evaluate(() => document.querySelectorAll("details").forEach(
      (element) => { element.open = true; }));
    await look(name, ...words);
  };
  try {
    await visit.signIn(base, key);
    await body(open, visit, look);
  } finally {
    await visit.close();
  }
};

const send = async ({ page }, name) => {
  const [response] = await Promise.all([
    page.waitForResponse((one) => one.request().isNavigationRequest()),
    page.getByRole("button", { name, exact: true }).click()]);
  await page.waitForLoadState();
  return response.status();
};
// Whether anybody may connect to the database; who is connected is cut off.
const connect = (isAllowed) => execFileSync("psql", ["-XqAt", "-d", `${server} dbname=postgres`, "-c",
  `ALTER DATABASE "${database}" ALLOW_CONNECTIONS ${isAllowed}`, "-c",
  `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '${database}'`]);
const isReady = () => fetch(`http://127.0.0.1:${ready}/ready`).then(({ ok }) => ok, () => false);
const waitUntil = async (condition) => {
  for (let i = 0; i < 600; i += 1) {
    if (await condition()) return;
    await pause(100);
  }
  throw new Error(`still not so: ${condition}`);
};

for (const language of LANGUAGES) {
  const words = WORDS[language];

  check(`all have handed in and nothing is released, in ${language}`, async () => {
    await walk(language, complete, keys.complete.director, async (open) => {
      await open("/ergebnisse", "all-rounds", words.taking);
      await open("/ergebnisse/2026", "all-round", words.all, words.taking);
      await open(TREND, "trend-nothing", words.nothing);
      await open(`${TREND}?field=STR&group=all`, "trend-nothing-chosen", words.nothing);
    });
    await walk(language, complete, keys.complete.operator, async (open) => {
      await open("/betrieb", "all-operation", words.taking);
      await open("/betrieb/runden/2026", "all-operation-round", words.taking);
    });
  });

  check(`less is published than before, of another roster, in ${language}`, async () => {
    await walk(language, changed, keys.changed.director, async (open) => {
      await open("/ergebnisse/2026", "changed-round", words.joined, words.left);
      await open("/ergebnisse/2026/2/aenderungen", "changed-changes", words.joined, words.left);
      await open("/ergebnisse/2026/2?group=band-3", "last-release", words.last);
      await open(FIGURE, "last-figure", words.last);
      await open(`${TREND}?indicator=${gone}&group=band-3`, "last-trend", words.last);
    });
  });

  check(`the own self-check is in an older release only, in ${language}`, async () => {
    await walk(language, changed, keys.changed.withdrawn, (open) =>
      open("/abgabe/2026/position", "position-withdrawn", words.none));
    await walk(language, changed, keys.changed.back, async (open) => {
      await open("/abgabe/2026/position?group=band-3", "position-back", words.without, words.last);
      await open("/abgabe/2026/fassungen", "versions-back");
    });
  });

  check(`what is not in order with the service is told, in ${language}`, () =>
    walk(language, troubled, keys.complete.operator, async (open) => {
      await open("/betrieb", "troubled", words.soon, words.bad);
      await open("/betrieb/zustand", "troubled-health", words.soon, words.bad);
    }));

  check(`a run that cannot be started is told, in ${language}`, () =>
    walk(language, complete, keys.complete.operator, async (open, visit, look) => {
      const { page } = visit;
      const round = `${complete}/betrieb/runden/2026`;
      await page.goto(round);
      await page.evaluate(() => { document.querySelector("main form [name=csrf]").value = "x"; });
      assert.equal(await send(visit, words.start), 403);
      await look("run-foreign");
      await page.goto(round);
      await page.evaluate(() => { document.querySelector("main form[method=post]").action =
        "/betrieb/runden/2031/lauf"; });
      assert.equal(await send(visit, words.start), 404);
      await look("run-no-round");
      await page.goto(round);
      connect(false);
      try {
        await waitUntil(async () => !(await isReady()));
        assert.equal(await send(visit, words.start), 503);
        await look("run-away");
      } finally {
        connect(true);
      }
      await waitUntil(isReady);
    }));
}
