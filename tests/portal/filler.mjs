// What somebody does who fills a self-check in on the page, and what she is given to do it with.
//
//     node fill_in.mjs, fill_in_states.mjs MODULES BASE STAGES LANGUAGE
//
// STAGES is a JSON file of the Python test that starts this (tests/support/fill_in_look.py):
// keys and rounds, the fields of the catalogue, and what to enter into them.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after } from "node:test";

import { startBrowser } from "./browser.mjs";

const [modules, address, file, asked] = process.argv.slice(2);
export const base = address;
export const language = asked;
export const stages = JSON.parse(readFileSync(file, "utf8"));
export const START = `${base}/abgabe/${stages.round}/ausfuellen`;
export const RATE = "STR.2.02";

const browser = await startBrowser(modules, process.env.WELTOFFEND_SHOTS);
after(() => browser.close());

const FINDS = /^(Fehler|Error): /;

// Opens the pages in one form; look() says what is wrong with the page as it is then.
export const walk = async (options, body) => {
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

export const signIn = async (page, key) => {
  await page.goto(base);
  await page.fill("#key", key);
  await page.click("main button[type=submit]");
};

export const next = (page) => page.click("button[name=weiter]");

export const named = (page, name, value) =>
  page.locator(`[name="${name}"]${value === undefined ? "" : `[value="${value}"]`}`);

export const addMeasure = async (page, number) => {
  for (const [part, value] of Object.entries(stages.measure)) {
    const place = named(page, `${part}.${number}`);
    if (["goal", "priority", "status"].includes(part)) await place.selectOption(value);
    else await place.fill(value);
  }
};
