// The director's whole task, and every page of results in every state, in real Chromium.
//
//     node results.mjs MODULES LANGUAGE BASE OLD NEW FRESH DIRECTOR MUNICIPALITY AWAY OPERATOR
//
// LANGUAGE is de or en, BASE the daemon's address; OLD, NEW and FRESH are rounds with a final
// release, with provisional ones and with none; DIRECTOR, MUNICIPALITY and OPERATOR are access keys; AWAY is
// the address of a daemon without a database.

import assert from "node:assert/strict";
import { stat } from "node:fs/promises";
import { after } from "node:test";

import { ZOOMED, startBrowser, waysIn, wordsOf } from "./browser.mjs";
import { check } from "./tally.mjs";

const [modules, language, base, old, fresh, empty, director, municipality, away, operator] =
  process.argv.slice(2);
const browser = await startBrowser(modules, process.env.WELTOFFEND_SHOTS);
after(() => browser.close());

const THREE = "group=all&group=band-2&group=band-3";
const TREND = "/ergebnisse/entwicklung";
// What the task does not pass: each is looked at in every width.
const ASIDE = {
  [`/ergebnisse/${empty}`]: 200,
  [`/ergebnisse/${fresh}/1?group=land-01`]: 200,
  [`/ergebnisse/${old}/2/kennzahl/STR%40band-3`]: 200,
  [`/ergebnisse/${old}/2/kennzahl/STR.1.01%40land-01`]: 200,
  [`/ergebnisse/${old}/1/aenderungen`]: 200,
  [`${TREND}?indicator=STR.2.01&group=all`]: 200,
};
const ERRORS = {
  [`/ergebnisse/${old}/2?year=2025`]: 400,
  [`/abgabe/${old}/position`]: 403,
  [`/ergebnisse/${old}/9`]: 404,
  [`/ergebnisse/${old}/2?group=nobody`]: 404,
  [`${away}/ergebnisse/${old}/2`]: 503,
};
// One of each kind, for what does not depend on its content.
const KINDS = {
  "/ergebnisse": 200,
  [`/ergebnisse/${fresh}`]: 200,
  [`/ergebnisse/${old}/2`]: 200,
  [`/ergebnisse/${old}/2/kennzahl/STR.1.04%40band-3`]: 200,
  [`/ergebnisse/${fresh}/2/aenderungen`]: 200,
  [`/ergebnisse/${old}/2/methoden`]: 200,
  [`${TREND}?goal=STR.3&group=all`]: 200,
  [`/ergebnisse/${old}/9`]: 404,
};
// States that differ in what they say: each is looked at once.
const STATES = {
  [`/ergebnisse/${fresh}/2`]: 200, // a change waits
  [`/ergebnisse/${old}/2/kennzahl/STR.1%23measures%40all`]: 200,
  [`/ergebnisse/${old}/2/kennzahl/whole%40all`]: 200,
  [`/ergebnisse/${old}/2/kennzahl/STR.1.02%40all`]: 200, // yes or no
  [`/ergebnisse/${old}/2/kennzahl/STR.2.02%40all`]: 200, // a rate
  [`/ergebnisse/${fresh}/2/aenderungen?group=band-3`]: 200,
  [`/ergebnisse/${fresh}/2/aenderungen?group=land-16`]: 200,
  [`${TREND}?indicator=STR.1.04&group=band-3`]: 200, // suppressed
  [`${TREND}?indicator=COM.1.04&group=all`]: 200, // not asked before
  [`${TREND}?field=STR&group=all`]: 200,
  [`${TREND}?goal=NIX`]: 404,
  "/ergebnisse/2098": 200, // planned
  "/ergebnisse/niemand": 200,
  "/ergebnisse?page=9": 200,
};
const OPERATORS = { "/ergebnisse": 200, "/ergebnisse/2026-sonder": 200, "/ergebnisse/2026-sonder/1": 200 };
const OWN = { [`/ergebnisse/${fresh}`]: 200 };
const REQUESTS_MAX = 4;
const BYTES_MAX = 60000; // with the headers

const signIn = (visit, key) => visit.signIn(base, key);

// Everything that can be wrong with the page that is shown now.
const judge = async (visit, name = new URL(visit.page.url()).pathname) => {
  assert.deepEqual(await visit.problems(), [], name);
  await visit.shot(name.replace(/[^a-z0-9]+/gi, "-").replace(/^-/, ""));
};

const look = async (visit, path, status) => {
  const response = await visit.page.goto(new URL(path, base).href);
  assert.equal(response.status(), status, path);
  await judge(visit, path.startsWith(away) ? `away-${path.slice(away.length)}` : path);
};

const lookAtAll = async (key, pages, options) => {
  const visit = await browser.visit(options);
  try {
    await signIn(visit, key);
    for (const [path, status] of Object.entries(pages)) await look(visit, path, status);
  } finally {
    await visit.close();
  }
};

for (const way of waysIn(language)) {
  const words = wordsOf(way);
  check(`a municipality's results are fine at ${words}`, () => lookAtAll(municipality, OWN, way));
}

const WORDS = {
  de: { taking: "34 von 40 Kommunen haben abgegeben", round: `Erhebungsrunde ${fresh}`,
        absent: "Noch nicht abgegeben: 6", newest: "Neueste Ergebnisse: Veröffentlichung 2",
        results: "Ergebnisse", oldRound: `Erhebungsrunde ${old}`, release: "Veröffentlichung 2",
        show: "Anzeigen", second: "Gruppe 2", why: "Zahlen und was sie bedeuten",
        band: "mittlere 50\u202f%, gemittelt", withheld: "zurückgehalten",
        refused: "Diese Kennzahl wird nicht gezeigt", larger: "Alle Kommunen",
        methods: "Methoden", history: "Verlauf der Runde", change: "Änderungen ansehen",
        causes: "Ursachen", files: "Dateien zum Herunterladen",
        trend: "Entwicklung über die Runden", subject: "Handlungsfeld, Ziel oder Indikator",
        goal: "Ziel: Entwicklung und Wirkung werden beobachtet und berichtet",
        broken: "Bruch: mit der Runde davor nicht vergleichbar" },
  en: { taking: "34 of 40 municipalities have handed in", round: `Round ${fresh}`,
        absent: "Not handed in yet: 6", newest: "Newest results: release 2",
        results: "Results", oldRound: `Round ${old}`, release: "Release 2",
        show: "Show", second: "Group 2", why: "Numbers and what they mean",
        band: "Middle 50%, averaged", withheld: "withheld",
        refused: "This figure is not shown", larger: "All municipalities",
        methods: "Methods", history: "History of the round", change: "See the changes",
        causes: "Causes", files: "Files to download",
        trend: "Development over the rounds", subject: "Field of action, goal or indicator",
        goal: "Goal: Development and effect are monitored and reported",
        broken: "Break: cannot be compared with the round before" },
};
const FILES = { xlsx: ".xlsx", "csv-excel-de": "-excel-de.csv", csv: ".csv",
                "sdmx-csv": "-sdmx.csv", json: ".json", dcat: "-dcat.jsonld" };

// A click waits until the next page begins to arrive; what is on it is there when it has been loaded.
const click = async ({ page }, place) => {
  await place.click();
  await page.waitForLoadState();
};
const follow = (visit, name) =>
  click(visit, visit.page.getByRole("link", { name, exact: true }).first());
const says = async (visit, ...texts) => {
  const main = await visit.page.locator("main").textContent();
  for (const text of texts) assert.ok(main.includes(text), `${text} in ${visit.page.url()}`);
};
const content = (visit) => visit.page.locator("main").innerHTML();

// Who takes part, until when, and what came of it.
const seeParticipation = async (visit, words) => {
  await judge(visit);
  await says(visit, words.taking);
  assert.ok(await visit.page.locator("svg.chart-progress").first().isVisible());
  await follow(visit, words.round);
  await says(visit, words.taking, words.absent);
  await visit.page.getByText(words.absent).click();
  await judge(visit);
};

// There is room above a goal's first row alone, so that it stands out; where cells stand one below
// the other there is none.
const seeRoom = async (visit) => {
  const goals = await visit.page.locator("table.figures tbody + tbody").evaluateAll((bodies) =>
    bodies.map((body) => [...body.rows].map((row) =>
      Math.max(...[...row.cells].map((cell) => parseFloat(getComputedStyle(cell).paddingTop))))));
  const isNarrow = visit.page.viewportSize().width <= 960;
  assert.ok(goals.length > 1);
  for (const [first, ...others] of goals) {
    assert.equal(first > 16, !isNarrow);
    for (const room of others) assert.ok(room <= 8, String(room));
  }
};

// The release with its radar, groups side by side, and the address that can be shared.
const seeRelease = async (visit, words) => {
  await follow(visit, words.results);
  await follow(visit, words.oldRound);
  await follow(visit, words.newest);
  assert.ok(await visit.page.locator("svg.chart-radar").isVisible());
  await says(visit, words.band);
  await judge(visit);
  await visit.page.getByLabel(words.second).selectOption("band-2");
  await click(visit, visit.page.getByRole("button", { name: words.show }));
  assert.match(visit.page.url(), new RegExp(`/ergebnisse/${old}/2\\?group=all&group=band-2$`));
  await seeRoom(visit);
  await judge(visit, `/ergebnisse/${old}/2?two`);
};

// A number leads to its explanation, one that is withheld to the larger group.
const seeFigures = async (visit, words) => {
  const shared = visit.page.url();
  const cell = visit.page.locator("table.figures tbody td.n a").nth(30);
  const number = (await cell.textContent()).replace(/[^0-9.,\u2212]/g, "");
  await click(visit, cell);
  await visit.page.getByRole("heading", { name: words.why }).waitFor();
  await says(visit, number);
  await judge(visit, "/figure");
  await visit.page.goto(shared);
  await click(visit, visit.page.locator("td.refused a", { hasText: words.withheld }).first());
  await visit.page.getByText(words.refused).waitFor();
  await judge(visit, "/figure-withheld");
  await click(visit, visit.page.locator(".kern-alert").getByRole("link", { name: words.larger }));
  assert.match(visit.page.url(), /%40all$/);
  await visit.page.getByRole("heading", { name: words.why }).waitFor();
  await follow(visit, words.release);
};

const download = async (visit, form) => {
  const [file] = await Promise.all([
    visit.page.waitForEvent("download"),
    visit.page.locator(`a[href$="/datei/${form}"]`).click(),
  ]);
  assert.equal(file.suggestedFilename(), `benchmark-${old}-2${FILES[form]}`);
  assert.ok((await stat(await file.path())).size > 1000, form);
};

const seeTheRest = async (visit, words) => {
  await follow(visit, words.files);
  for (const form of Object.keys(FILES)) await download(visit, form);
  await follow(visit, words.methods);
  await says(visit, words.withheld);
  await judge(visit);
  await follow(visit, words.release);
  await follow(visit, words.history);
  await judge(visit);
  await click(visit, visit.page.getByRole("link", { name: words.change }).first());
  await says(visit, words.causes);
  await judge(visit);
  await follow(visit, words.results);
  await follow(visit, words.trend);
  await judge(visit, `${TREND}-empty`);
  await visit.page.getByLabel(words.subject).selectOption({ label: words.goal });
  await click(visit, visit.page.getByRole("button", { name: words.show }));
  assert.match(visit.page.url(), /\/entwicklung\?goal=STR\.3&group=all$/);
  await says(visit, words.broken);
  assert.ok(await visit.page.locator("svg.chart-trend").isVisible());
  await judge(visit);
};

// Somebody else opens the address that was shared: the same, word for word.
const share = async (options, address, wanted) => {
  const visit = await browser.visit(options);
  try {
    await signIn(visit, municipality);
    await visit.page.goto(address);
    assert.equal(await content(visit), wanted);
  } finally {
    await visit.close();
  }
};

const task = async (options) => {
  const visit = await browser.visit(options);
  const words = WORDS[options.language];
  try {
    await signIn(visit, director);
    await seeParticipation(visit, words);
    await seeRelease(visit, words);
    const [address, shown] = [visit.page.url(), await content(visit)];
    await seeFigures(visit, words);
    await seeTheRest(visit, words);
    assert.deepEqual(visit.told, []);
    await share(options, address, shown);
  } finally {
    await visit.close();
  }
};

for (const way of waysIn(language)) {
  const words = wordsOf(way);
  check(`the director's whole task at ${words}`, () => task(way));
  if (way.script || way.width === 320)
    check(`what the task does not pass is fine at ${words}`, () =>
      lookAtAll(director, { ...ASIDE, ...ERRORS }, way));
}
check(`what pages can say besides is fine in ${language}`, async () => {
  await lookAtAll(director, STATES, { width: 320, language });
  await lookAtAll(operator, OPERATORS, { width: 320, language });
});
check(`three groups are fine side by side in ${language}`, () =>
  lookAtAll(director, { [`/ergebnisse/${old}/2?${THREE}`]: 200 }, { width: 1280, language }));
for (const form of [{ width: 1280, dark: true }, { width: 320, forced: true }, ZOOMED])
  check(`each kind of page is fine: ${wordsOf({ language, ...form })}`, () =>
    lookAtAll(director, KINDS, { language, ...form }));

check(`each kind of page can be used with the keyboard alone in ${language}`, async () => {
  const visit = await browser.visit({ width: 1280, language });
  await signIn(visit, director);
  for (const path of Object.keys(KINDS)) {
    await visit.page.goto(base + path);
    assert.deepEqual(await visit.keyboardProblems(), [], path);
    assert.deepEqual(await visit.spacingProblems(), [], path);
  }
  await visit.close();
});

check("a release prints as a report", async () => {
  const visit = await browser.visit({ language });
  await signIn(visit, director);
  await visit.page.goto(`${base}/ergebnisse/${old}/2`);
  const pdf = await visit.page.pdf({ format: "A4" });
  const pages = (pdf.toString("latin1").match(/\/Type\s*\/Page\b/g) ?? []).length;
  assert.ok(pages >= 3 && pages <= 10, `${pages} pages`);
  await visit.close();
});

check("a page is seen after at most 4 requests and 60 KB", async () => {
  const visit = await browser.visit({ language });
  await signIn(visit, director);
  for (const path of [...Object.keys(KINDS), `/ergebnisse/${old}/2?${THREE}`]) {
    const { requests, bytes } = await visit.firstSight(base + path);
    console.log(`# ${path}: ${requests} requests, ${bytes} bytes`);
    assert.ok(requests <= REQUESTS_MAX, `${path}: ${requests} requests`);
    assert.ok(bytes > 10000 && bytes <= BYTES_MAX, `${path}: ${bytes} bytes`);
  }
  await visit.close();
});

check("from sign-in to a figure, its explanation and a file with the keyboard alone", async () => {
  const visit = await browser.visit({ language });
  const { page } = visit;
  const words = WORDS[language];
  const link = (name) => page.getByRole("link", { name, exact: true }).first();
  await page.goto(base);
  await page.locator("#key").focus(); // typing is no task of the tabulator
  await page.keyboard.type(director);
  await page.keyboard.press("Enter");
  await visit.pressAt(link(words.oldRound));
  await page.waitForURL(`${base}/ergebnisse/${old}`); // the page before has such a link as well
  await visit.pressAt(link(words.newest));
  await visit.pressAt(page.locator("table.figures:not(.compact) tbody td.n a").first());
  await page.getByRole("heading", { name: words.why }).waitFor();
  await visit.pressAt(link(words.release));
  const [file] = await Promise.all([page.waitForEvent("download"),
                                    visit.pressAt(page.locator('a[href$="/datei/xlsx"]'))]);
  assert.equal(file.suggestedFilename(), `benchmark-${old}-2.xlsx`);
  await visit.close();
});
