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

import assert from "node:assert/strict";
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
const SCRIPTS = [true, false];
export const PATIENCE = 60000; // ms until a test gives up waiting
// Every way in which each user's whole task is walked, in one language: width by width, with script
// and without. What other ways have shown is `known`: the daemon does not know of widths or scripts,
// so the document is judged on one way; axe judges what each width makes of it, and what is there
// without our script at the width at which most can go wrong.
export const waysIn = (language) =>
  WIDTHS.flatMap((width) => SCRIPTS.map((script) => ({ width, language, script, known: {
    markup: width !== 1280 || !script, access: width !== 320 && !script } })));
// 1280 by 1024 pixels at 400 % (WCAG 2.2, 1.4.10 Reflow): what a page has left then.
export const ZOOMED = { width: 320, height: 256, scale: 4 };
export const wordsOf = ({ width, language, known, ...rest }) =>
  [width, language, ...Object.entries(rest).map(([name, value]) => `${name} ${value}`)].join(", ");

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

  // axe is a script itself: where none may run, it judges the same document in a page beside this
  // one, in which scripts may run and ours are not there.
  async #pageForAxe() {
    if (this.options.script !== false) return this.page;
    if (!this.beside) {
      const context = await this.tools.context({ ...this.options, script: true });
      const page = await context.newPage();
      this.beside = { context, page };
      await page.route("**/*.js", (route) => route.abort());
      await page.route((address) => !address.pathname.startsWith("/static/"), (route) =>
        route.fulfill({ contentType: "text/html", body: this.beside.html }));
    }
    this.beside.html = await this.#source();
    await this.beside.page.goto("about:blank"); // an address with another fragment is no new page
    await this.beside.page.goto(this.page.url());
    return this.beside.page;
  }

  async #judgeAccess() {
    const page = await this.#pageForAxe();
    await page.evaluate(this.tools.axe);
    // What axe cannot tell counts as wrong too, but for the contrast of words in charts and in cells over
    // several rows, since axe does not know what is behind them (chart_contrast_test.py computes it for
    // charts; the other cells of the table look alike), and of words in colours that the system forces.
    return page.evaluate(async ({ values, isForced }) => {
      const isSeen = ({ target }) => !isForced &&
        !document.querySelector(target.at(-1)).closest("svg, [rowspan]");
      const { violations, incomplete } = await globalThis.axe.run(document, {
        runOnly: { type: "tag", values }, resultTypes: ["violations", "incomplete"] });
      const untold = incomplete.map(({ id, nodes }) =>
        ({ id, nodes: nodes.filter((node) => id !== "color-contrast" || isSeen(node)) }))
        .filter(({ nodes }) => nodes.length > 0);
      return [...violations, ...untold].map(({ id, nodes: [{ html, failureSummary }] }) =>
        `axe: ${id}: ${html.slice(0, 160)} ${failureSummary}`);
    }, { values: RULES, isForced: this.options.forced === true });
  }

  async #judgeWidth() {
    const [is, may] = await this.page.evaluate(() =>
      [document.documentElement.scrollWidth, document.documentElement.clientWidth]);
    return is > may ? [`width: ${is} pixels where ${may} are`] : [];
  }

  // Everything that is wrong with the page as it is now; [] is what it should be.
  async problems() {
    await this.page.waitForLoadState("load");
    // Chromium paints the page in its own colours until it is told again.
    for (const forcedColors of this.options.forced ? ["none", "active"] : [])
      await this.page.emulateMedia({ forcedColors });
    const { markup, access } = this.options.known ?? {};
    const found = [markup ? [] : await this.#judgeMarkup(), access ? [] : await this.#judgeAccess(),
                   await this.#judgeWidth()];
    return [...this.told.splice(0), ...found.flat()];
  }

  // What is wrong for somebody who has a keyboard and nothing else: everything that can be used is
  // reached by the tabulator, in the order of the document, is seen then, hidden behind nothing
  // (WCAG 2.2, 2.4.11), and looks other than without the focus. A group of radio buttons is one stop.
  async keyboardProblems() {
    const expected = await this.page.evaluate(() => {
      const chosen = (radio) => {
        const group = [...document.querySelectorAll("input[type=radio]")].filter(
          (other) => other.name === radio.name && other.form === radio.form);
        return radio === (group.find((other) => other.checked) ?? group[0]);
      };
      const stops = [...document.querySelectorAll(
        "a[href], button, input, select, textarea, summary, [tabindex]")].filter((element) =>
        !element.disabled && element.tabIndex >= 0 && element.type !== "hidden" &&
        element.checkVisibility({ visibilityProperty: true }) &&
        (element.type !== "radio" || chosen(element)));
      document.activeElement?.blur();
      globalThis.outlineOf = (element) => { // what shows the focus
        const { outlineStyle, outlineWidth, outlineColor, boxShadow } = getComputedStyle(element);
        const has = outlineStyle !== "none" && parseFloat(outlineWidth) > 0;
        return [has && `${outlineStyle} ${outlineWidth} ${outlineColor}`, boxShadow].join();
      };
      stops.forEach((element, index) => {
        element.dataset.stop = index;
        element.dataset.outline = globalThis.outlineOf(element);
      });
      return stops.length;
    });
    const told = [];
    let next = 0;
    for (let i = 0; i < expected * 4 + 4 && next < expected; i += 1) {
      await this.page.keyboard.press("Tab");
      const { stop, html, seen, free, shown } = await this.page.evaluate(() => {
        const element = document.activeElement;
        const box = element.getBoundingClientRect();
        const [part] = element.getClientRects(); // a link may go over several lines
        const above = part && document.elementFromPoint(
          (Math.max(part.left, 0) + Math.min(part.right, innerWidth)) / 2,
          (Math.max(part.top, 0) + Math.min(part.bottom, innerHeight)) / 2);
        const isOwn = (other) => other && (other.contains(element) || element.contains(other));
        return { stop: element.dataset.stop, html: element.outerHTML.slice(0, 120),
                 seen: box.bottom > 0 && box.right > 0 && box.top < innerHeight &&
                       box.left < innerWidth,
                 free: isOwn(above) || [...(element.labels ?? [])].some((label) =>
                   label.contains(above)),
                 shown: element.matches(":focus-visible") &&
                        globalThis.outlineOf(element) !== element.dataset.outline };
      });
      if (stop === undefined) continue; // a part of a field, a region that scrolls
      if (Number(stop) < next) continue; // a part of a field: day, month and year of a date
      if (Number(stop) > next) told.push(`keyboard: left out ${Number(stop) - next} before ${html}`);
      if (!seen) told.push(`keyboard: not seen: ${html}`);
      if (seen && !free) told.push(`keyboard: hidden behind something: ${html}`);
      if (!shown) told.push(`keyboard: focus not shown: ${html}`);
      next = Number(stop) + 1;
    }
    if (next < expected) told.push(`keyboard: ${next} of ${expected} reached`);
    return told;
  }

  // What does not fit any more when somebody spaces text as WCAG 2.2, 1.4.12 says.
  async spacingProblems() {
    const told = await this.page.evaluate(() => {
      const sheet = new CSSStyleSheet();
      sheet.replaceSync(`* { line-height: 1.5 !important; letter-spacing: .12em !important;
        word-spacing: .16em !important; } p { margin-bottom: 2em !important; }`);
      document.adoptedStyleSheets = [sheet];
      const isHidden = (element) => element.closest(".kern-sr-only, thead, .skip, svg, select") ||
        getComputedStyle(element).clipPath !== "none" || element.clientWidth <= 1;
      const clipped = [...document.querySelectorAll("body *")].filter((element) => {
        const { overflowX, overflowY } = getComputedStyle(element);
        return !isHidden(element) && (
          (["hidden", "clip"].includes(overflowX) && element.scrollWidth > element.clientWidth + 1) ||
          (["hidden", "clip"].includes(overflowY) && element.scrollHeight > element.clientHeight + 1));
      });
      const spilt = [...document.querySelectorAll("button, .kern-badge, summary, td, th, dd, li")].filter(
        (element) => {
          if (isHidden(element) || !element.textContent.trim()) return false;
          if (element.querySelector(".kern-sr-only")) return false; // words that lie elsewhere
          const [box, words] = [element.getBoundingClientRect(), document.createRange()];
          words.selectNodeContents(element);
          const text = words.getBoundingClientRect();
          return box.width > 1 && (text.right > box.right + 1 || text.bottom > box.bottom + 1);
        });
      return [...clipped, ...spilt].map((element) => `spacing: ${element.outerHTML.slice(0, 120)}`);
    });
    told.push(...await this.#judgeWidth());
    await this.page.evaluate(() => { document.adoptedStyleSheets = []; });
    return told;
  }

  // Goes to something with the tabulator alone, and presses Enter there.
  async pressAt(locator) {
    await locator.waitFor();
    const is = () => locator.evaluate((element) => element === document.activeElement);
    for (let i = 0; i < 600; i += 1) {
      await this.page.keyboard.press("Tab");
      if (await is()) return this.page.keyboard.press("Enter");
    }
    throw new Error(`the tabulator does not lead to ${locator}`);
  }

  async signIn(base, key) {
    await this.page.goto(`${base}/`);
    await this.page.fill("#key", key);
    await this.page.click("main button[type=submit]");
  }

  // What the first sight of a page takes for somebody who has nothing of ours yet: requests, and bytes
  // as they were transferred, both without fonts; and the status.
  async firstSight(address) {
    await this.page.waitForLoadState("networkidle"); // what the page before still asks for
    this.devtools ??= await this.context.newCDPSession(this.page);
    await this.devtools.send("Network.clearBrowserCache");
    const response = await this.page.goto(address, { waitUntil: "networkidle" });
    const counted = this.requests.filter((request) => request.resourceType() !== "font");
    const sizes = await Promise.all(counted.map((request) => request.sizes()));
    const bytes = sizes.reduce((sum, size) =>
      sum + size.responseBodySize + size.responseHeadersSize, 0);
    return { status: response.status(), requests: counted.length, bytes };
  }

  async shot(name) {
    if (!this.tools.shots) return;
    const { width, language, script, dark, forced, scale } = this.options;
    const words = [name, width, language, script === false && "noscript", dark && "dark",
                   forced && "forced", scale && "zoomed"].filter(Boolean);
    await this.page.screenshot({ path: `${this.tools.shots}/${words.join("-")}.png`,
                                 fullPage: true });
  }

  async close() {
    await this.beside?.context.close();
    await this.context.close();
  }
}

// How the title begins of a page that says what is wrong with what was sent.
export const FINDS = /^(Fehler|Error): /;

// lookIn(visit, name) gives look(): it says what is wrong with the page as it is then, and takes its
// picture.
export const lookIn = (visit, name) => async (what, isError = false) => {
  assert.deepEqual(await visit.problems(), [], what);
  const title = await visit.page.title();
  assert.equal(FINDS.test(title), isError, `${what}: ${title}`);
  await visit.shot(`${name}-${what}`);
};

// walkIn(browser, name, usual) gives walk(options, body): a visit whose body has the page, its look()
// and the visit itself.
export const walkIn = (browser, name, usual = {}) => async (options, body) => {
  const visit = await browser.visit({ ...usual, ...options });
  try {
    await body(visit.page, lookIn(visit, name), visit);
  } finally {
    await visit.close();
  }
};

// The same Chromium in two forms: without the windows nobody sees, which takes half the time, and as
// people have it.
const SHELL = "/usr/bin/chromium-headless-shell";
export const CHROMIUM = "/usr/bin/chromium";

export const startBrowser = async (modules, shots, program = SHELL) => {
  const require = createRequire(`${modules}/`);
  const { chromium } = require("playwright-core");
  const { HtmlValidate } = require("html-validate");
  const axe = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? program, args: ARGUMENTS });
  const newContext = (options) => browser.newContext({
    viewport: { width: options.width, height: options.height ?? 900 },
    deviceScaleFactor: options.scale ?? 1,
    locale: options.language === "en" ? "en-GB" : "de-DE",
    javaScriptEnabled: options.script !== false,
    colorScheme: options.dark ? "dark" : "light",
    forcedColors: options.forced ? "active" : "none",
    reducedMotion: "reduce",
    ignoreHTTPSErrors: true, // certificates of an authority that only a test knows
  });
  const context = async (options) => {
    const made = await newContext(options);
    made.setDefaultTimeout(PATIENCE);
    return made;
  };
  const tools = { axe, context, shots, validator: new HtmlValidate(JUDGE) };
  if (shots) mkdirSync(shots, { recursive: true });

  // options: width, height and scale (of a pixel), language ("de", "en"), script (false: switched
  // off), dark, forced (colours)
  const visit = async (given = {}) => {
    const options = { width: 1280, language: "de", ...given };
    const own = await context(options);
    return new Visit(tools, own, await own.newPage(), options);
  };
  return { visit, close: () => browser.close(), version: browser.version() };
};
