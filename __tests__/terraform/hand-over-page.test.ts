import { spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { writeFiles } from "../../packages/terraform-stack-tools/__tests__/support/hand-off";
import { Compiled } from "../support/compiled";
import { readPage } from "../support/pages";
import { binaries } from "../support/terraform";

const PAGE = readPage("docs/tools/hand-over.md");

const codeBelow = (title: string) =>
  PAGE.fences
    .filter(({ heading, language }) => heading === title && language === "sh")
    .map(({ code }) => code)
    .join("\n");

/** Copies the stack that is in the repository to where the app would synthesize it. */
const SYNTH = `#!/bin/sh
case $1 in
  cdktf) mkdir -p cdktf.out/stacks/network && cp stack.json cdktf.out/stacks/network/cdk.tf.json && cp manifest.json cdktf.out ;;
  *) shift && exec node "$PROGRAM" "$@" ;;
esac
`;

const manifest = { stacks: { network: { synthesizedStackPath: "stacks/network/cdk.tf.json" } } };
const stackOf = (count: number) => ({ resource: { terraform_data: { one: { count } } }, output: { count: { value: count } } });

describe.each(binaries())("the page on handing over, with %s", (binary) => {
  let tools: Compiled;
  const folder = mkdtempSync(join(tmpdir(), "cdktf-acr-aks-"));
  const app = join(folder, "app");

  const shell = (script: string) => {
    const { PATH, HOME } = process.env;
    const author = { GIT_AUTHOR_NAME: "x", GIT_AUTHOR_EMAIL: "x", GIT_COMMITTER_NAME: "x", GIT_COMMITTER_EMAIL: "x" };
    const programs = { PROGRAM: tools.program, TERRAFORM_BINARY_NAME: binary };
    const env = { HOME, PATH: `${join(folder, "bin")}:${PATH}`, ...author, ...programs };
    return spawnSync("sh", ["-e", "-c", script], { cwd: app, encoding: "utf8", env });
  };

  beforeAll(() => {
    tools = new Compiled("terraform-stack-tools");
    mkdirSync(app);
    writeFiles(folder, { "bin/npx": SYNTH, "bin/npm": "#!/bin/sh\n" });
    for (const name of ["npx", "npm"]) {
      chmodSync(join(folder, "bin", name), 0o755);
    }
    writeFiles(app, { ".gitignore": "cdktf.out\n", "stack.json": stackOf(2), "manifest.json": manifest });
    expect(shell("git init --quiet && git add . && git commit --quiet --message=app").status).toBe(0);
  });

  afterAll(() => {
    tools.remove();
    rmSync(folder, { recursive: true, force: true });
  });

  const next = (count: number) => {
    writeFileSync(join(app, "stack.json"), JSON.stringify(stackOf(count)));
    const [, hash = ""] =
      /from the commit `([0-9a-f]+)`/.exec(readFileSync(join(app, "hand-off/network/README.md"), "utf8")) ?? [];
    const plan = shell(codeBelow("Hand over the next version").replace("0123abc", hash));
    shell("git worktree remove --force ../handed-over; git checkout --quiet stack.json");
    return { status: plan.status, said: plan.stdout + plan.stderr };
  };

  test("writes and commits the bundles, which leave what others put there", () => {
    const { status, stderr } = shell(codeBelow("Write the bundle"));
    expect({ status, stderr }).toEqual({ status: 0, stderr: "'network': 5 files\n" });
    writeFiles(app, { "hand-off/network/backend.tf": "# mine\n" });
    expect(shell(codeBelow("Write the bundle").replace(/git commit.*/, "")).status).toBe(0);
    expect(readdirSync(join(app, "hand-off/network")).sort()).toEqual(
      [".gitignore", "README.md", "backend.tf", "main.tf", "outputs.tf", "versions.tf"].sort(),
    );
  });

  test("stops before a version that deletes something, and not before one that adds", () => {
    const { status, said } = next(1);
    expect({ status, said }).toEqual({ status: 3, said: expect.stringContaining("terraform_data.one[1]") });
    expect(next(3).status).toBe(0);
    expect(existsSync(join(folder, "handed-over"))).toBe(false);
  });
});
