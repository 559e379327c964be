// The director's whole task, and every page of results in every state, in real Chromium.
//
//     node results.mjs MODULES LANGUAGE BASE OLD NEW FRESH DIRECTOR MUNICIPALITY
//
// LANGUAGE is de or en, BASE the daemon's address; OLD, NEW and FRESH are rounds with a final
// release, with provisional ones and with none; DIRECTOR and MUNICIPALITY are access keys.

import assert from "node:assert/strict";
import { after } from "node:test";

import { startBrowser, waysIn, wordsOf } from "./browser.mjs";
import { check } from "./tally.mjs";

const [modules, language, base, old, fresh, empty, director, municipality] = process.argv.slice(2);
const browser = await startBrowser(modules, process.env.WELTOFFEND_SHOTS);
after(() => browser.close());

const THREE = "group=all&group=band-2&group=band-3";
const PAGES = {
  "/ergebnisse": 200,
  [`/ergebnisse/${fresh}`]: 200,
  [`/ergebnisse/${empty}`]: 200,
  [`/ergebnisse/${old}/2`]: 200,
  [`/ergebnisse/${old}/2?${THREE}`]: 200,
  [`/ergebnisse/${fresh}/1?group=land-01`]: 200,
  [`/ergebnisse/${old}/2/kennzahl/STR.1.04%40band-3`]: 200,
  [`/ergebnisse/${old}/2/kennzahl/STR%40band-3`]: 200,
  [`/ergebnisse/${old}/2/kennzahl/STR.1.01%40land-01`]: 200,
  [`/ergebnisse/${fresh}/2/aenderungen`]: 200,
  [`/ergebnisse/${old}/1/aenderungen`]: 200,
  [`/ergebnisse/${old}/2/methoden`]: 200,
  "/ergebnisse/entwicklung": 200,
  "/ergebnisse/entwicklung?indicator=STR.2.01&group=all": 200,
  "/ergebnisse/entwicklung?goal=STR.3&group=all": 200,
  [`/ergebnisse/${old}/9`]: 404,
  [`/abgabe/${old}/position`]: 403,
};
const OWN = { [`/ergebnisse/${fresh}`]: 200 };
const SOME = { [`/ergebnisse/${old}/2?${THREE}`]: 200,
               "/ergebnisse/entwicklung?goal=STR.3&group=all": 200 };
const REQUESTS_MAX = 4;
const BYTES_MAX = 60000;

const signIn = async (visit, key) => {
  await visit.page.goto(`${base}/`);
  await visit.page.fill("#key", key);
  await visit.page.click("main button[type=submit]");
};

// What every first sight of a page takes beside the document: the three files it names.
const measureFiles = async () => {
  const page = await (await fetch(`${base}/`)).text();
  const files = [...page.matchAll(/(?:href|src)="(\/static\/[^"]+)"/g)].map(([, path]) => path);
  const sizes = await Promise.all(files.map(async (path) => {
    const reply = await fetch(base + path, { headers: { "Accept-Encoding": "gzip" } });
    return Number(reply.headers.get("content-length"));
  }));
  return { count: files.length, bytes: sizes.reduce((sum, size) => sum + size, 0) };
};
const files = await measureFiles();
let largest = 0;

const look = async (visit, path, status) => {
  visit.requests = [];
  const response = await visit.page.goto(base + path);
  assert.equal(response.status(), status, path);
  assert.deepEqual(await visit.problems(), [], path);
  const { responseBodySize, responseHeadersSize } = await response.request().sizes();
  const bytes = responseBodySize + responseHeadersSize + files.bytes;
  assert.ok(1 + files.count <= REQUESTS_MAX, `${1 + files.count} requests`);
  assert.ok(bytes <= BYTES_MAX, `${path}: ${bytes} bytes`);
  largest = Math.max(largest, bytes);
  await visit.shot(path.replace(/[^a-z0-9]+/gi, "-").replace(/^-/, ""));
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
  check(`the director's pages are fine at ${words}`, () => lookAtAll(director, PAGES, way));
  check(`a municipality's results are fine at ${words}`, () => lookAtAll(municipality, OWN, way));
}
for (const form of [{ dark: true }, { forced: true }])
  check(`the pages are fine with ${Object.keys(form)} and ${language}`, () =>
    lookAtAll(director, SOME, { width: 1280, language, ...form }));

const WORDS = {
  de: { round: `Erhebungsrunde ${old}`, release: "Veröffentlichung 2", show: "Anzeigen",
        second: "Gruppe 2", why: "Zahlen und was sie bedeuten", file: "CSV", methods: "Methoden",
        newest: "Neueste Ergebnisse: Veröffentlichung 2" },
  en: { round: `Round ${old}`, release: "Release 2", show: "Show", second: "Group 2",
        why: "Numbers and what they mean", file: "CSV", methods: "Methods",
        newest: "Newest results: release 2" },
};

// From the sign-in to a figure that is explained and to a file.
const task = async (options) => {
  const visit = await browser.visit(options);
  const words = WORDS[options.language];
  try {
    await signIn(visit, director);
    await visit.page.getByRole("link", { name: words.round, exact: true }).click();
    await visit.page.getByRole("link", { name: words.newest }).click();
    await visit.page.getByLabel(words.second).selectOption("band-3");
    await visit.page.getByRole("button", { name: words.show }).click();
    assert.match(visit.page.url(), new RegExp(`/ergebnisse/${old}/2\\?group=all&group=band-3$`));
    const cell = visit.page.locator("table.figures tbody td.n a").nth(20);
    const number = await cell.textContent();
    await cell.click();
    await visit.page.getByRole("heading", { name: words.why }).waitFor();
    const bare = number.replace(/[^0-9.,\u2212]/g, "");
    assert.ok((await visit.page.locator("main").textContent()).includes(bare), number);
    await visit.page.getByRole("link", { name: words.release, exact: true }).click();
    const [file] = await Promise.all([
      visit.page.waitForEvent("download"),
      visit.page.getByRole("link", { name: words.file, exact: true }).click(),
    ]);
    assert.equal(file.suggestedFilename(), `benchmark-${old}-2.csv`);
    await visit.page.getByRole("link", { name: words.methods, exact: true }).click();
    assert.match(visit.page.url(), /\/methoden$/);
    assert.deepEqual(visit.told, []);
  } finally {
    await visit.close();
  }
};
for (const script of [true, false])
  check(`a director finds a figure, its explanation and a file: ${language}, script ${script}`,
    () => task({ width: 1280, language, script }));

check("the largest page stays within what a first sight may take", () => {
  console.log(`# largest: ${largest} bytes with ${files.count} files of ${files.bytes}`);
  assert.ok(largest > files.bytes && largest <= BYTES_MAX);
});
