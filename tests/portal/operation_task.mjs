// The operator's whole task.
//
//     node operation_task.mjs MODULES KEYS TASK STATES
//
// KEYS is a JSON object with access keys of operators: {"task", "states"}; the others are the addresses
// of daemons: with an open round, and with runs and releases of every kind.

import assert from "node:assert/strict";

import { LANGUAGES } from "./browser.mjs";
import { PLACES, look, nameOf, signIn, startVisits } from "./operator.mjs";
import { check } from "./tally.mjs";

const [modules, keysText, task, states] = process.argv.slice(2);
const keys = JSON.parse(keysText);
const withVisit = await startVisits(modules);

// The task has a run in it, so the widths share one.
for (const language of LANGUAGES)
  for (const script of [true, false])
    check(`an operator looks around, starts a run and sees it end, in ${language}, ${
      script ? "with" : "without"} script`, () =>
      withVisit({ language, script }, async (visit, words) => {
        await signIn(visit, task, keys.task);
        for (const place of PLACES.slice(1)) {
          await visit.page.locator(`.operation-places a[href="${place}"]`).click();
          await visit.page.waitForURL(task + place);
          await look(visit, `task-${nameOf(place)}`);
        }
        await visit.page.locator('.operation-places a[href="/betrieb"]').click();
        await visit.page.getByRole("link", { name: "2026", exact: true }).first().click();
        await visit.page.waitForURL(`${task}/betrieb/2026`);
        const rows = visit.page.locator('section:has(th:text-is("' + words.requested + '")) tbody tr');
        const before = await rows.count();
        await visit.page.getByRole("button", { name: words.start }).click();
        await visit.page.waitForURL(`${task}/betrieb/2026#laeufe`);
        const waiting = visit.page.getByRole("link", { name: words.waits });
        for (let i = 0; i < 50 && !script && (await waiting.count()) > 0; i++) {
          await visit.page.waitForTimeout(200);
          await waiting.click();
        }
        await visit.page.getByRole("button", { name: words.start }).waitFor({ timeout: 20000 });
        assert.equal(await rows.count(), before + 1);
        assert.match(await rows.first().textContent(), words.over);
        assert.equal(await visit.page.getByText(words.nothing).count(), 0); // it shows the release
        await look(visit, "task-ended");
      }));

check("earlier and later lines of the audit are a click away, and none is lost", () =>
  withVisit({}, async (visit) => {
    await signIn(visit, states, keys.states);
    await visit.page.goto(`${states}/betrieb/protokoll`);
    const first = await visit.page.locator("tbody tr").allTextContents();
    assert.equal(first.length, 50);
    await visit.page.getByRole("link", { name: "Frühere Zeilen" }).click();
    const second = await visit.page.locator("tbody tr").allTextContents();
    assert.equal(second.length, 50);
    await look(visit, "operation-earlier");
    await visit.page.getByRole("link", { name: "Spätere Zeilen" }).click();
    assert.deepEqual(await visit.page.locator("tbody tr").allTextContents(), first);
  }));

check("an operator's page is seen after at most 4 requests and 60 KB", () =>
  withVisit({}, async (visit) => {
    await signIn(visit, task, keys.task);
    const cookies = await visit.context.cookies();
    for (const place of PLACES)
      await withVisit({}, async (first) => { // a browser that has nothing of ours but the cookie
        await first.context.addCookies(cookies);
        await first.page.goto(task + place, { waitUntil: "networkidle" });
        const { requests, bytes } = await first.cost();
        console.log(`${place}: ${requests} requests, ${bytes} bytes without fonts`);
        assert.ok(requests <= 4, `${requests} requests`);
        assert.ok(bytes > 10000 && bytes <= 60000, `${bytes} bytes`);
      });
  }));
