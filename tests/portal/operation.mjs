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
        assert.deepEqual(await visit.spacingProblems(), [], place);
      }
    }));

// Each rule finds what is planted for it.
check("what is hidden, clipped or shows no focus is found", () =>
  withVisit({}, async (visit) => {
    const { page } = visit;
    await signIn(visit, states, keys.states);
    const plant = (style, text) => page.evaluate(([given, words]) => {
      document.querySelectorAll(".planted").forEach((old) => old.remove());
      for (let i = 0; i < 2; i += 1) {
        const link = document.createElement("a");
        Object.assign(link, { href: "/betrieb", textContent: words, className: "planted" });
        for (const [name, value] of Object.entries(given)) link.style.setProperty(name, value, "important");
        document.querySelector("main").prepend(link);
      }
    }, [style, text]);
    await plant({ outline: "2px solid", "box-shadow": "none" }, "planted");
    assert.match((await visit.keyboardProblems()).join(), /focus not shown: [^,]*planted/);
    await plant({ position: "relative", "z-index": "-1" }, "planted");
    await page.evaluate(() => {
      const cover = document.createElement("div");
      Object.assign(cover.style, { position: "fixed", inset: 0, background: "white" });
      cover.className = "planted";
      document.body.append(cover);
    });
    assert.match((await visit.keyboardProblems()).join(), /hidden behind something: [^,]*planted/);
    await plant({ display: "block", overflow: "hidden", height: "1.2em", width: "20em" }, "planted");
    assert.match((await visit.spacingProblems()).join(), /spacing: [^,]*planted/);
  }));

// WCAG 2.2, 2.5.8. axe exempts a target that has room around it or stands in a sentence, and takes links
// to one address for one target.
check("targets that are too small and too close to others are found", () =>
  withVisit({ width: 320 }, async (visit) => {
    await signIn(visit, states, keys.states);
    const found = async (...addresses) => {
      await visit.page.goto(`${states}/betrieb/zustand`);
      await visit.page.evaluate((all) => {
        const line = document.createElement("p");
        for (const href of all)
          line.append(Object.assign(document.createElement("a"), { href, textContent: "x" }));
        document.querySelector("main").prepend(line);
      }, addresses);
      return (await visit.problems()).filter((problem) => problem.startsWith("axe: target-size: "));
    };
    assert.equal((await found("/a", "/b")).length, 1);
    assert.deepEqual(await found("/a", "/a"), []);
    assert.deepEqual(await found("/a"), []);
  }));

// The page is the daemon's own; how far the run is, and that it has ended, is told here.
check("a run is followed without a navigation, also past a service that is away", () =>
  withVisit({}, async (visit) => {
    const { page } = visit;
    const address = `${states}/betrieb/runden/moving`;
    await signIn(visit, states, keys.states);
    const at = (percent) => (text) =>
      text.replaceAll("40 %", `${percent} %`).replaceAll('value="40"', `value="${percent}"`);
    const answers = [
      at(60), null, "lost", at(80),
      (text) => at(80)(text).replace(' data-reload="2"', "")
        .replace(/(role="status">)[^]*?<\/p>/, "$1Ende</p>"),
    ];
    let asked = 0;
    await page.route(address, async (route) => {
      if (route.request().isNavigationRequest()) return route.continue();
      const answer = answers[Math.min(asked++, answers.length - 1)];
      if (answer === "lost") return route.abort("connectionrefused");
      if (!answer) return route.fulfill({ status: 503, headers: { "Retry-After": "1" }, body: "" });
      const response = await route.fetch();
      return route.fulfill({ response, body: answer(await response.text()) });
    });
    await page.goto(address);
    const focused = page.locator("#stand table a").first();
    await focused.focus();
    await page.evaluate(() => {
      globalThis.isSamePage = true;
      globalThis.said = [];
      const status = document.querySelector("#stand [role=status]");
      new MutationObserver(() => globalThis.said.push(status.textContent)).observe(
        status, { childList: true, characterData: true, subtree: true });
    });
    const bar = page.locator("#stand progress").first();
    for (const percent of ["60", "80"]) {
      await page.locator(`#stand progress[value="${percent}"]`).first().waitFor();
      assert.match(await bar.evaluate((element) => element.parentElement.textContent),
                   new RegExp(`${percent} %`));
      assert.ok(await focused.evaluate((element) => element === document.activeElement));
    }
    await page.locator("#stand:not([data-reload])").waitFor();
    assert.deepEqual(await page.evaluate(() => [globalThis.isSamePage, globalThis.said]),
                     [true, ["Ende"]]); // said once, at the end, by the status that was there
    assert.ok(await focused.evaluate((element) => element === document.activeElement));
    await page.waitForTimeout(3000);
    assert.equal(asked, answers.length); // and then it rests
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
