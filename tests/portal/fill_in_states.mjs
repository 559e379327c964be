// The form on the page in its rarer states and forms: two windows at once, a closed round, dark, in
// forced colours, at 400 %, and with the keyboard alone. How it is started: filler.mjs.

import assert from "node:assert/strict";

import { WIDTHS, ZOOMED, wordsOf } from "./browser.mjs";
import {
  RATE, START, addMeasure, base, language, named, next, signIn, stages, walk,
} from "./filler.mjs";
import { check } from "./tally.mjs";

const TWO = WIDTHS.map((width) =>
  ({ width, language, dark: width === 320, forced: width === 768 }));
const FORMS = [{ language, ...ZOOMED }, { language, width: 1280, dark: true },
               { language, width: 320, forced: true }];
// The first ones take part for the first time, all others did the year before.
const keyOf = (form) => stages.keys[[...TWO, ...FORMS, "keyboard"].indexOf(form)];

for (const options of TWO)
  check(`two windows and other states are fine at ${options.width}`, () =>
    walk(options, async (page, look) => {
      await signIn(page, keyOf(options));
      await page.goto(`${START}/STR`);
      assert.ok(!(await page.locator("main").innerText()).includes(stages.earlier));
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

      for (const place of [`/abgabe/${stages.round}`, "/abgabe"]) {
        await page.goto(base + place);
        assert.ok(await page.locator('main p a[href$="/ausfuellen"]').count() > 0, place);
        await look(place === "/abgabe" ? "draft-at-start" : "draft-in-round");
      }

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
      assert.match(page.url(), new RegExp(`/abgabe/${stages.round}$`));
      await page.goto(`${base}/abgabe/${stages.closed}/ausfuellen`);
      await look("closed");
      await page.goto(`${START}/GIBTESNICHT`);
      await look("no-field", true);
    }));

for (const options of FORMS)
  check(`every kind of page is fine at ${wordsOf(options)}`, () =>
    walk(options, async (page, look) => {
      await signIn(page, keyOf(options));
      await page.goto(START);
      await look("empty");
      await page.goto(`${START}/STR`);
      await look("field");
      const [chosen, other] = [0, 1].map((one) => named(page, `choice.${RATE}`).nth(one));
      assert.ok((await chosen.isChecked()) && !(await other.isChecked()));
      const beside = async () => {
        const { x, y, height } = await chosen.boundingBox();
        return page.screenshot({ clip: { x: x - 8, y, width: 6, height } });
      };
      const [seen, before] = [await chosen.screenshot(), await beside()];
      await named(page, `count.${RATE}`).press("Tab");
      assert.ok(!before.equals(await beside()), "where the focus is is seen");
      await other.check();
      assert.ok(!seen.equals(await chosen.screenshot()), "what is chosen is seen");
      await chosen.check();
      await named(page, `count.${RATE}`).fill("1.234");
      await next(page);
      await look("mistakes", true);
      await named(page, `count.${RATE}`).fill("12,5");
      await next(page);
      await page.goto(`${START}/massnahmen`);
      await addMeasure(page, 0);
      await page.click("div.actions button:not([name])");
      await look("measures");
      await page.goto(START);
      await page.click("button[value=pruefen]");
      await look("check");
    }));

check("a self-check is filled in with the keyboard alone, from signing in to the receipt", () =>
  walk({ language }, async (page, look, visit) => {
    const { keyboard } = page;
    const tab = async (selector) => {
      for (let i = 0; i < 200; i += 1) {
        await keyboard.press("Tab");
        if (await page.evaluate((it) => document.activeElement.matches(it), selector)) return;
      }
      assert.fail(`${selector} cannot be reached`);
    };
    const name = (it) => tab(`[name="${it}"]`);
    const enter = async (selector, address) => {
      await tab(selector);
      await keyboard.press("Enter");
      await page.waitForURL(address);
    };
    const allIsReached = async () => {
      assert.deepEqual(await visit.keyboardProblems(), [], page.url());
      await page.reload();
    };

    await page.goto(`${base}/?lang=${language}`);
    await name("key");
    await keyboard.type(keyOf("keyboard"));
    await keyboard.press("Enter");
    await page.waitForURL(/\/abgabe$/);
    await enter("[href$='/ausfuellen']", START);
    await allIsReached();
    await enter("ol.fields a", /\/ausfuellen\/STR$/);
    await allIsReached();
    await name("choice.STR.1.01");
    await keyboard.press("Space");
    await keyboard.press("ArrowDown");
    await keyboard.press("ArrowDown");
    await name("count.STR.2.03");
    await keyboard.type("17");
    await name("of.STR.2.03");
    await keyboard.type("1000");
    await keyboard.press("Enter"); // saves, and takes nothing over
    await page.waitForURL(/\?gespeichert=1$/);
    assert.ok(await named(page, "choice.STR.1.01", "2").isChecked());
    assert.equal(await named(page, "choice.STR.1.02").and(page.locator(":checked")).count(), 0);
    await enter("[name=uebernehmen]", /\?gespeichert=uebernommen$/);
    assert.ok(await named(page, "choice.STR.1.01", "2").isChecked());
    assert.equal(await named(page, "of.STR.2.03").inputValue(), "1000");
    assert.ok(await named(page, "choice.STR.2.04", "yes").isChecked());
    await enter("[name=weiter]", /\/ADM\?gespeichert=1$/);
    for (const field of stages.fields.slice(2)) await enter("[name=weiter]", new RegExp(`/${field}\\?`));
    await enter("[name=weiter]", /\/massnahmen\?/);
    await allIsReached();
    await name("goal.0");
    await keyboard.press("ArrowDown");
    for (const part of ["aim", "measure", "responsible"]) {
      await name(`${part}.0`);
      await keyboard.type(stages.measure[part]);
    }
    await enter("[name=weiter]", /\/ausfuellen\?gespeichert=1$/);
    await enter("[value=pruefen]", /\/pruefen$/);
    await allIsReached();
    for (let i = await page.locator("textarea").count(); i > 0; i -= 1) {
      await tab("textarea");
      await keyboard.type("Erfunden: so steht es im Haushalt.");
    }
    await enter("form[action$='/abgeben'] button[type=submit]", /\/fassungen\/1$/);
  }));
