// Checks that count themselves; the last line is the one that tests/run counts.

import test from "node:test";

const tally = { tested: 0, passing: 0 };

export const check = (name, body) =>
  test(name, async () => {
    tally.tested += 1;
    await body();
    tally.passing += 1;
  });

process.on("exit", () => {
  const failing = tally.tested - tally.passing;
  console.log(`Tested: ${tally.tested} | Passing: ${tally.passing} | Failing: ${failing}`);
});
