// Pages beside the function, signing in, invitations, and error pages, in every form a reader may have
// them.
//
//     node pages_look_test.mjs MODULES GIVEN
//
// GIVEN is a JSON object: the addresses of daemons without and with the operator's own texts ("bare",
// "filled"), with a database that refuses to write ("broken"), without one ("away"), and with little
// patience for wrong keys ("strict"); access keys of "municipality" and "operator", and one that was
// revoked ("revoked"); paths of invitations: one for each way ("invitations"), "replaced", "expired".

import assert from "node:assert/strict";
import { after } from "node:test";

import { LANGUAGES, ZOOMED, startBrowser, waysIn, wordsOf } from "./browser.mjs";
import { check } from "./tally.mjs";

const [modules, givenText] = process.argv.slice(2);
const given = JSON.parse(givenText);
const { bare, filled, broken, away, strict } = given;
const PAGES = ["/barrierefreiheit", "/datenschutz", "/impressum", "/lizenzen",
               "/hilfe/level-out-of-range", "/problems/round-closed", "/api"];
const ERRORS = { "/gibt-es-nicht": 404, "/hilfe/gibt-es-nicht": 404, "/lizenzen?x=1": 400,
                 "/anmelden": 405, "/abgabe/%E4": 400 };
const WAYS = LANGUAGES.flatMap(waysIn);
const OTHER_FORMS = [{ language: "de", ...ZOOMED }, { language: "en", width: 320, dark: true },
                     { language: "de", width: 1280, forced: true }];
// Script changes nothing on pages that only stand there, so one width without it is enough.
const STANDING = [...WAYS.filter(({ width, script }) => script || width === 320), ...OTHER_FORMS];
const WORDS = {
  de: { key: "Zugangsschlüssel", signIn: "Anmelden", signOut: "Abmelden", now: "Jetzt anmelden",
        show: "Zugangsschlüssel anzeigen", mistyped: "ein Tippfehler", revoked: "gilt nicht",
        missing: "Bitte geben Sie", stale: "noch nicht geprüft", unsaved: "nicht gespeichert" },
  en: { key: "Access key", signIn: "Sign in", signOut: "Sign out", now: "Sign in now",
        show: "Show the access key", mistyped: "a typing mistake", revoked: "is not valid",
        missing: "Please enter", stale: "not been checked yet", unsaved: "not saved" },
};
const name = (path) => path.replace(/[^a-z]+/g, "-").replace(/^-/, "");

const browser = await startBrowser(modules, process.env.WELTOFFEND_SHOTS);
after(() => browser.close());

// Looks at everything that can be wrong with the page as it is.
const judge = async (visit, title, status) => {
  const { page, options } = visit;
  assert.deepEqual(await visit.problems(), [], `${title} ${page.url()}`);
  assert.equal(await page.locator("html").getAttribute("lang"), options.language);
  const shown = await page.title();
  assert.equal(/^(Fehler|Error): /.test(shown), status >= 400, shown);
  await visit.shot(title);
};

const look = async (visit, base, path, status) => {
  const response = await visit.page.goto(base + path);
  assert.equal(response.status(), status, path);
  assert.match(response.headers()["content-type"], /^text\/html/);
  await judge(visit, name(path) + (base === bare ? "-bare" : ""), status);
};

const withVisit = async (options, body) => {
  const visit = await browser.visit(options);
  try {
    await body(visit, WORDS[visit.options.language]);
  } finally {
    await visit.close();
  }
};

// Does what sends a form, and returns the reply that the browser ends at.
const sent = async ({ page }, action) => {
  const [response] = await Promise.all([
    page.waitForResponse((one) => one.request().isNavigationRequest() && one.status() !== 303),
    action()]);
  await page.waitForLoadState();
  return response;
};

const press = (visit, button) => sent(visit, () =>
  visit.page.getByRole("button", { name: button, exact: true }).click());

const tryKey = async (visit, words, key) => {
  await visit.page.getByLabel(words.key).fill(key);
  return press(visit, words.signIn);
};

for (const form of STANDING)
  check(`pages and error pages are fine: ${wordsOf(form)}`, () =>
    withVisit(form, async (visit) => {
      for (const path of PAGES) await look(visit, filled, path, 200);
      for (const [path, status] of Object.entries(ERRORS)) await look(visit, filled, path, status);
    }));

// These states differ in their words alone, so they are looked at where there is least room for them.
const judgeWords = async (visit, title, status) => {
  if (visit.options.width === 320) await judge(visit, title, status);
};

// What the browser has to prove where its forms come from while nobody is signed in.
const forgetEntry = (page) => page.context().clearCookies({ name: "__Host-weltoffend-entry" });

for (const way of WAYS)
  check(`signing in is fine in every state: ${wordsOf(way)}`, () =>
    withVisit(way, async (visit, words) => {
      const { page } = visit;
      const isMistake = async (key, status, text) => {
        assert.equal((await tryKey(visit, words, key)).status(), status);
        assert.ok((await page.locator("#mistake").textContent()).includes(text), text);
        assert.equal(await page.getByLabel(words.key).inputValue(), ""); // a key never comes back
      };
      await page.goto(`${filled}/betrieb/zustand`); // nobody is signed in
      await judge(visit, "sign-in", 200);
      await isMistake("wok_operator_nonsense", 422, words.mistyped);
      await judge(visit, "sign-in-mistyped", 422);
      await isMistake(given.revoked, 403, words.revoked);
      await judgeWords(visit, "sign-in-revoked", 403);
      await isMistake(" ", 422, words.missing);
      await judgeWords(visit, "sign-in-missing", 422);
      await forgetEntry(page); // e.g. by signing in and out in another window
      await isMistake(given.operator, 403, words.stale);
      await judge(visit, "sign-in-stale", 403);
      if (visit.options.width === 320) { // the other language, and the way on is not forgotten
        await page.locator("header a[hreflang]").click();
        assert.match(page.url(), /\/\?next=%2Fbetrieb%2Fzustand&lang=..$/);
        await page.locator("header a[hreflang]").click();
      }
      assert.equal((await tryKey(visit, words, given.operator)).status(), 200);
      assert.equal(page.url(), `${filled}/betrieb/zustand`); // where they wanted to go
      await press(visit, words.signOut);
      assert.equal(page.url(), `${filled}/`);
      await judgeWords(visit, "sign-in-signed-out", 200);
      await page.goto(`${filled}/?unsaved=1&next=/abgabe`);
      await page.getByText(words.unsaved).first().waitFor();
      await judge(visit, "sign-in-unsaved", 200);
    }));

for (const [index, way] of WAYS.entries())
  check(`an invitation is opened and leads in: ${wordsOf(way)}`, () =>
    withVisit(way, async (visit, words) => {
      const { page } = visit;
      const invitation = given.invitations[index];
      await page.goto(filled + invitation);
      await judge(visit, "invitation", 200);
      await forgetEntry(page);
      assert.equal((await press(visit, words.show)).status(), 403);
      await judge(visit, "invitation-stale", 403);
      assert.equal((await press(visit, words.show)).status(), 200);
      assert.match(await page.locator("main code").textContent(), /^wok_municipality_/);
      await judge(visit, "invitation-key", 200);
      await press(visit, words.now);
      assert.equal(page.url(), `${filled}/abgabe`);
      const again = await page.goto(filled + invitation);
      assert.equal(again.status(), 410);
      await judge(visit, "invitation-opened", 410);
    }));

for (const [index, form] of OTHER_FORMS.entries())
  check(`signing in and an access key are fine with ${wordsOf(form)}`, () =>
    withVisit(form, async (visit, words) => {
      await visit.page.goto(filled);
      await tryKey(visit, words, "wok_operator_nonsense");
      await judge(visit, "sign-in-mistyped", 422);
      await visit.page.goto(filled + given.invitations[WAYS.length + index]);
      await press(visit, words.show);
      await judge(visit, "invitation-key", 200);
    }));

// Sends the form of the first page, changed by a function in the page.
const sendChanged = (visit, change) => sent(visit, async () => {
  await visit.page.evaluate(change);
  await visit.page.locator("main form button").click();
});

const FAILURES = {
  "invitation-unknown": { status: 404, on: filled, path: `/einladung/${"x".repeat(43)}` },
  "invitation-replaced": { status: 410, on: filled, path: given.replaced },
  "invitation-expired": { status: 410, on: filled, path: given.expired },
  "away": { status: 503, on: away, key: given.operator },
  "broken": { status: 500, on: broken, key: given.brokenKey },
  "too-large": { status: 413, on: filled, sends: () => {
    document.querySelector("#key").type = "hidden";
    document.querySelector("#key").value = "x".repeat(70000); } },
  "media-type": { status: 415, on: filled, sends: () => {
    document.querySelector("#key").value = "x";
    document.querySelector("main form").enctype = "text/plain"; } },
};
const FAILING = LANGUAGES.flatMap((language) =>
  [{ language, width: 320, script: false }, { language, width: 1280 }]);

for (const form of FAILING)
  check(`what fails is a page that says so: ${wordsOf(form)}`, () =>
    withVisit(form, async (visit, words) => {
      for (const [title, { status, on, path, sends, key }] of Object.entries(FAILURES)) {
        let response = await visit.page.goto(on + (path ?? "/"));
        if (sends) response = await sendChanged(visit, sends);
        if (key) response = await tryKey(visit, words, key);
        assert.equal(response.status(), status, title);
        assert.equal(status === 503, response.headers()["retry-after"] !== undefined, title);
        await judge(visit, `error-${title}`, status);
      }
    }));

for (const form of FAILING)
  check(`whoever is signed in as somebody else is told so: ${wordsOf(form)}`, () =>
    withVisit(form, async (visit, words) => {
      const { page, context } = visit;
      await page.goto(filled);
      await tryKey(visit, words, given.municipality);
      const forbidden = await page.goto(`${filled}/betrieb`);
      assert.equal(forbidden.status(), 403);
      await judge(visit, "error-forbidden", 403);
      // The same browser is signed in anew in another window meanwhile.
      const other = await context.newPage();
      await context.clearCookies({ name: "__Host-weltoffend" });
      await other.goto(filled);
      await tryKey({ page: other }, words, given.operator);
      await other.close();
      assert.equal((await press(visit, words.signOut)).status(), 403);
      await judge(visit, "error-foreign-form", 403);
    }));

check("too many wrong keys at once are told to wait, in both languages", async () => {
  let isOver = false;
  const shown = await fetch(strict);
  const [Cookie] = shown.headers.get("set-cookie").split(";");
  const [, csrf] = /name="csrf" value="([^"]+)"/.exec(await shown.text());
  const others = Array.from({ length: 8 }, async () => { // 4 of one address may wait for their answer
    while (!isOver) {
      await fetch(`${strict}/anmelden`, {
        method: "POST", headers: { Origin: strict, Cookie },
        body: new URLSearchParams({ csrf, key: "wok_operator_nonsense" }) });
      await new Promise((resolve) => { setTimeout(resolve, 50); });
    }
  });
  try {
    for (const form of [{ language: "de", width: 320 }, { language: "en", width: 1280 }])
      await withVisit(form, async (visit, words) => {
        let response;
        for (let i = 0; i < 20 && response?.status() !== 429; i++) {
          await visit.page.goto(strict);
          response = await tryKey(visit, words, "wok_operator_nonsense");
        }
        assert.equal(response.status(), 429);
        assert.match(response.headers()["retry-after"], /^[1-9][0-9]*$/);
        await judge(visit, "error-too-many", 429);
      });
  } finally {
    isOver = true;
    await Promise.all(others);
  }
});

for (const language of LANGUAGES)
  check(`pages can be used with the keyboard alone, in ${language}`, () =>
    withVisit({ language }, async (visit) => {
      for (const path of [...PAGES, "/", "/gibt-es-nicht", given.keyboard]) {
        await visit.page.goto(filled + path);
        assert.deepEqual(await visit.keyboardProblems(), [], path);
      }
    }));

for (const path of [...PAGES, "/"])
  check(`${path} is seen after at most 4 requests and 60 KB`, () =>
    withVisit({}, async (visit) => {
      const { requests, bytes } = await visit.firstSight(filled + path);
      console.log(`${path}: ${requests} requests, ${bytes} bytes without fonts`);
      assert.ok(requests >= 3 && requests <= 4, `${requests} requests`);
      assert.ok(bytes > 10000 && bytes <= 60000, `${bytes} bytes`);
    }));

check("what the operator has to fill in is said until it is there", () =>
  withVisit({}, async (visit) => {
    for (const path of ["/barrierefreiheit", "/datenschutz", "/impressum"]) {
      await look(visit, bare, path, 200);
      assert.match(await visit.page.content(), /Diese Angabe fehlt noch/);
      await visit.page.goto(filled + path);
      assert.doesNotMatch(await visit.page.content(), /Diese Angabe fehlt noch/);
    }
  }));

check("on paper a page is its content alone", () =>
  withVisit({}, async (visit) => {
    await visit.page.emulateMedia({ media: "print" });
    for (const path of PAGES) {
      await visit.page.goto(filled + path);
      assert.ok(await visit.page.locator("h1").isVisible(), path);
      for (const gone of ["nav", ".site-header__end", ".site-footer", ".skip", "form"])
        assert.equal(await visit.page.locator(gone).filter({ visible: true }).count(), 0,
                     `${gone} on ${path}`);
    }
  }));

check("a barrier can be reported from every page", () =>
  withVisit({}, async (visit) => {
    for (const path of ["/", "/api", "/gibt-es-nicht"]) {
      await visit.page.goto(filled + path);
      await visit.page.locator('.site-footer a[href="/barrierefreiheit"]').click();
      await visit.page.waitForLoadState();
      await visit.page.getByRole("heading", { name: "Barriere melden" }).waitFor();
      assert.equal(await visit.page.locator('main a[href="mailto:hilfe@musterstadt.example"]')
        .first().isVisible(), true);
      assert.equal(await visit.page.locator('main a[href="https://durchsetzung.example/"]').count(), 1);
    }
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
