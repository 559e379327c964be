// A municipality's own position in Chromium, in every form and state, and as a report on paper.
//
//     node position.mjs MODULES LANGUAGE BASE STATES
//
// LANGUAGE is de or en, BASE the daemon's address. STATES is a JSON file of the Python test that
// starts this (tests/support/position_look.py): a list of {name, path, key}.

import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { after } from "node:test";

import { ZOOMED, startBrowser, waysIn, wordsOf } from "./browser.mjs";
import { check } from "./tally.mjs";

const [modules, language, base, file] = process.argv.slice(2);
const states = JSON.parse(readFileSync(file, "utf8"));
const shots = process.env.WELTOFFEND_SHOTS;
const browser = await startBrowser(modules, shots);
after(() => browser.close());

const REQUESTS_MAX = 4;
const BYTES_MAX = 60000;
const SHEETS_MAX = 8;
const WORDS = {
  de: { to: "Eigener Stand im Vergleich", show: "Anzeigen" },
  en: { to: "Your own position", show: "Show" },
};
const said = WORDS[language];

// A visit of somebody who signs in for each state that has another key.
const walk = async (options, body) => {
  const visit = await browser.visit({ language, ...options });
  let who = "";
  const open = async ({ path, key }) => {
    if (key !== who) {
      await visit.page.context().clearCookies();
      await visit.signIn(base, key);
      who = key;
    }
    const response = await visit.page.goto(base + path);
    assert.equal(response.status(), 200, path);
  };
  try {
    await body(visit.page, open, visit);
  } finally {
    await visit.close();
  }
};
const lookAt = (options, chosen) => walk(options, async (page, open, visit) => {
  for (const state of chosen) {
    await open(state);
    assert.deepEqual(await visit.problems(), [], state.name);
    await visit.shot(`position-${state.name}`);
  }
});
const [full] = states;

for (const way of waysIn(language))
  check(`the own position is fine at ${wordsOf(way)}`, () => lookAt(way, states));
for (const form of [{ width: 320, dark: true }, { width: 1280, dark: true },
                    { width: 1280, forced: true }, ZOOMED])
  check(`the own position is fine at ${wordsOf({ language, ...form })}`, () => lookAt(form, [full]));

check("the own position can be used with the keyboard alone", () =>
  walk({}, async (page, open, visit) => {
    for (const state of states) {
      await open(state);
      assert.deepEqual(await visit.keyboardProblems(), [], state.name);
      assert.deepEqual(await visit.spacingProblems(), [], state.name);
    }
  }));

for (const script of [true, false])
  check(`it is reached from the round and compared with another group, script ${script}`, () =>
    walk({ script }, async (page, open) => {
      await open({ ...full, path: full.path.replace(/\/position.*/, "") });
      await page.getByRole("link", { name: said.to }).click();
      await page.waitForLoadState();
      const chosen = page.locator("#group");
      const last = await chosen.locator("option").last().getAttribute("value");
      assert.notEqual(await chosen.inputValue(), last);
      await chosen.selectOption(last);
      await page.getByRole("button", { name: said.show }).click();
      await page.waitForLoadState();
      assert.match(page.url(), new RegExp(`/position\\?group=${last}$`));
      assert.equal(await chosen.inputValue(), last);
    }));

check("it is seen after at most 4 requests and 60 KB", () =>
  walk({}, async (page, open, visit) => {
    for (const state of states) {
      await open(state);
      const { requests, bytes } = await visit.firstSight(base + state.path);
      console.log(`# ${state.name}: ${requests} requests, ${bytes} bytes`);
      assert.ok(requests <= REQUESTS_MAX && bytes <= BYTES_MAX && bytes > 10000);
    }
  }));

check("a municipality's other pages have room for text that is spaced", () =>
  walk({ width: 320 }, async (page, open, visit) => {
    const round = full.path.replace(/\/position.*/, "");
    const open_round = states.find(({ name }) => name === "no-release").path.replace(/\/position.*/, "");
    for (const path of ["/abgabe", round, open_round, `${open_round}/ausfuellen`,
                        `${open_round}/ausfuellen/STR`, `${round}/fassungen/1`]) {
      await open({ path, key: full.key });
      assert.deepEqual(await visit.spacingProblems(), [], path);
    }
  }));

// Words in the picture of the fields, in CSS pixels as they come out.
check("the words of the radar can be read at every width", () =>
  walk({ width: 320 }, async (page, open) => {
    await open(full);
    for (const width of [320, 400, 576, 600, 768, 1280]) {
      await page.setViewportSize({ width, height: 900 });
      const sizes = await page.evaluate(() =>
        [...document.querySelectorAll(".chart-radar text")].filter((text) => text.checkVisibility())
          .map((text) => parseFloat(getComputedStyle(text).fontSize) * text.getScreenCTM().a));
      assert.ok(sizes.length >= 5, `${sizes.length} words at ${width}`);
      assert.ok(Math.min(...sizes) >= 11, `${Math.min(...sizes)} pixels at ${width}`);
    }
  }));

for (const state of states)
  check(`printed it is a report of a few pages: ${state.name}`, () =>
    walk({}, async (page, open) => {
      await open(state);
      const pdf = await page.pdf({ format: "A4", preferCSSPageSize: true });
      if (shots) writeFileSync(`${shots}/position-${state.name}-${language}.pdf`, pdf);
      const sheets = (pdf.toString("latin1").match(/\/Type\s*\/Page\b/g) ?? []).length;
      console.log(`# ${state.name}: ${sheets} pages`);
      assert.ok(sheets >= 1 && sheets <= SHEETS_MAX, `${sheets} pages`);
    }));
