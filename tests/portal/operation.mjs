// The operator's pages in every state.
//
//     node operation.mjs MODULES KEYS EMPTY STATES AWAY
//
// KEYS is a JSON object with access keys of operators: {"empty", "states"}; the others are the addresses
// of daemons: without any round, with runs and releases of every kind, and without a database.

import assert from "node:assert/strict";

import { LANGUAGES, ZOOMED, waysIn, wordsOf } from "./browser.mjs";
import { PLACES, nameOf, open, signIn, startVisits } from "./operator.mjs";
import { check } from "./tally.mjs";

const [modules, keysText, empty, states, away] = process.argv.slice(2);
const keys = JSON.parse(keysText);
const withVisit = await startVisits(modules);
const KINDS = [...PLACES, "/betrieb/runden/moving"]; // one page of each kind

for (const way of LANGUAGES.flatMap(waysIn))
  check(`every page in every state is fine: ${wordsOf(way)}`, () =>
    withVisit(way, async (visit) => {
      await signIn(visit, empty, keys.empty);
      for (const place of PLACES) await open(visit, empty + place, `empty-${nameOf(place)}`);
      await open(visit, `${empty}/betrieb/runden/2026`, "operation-no-round", 404);
      await signIn(visit, states, keys.states);
      for (const place of [...KINDS, "/betrieb/runden/nobody"])
        await open(visit, states + place, nameOf(place));
      await open(visit, `${states}/betrieb/protokoll?action=run-requested`, "operation-filtered");
      await open(visit, `${states}/betrieb/protokoll?municipality=99999`, "operation-filter", 400);
      await open(visit, `${away}/betrieb`, "operation-away", 503);
    }));

for (const form of [ZOOMED, { width: 320, dark: true }, { width: 1280, forced: true }])
  check(`the pages are fine with ${JSON.stringify(form)}`, () =>
    withVisit(form, async (visit) => {
      await signIn(visit, states, keys.states);
      for (const place of KINDS) await open(visit, states + place, nameOf(place));
    }));

check("signs are seen with forced colours, on whatever ground", () =>
  withVisit({ forced: true }, async (visit) => {
    await signIn(visit, states, keys.states);
    const colours = await visit.page.evaluate(() => {
      document.body.style.color = "CanvasText";
      return [getComputedStyle(document.body).color, ...new Set([...document.querySelectorAll(
        ".kern-icon")].map((icon) => getComputedStyle(icon).backgroundColor))];
    });
    assert.equal(colours.length, 2);
    assert.equal(colours[1], colours[0]);
  }));

check("a round that has not begun says how to open it", () => // else it looks like any other
  withVisit({}, async (visit) => {
    await signIn(visit, states, keys.states);
    await open(visit, `${states}/betrieb/runden/planned`, "operation-planned");
    await visit.page.getByText("weltoffenctl round open planned").waitFor();
  }));

for (const language of LANGUAGES)
  check(`the pages can be used with the keyboard alone, in ${language}`, () =>
    withVisit({ language }, async (visit) => {
      await signIn(visit, states, keys.states);
      for (const place of KINDS) {
        await visit.page.goto(states + place);
        assert.deepEqual(await visit.keyboardProblems(), [], place);
      }
    }));

// What is wider than its place, whether or not the page scrolls because of it.
const cutOff = (page) => page.evaluate(() =>
  [...document.querySelectorAll("main *")].filter((element) => {
    const box = element.getBoundingClientRect();
    const isSeen = box.width > 1 && getComputedStyle(element).clipPath === "none" &&
                   !element.closest("thead, .kern-sr-only");
    return isSeen && (box.right > document.documentElement.clientWidth + 1 ||
                      (element.scrollWidth > element.clientWidth + 1 && element.clientWidth > 0));
  }).map((element) => element.outerHTML.slice(0, 120)));

for (const form of [{ width: 320 }, ZOOMED, { width: 768 }, { width: 1040 }, { width: 1280 }])
  check(`no cell is cut off or has to be scrolled sideways with ${JSON.stringify(form)}`, () =>
    withVisit({ language: "de", ...form }, async (visit) => {
      await signIn(visit, states, keys.states);
      for (const place of KINDS) {
        await visit.page.goto(states + place);
        await visit.page.evaluate(() => document.querySelectorAll("details").forEach(
          (element) => { element.open = true; }));
        assert.deepEqual(await cutOff(visit.page), [], place);
      }
    }));

check("what is cut off is seen", () =>
  withVisit({ width: 320 }, async (visit) => {
    await signIn(visit, states, keys.states);
    await visit.page.evaluate(() => document.querySelectorAll(".records").forEach(
      (table) => table.classList.remove("records")));
    assert.notDeepEqual(await cutOff(visit.page), []);
  }));

// On paper a page is its content alone, and a table a table.
check("on paper there is no navigation, and nothing is wider than the sheet", () =>
  withVisit({ width: 718 }, async (visit) => { // A4 without margins of 10 mm
    await signIn(visit, states, keys.states);
    await visit.page.emulateMedia({ media: "print" });
    for (const place of KINDS) {
      await visit.page.goto(states + place);
      for (const gone of [".site-header nav", ".operation-places", ".site-footer", "main form",
                          ".sign-out", ".skip"])
        assert.equal(await visit.page.locator(gone).filter({ visible: true }).count(), 0, gone);
      assert.ok(await visit.page.locator("h1").isVisible());
      assert.deepEqual(await cutOff(visit.page), [], place);
      await visit.shot(`print-${nameOf(place)}`);
    }
    assert.equal(await visit.page.locator("table tbody tr").first().evaluate(
      (row) => getComputedStyle(row).display), "table-row");
  }));

check("nothing moves for who wants no motion, whatever a style sheet says", () =>
  withVisit({}, async (visit) => {
    await signIn(visit, states, keys.states);
    for (const [reducedMotion, isMoving] of [["reduce", false], ["no-preference", true]]) {
      await visit.page.emulateMedia({ reducedMotion });
      await visit.page.goto(`${states}/betrieb/protokoll`);
      const moving = await visit.page.evaluate(() => {
        document.querySelector("h1").style.transition = "color 1s"; // so that something would move
        return [...document.querySelectorAll("*")].filter((element) =>
          [null, "::before", "::after"].some((part) => {
            const { animationName, transitionDuration } = getComputedStyle(element, part);
            return animationName !== "none" || /[1-9]/.test(transitionDuration);
          })).map((element) => element.outerHTML.slice(0, 80));
      });
      assert.equal(moving.length > 0, isMoving, `${reducedMotion}: ${moving}`);
    }
  }));
