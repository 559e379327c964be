// A coordinator's whole task in Chromium, from signing in to the receipt, in every form a reader
// may have the pages in, and every state in between. hander.mjs says how it is started.

import assert from "node:assert/strict";

import { ZOOMED, wordsOf } from "./browser.mjs";
import { base, CHECK, choose, files, language, late, looks, OTHER, OWN_WAYS, send, signIn, SUBMIT, submit,
         take, UPLOAD, walk, WITHDRAW, word } from "./hander.mjs";
import "./hand_in_errors.mjs";
import { check } from "./tally.mjs";

for (const [index, options] of OWN_WAYS.entries()) {
  const { key, round } = looks[index];
  const words = wordsOf(options);

  check(`a coordinator gets from signing in to the receipt at ${words}`, () =>
    walk(options, async (page, look, visit) => {
      await signIn(page, key);
      assert.match(page.url(), /\/abgabe$/);
      await look("start");
      const { requests, bytes } = await visit.firstSight(`${base}/abgabe`);
      assert.ok(requests <= 4 && bytes <= 60000, `${requests} requests, ${bytes} bytes`);

      assert.equal((await choose(page, "broken")).status(), 422);
      await look("findings", true);
      const found = await page.locator("table tbody tr").count();
      assert.ok(found >= 3);
      await page.getByRole("link", { name: OTHER.name }).click();
      await page.waitForLoadState();
      assert.equal(await page.locator("html").getAttribute("lang"), OTHER.code);
      assert.equal(await page.locator("table tbody tr").count(), found);
      await page.goBack();
      await page.goto(`${base}/?lang=${language}`);
      await page.goto(`${base}/abgabe/${round}`);
      assert.equal((await choose(page, "unreadable")).status(), 400);
      await look("unreadable", true);
      assert.equal((await choose(page, "pdf")).status(), 415);
      await look("kind", true);
      assert.equal((await choose(page, "large")).status(), 413);
      await look("too-large", true);

      await choose(page, "odd");
      assert.match(page.url(), /\/pruefen$/);
      await look("confirm");
      await page.evaluate(() => document.querySelector("textarea").removeAttribute("required"))
        .catch(() => {}); // without script it is the browser who asks
      if (options.script) {
        await submit(page);
        await look("reason-missing", true);
      }
      await page.fill("textarea", "Erfunden: ein neues Haus <b>hat</b> geöffnet.");
      await submit(page);
      assert.match(page.url(), /\/fassungen\/1$/);
      await look("receipt");

      await page.goto(`${base}/abgabe/${round}`);
      await look("handed-in");
      await choose(page, "full");
      await look("changes");
      await submit(page);
      assert.match(page.url(), /\/fassungen\/2$/);
      await page.goto(`${base}/abgabe/${round}/fassungen/1`);
      await look("receipt-replaced");
      await page.goto(`${base}/abgabe/${round}/fassungen`);
      await look("versions");
      await page.goto(`${base}/abgabe/${round}`);
      await choose(page, "full");
      await look("unchanged");

      await page.goto(`${base}/abgabe/${round}/zurueckziehen`);
      await look("withdraw");
      await page.fill("#reason", word);
      await send(page, WITHDRAW);
      assert.match(page.url(), new RegExp(`/abgabe/${round}$`));
      await look("withdrawn");
      await page.goto(`${base}/abgabe/${round}/fassungen/2`);
      await look("receipt-withdrawn");
    }));

  check(`other states of a round are fine at ${words}`, () =>
    walk(options, async (page, look) => {
      await signIn(page, looks[index].many);
      for (const [name, path] of Object.entries(looks[index].paths)) {
        await page.goto(base + path);
        await look(name, name.startsWith("error"));
      }
    }));
}

// Each kind of page once, for what need not be looked at in every way.
const eachKind = async (page, look, { key, round }) => {
  await signIn(page, key);
  await look("start");
  await choose(page, "broken");
  await look("findings", true);
  await choose(page, "pdf");
  await look("kind", true);
  await choose(page, "odd");
  await look("confirm");
  await page.evaluate(() => document.querySelector("textarea").removeAttribute("required"));
  await submit(page);
  await look("reason-missing", true);
  await page.fill("textarea", word);
  await submit(page);
  await look("receipt");
  for (const [name, rest] of [["handed-in", ""], ["versions", "/fassungen"],
                              ["withdraw", "/zurueckziehen"], ["error-none", "/gibt-es-nicht"]]) {
    await page.goto(`${base}/abgabe/${round}${rest}`);
    await look(name, name.startsWith("error"));
  }
  await page.goto(`${base}/abgabe/${round}`);
  await choose(page, "full");
  await look("changes");
};
for (const form of [{ width: 1280, dark: true }, { width: 320, forced: true }, ZOOMED]) {
  const stage = take();

  check(`each kind of page is fine at ${wordsOf({ language, ...form })}`, () =>
    walk(form, (page, look) => eachKind(page, look, stage)));
}
const reached = take();
check("each kind of page can be used with the keyboard alone", () =>
  walk({}, (page, look, visit) => eachKind(page, async (name) =>
    assert.deepEqual(await visit.keyboardProblems(), [], name), reached)));

const keyed = take();
check("the whole task is done with the keyboard alone", () => walk({}, async (page) => {
  const tabTo = async (selector) => {
    for (let i = 0; i < 80; i += 1) {
      await page.keyboard.press("Tab");
      if (await page.evaluate((what) => document.activeElement.matches(what), selector)) return;
    }
    assert.fail(`${selector} is not reached`);
  };
  const press = async (selector, address, key = "Enter") => {
    await tabTo(selector);
    await Promise.all([page.waitForNavigation(), page.keyboard.press(key)]);
    assert.match(page.url(), address);
  };
  const pick = async (name) => {
    await tabTo("#file");
    const [chooser] = await Promise.all([page.waitForEvent("filechooser"),
                                         page.keyboard.press("Space")]);
    await chooser.setFiles(files[name]);
  };
  page.on("filechooser", () => {}); // choosers are ours from the beginning, not from the moment before
  const home = new RegExp(`/abgabe/${keyed.round}$`);
  await page.goto(base);
  await tabTo("#key");
  await page.keyboard.type(keyed.key);
  await Promise.all([page.waitForURL(/\/abgabe$/), page.keyboard.press("Enter")]);
  await pick("broken");
  await press(CHECK, /\/pruefen$/);
  await press("header a[hreflang]", /\/pruefen\?lang=/);
  assert.ok(await page.locator("table tbody tr").count() >= 3);
  await press("header a[hreflang]", /\/pruefen\?lang=/);
  await pick("odd");
  await press(CHECK, /\/pruefen$/);
  await tabTo("textarea");
  await page.keyboard.type(word);
  await press(SUBMIT, /\/fassungen\/1$/, "Space");
  await press("a[href$='/fassungen']", /\/fassungen$/);
  await press("main .kern-preline a", home);
  await press("a[href$='/zurueckziehen']", /\/zurueckziehen$/);
  await tabTo("#reason");
  await page.keyboard.type(word);
  await press(WITHDRAW, home);
}));

// --- sending ---

const slow = take();
check("how much of a file has been sent is shown", () => walk({}, async (page, look) => {
  await signIn(page, slow.key);
  const [told, posts] = [[], []];
  await page.exposeFunction("told", (...words) => { told.push(words); });
  page.on("request", (request) => { if (request.method() === "POST") posts.push(request.url()); });
  await page.evaluate(() => {
    const form = document.querySelector("form.drop");
    new MutationObserver(() => globalThis.told(form.querySelector("progress").value,
      form.querySelector(".sending__percent").textContent,
      form.querySelector("[role=status]").textContent, !form.querySelector(".sending").hidden))
      .observe(form, { childList: true, subtree: true, characterData: true });
  });
  const browsing = await page.context().newCDPSession(page);
  await browsing.send("Network.enable");
  const sendAt = (uploadThroughput) => browsing.send("Network.emulateNetworkConditions",
    { offline: false, latency: 20, downloadThroughput: -1, uploadThroughput });
  await sendAt(8 * 1024);
  await page.setInputFiles("#file", files.long);
  const [checked, sending] = await page.evaluate(() =>
    ["checking", "sending"].map((name) => document.querySelector("form.drop [role=status]").dataset[name]));
  await page.click(CHECK);
  await page.evaluate((what) => document.querySelector(what).click(), CHECK); // sends nothing
  await page.waitForFunction(() => document.querySelector("form.drop progress").value > 0);
  await look("sending");
  const partly = () => new Set(told.map(([value]) => value).filter((value) => value > 0 && value < 100));
  for (let i = 0; i < 200 && partly().size < 3; i += 1) await page.waitForTimeout(100);
  await sendAt(1024 * 1024);
  await page.waitForURL(/\/pruefen$/);
  await look("findings-long", true);
  assert.equal(posts.length, 1);
  const values = [...new Set(told.map(([value]) => value))];
  assert.deepEqual(values, values.toSorted((a, b) => a - b));
  assert.ok(partly().size >= 3, `${values}`);
  assert.equal(values.at(-1), 100);
  const sign = language === "de" ? " %" : "%";
  assert.ok(told.every(([value, percent, , isSeen]) => percent === `${value}${sign}` && isSeen));
  assert.deepEqual([...new Set(told.map(([, , status]) => status))], [sending, checked]);
  // Back is the page the file was chosen on, ready for another.
  await page.goBack();
  assert.match(page.url(), /\/abgabe$/);
  assert.ok(await page.locator(".sending").isHidden());
  assert.equal(await page.locator(CHECK).getAttribute("aria-disabled"), null);
  await page.goForward();
  assert.match(page.url(), /\/pruefen$/);
}));

check("a file that does not arrive stays chosen", () => walk({}, async (page, look, visit) => {
  await signIn(page, slow.key);
  await page.setInputFiles("#file", files.odd);
  await page.context().setOffline(true);
  await page.click(CHECK);
  const failed = await page.locator(`${UPLOAD} [role=status]`).getAttribute("data-failed");
  await page.locator(`${UPLOAD} [role=status]`, { hasText: failed }).waitFor();
  assert.ok(await page.locator(".sending").isHidden());
  await page.context().setOffline(false);
  assert.ok(visit.told.every((told) => told.includes("ERR_INTERNET_DISCONNECTED")), visit.told);
  visit.told = []; // the browser's own word for it
  await look("not-arrived");
  await send(page, CHECK);
  assert.match(page.url(), /\/pruefen$/);
  assert.ok(await page.locator("textarea").count() === 1);
}));

check("a file that comes too slowly stays chosen, and is not sent by itself", () => walk({}, async (page, look, visit) => {
  await signIn(page, slow.key);
  await page.setInputFiles("#file", files.odd);
  const posts = [];
  page.on("request", (request) => { if (request.method() === "POST") posts.push(request.url()); });
  assert.equal(late.status, 408);
  await page.route("**/pruefen", (route) => route.fulfill(late));
  await page.click(CHECK);
  const said = language === "de" ? "Es wurde nichts gespeichert." : "Nothing was stored.";
  await page.locator(`${UPLOAD} [role=status].failed`, { hasText: said }).waitFor();
  assert.doesNotMatch(await page.locator(`${UPLOAD} [role=status]`).textContent(), /[<>]|[0-9a-f]{8}-/);
  assert.ok(await page.locator(".sending").isHidden());
  assert.match(page.url(), /\/abgabe$/);
  await page.waitForTimeout(500);
  assert.equal(posts.length, 1);
  visit.told = []; // the browser's own word for the status
  await look("too-slow");
  await page.unroute("**/pruefen");
  await send(page, CHECK);
  assert.match(page.url(), /\/pruefen$/);
}));

check("a file that falls anywhere on the form is the one that is checked", () =>
  walk({}, async (page) => {
    await signIn(page, slow.key);
    const drag = (name, count) => page.evaluate(([type, target, files]) => {
      const dataTransfer = new DataTransfer();
      for (let i = 0; i < files; i += 1)
        dataTransfer.items.add(new File(['{"edition": "v1", "answers": {"STR.1.01": {"level": 3}}}'],
                                        `gezogen-${i}.json`, { type: "application/json" }));
      const event = new DragEvent(type, { dataTransfer, bubbles: true, cancelable: true });
      return document.querySelector(target).dispatchEvent(event); // whether the browser acts itself
    }, [name, "#file-hint", count]);
    const classes = () => page.locator(UPLOAD).getAttribute("class");
    assert.equal(await drag("dragover", 1), false);
    assert.match(await classes(), /over/);
    await drag("dragleave", 1);
    assert.doesNotMatch(await classes(), /over/);
    assert.equal(await drag("dragover", 0), true); // a text that is dragged is not for us
    assert.doesNotMatch(await classes(), /over/);
    await drag("dragover", 2);
    assert.equal(await drag("drop", 2), false);
    assert.equal(await page.locator("#file").evaluate(({ files: chosen }) => chosen.length), 0);
    const several = await page.locator(`${UPLOAD} [role=status]`).getAttribute("data-several");
    assert.equal(await page.locator(`${UPLOAD} [role=status]`).textContent(), several);
    assert.equal(await drag("drop", 1), false);
    assert.doesNotMatch(await classes(), /over/);
    assert.notEqual(await page.locator(`${UPLOAD} [role=status]`).textContent(), several);
    await send(page, CHECK);
    assert.match(page.url(), /\/pruefen$/);
    assert.match(await page.locator("main").innerText(), /gezogen-0\.json/);
    assert.equal(await page.locator(SUBMIT).count(), 1);
  }));

for (const script of [true, false])
  check(`whose session has ended is told that nothing happened, script ${script}`, () =>
    walk({ width: 320, script }, async (page, look) => {
      const told = async () => assert.match(page.url(), /\/\?next=.*undone=1$/);
      const signInAgain = async () => {
        await page.fill("#key", slow.key);
        await send(page, "main button[type=submit]");
      };
      await signIn(page, slow.key);
      await page.context().clearCookies({ name: "__Host-weltoffend" });
      await page.setInputFiles("#file", files.full);
      await send(page, CHECK);
      await told();
      await look("ended");
      await signInAgain();
      assert.match(page.url(), new RegExp(`/abgabe/${slow.round}$`));
      await choose(page, "full");
      await page.context().clearCookies({ name: "__Host-weltoffend" });
      await submit(page);
      await told();
      await signInAgain();
      assert.equal(await page.locator(SUBMIT).count(), 1); // the file has waited
    }));

// --- what may come in between ---

const between = take();
check("somebody else's version in between is told", () => walk({}, async (page, look) => {
  const { key, round } = between;
  await signIn(page, key);
  await choose(page, "odd");
  await page.fill("textarea", word);
  const other = await page.context().newPage();
  await other.goto(`${base}/abgabe`);
  await choose(other, "full");
  await submit(page);
  await look("conflict-file", true);
  await submit(page);
  assert.match(page.url(), /\/fassungen\/1$/);
  await page.goto(`${base}/abgabe/${round}`);
  await choose(page, "odd");
  await page.fill("textarea", word);
  await page.evaluate(() => { document.querySelector("input[name=seen]").value = '"1-0"'; });
  await submit(page);
  await look("conflict-version", true);
  assert.equal(await page.inputValue("textarea"), word);
  await submit(page);
  assert.match(page.url(), /\/fassungen\/2$/);
}));

const clicked = take();
check("from signing in to the receipt it takes three clicks", () => walk({}, async (page, _, visit) => {
  let clicks = 0;
  await page.exposeFunction("clicked", () => { clicks += 1; });
  await page.addInitScript(() =>
    addEventListener("click", (event) => event.isTrusted && globalThis.clicked(), true));
  await signIn(page, clicked.key);
  await choose(page, "full");
  await submit(page);
  assert.match(page.url(), /\/fassungen\/1$/);
  assert.ok(clicks <= 4, `${clicks} clicks`);
  assert.equal(clicks, 3);
  // The receipt fits on one sheet of paper.
  const pdf = await page.pdf({ format: "A4", printBackground: true,
    path: visit.tools.shots && `${visit.tools.shots}/receipt-${language}.pdf` });
  assert.equal((pdf.toString("latin1").match(/\/Type\s*\/Page\b/g) ?? []).length, 1);
}));
