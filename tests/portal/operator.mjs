// What the tests of the operator's pages share: signing in, and looking at a page.

import assert from "node:assert/strict";
import { after } from "node:test";

import { startBrowser } from "./browser.mjs";

export const PLACES = ["/betrieb", "/betrieb/zugaenge", "/betrieb/protokoll", "/betrieb/zustand"];
export const WORDS = {
  de: { signOut: "Abmelden", start: "Lauf starten",
        waits: "Noch einmal nachsehen", requested: "Angefordert",
        nothing: "noch nichts veröffentlicht", noRuns: "Es gab noch keinen Lauf",
        published: /veröffentlicht/ },
  en: { signOut: "Sign out", start: "Start a run",
        waits: "Look again", requested: "Requested", nothing: "has been released yet",
        noRuns: "There has been no run yet", published: /published/ },
};
export const nameOf = (path) => "operation" + path.replace(/[^a-z0-9]+/g, "-").replace("-betrieb", "");

// withVisit(options, body) opens a visit for the body: (visit, its words).
export const startVisits = async (modules) => {
  const browser = await startBrowser(modules, process.env.WELTOFFEND_SHOTS);
  after(() => browser.close());
  return async (options, body) => {
    const visit = await browser.visit(options);
    try {
      await body(visit, WORDS[visit.options.language]);
    } finally {
      await visit.close();
    }
  };
};

export const signIn = async (visit, base, key) => {
  await visit.signIn(base, key);
  await visit.page.waitForURL(`${base}/betrieb`);
};

// Looks at everything that can be wrong with the page as it is.
export const look = async (visit, title) => {
  assert.deepEqual(await visit.problems(), [], visit.page.url());
  assert.equal(await visit.page.locator("html").getAttribute("lang"), visit.options.language);
  await visit.shot(title);
};

export const open = async (visit, address, title, status = 200) => {
  const response = await visit.page.goto(address);
  assert.equal(response.status(), status, address);
  await look(visit, title);
};
