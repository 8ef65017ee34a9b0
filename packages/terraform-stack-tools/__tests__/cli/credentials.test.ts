import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { GRANT, inFolder, stackFolder, writeFiles } from "../support/hand-off";
import { called, REPORT_FORMATS } from "../support/program";
import { configured, created, is, shownPlan } from "../support/shown-plans";

/** What nothing marks as sensitive, and is recognized by its form. */
const ADDRESSES = {
  proxy: "http://proxy:hunter2@10.0.0.1:3128",
  source: "git::HTTPS://user:hunter2@example.com/app.git?ref=v1",
  state: "https://example.com/state?sig=hunter2&sv=1",
  text: "either https://a:hunter2@one.example or ssh://b:hunter2@two.example",
  json: '{"url":"https://a:hunter2@one.example"}',
};

test.each(REPORT_FORMATS)("the report %s has no credential of an address", (format) => {
  inFolder((folder) => {
    const before = { ...ADDRESSES, proxy: "http://proxy:hunter2@10.0.0.2:3128" };
    const changes = [
      created("terraform_data", { input: ADDRESSES }),
      created("null_resource", { triggers: ADDRESSES }, { actions: ["update"], before: { triggers: before } }, "two"),
    ];
    const plan = shownPlan(changes, configured({ "terraform_data.one": { input: is(ADDRESSES) } }));
    const { code, out } = called("review", join(writeFiles(folder, { plan }), "plan"), "--format", format);
    expect(code).toBe(0);
    expect(out).not.toContain("hunter2");
    expect(out).toContain(["text", "json", "markdown", "html"].includes(format) ? "***@10.0.0.1" : "");
  });
});

test("the page of a module has no credential of an address, also where the secrets of a stack are allowed", () => {
  inFolder((folder) => {
    const stack = {
      ...GRANT,
      module: { network: { source: ADDRESSES.source } },
      output: { proxy: { value: "x", description: `Through ${ADDRESSES.proxy}` } },
      variable: { proxy: { type: "string", default: ADDRESSES.proxy }, state: { type: "string", description: ADDRESSES.state } },
    };
    const args = ["hand-off", stackFolder(folder, stack), "--out", join(folder, "out")];
    const refused = called(...args);
    expect({ ...refused, error: "", isWritten: existsSync(join(folder, "out")) }).toEqual({
      ...{ code: 1, out: "", error: "", isWritten: false },
    });
    const { code, error } = called(...args, "--allow-secrets");
    const page = readFileSync(join(folder, "out/README.md"), "utf8");
    expect(code).toBe(0);
    expect(page + refused.error + error).not.toContain("hunter2");
    expect(page).toContain("Through http&#58;//&#42;&#42;&#42;&#64;10.0.0.1:3128");
  });
});

test.each([
  [1, "hand-off", "https://user:hunter2@example.com/x", "--out", "out"],
  [1, "eject", "https://hunter2@example.com/x", "--out", "out"],
  [1, "review", "user:hunter2@example.com:x"],
  [2, "plan", "https://user:hunter2@example.com", "--fail-on", "https://user:hunter2@example.com"],
  [2, "plan", "x", "--format", "https://user:hunter2@example.com"],
])("the refusal with %i of %s %s has no credential", (expected, ...args) => {
  const { code, error } = called(...args);
  expect({ code, error }).toEqual({ code: expected, error: expect.stringContaining("***@example.com") });
  expect(error).not.toContain("hunter2");
});
