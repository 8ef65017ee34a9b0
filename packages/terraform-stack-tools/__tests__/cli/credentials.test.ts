import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { GRANT, inFolder, stackFolder, writeFiles } from "../support/hand-off";
import { called } from "../support/program";
import { configured, created, is, shownPlan } from "../support/shown-plans";

const ADDRESSES = {
  proxy: "http://proxy:hunter2@10.0.0.1:3128",
  source: "git::HTTPS://user:hunter2@example.com/app.git?ref=v1",
  state: "https://example.com/state?sig=hunter2&sv=1",
  text: "either https://a:hunter2@one.example or ssh://b:hunter2@two.example",
  json: '{"url":"https://a:hunter2@one.example"}',
};

test.each(["text", "json", "markdown", "html", "sarif"])(
  "the report %s has no credential of an address, though no plan marks it as sensitive",
  (format) => {
    inFolder((folder) => {
      const before = { ...ADDRESSES, proxy: "http://proxy:hunter2@10.0.0.2:3128" };
      const changes = [
        created("terraform_data", { input: ADDRESSES }),
        created("null_resource", { triggers: ADDRESSES }, { actions: ["update"], before: { triggers: before } }, "two"),
      ];
      const plan = shownPlan(changes, configured({ "terraform_data.one": { input: is(ADDRESSES) } }));
      writeFiles(folder, { "plan.json": plan });
      const { code, out } = called("review", join(folder, "plan.json"), "--format", format);
      expect(code).toBe(0);
      expect(out).not.toContain("hunter2");
      expect(out).toContain(["text", "json", "markdown", "html"].includes(format) ? "***@10.0.0.1" : "");
    });
  },
);

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
    expect({ ...refused, error: "" }).toEqual({ code: 1, out: "", error: "" });
    const { code, error } = called(...args, "--allow-secrets");
    expect(code).toBe(0);
    const page = readFileSync(join(folder, "out/README.md"), "utf8");
    expect(page + refused.error + error).not.toContain("hunter2");
    expect(page).toContain("Through http&#58;//&#42;&#42;&#42;&#64;10.0.0.1:3128");
  });
});

test.each([
  ["hand-off", "https://user:hunter2@example.com/x", "--out", "out"],
  ["eject", "https://hunter2@example.com/x", "--out", "out"],
  ["review", "https://user:hunter2@example.com/x"],
  ["review", "user:hunter2@example.com:x"],
])("%s tells the address that it takes for a path without its credential: %s", (...args) => {
  const { code, error } = called(...args);
  expect({ code, error }).toEqual({ code: 1, error: expect.stringContaining("***@example.com") });
  expect(error).not.toContain("hunter2");
});

test.each([
  "git::https://user:12/hunter2@example.com/app.git",
  "git::user:hunter2@example.com:app.git",
  "https://example.com/app.zip?t[token]=hunter2",
  "https://example.com/app.zip;token=hunter2",
])("a module from %s is not handed over", (source) => {
  inFolder((folder) => {
    const refused = called(
      "hand-off",
      stackFolder(folder, { ...GRANT, module: { one: { source } } }),
      "--out",
      join(folder, "a"),
    );
    expect({ code: refused.code, error: refused.error }).toEqual({ code: 1, error: expect.stringContaining("module.one") });
    expect(refused.error).not.toContain("hunter2");
    expect(existsSync(join(folder, "a"))).toBe(false);
  });
});

test.each([
  ["--fail-on", "https://user:hunter2@example.com"],
  ["--format", "https://user:hunter2@example.com"],
])("wrong usage is told without the credential in %s", (option, value) => {
  const { code, error } = called("plan", "https://user:hunter2@example.com", option, value);
  expect({ code, error }).toEqual({ code: 2, error: expect.stringContaining("***@example.com") });
  expect(error).not.toContain("hunter2");
});
