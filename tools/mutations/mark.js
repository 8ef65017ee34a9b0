const { appendFileSync, existsSync, readFileSync, writeFileSync } = (globalThis.nativeRequire ?? require)("node:fs");
const { join } = require("node:path");

const PROJECT = join(__dirname, "../..");

const noteOf = (process) => join(PROJECT, `test-of-${process}`);

/** The test file that a process runs, or a process that has started it, whatever its environment is. */
function testOf(process) {
  if (existsSync(noteOf(process))) {
    return readFileSync(noteOf(process), "utf8");
  }
  const [, parent] = /.*\) \S (\d+)/.exec(readFileSync(`/proc/${process}/stat`, "utf8"));
  return parent === "0" ? "none" : testOf(parent);
}

if (globalThis.expect !== undefined) {
  writeFileSync(noteOf(process.pid), expect.getState().testPath);
}
const test = testOf(process.pid);
const seen = new Set();

/** What a marked source calls before it runs a fault. */
globalThis.$mark = (fault) => {
  if (!seen.has(fault)) {
    seen.add(fault);
    appendFileSync(join(PROJECT, "marks"), `${fault} ${test}\n`);
  }
};
module.exports = globalThis.$mark;
