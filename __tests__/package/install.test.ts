import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { publicNames, snippets, stackModule } from "../support/readme";

const PROJECT = join(__dirname, "../..");
const { devDependencies, peerDependencies } = JSON.parse(readFileSync(join(PROJECT, "package.json"), "utf8"));

/** What the README's first command installs, at the versions that are tested here. */
const PEERS = Object.keys(peerDependencies).map((name) => `${name}@${devDependencies[name]}`);

const TSCONFIG = { compilerOptions: { target: "ES2022", module: "CommonJS", strict: true, outDir: "out", types: [] } };

describe("another project", () => {
  const folder = mkdtempSync(join(tmpdir(), "cdktf-acr-aks-"));
  const run = (command: string, ...args: string[]) =>
    execFileSync(command, args, { cwd: folder, encoding: "utf8", stdio: "pipe" });
  const npm = (...args: string[]) => run("npm", ...args, "--no-audit", "--no-fund", "--no-update-notifier");

  afterAll(() => rmSync(folder, { recursive: true }));

  test("installs the package with its peers and nothing else", () => {
    const [{ filename, files }] = JSON.parse(npm("pack", "--json", "--ignore-scripts", PROJECT));
    const paths: string[] = files.map(({ path }: { path: string }) => path);
    expect(paths).toEqual(expect.arrayContaining([".jsii", "API.md", "LICENSE", "README.md", "lib/index.d.ts", "lib/index.js"]));
    expect(paths.filter((path) => !/^(lib\/.*\.(js|d\.ts)|\.jsii|package\.json|LICENSE|[A-Z]+\.md)$/.test(path))).toEqual([]);

    writeFileSync(join(folder, "package.json"), JSON.stringify({ name: "user", version: "1.0.0" }));
    npm("install", `./${filename}`, ...PEERS, `typescript@${devDependencies.typescript}`);
    expect(
      JSON.parse(readFileSync(join(folder, "node_modules/cdktf-acr-aks/package.json"), "utf8")).dependencies,
    ).toBeUndefined();
  });

  test("type-checks the README's programs and snippets strictly against the installed types", () => {
    const all = snippets();
    all.forEach((snippet, index) => {
      const code = snippet.isProgram ? snippet.code : stackModule(snippet, publicNames(), "cdktf-acr-aks");
      writeFileSync(join(folder, snippet.isProgram ? "main.ts" : `snippet-${index}.ts`), code);
    });
    writeFileSync(join(folder, "tsconfig.json"), JSON.stringify(TSCONFIG));
    run("npx", "tsc", "--project", ".");
    expect(existsSync(join(folder, "out/main.js"))).toBe(true);
  });

  test("synthesizes the README's program", () => {
    run("node", "out/main.js");
    const json = JSON.parse(readFileSync(join(folder, "cdktf.out/stacks/attach/cdk.tf.json"), "utf8"));
    expect(Object.keys(json.resource)).toEqual(["azurerm_role_assignment"]);
  });
});
