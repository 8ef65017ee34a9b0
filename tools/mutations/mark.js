const { appendFileSync } = (globalThis.nativeRequire ?? require)("node:fs");
const { join } = require("node:path");

// In the process of jest a test tells its name, and leaves it to the programs that it starts.
if (globalThis.expect !== undefined) {
  process.env.MUTATIONS_TEST = expect.getState().testPath;
}
const test = process.env.MUTATIONS_TEST;
const seen = new Set();

/** What a marked source does before it runs a fault. */
globalThis.$mark = (fault) => {
  if (!seen.has(fault)) {
    seen.add(fault);
    appendFileSync(join(__dirname, "marks"), `${fault} ${test}\n`);
  }
};
