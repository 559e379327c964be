// What somebody does who hands a file in, and what she is given to do it with.
//
//     node hand_in.mjs MODULES BASE STAGES
//
// STAGES is a JSON file of the Python test that starts this (tests/support/hand_in_look.py):
// keys and rounds, one set for each way of looking, files to choose, and what may be broken.

import { readFileSync } from "node:fs";
import { after } from "node:test";

import { startBrowser, walkIn, waysIn } from "./browser.mjs";

const [modules, address, stages] = process.argv.slice(2);
export const base = address;
export const { broken, closed, erased, files, language, late, limited, looks, word } =
  JSON.parse(readFileSync(stages, "utf8"));
export const browser = await startBrowser(modules, process.env.WELTOFFEND_SHOTS);
after(() => browser.close());

export const OWN_WAYS = waysIn(language);
export const OTHER = language === "de" ? { code: "en", name: "English" } : { code: "de", name: "Deutsch" };
export const UPLOAD = "form.drop";
export const CHECK = `${UPLOAD} button[type=submit]`;
export const SUBMIT = "form[action$='/abgeben'] button[type=submit]";
export const WITHDRAW = "form[action$='/zurueckziehen'] button[type=submit]";
// Those of looks that are not for OWN_WAYS, by what they are used for.
const spare = looks.slice(OWN_WAYS.length);
export const take = () => spare.pop();

// A visit that looks at each page it comes to.
export const walk = walkIn(browser, "hand-in", { language });
export const signIn = async (page, key, at = base) => {
  await page.goto(at);
  await page.fill("#key", key);
  await page.click("main button[type=submit]");
};
// Script goes on by itself, some time after the click.
export const send = (page, button) => Promise.all([page.waitForNavigation(), page.click(button)]);
export const choose = async (page, name) => {
  await page.setInputFiles("#file", files[name]);
  const [response] = await send(page, CHECK);
  return response;
};
export const submit = (page) => send(page, SUBMIT);
