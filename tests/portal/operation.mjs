// The operator's pages in every state.
//
//     node operation.mjs MODULES KEYS EMPTY STATES AWAY
//
// KEYS is a JSON object with access keys of operators: {"empty", "states"}; the others are the addresses
// of daemons: without any round, with runs and releases of every kind, and without a database.

import { LANGUAGES, WIDTHS } from "./browser.mjs";
import { PLACES, nameOf, open, signIn, startVisits } from "./operator.mjs";
import { check } from "./tally.mjs";

const [modules, keysText, empty, states, away] = process.argv.slice(2);
const keys = JSON.parse(keysText);
const withVisit = await startVisits(modules);

for (const width of WIDTHS)
  for (const language of LANGUAGES)
    check(`every page in every state is fine at ${width} in ${language}`, () =>
      withVisit({ width, language }, async (visit) => {
        await signIn(visit, empty, keys.empty);
        for (const place of PLACES) await open(visit, empty + place, `empty-${nameOf(place)}`);
        await open(visit, `${empty}/betrieb/2026`, "operation-no-round", 404);
        await signIn(visit, states, keys.states);
        for (const place of [...PLACES, "/betrieb/moving", "/betrieb/planned", "/betrieb/nobody"])
          await open(visit, states + place, nameOf(place));
        await open(visit, `${states}/betrieb/protokoll?action=run-requested`, "operation-filtered");
        await open(visit, `${states}/betrieb/protokoll?municipality=99999`, "operation-filter", 400);
        await open(visit, `${away}/betrieb`, "operation-away", 503);
      }));

for (const form of [{ width: 320, dark: true }, { width: 1280, forced: true },
                    { width: 320, script: false }])
  check(`the pages are fine with ${JSON.stringify(form)}`, () =>
    withVisit(form, async (visit) => {
      await signIn(visit, states, keys.states);
      for (const place of [...PLACES, "/betrieb/moving"])
        await open(visit, states + place, nameOf(place));
    }));
