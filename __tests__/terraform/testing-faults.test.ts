import { execFileSync, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { plan } from "../../packages/terraform-stack-tools/src/plan";
import type { JsonObject } from "../../packages/terraform-stack-tools/src/stack/json";
import { everyOther } from "../support/every-other";
import { providerMirror } from "../support/provider-mirror";
import { binaries } from "../support/terraform";

const PROJECT = join(__dirname, "../..");
const root = mkdtempSync(join(tmpdir(), "faults-"));
const environment = { ...process.env };

afterEach(() => {
  for (const name of ["TMPDIR", "XDG_CACHE_HOME", "TF_CLI_ARGS_init"]) {
    process.env[name] = environment[name];
    if (environment[name] === undefined) {
      delete process.env[name];
    }
  }
});

afterAll(() => rmSync(root, { recursive: true }));

const json = (hours: number): JsonObject => ({
  terraform: { required_providers: { time: { source: "hashicorp/time", version: "0.13.1" } } },
  resource: {
    time_offset: { one: { offset_hours: hours }, kept: { offset_hours: 1 } },
    terraform_data: { follower: { triggers_replace: ["${time_offset.one.rfc3339}"] } },
  },
});

/** What the shell does in place of the provider when this package starts it. Terraform, which reads schemas, gets the real one. */
const FAULTS = {
  "ends before it starts": "echo 'panic: boom' >&2; exit 2",
  "prints rubbish": "echo rubbish; sleep 100",
  "ends at a question": fault("crash"),
  "does not answer": fault("hang"),
  "answers with rubbish": fault("rubbish"),
};

function fault(name: string): string {
  const loader = require.resolve("tsx");
  return `exec '${process.execPath}' --import '${loader}' '${PROJECT}/packages/terraform-stack-tools/__tests__/support/faulty-provider.ts' ${name} '${root}'`;
}

/** Settings with a mirror in which the provider does something else when this package starts it. */
function settings(name: string, script: string): Readonly<Record<string, string>> {
  const folder = join(root, name.replace(/ /g, "-"));
  const other = `if [ -n "$PLUGIN_CLIENT_CERT" ]; then exec "$REAL"; fi\n${script}`;
  const mirror = providerMirror(join(folder, "mirror"), other, environment.TF_CLI_ARGS_init);
  mkdirSync(join(folder, "tmp"), { recursive: true });
  return { TMPDIR: join(folder, "tmp"), XDG_CACHE_HOME: join(folder, "cache"), TF_CLI_ARGS_init: `-plugin-dir='${mirror}'` };
}

/** What a plan has left in its folder for temporary files. The loader of TypeScript, which is no part of it, keeps a cache. */
function leftIn(folder: string): string[] {
  return readdirSync(folder).filter((name) => !name.startsWith("tsx-"));
}

/** The processes that have a folder in their command, as the faulty providers do. */
function processesIn(folder: string): string[] {
  return execFileSync("ps", ["-eo", "pid,args"], { encoding: "utf8" })
    .split("\n")
    .filter((line) => line.includes(folder) && !line.includes("ps -eo"));
}

describe.each(binaries().map((binary, row) => [binary, row] as const))("%s", (binary, row) => {
  test.each(everyOther(Object.entries(FAULTS), row))(
    "a provider that %s leaves replacements unknown, and nothing behind",
    (name, script) => {
      const { TMPDIR, ...others } = settings(`${binary} ${name}`, script);
      Object.assign(process.env, { TMPDIR, ...others });
      const { resources } = plan(json(2), { existing: json(1), binary });
      expect(resources["time_offset.one"]).toMatchObject({
        action: "update, replacement unknown",
        because: ["offset_hours"],
        reason: expect.stringMatching(/^the provider did not answer: /),
      });
      expect(resources["terraform_data.follower"].action).toBe("update, replacement unknown");
      expect(resources["time_offset.kept"].action).toBe("no-op");
      expect(leftIn(TMPDIR)).toEqual([]);
      expect(processesIn(root)).toEqual([]);
    },
  );

  test("a provider that refuses the stack ends the plan in its words, one that refuses the earlier version does not", () => {
    Object.assign(process.env, settings(`${binary} refuses`, fault("refuse")));
    expect(() => plan(json(2), { existing: json(1), binary })).toThrow(/time_offset\.\w+: Bad value\n {2}name must be short/);
  });

  test.each([
    ["hangs", fault("hang"), "faulty-provider.ts hang"],
    ["starts", 'exec /usr/bin/tail -f "$0" > /dev/null', "tail -f"],
  ])("nothing is left after the process that plans has been killed while a provider %s", async (state, provider, sign) => {
    const set = settings(`${binary} killed while it ${state}`, provider);
    const script = `require("./packages/terraform-stack-tools/src/plan").plan(${JSON.stringify(json(2))}, { existing: ${JSON.stringify(json(1))}, binary: "${binary}" })`;
    const child = spawn(process.execPath, ["--import", "tsx", "--eval", script], {
      cwd: PROJECT,
      env: { ...process.env, ...set, NODE_OPTIONS: "--import tsx" },
      stdio: "ignore",
    });
    await until(() => processesIn(root).some((line) => line.includes(sign)));
    child.kill("SIGKILL");
    await until(
      () => processesIn(root).length === 0 && leftIn(set.TMPDIR).length === 0,
      () => [...processesIn(root), ...leftIn(set.TMPDIR)].join("\n"),
    );
  });
});

async function until(condition: () => boolean, state = () => ""): Promise<void> {
  const deadline = Date.now() + 60_000;
  while (!condition()) {
    if (Date.now() > deadline) {
      throw new Error(`it did not happen in a minute\n${state()}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
