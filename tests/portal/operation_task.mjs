// The operator's whole task.
//
//     node operation_task.mjs MODULES KEYS ROUNDS TASK STATES
//
// KEYS is a JSON object with access keys of operators: {"task", "states"}; ROUNDS names an open round
// with something to publish for each way and one more, separated by commas; the others are the addresses of
// daemons: with these rounds, and with runs and releases of every kind.

import assert from "node:assert/strict";

import { LANGUAGES, PATIENCE, waysIn, wordsOf } from "./browser.mjs";
import { PLACES, look, nameOf, signIn, startVisits } from "./operator.mjs";
import { check } from "./tally.mjs";

const [modules, keysText, roundsText, task, states] = process.argv.slice(2);
const keys = JSON.parse(keysText);
const ROUNDS = roundsText.split(",");
const withVisit = await startVisits(modules);

// Each way has a round of its own, named in ROUNDS, so that what one publishes is no news to another.
for (const [index, way] of LANGUAGES.flatMap(waysIn).entries())
  check(`an operator looks around, starts a run and sees it end: ${wordsOf(way)}`, () =>
    withVisit(way, async (visit, words) => {
      const { page } = visit;
      const round = ROUNDS[index];
      const address = `${task}/betrieb/runden/${round}`;
      await page.goto(task);
      await look(visit, "task-sign-in");
      await signIn(visit, task, keys.task);
      await look(visit, "task-start");
      for (const place of PLACES.slice(1)) {
        await page.locator(`.operation-places a[href="${place}"]`).click();
        await page.waitForURL(task + place);
        await look(visit, `task-${nameOf(place)}`);
      }
      await page.locator('.operation-places a[href="/betrieb"]').click();
      await page.getByRole("link", { name: round, exact: true }).first().click();
      await page.waitForURL(address);
      assert.equal(await page.getByText(words.nothing).count(), 1);
      assert.equal(await page.getByText(words.noRuns).count(), 1);
      await look(visit, "task-round");
      await page.getByRole("button", { name: words.start }).click();
      await page.waitForURL(`${address}#laeufe`);
      const waiting = page.getByRole("link", { name: words.waits });
      const end = Date.now() + PATIENCE;
      while (way.script === false && Date.now() < end && (await waiting.count()) > 0) {
        await page.waitForTimeout(100);
        await waiting.click();
        await page.waitForLoadState(); // until then it only begins to arrive
      }
      await page.getByRole("button", { name: words.start }).waitFor();
      await page.waitForLoadState();
      const rows = page.locator('table:has(th:text-is("' + words.requested + '")) tbody tr');
      assert.equal(await rows.count(), 1);
      assert.match(await rows.first().textContent(), words.published);
      assert.equal(await page.getByText(words.nothing).count(), 0); // it shows the release
      await look(visit, "task-ended");
      await page.getByRole("button", { name: words.signOut }).click();
      await page.waitForURL(`${task}/`);
      await look(visit, "task-signed-out");
    }));

check("from sign-in to a run that was started with the keyboard alone", () =>
  withVisit({}, async (visit, words) => {
    const { page } = visit;
    const round = ROUNDS.at(-1);
    await page.goto(task);
    await page.locator("#key").focus(); // typing is no task of the tabulator
    await page.keyboard.type(keys.task);
    await page.keyboard.press("Enter");
    await visit.pressAt(page.getByRole("link", { name: round, exact: true }).first());
    await visit.pressAt(page.getByRole("button", { name: words.start }));
    await page.waitForURL(`${task}/betrieb/runden/${round}#laeufe`);
    await page.getByRole("button", { name: words.start }).waitFor();
    assert.match(await page.locator("#stand table tbody tr").first().textContent(), words.published);
  }));

check("earlier and later lines of the audit are a click away, and none is lost", () =>
  withVisit({}, async (visit) => {
    await signIn(visit, states, keys.states);
    await visit.page.goto(`${states}/betrieb/protokoll`);
    const first = await visit.page.locator("tbody tr").allTextContents();
    assert.equal(first.length, 50);
    await visit.page.getByRole("link", { name: "Frühere Zeilen" }).click();
    await visit.page.waitForLoadState();
    const second = await visit.page.locator("tbody tr").allTextContents();
    assert.equal(second.length, 50);
    await look(visit, "operation-earlier");
    await visit.page.getByRole("link", { name: "Spätere Zeilen" }).click();
    await visit.page.waitForLoadState();
    assert.deepEqual(await visit.page.locator("tbody tr").allTextContents(), first);
  }));

check("an operator's page is seen after at most 4 requests and 60 KB", () =>
  withVisit({}, async (visit) => {
    await signIn(visit, task, keys.task);
    for (const place of [...PLACES, `/betrieb/runden/${ROUNDS[0]}`]) {
      const { requests, bytes } = await visit.firstSight(task + place);
      console.log(`# ${place}: ${requests} requests, ${bytes} bytes without fonts`);
      assert.ok(requests <= 4, `${requests} requests`);
      assert.ok(bytes > 10000 && bytes <= 60000, `${bytes} bytes`);
    }
  }));
