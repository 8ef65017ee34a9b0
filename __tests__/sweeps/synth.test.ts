import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";

const PROJECT = join(__dirname, "../..");
const STACKS = [
  "existing-cluster",
  "identity-outside-azure",
  "image-pull-secret",
  "new-cluster",
  "outside-azure",
  "pull-grants",
  "pull-policy",
  "service-account",
  "service-account-identity",
];

/** All files in a folder, by their paths in the folder. */
function filesOf(folder: string): Record<string, string> {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return Object.fromEntries(
    files.map((file) => {
      const path = join(file.parentPath, file.name);
      return [path.slice(folder.length + 1), readFileSync(path, "utf8")];
    }),
  );
}

/** The output of `npm run synth`, in a process of its own. */
function synthInto(outdir: string, cwd: string): Record<string, string> {
  execFileSync(process.execPath, ["--import", require.resolve("tsx"), join(PROJECT, "stacks/main.ts")], {
    cwd,
    env: { ...process.env, CDKTF_OUTDIR: outdir },
  });
  return filesOf(outdir);
}

describe("npm run synth", () => {
  const folders = [0, 1].map(() => mkdtempSync(join(tmpdir(), "cdktf-acr-aks-")));
  afterAll(() => folders.map((folder) => rmSync(folder, { recursive: true })));

  test("writes the same bytes in two folders, without any trace of the machine", () => {
    const [one, two] = folders.map((folder) => synthInto(join(folder, "out"), folder));
    expect(Object.keys(one).sort()).toEqual(["manifest.json", ...STACKS.map((id) => `stacks/${id}/cdk.tf.json`)].sort());
    expect(two).toEqual(one);
    const text = Object.values(one).join();
    for (const trace of [...folders, PROJECT, homedir(), new Date().toISOString().slice(0, 10)]) {
      expect(text).not.toContain(trace);
    }
  });
});

test("loading the stacks loads no index of a provider, and no binding before a stack is created", () => {
  const script = `
    const { scenarios } = require(${JSON.stringify(join(PROJECT, "stacks/main.ts"))});
    const bindings = () => Object.keys(require.cache).filter((path) => /\\/@cdkt[fn]\\/provider-/.test(path));
    const before = bindings();
    scenarios(${JSON.stringify(tmpdir())});
    console.log(JSON.stringify([before, bindings()]));`;
  const output = execFileSync(process.execPath, ["--import", require.resolve("tsx"), "--eval", script], { encoding: "utf8" });
  const [before, after]: string[][] = JSON.parse(output);
  expect(after.length).toBeGreaterThan(before.length);
  expect(after.filter((path) => /provider-\w+\/lib\/index\.js$/.test(path))).toEqual([]);
  expect(before.filter((path) => !/\/lib\/provider(-functions)?\/index\.js$/.test(path))).toEqual([]);
});
