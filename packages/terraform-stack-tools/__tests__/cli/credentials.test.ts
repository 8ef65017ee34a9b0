import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { handOff, verify } from "../../src/hand-off";
import { digestOf } from "../../src/hand-off/output/manifest";
import { print } from "../../src/stack/json";
import { cdktfOut, GRANT, inFolder, stackFolder, writeFiles } from "../support/hand-off";
import { called } from "../support/program";
import { configured, created, is, shownPlan } from "../support/shown-plans";

const REMOTES = [
  "https://user:hunter2@example.com/contoso/app.git",
  "https://hunter2@example.com/contoso/app.git",
  "HTTPS://User:hunter2@Example.com/contoso/app.git",
  "https://user%3Ahunter2@example.com/contoso/app.git",
  "https://example.com/contoso/app.git?private_token=hunter2",
  "https://example.com/contoso/app.git#access_token=hunter2",
  "ssh://git:hunter2@example.com/contoso/app.git",
  "ssh://GHP_hunter2@example.com/contoso/app.git",
  "GHP_hunter2@example.com:contoso/app.git",
];

/** Refused as the repository, since somebody would read a credential in their path. */
const NESTED = [
  "https://proxy.example.com/https://user:hunter2@example.com/app",
  "https://proxy.example.com/https%3A%2F%2Fuser%3Ahunter2%40example.com",
  "https://example.com/app%3Ftoken=hunter2",
  "https://example.com/app;token=hunter2",
  "user:hunter2@example.com:contoso/app.git",
];

function textsBelow(folder: string): string {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((file) => file.isFile());
  return files.map((file) => readFileSync(join(file.parentPath ?? file.path, file.name), "utf8")).join("\n");
}

test.each(REMOTES)("no file of a hand-off and no message has the credential of the repository %s, stated or a remote", (url) => {
  inFolder((folder) => {
    const input = cdktfOut(folder, { grant: GRANT });
    // A path of SSH alone cannot be told from a mail address.
    const people = url.includes("://") ? ["--contact", `See ${url}`, "--owner", url] : [];
    const stated = called("hand-off", input, "--out", join(folder, "a"), "--repository", url, ...people);
    const again = called("hand-off", input, "--out", join(folder, "a"));
    execFileSync("git", ["init", "--quiet", folder]);
    execFileSync("git", ["-C", folder, "remote", "add", "origin", url]);
    const found = called("hand-off", input, "--out", join(folder, "b"));
    const verified = called("verify", join(folder, "a"), "--format", "json");
    expect([stated, again, found, verified].map(({ code }) => code)).toEqual([0, 0, 0, 0]);
    const texts =
      textsBelow(join(folder, "a")) + textsBelow(join(folder, "b")) + JSON.stringify([stated, again, found, verified]);
    expect(texts).toMatch(/example\.com[:/]contoso\/app\.git/i);
    expect(texts).not.toContain("hunter2");
  });
});

test.each(NESTED)("a remote with a credential in its path is not recorded, and not shown where it is stated: %s", (url) => {
  inFolder((folder) => {
    const input = stackFolder(folder, GRANT);
    const { code, error } = called("hand-off", input, "--out", join(folder, "a"), "--repository", url);
    expect({ code, error }).toEqual({ code: 1, error: expect.stringContaining("the repository must be a URL") });
    execFileSync("git", ["init", "--quiet", folder]);
    execFileSync("git", ["-C", folder, "remote", "add", "origin", url]);
    expect(called("hand-off", input, "--out", join(folder, "b")).code).toBe(0);
    expect(error + textsBelow(join(folder, "b"))).not.toContain("hunter2");
  });
});

test("what an earlier version has kept in a manifest is not shown, and not handed on", () => {
  inFolder((folder) => {
    const [input, out] = [stackFolder(folder, GRANT), join(folder, "out")];
    handOff({ input, out, repository: "https://example.com/app" });
    const { digest: _, ...manifest } = JSON.parse(readFileSync(join(out, "manifest.json"), "utf8"));
    const repository = "https://user:hunter2@example.com/app";
    const kept = { ...manifest, source: { repository }, options: { ...manifest.options, repository } };
    writeFiles(out, { "manifest.json": print({ ...kept, digest: digestOf(print(kept)) }) });
    expect(verify(out)).toMatchObject({ deviations: [], source: { repository: "https://***@example.com/app" } });
    const { code, error } = called("hand-off", input, "--out", out);
    expect({ code, error }).toEqual({ code: 0, error: expect.stringContaining("as in the last hand-off: --repository") });
    expect(error + textsBelow(out)).not.toContain("hunter2");
  });
});

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
    const args = ["hand-off", stackFolder(folder, stack), "--out", join(folder, "out"), "--layout", "root"];
    const refused = called(...args);
    expect({ ...refused, error: "" }).toEqual({ code: 1, out: "", error: "" });
    const { code, error } = called(...args, "--allow-secrets");
    expect(code).toBe(0);
    const pages = ["README.md", "CHANGES.md"].map((name) => readFileSync(join(folder, "out", name), "utf8"));
    expect(pages.join("\n") + refused.error + error).not.toContain("hunter2");
    expect(pages[0]).toContain("Through http&#58;//&#42;&#42;&#42;&#64;10.0.0.1:3128");
  });
});

test.each([
  ["hand-off", "https://user:hunter2@example.com/x", "--out", "out"],
  ["eject", "https://hunter2@example.com/x", "--out", "out"],
  ["verify", "https://user:12/hunter2@example.com/x"],
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
])("a module from %s is not handed over, and no file has the credential as that of an owner", (source) => {
  inFolder((folder) => {
    const refused = called(
      "hand-off",
      stackFolder(folder, { ...GRANT, module: { one: { source } } }),
      "--out",
      join(folder, "a"),
    );
    expect({ code: refused.code, error: refused.error }).toEqual({ code: 1, error: expect.stringContaining("module.one") });
    const people = ["--owner", source, "--contact", `See ${source}`];
    expect(called("hand-off", stackFolder(folder, GRANT, "b"), "--out", join(folder, "c"), ...people).code).toBe(0);
    expect(refused.error + textsBelow(join(folder, "c"))).not.toContain("hunter2");
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
