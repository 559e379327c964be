// Pages beside the function, and error pages, in every form a reader may have them.
//
//     node pages_look_test.mjs MODULES BARE FILLED
//
// BARE and FILLED are the addresses of two daemons, without and with the operator's own texts.

import assert from "node:assert/strict";
import { after } from "node:test";

import { LANGUAGES, ZOOMED, startBrowser, waysIn, wordsOf } from "./browser.mjs";
import { check } from "./tally.mjs";

const [modules, bare, filled] = process.argv.slice(2);
const PAGES = ["/barrierefreiheit", "/datenschutz", "/impressum", "/lizenzen",
               "/hilfe/level-out-of-range", "/problems/round-closed", "/api"];
const ERRORS = { "/gibt-es-nicht": 404, "/hilfe/gibt-es-nicht": 404, "/lizenzen?x=1": 400 };
const FORMS = [...LANGUAGES.flatMap(waysIn), { language: "de", ...ZOOMED },
               { language: "en", width: 320, dark: true }, { language: "de", width: 1280, forced: true }];
const name = (path) => path.replace(/[^a-z]+/g, "-").replace(/^-/, "");

const browser = await startBrowser(modules, process.env.WELTOFFEND_SHOTS);
after(() => browser.close());

// Opens the page in a visit and looks at everything that can be wrong with it.
const look = async (visit, base, path, status) => {
  const response = await visit.page.goto(base + path);
  assert.equal(response.status(), status, path);
  assert.match(response.headers()["content-type"], /^text\/html/);
  assert.deepEqual(await visit.problems(), [], path);
  assert.equal(await visit.page.locator("html").getAttribute("lang"), visit.options.language);
  const title = await visit.page.title();
  assert.equal(/^(Fehler|Error): /.test(title), status >= 400, title);
  await visit.shot(name(path) + (base === bare ? "-bare" : ""));
};

const withVisit = async (options, body) => {
  const visit = await browser.visit(options);
  try {
    await body(visit);
  } finally {
    await visit.close();
  }
};

for (const form of FORMS)
  check(`pages and error pages are fine: ${wordsOf(form)}`, () =>
    withVisit(form, async (visit) => {
      for (const path of PAGES) await look(visit, filled, path, 200);
      for (const [path, status] of Object.entries(ERRORS)) await look(visit, filled, path, status);
    }));

for (const path of PAGES)
  check(`${path} can be used with the keyboard alone`, () =>
    withVisit({ width: 1280 }, async (visit) => {
      await visit.page.goto(filled + path);
      assert.deepEqual(await visit.keyboardProblems(), []);
    }));

for (const path of PAGES)
  check(`${path} is seen after at most 4 requests and 60 KB`, () =>
    withVisit({}, async (visit) => {
      await visit.page.goto(filled + path, { waitUntil: "networkidle" });
      const { requests, bytes } = await visit.cost();
      console.log(`${path}: ${requests} requests, ${bytes} bytes without fonts`);
      assert.ok(requests >= 3 && requests <= 4, `${requests} requests`);
      assert.ok(bytes > 10000 && bytes <= 60000, `${bytes} bytes`);
    }));

for (const path of ["/barrierefreiheit", "/datenschutz", "/impressum"])
  check(`${path} says what the operator has to fill in`, () =>
    withVisit({}, async (visit) => {
      await look(visit, bare, path, 200);
      assert.match(await visit.page.content(), /Diese Angabe fehlt noch/);
      await look(visit, filled, path, 200);
      assert.doesNotMatch(await visit.page.content(), /Diese Angabe fehlt noch/);
    }));

for (const script of [true, false])
  check(`what would be wrong with a page is seen, script ${script}`, () =>
    withVisit({ width: 320, script }, async (visit) => {
    await visit.page.route("**/lizenzen", (route) => route.fulfill({
      contentType: "text/html",
      headers: { "content-security-policy": "default-src 'none'" },
      body: "<!DOCTYPE html><html><title>x</title><style>p{width:900px}</style><p>a<img src=x>",
    }));
    await visit.page.goto(`${filled}/lizenzen`);
    const found = (await visit.problems()).join("\n");
    for (const judge of ["console: ", "html: ", "axe: html-has-lang"])
      assert.ok(found.includes(judge), `${judge} in ${found}`);
  }));

check("what the keyboard alone cannot do is seen", () =>
  withVisit({}, async (visit) => {
    await visit.page.route("**/lizenzen", (route) => route.fulfill({
      contentType: "text/html",
      body: "<!DOCTYPE html><style>.b{outline:none}.c{position:fixed;left:-99px;width:9px}</style>" +
        "<p><a href=/a tabindex=2>a</a><a class=b href=/b>b</a><a class=c href=/c>c</a>" +
        "<button onfocus='this.blur()'>d</button>",
    }));
    await visit.page.goto(`${filled}/lizenzen`);
    const found = (await visit.keyboardProblems()).join("\n");
    for (const what of ["focus not shown: <a class=\"b\"", "not seen: <a class=\"c\"", "reached"])
      assert.ok(found.includes(what), `${what} in ${found}`);
  }));

check("the skip link is the first stop of the keyboard and leads to the content", async () => {
  const visit = await browser.visit();
  await visit.page.goto(`${filled}/lizenzen`);
  await visit.page.keyboard.press("Tab");
  assert.equal(await visit.page.evaluate(() => document.activeElement.className), "skip");
  await visit.page.keyboard.press("Enter");
  assert.equal(await visit.page.evaluate(() => document.activeElement.id), "content");
  await visit.close();
});

check("the language link leads to the same page in the other language", async () => {
  const visit = await browser.visit({ language: "de" });
  await visit.page.goto(`${filled}/hilfe/level-out-of-range`);
  await visit.page.getByRole("link", { name: "English" }).click();
  assert.match(visit.page.url(), /\/hilfe\/level-out-of-range\?lang=en$/);
  assert.equal(await visit.page.locator("html").getAttribute("lang"), "en");
  await visit.close();
});
