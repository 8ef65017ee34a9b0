import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readExisting } from "../../../src/cli/plan/versions";
import { Refusal } from "../../../src/shared/refusal";
import { cdktfOut, GRANT, inFolder, stackFolder, writeFiles } from "../../support/hand-off";
import { commitAll, git } from "../../support/repository";

const OTHER = { terraform: {}, resource: { terraform_data: { other: {} } } };

const read = (input: string, existing: string, synthesize = false) => readExisting({ input, existing, synthesize });
const addresses = (...args: Parameters<typeof read>) =>
  read(...args)?.sources.flatMap(({ name, stack }) => stack.blocks.map(({ address }) => `${name}: ${address}`));

/** Where temporary folders are created, for this file alone. */
let temporary = "";
const shared = process.env.TMPDIR;
beforeEach(() => {
  temporary = mkdtempSync(join(tmpdir(), "cdktf-acr-aks-"));
  process.env.TMPDIR = temporary;
});
afterEach(() => {
  if (shared === undefined) {
    delete process.env.TMPDIR;
  } else {
    process.env.TMPDIR = shared;
  }
  rmSync(temporary, { recursive: true });
});

/** What is left of reading: temporary folders, and work trees that git knows. */
function leftovers(repository: string): string[] {
  const folders = readdirSync(temporary).filter((name) => name.startsWith("stack-tools-existing-"));
  const trees = git(repository, "worktree", "list", "--porcelain")
    .split("\n")
    .filter((line) => line.startsWith("worktree "));
  return [...folders, ...trees.slice(1)];
}

test("is a folder, a cdk.tf.json or any other file with the JSON", () => {
  inFolder((folder) => {
    const stack = stackFolder(folder, GRANT);
    writeFiles(folder, { "saved.json": GRANT });
    const expected = ["grant: azurerm_role_assignment.pull"];
    expect(addresses("unused", stack)).toEqual(expected);
    expect(addresses("unused", join(stack, "cdk.tf.json"))).toEqual(expected);
    expect(addresses("unused", join(folder, "saved.json"))).toEqual(expected);
    expect(() => read("unused", join(folder, "missing"))).toThrow(Refusal);
  });
});

describe("of a commit that contains the JSON", () => {
  const inRepository = (body: (app: string, folder: string) => void) =>
    inFolder((folder) => {
      const app = cdktfOut(folder, { a: GRANT, b: OTHER });
      commitAll(folder);
      body(app, folder);
    });

  test("is read from the commit, not from the checkout", () => {
    inRepository((app, folder) => {
      writeFiles(app, { "stacks/a/cdk.tf.json": OTHER });
      expect(addresses(app, "git:HEAD")).toEqual(["a: azurerm_role_assignment.pull", "b: terraform_data.other"]);
      expect(addresses(join(app, "stacks/a"), "git:main")).toEqual(["grant: azurerm_role_assignment.pull"]);
      expect(addresses(join(app, "stacks/a/cdk.tf.json"), "git:HEAD")).toEqual(["grant: azurerm_role_assignment.pull"]);
      expect(leftovers(folder)).toEqual([]);
    });
  });

  test("has the paths of the checkout in what is said of it", () => {
    inRepository((app) => {
      const files = read(app, "git:HEAD")?.sources.map(({ file }) => file) ?? [];
      expect(files).toEqual([expect.stringMatching(/\/cdktf\.out\/stacks\/a\/cdk\.tf\.json$/), expect.anything()]);
      expect(files[0]).not.toContain("existing");
    });
  });

  test("is that of this repository, also from a hook of another one", () => {
    inRepository((app) => {
      process.env.GIT_DIR = "/nowhere";
      try {
        expect(addresses(app, "git:HEAD")).toHaveLength(2);
      } finally {
        delete process.env.GIT_DIR;
      }
    });
  });

  test.each(["git:missing", "git:", "git:--help", "git:-o"])("is refused if there is no such commit: %s", (name) => {
    inRepository((app) => {
      expect(() => read(app, name)).toThrow(/the repository has no commit '.*'; fetch it first/);
    });
  });

  test("is refused outside of a repository", () => {
    inFolder((folder) => {
      expect(() => read(stackFolder(folder, GRANT), "git:HEAD")).toThrow(/is not in a git repository/);
    });
  });
});

describe("of a commit that has to be synthesized", () => {
  const APP = `
    const { mkdirSync, writeFileSync } = require("node:fs");
    const out = process.env.CDKTF_OUTDIR;
    mkdirSync(out + "/stacks/a", { recursive: true });
    writeFileSync(out + "/manifest.json", JSON.stringify({ stacks: { a: { synthesizedStackPath: "stacks/a/cdk.tf.json" } } }));
    const name = require("names") + JSON.parse(process.env.CDKTF_CONTEXT_JSON).suffix;
    writeFileSync(out + "/stacks/a/cdk.tf.json", JSON.stringify({ terraform: {}, resource: { terraform_data: { [name]: {} } } }));
  `;
  const SETTINGS = { app: "node app.js", context: { suffix: "-suffixed" } };

  /** A project below the top, whose packages and output are ignored. */
  const inProject = (files: Record<string, string | object>, body: (app: string, folder: string) => void) =>
    inFolder((folder) => {
      const all = { ".gitignore": "node_modules\ncdktf.out\n", "project/app.js": APP, "project/cdktf.json": SETTINGS, ...files };
      writeFiles(folder, JSON.parse(JSON.stringify(all)));
      commitAll(folder);
      writeFiles(folder, { "project/node_modules/names/index.js": "module.exports = 'earlier'" });
      body(cdktfOut(join(folder, "project"), { a: OTHER, new: OTHER }), folder);
    });

  test("is refused without --synthesize, and nothing is run", () => {
    inProject({ "project/app.js": "require('node:fs').writeFileSync('ran', '')" }, (app, folder) => {
      expect(() => read(app, "git:HEAD")).toThrow(/contains no 'project\/cdktf\.out'; add --synthesize to run the app/);
      expect(readdirSync(join(folder, "project"))).not.toContain("ran");
    });
  });

  test("is the output of its app, with the packages of the checkout and the context of cdktf.json", () => {
    inProject({}, (app, folder) => {
      expect(addresses(app, "git:HEAD", true)).toEqual(["a: terraform_data.earlier-suffixed"]);
      expect(leftovers(folder)).toEqual([]);
      expect(readFileSync(join(folder, "project/node_modules/names/index.js"), "utf8")).toContain("earlier");
    });
  });

  test("knows a stack that is new by its absence", () => {
    inProject({}, (app) => {
      expect(read(join(app, "stacks/new"), "git:HEAD", true)?.sources).toEqual([]);
    });
  });

  test("writes to the output folder of cdktf.json", () => {
    inProject({ "project/cdktf.json": { ...SETTINGS, output: "out" } }, (app) => {
      expect(read(app, "git:HEAD", true)?.sources).toEqual([]);
    });
  });

  test.each([
    ["console.error('the reason'); process.exit(7)", /`node app\.js` failed .* \(exit code 7\)[\s\S]*the reason/],
    ["process.kill(process.pid, 'SIGKILL')", /failed .* \((SIGKILL|exit code 137)\)/],
    ["", /wrote nothing to its output folder/],
  ])("leaves nothing behind where the app fails: %s", (code, message) => {
    inProject({ "project/app.js": code }, (app, folder) => {
      expect(() => read(app, "git:HEAD", true)).toThrow(message);
      expect(leftovers(folder)).toEqual([]);
      expect(readdirSync(join(folder, "project/node_modules"))).toEqual(["names"]);
    });
  });

  test("calls no hook of the repository", () => {
    inProject({}, (app, folder) => {
      mkdirSync(join(folder, ".git/hooks"), { recursive: true });
      const hook = join(folder, ".git/hooks/post-checkout");
      writeFiles(folder, { ".git/hooks/post-checkout": `#!/bin/sh\ntouch ${folder}/ran\n` });
      execFileSync("chmod", ["+x", hook]);
      expect(addresses(app, "git:HEAD", true)).toHaveLength(1);
      expect(readdirSync(folder)).not.toContain("ran");
      rmSync(hook);
    });
  });

  test.each(["smudge", "process"])("runs no filter of the repository: %s", (kind) => {
    inProject({ ".gitattributes": "* filter=x\n" }, (app, folder) => {
      git(folder, "config", `filter.x.${kind}`, `touch '${folder}/ran'; cat`);
      git(folder, "config", "filter.x.required", "true");
      git(folder, "config", "core.fsmonitor", `touch '${folder}/ran'`);
      expect(addresses(app, "git:HEAD", true)).toHaveLength(1);
      expect(readdirSync(folder)).not.toContain("ran");
    });
  });

  test.each([
    [{ "project/cdktf.json": { language: "typescript" } }, /has no app/],
    [{ "project/cdktf.json": "{" }, /is not JSON/],
  ])("is refused where cdktf.json does not say how: %j", (files, message) => {
    inProject(files, (app) => {
      expect(() => read(app, "git:HEAD", true)).toThrow(message);
    });
  });
});
