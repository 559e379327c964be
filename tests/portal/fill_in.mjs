// A self-check filled in on the page, in Chromium, from signing in to the receipt, in every form a
// reader may have the pages in. How it is started: filler.mjs.

import assert from "node:assert/strict";

import { waysIn, wordsOf } from "./browser.mjs";
import { RATE, START, addMeasure, language, named, next, signIn, stages, walk } from "./filler.mjs";
import { check } from "./tally.mjs";

// Enters what the stages say for one field, as somebody does with mouse and keyboard.
const enter = async (page, field) => {
  for (const [name, value] of Object.entries(stages.entries[field])) {
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

for (const [index, options] of waysIn(language).entries()) {
  const words = wordsOf(options);

  check(`a self-check is filled in and handed in at ${words}`, () =>
    walk(options, async (page, look) => {
      await signIn(page, stages.keys[index]);
      await page.goto(START);
      await look("empty");
      await page.click("ol.fields a >> nth=0");
      await look("field");

      // The answers of the year before, to what is open and not entered on the page either.
      await named(page, "choice.STR.2.04", "no").check();
      await named(page, "uebernehmen").click();
      await page.waitForLoadState();
      assert.match(page.url(), /\?gespeichert=uebernommen$/);
      assert.ok(await named(page, "choice.STR.1.01", "3").isChecked());
      assert.ok(await named(page, "choice.STR.2.04", "no").isChecked());
      assert.equal(await named(page, "of.STR.2.05").inputValue(), "24");
      assert.equal(await named(page, "uebernehmen").count(), 0);
      await look("taken-over");

      await named(page, `count.${RATE}`).fill("1.234");
      await named(page, "count.STR.2.03").fill("17");
      await next(page);
      await look("mistakes", true);
      await page.click("[role=alert] a >> nth=0");
      const focused = page.locator(`[name="count.${RATE}"]:focus`);
      assert.equal(await focused.inputValue(), "1.234");
      await page.goto(START);
      await look("unfinished", false);

      // Every field in some ways, with script and without; in the others one.
      for (const field of index % 3 === 0 ? stages.fields : stages.fields.slice(0, 1)) {
        await page.goto(`${START}/${field}`);
        await enter(page, field);
        await next(page);
        assert.match(page.url(), /\?gespeichert=1$/, await page.locator("main").innerText());
      }
      await page.goto(`${START}/massnahmen`);
      await look("measures-empty");
      await named(page, "aim.0").fill(stages.measure.aim);
      await next(page);
      await look("measures-mistakes", true);
      await addMeasure(page, 0);
      await page.click("div.actions button:not([name])");
      await look("measures");
      if (options.width === 1280) { // a label of two lines moves no field out of its row
        const ends = await page.locator(".numbers").first().locator("input, select")
          .evaluateAll((fields) => fields.map((field) => field.getBoundingClientRect().bottom));
        assert.equal(ends.length, 3);
        assert.ok(Math.max(...ends) - Math.min(...ends) < 4, ends.join(" "));
      }
      await addMeasure(page, 1);
      await page.click("button[name=entfernen] >> nth=0");
      await page.waitForLoadState();
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
