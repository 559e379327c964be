// Real Chromium in front of our pages, and what is looked at on every page.
//
//     const browser = await startBrowser(MODULES, SHOTS);
//     const visit = await browser.visit({ width: 320, language: "en", script: false });
//     await visit.page.goto(url);
//     assert.deepEqual(await visit.problems(), []);
//     await visit.shot("start");
//     await visit.close();
//
// MODULES is the folder in which npm ci was run. Pictures go to the folder SHOTS, if it is given.

import { mkdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";

const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
const ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-sync",
                   "--disable-background-networking", "--disable-component-update"];
const JUDGE = {
  extends: ["html-validate:recommended"],
  rules: {
    "long-title": "off",         // the name of the service is the operator's
    "no-trailing-whitespace": "off",
    "require-sri": "off",        // everything comes from here
    "no-inline-style": "error",
    "require-csp-nonce": "off",  // there is nothing inline to give one to
  },
};
export const WIDTHS = [320, 768, 1280];
export const LANGUAGES = ["de", "en"];
// Each width in each language, with script or without: each two of the three meet, which is what
// shows something new; all three together would show the same twice.
export const WAYS = WIDTHS.flatMap((width, row) => LANGUAGES.map((language, column) =>
  ({ width, language, script: (row + column) % 2 === 0 })));

class Visit {
  constructor(tools, context, page, options) {
    Object.assign(this, { tools, context, page, options, told: [], html: "", requests: [] });
    page.on("console", (message) => {
      const isOurs = ["error", "warning"].includes(message.type());
      const isStatus = message.text().startsWith("Failed to load resource: the server responded");
      if (isOurs && !isStatus) this.told.push(`console: ${message.text()}`);
    });
    page.on("pageerror", (error) => this.told.push(`script: ${error}`));
    page.on("requestfailed", (request) => {
      const why = request.failure()?.errorText;
      if (why !== "net::ERR_ABORTED") this.told.push(`request: ${request.url()} ${why}`);
    });
    page.on("request", (request) => {
      if (request.isNavigationRequest() && !request.redirectedFrom()) this.requests = [];
      this.requests.push(request);
    });
  }

  // The document as it was sent, before any script touched it.
  async #source() {
    const documents = this.requests.filter((request) => request.isNavigationRequest());
    const response = await documents.at(-1).response();
    return response.text();
  }

  async #judgeMarkup() {
    const report = await this.tools.validator.validateString(await this.#source());
    return report.results.flatMap(({ messages }) =>
      messages.map(({ ruleId, message, line }) => `html: ${ruleId} in line ${line}: ${message}`));
  }

  async #judgeAccess() {
    if (this.options.script === false) return [];
    await this.page.evaluate(this.tools.axe);
    const { violations } = await this.page.evaluate(
      (values) => globalThis.axe.run(document, { runOnly: { type: "tag", values } }), RULES);
    return violations.map(({ id, nodes }) =>
      `axe: ${id}: ${nodes[0].html.slice(0, 160)} ${nodes[0].failureSummary}`);
  }

  async #judgeWidth() {
    if (this.options.script === false) return [];
    const [is, may] = await this.page.evaluate(() =>
      [document.documentElement.scrollWidth, document.documentElement.clientWidth]);
    return is > may ? [`width: ${is} pixels where ${may} are`] : [];
  }

  // Everything that is wrong with the page as it is now; [] is what it should be.
  async problems() {
    await this.page.waitForLoadState("load");
    const found = [await this.#judgeMarkup(), await this.#judgeAccess(), await this.#judgeWidth()];
    return [...this.told.splice(0), ...found.flat()];
  }

  // What the first sight of this page took: requests, and bytes as they were transferred, both
  // without fonts.
  async cost() {
    const counted = this.requests.filter((request) => request.resourceType() !== "font");
    const sizes = await Promise.all(counted.map((request) => request.sizes()));
    const bytes = sizes.reduce((sum, size) =>
      sum + size.responseBodySize + size.responseHeadersSize, 0);
    return { requests: counted.length, bytes };
  }

  async shot(name) {
    if (!this.tools.shots) return;
    const { width, language, script, dark, forced } = this.options;
    const words = [name, width, language, script === false && "noscript", dark && "dark",
                   forced && "forced"].filter(Boolean);
    await this.page.screenshot({ path: `${this.tools.shots}/${words.join("-")}.png`,
                                 fullPage: true });
  }

  close() {
    return this.context.close();
  }
}

export const startBrowser = async (modules, shots) => {
  const require = createRequire(`${modules}/`);
  const { chromium } = require("playwright-core");
  const { HtmlValidate } = require("html-validate");
  const axe = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: ARGUMENTS });
  const tools = { axe, shots, validator: new HtmlValidate(JUDGE) };
  if (shots) mkdirSync(shots, { recursive: true });

  // options: width, language ("de", "en"), script (false: switched off), dark, forced (colours)
  const visit = async (given = {}) => {
    const options = { width: 1280, language: "de", ...given };
    const context = await browser.newContext({
      viewport: { width: options.width, height: 900 },
      locale: options.language === "en" ? "en-GB" : "de-DE",
      javaScriptEnabled: options.script !== false,
      colorScheme: options.dark ? "dark" : "light",
      forcedColors: options.forced ? "active" : "none",
      reducedMotion: "reduce",
    });
    return new Visit(tools, context, await context.newPage(), options);
  };
  return { visit, close: () => browser.close(), version: browser.version() };
};
