// A self-check filled in on the page, in Chromium, from signing in to the receipt, in every form a
// reader may have the pages in.
//
//     node fill_in.mjs MODULES BASE STAGES LANGUAGE
//
// STAGES is a JSON file of the Python test that starts this (tests/support/fill_in_look.py):
// keys and a round, the fields of the catalogue, and what to enter into them.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after } from "node:test";

import { WIDTHS, startBrowser, waysIn, wordsOf } from "./browser.mjs";
import { check } from "./tally.mjs";

const [modules, base, stages, language] = process.argv.slice(2);
const { keys, round, closed, fields, entries, measure } = JSON.parse(readFileSync(stages, "utf8"));
const browser = await startBrowser(modules, process.env.WELTOFFEND_SHOTS);
after(() => browser.close());

const OWN_WAYS = waysIn(language);
const FINDS = /^(Fehler|Error): /;
const START = `${base}/abgabe/${round}/ausfuellen`;
const RATE = "STR.2.02";

const walk = async (options, body) => {
  const visit = await browser.visit(options);
  const look = async (name, isError = false) => {
    assert.deepEqual(await visit.problems(), [], name);
    assert.equal(FINDS.test(await visit.page.title()), isError, await visit.page.title());
    await visit.shot(`fill-in-${name}`);
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
const next = (page) => page.click("button[name=weiter]");
const named = (page, name, value) =>
  page.locator(`[name="${name}"]${value === undefined ? "" : `[value="${value}"]`}`);

// Every field is filled in on some ways of looking, with script and without; on the others one field is.
// Enters what the stages say for one field, as somebody does with mouse and keyboard.
const enter = async (page, field) => {
  for (const [name, value] of Object.entries(entries[field])) {
    if (name.startsWith("choice.")) await named(page, name, value).check();
    else if (name.startsWith("comment.")) {
      if (!value) continue;
      const area = named(page, name);
      if (!(await area.isVisible())) await page.locator("details", { has: area })
        .locator("summary").click();
      await area.fill(value);
    } else await named(page, name).fill(value);
  }
};
const addMeasure = async (page, number) => {
  for (const [part, value] of Object.entries(measure)) {
    const place = named(page, `${part}.${number}`);
    if (["goal", "priority", "status"].includes(part)) await place.selectOption(value);
    else await place.fill(value);
  }
};

for (const [index, options] of OWN_WAYS.entries()) {
  const words = wordsOf(options);

  check(`a self-check is filled in and handed in at ${words}`, () =>
    walk(options, async (page, look) => {
      await signIn(page, keys[index]);
      await page.goto(START);
      await look("empty");
      await page.click("ol.fields a >> nth=0");
      await look("field");

      await named(page, `count.${RATE}`).fill("1.234");
      await named(page, "count.STR.2.03").fill("17");
      await next(page);
      await look("mistakes", true);
      await page.click("[role=alert] a >> nth=0");
      const focused = page.locator(":focus");
      assert.equal(await focused.getAttribute("name"), `count.${RATE}`);
      assert.equal(await focused.inputValue(), "1.234");
      await page.goto(START);
      await look("unfinished", false);

      for (const field of index % 3 === 0 ? fields : fields.slice(0, 1)) {
        await page.goto(`${START}/${field}`);
        await enter(page, field);
        await next(page);
        assert.match(page.url(), /\?gespeichert=1$/, await page.locator("main").innerText());
      }
      await page.goto(`${START}/massnahmen`);
      await look("measures-empty");
      await named(page, "aim.0").fill(measure.aim);
      await next(page);
      await look("measures-mistakes", true);
      await addMeasure(page, 0);
      await page.click("div.actions button:not([name])");
      await look("measures");
      await addMeasure(page, 1);
      await page.click("button[name=entfernen] >> nth=0");
      assert.equal(await page.locator("button[name=entfernen]").count(), 1);
      await page.goto(START);
      await look("full");

      await page.click("button[value=pruefen]");
      assert.match(page.url(), /\/pruefen$/, await page.locator("main").innerText());
      await look("check");
      for (const area of await page.locator("textarea").all())
        await area.fill("Erfunden: so steht es im Haushalt.");
      await page.click("form[action$='/abgeben'] button[type=submit]");
      assert.match(page.url(), /\/fassungen\/1$/, await page.locator("main").innerText());
      await look("receipt");
      await page.goto(START);
      await look("from-version");
    }));
}

const MORE = WIDTHS.map((width) =>
  ({ width, language, dark: width === 320, forced: width === 768 }));

for (const [index, options] of MORE.entries())
  check(`two windows and other states are fine at ${options.width}`, () =>
    walk(options, async (page, look) => {
      await signIn(page, keys[OWN_WAYS.length + index]);
      await page.goto(`${START}/STR`);
      const other = await page.context().newPage();
      await other.goto(`${START}/STR`);
      await named(other, "choice.STR.1.01", "3").check();
      await named(other, "comment.STR.1.01").locator("xpath=ancestor::details").locator("summary").click();
      await named(other, "comment.STR.1.01").fill("Im anderen Fenster <b>eingetragen</b>");
      await next(other);
      await named(page, "choice.STR.1.01", "1").check();
      await next(page);
      await look("conflict", true);
      assert.ok(await named(page, "choice.STR.1.01", "1").isChecked());
      await next(page);
      assert.match(page.url(), /\?gespeichert=1$/);
      await look("saved");

      await page.goto(`${START}/massnahmen`);
      await other.goto(`${START}/massnahmen`);
      await addMeasure(other, 0);
      await next(other);
      await addMeasure(page, 0);
      await named(page, "aim.0").fill("Etwas anderes");
      await next(page);
      await look("measures-conflict", true);

      await page.goto(START);
      await page.click("details.discard summary");
      await look("discard");
      await page.click("button[value=verwerfen]");
      assert.match(page.url(), new RegExp(`/abgabe/${round}$`));
      await page.goto(`${base}/abgabe/${closed}/ausfuellen`);
      await look("closed");
      await page.goto(`${START}/GIBTESNICHT`);
      await look("no-field", true);
    }));

check("a field is filled in with the keyboard alone", () =>
  walk({}, async (page) => {
    await signIn(page, keys[OWN_WAYS.length + MORE.length]);
    await page.goto(`${START}/STR`);
    const tab = async (name) => {
      for (let i = 0; i < 200; i += 1) {
        await page.keyboard.press("Tab");
        if (await page.evaluate(() => document.activeElement.name) === name) return;
      }
      assert.fail(`${name} cannot be reached`);
    };
    await tab("choice.STR.1.01");
    await page.keyboard.press("Space");
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("ArrowDown");
    await tab("choice.STR.1.02");
    await page.keyboard.press("Space");
    await tab("count.STR.2.02");
    await page.keyboard.type("4,5");
    await tab("count.STR.2.03");
    await page.keyboard.type("17");
    await tab("of.STR.2.03");
    await page.keyboard.type("1000");
    await tab("weiter");
    await page.keyboard.press("Enter");
    await page.waitForURL(/\?gespeichert=1$/);
    await page.goto(`${START}/STR`);
    assert.ok(await named(page, "choice.STR.1.01", "2").isChecked());
    assert.ok(await named(page, "choice.STR.1.02", "yes").isChecked());
    assert.equal(await named(page, "count.STR.2.02").inputValue(), "4,5");
    assert.equal(await named(page, "of.STR.2.03").inputValue(), "1000");
  }));
