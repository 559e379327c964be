// What somebody does who fills a self-check in on the page, and what she is given to do it with.
//
//     node fill_in.mjs, fill_in_states.mjs MODULES BASE STAGES LANGUAGE
//
// STAGES is a JSON file of the Python test that starts this (tests/support/fill_in_look.py):
// keys and rounds, the fields of the catalogue, and what to enter into them.

import { readFileSync } from "node:fs";
import { after } from "node:test";

import { startBrowser, walkIn } from "./browser.mjs";

const [modules, address, file, asked] = process.argv.slice(2);
export const base = address;
export const language = asked;
export const stages = JSON.parse(readFileSync(file, "utf8"));
export const START = `${base}/abgabe/${stages.round}/ausfuellen`;
export const RATE = "STR.2.02";

const browser = await startBrowser(modules, process.env.WELTOFFEND_SHOTS);
after(() => browser.close());

export const walk = walkIn(browser, "fill-in");

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
