import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { newestOnPypi, PUBLISHERS, withPrograms } from "../../../tools/newest/publishers";
import { TRIALS } from "../../../tools/newest/trials";
import { jobsOf } from "../../../tools/workflows/jobs";
import { LOCK, readLock, titleOf } from "../../testbed/programs/lock-file";

const { safeLoad } = require("js-yaml");

const PROJECT = join(__dirname, "../../..");
const MAIN = ["--import", "tsx", join(PROJECT, "tools/newest/main.ts")];

let root: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "newest-"));
  mkdirSync(join(root, "newest"));
});

afterEach(() => rmSync(root, { recursive: true }));

const WORKFLOW = ".github/workflows/newest.yml";

test("the workflow has a job for each trial", () => {
  const jobs = jobsOf(PROJECT, WORKFLOW).filter(({ name }) => name === "try");
  expect(jobs.map(({ matrix }) => matrix.what)).toEqual(TRIALS.map(({ name }) => name));
});

test("only the job that writes the issue may write, and it runs nothing that is new", () => {
  const { permissions, jobs } = safeLoad(readFileSync(join(PROJECT, WORKFLOW), "utf8"));
  expect(permissions).toEqual({});
  expect(jobs.try.permissions).toEqual({ contents: "read" });
  expect(jobs.report.permissions).toEqual({ contents: "read", issues: "write" });
  const commands = jobsOf(PROJECT, WORKFLOW)
    .filter(({ name }) => name === "report")
    .flatMap(({ steps }) => steps.flatMap(({ run }) => run ?? []));
  expect(commands).toEqual(["npm ci --ignore-scripts --no-audit --no-fund", "npm run newest -- report"]);
});

describe("the report", () => {
  /** It writes down how it was called, and what it was given; there are the issues that the test says. */
  const GH = `#!/bin/sh
echo "$*" >> "$CALLS"
[ "$2" = list ] && echo "$ISSUES" || cat > "$BODY"
`;

  function report(issues: readonly object[]) {
    const calls = join(root, "calls");
    const body = join(root, "body");
    writeFileSync(join(root, "gh"), GH, { mode: 0o755 });
    writeFileSync(calls, "");
    const run = {
      CALLS: calls,
      BODY: body,
      ISSUES: JSON.stringify(issues),
      RUNNER_TEMP: root,
      RUN_URL: "https://example.com/run",
    };
    const env = { ...process.env, ...run, PATH: `${root}:${process.env.PATH}` };
    const { status, stderr } = spawnSync(process.execPath, [...MAIN, "report"], { env, encoding: "utf8" });
    expect([status, stderr]).toEqual([0, ""]);
    return { calls: readFileSync(calls, "utf8").trim().split("\n"), body: readFileSync(body, "utf8") };
  }

  const result = (name: string, content: unknown, artifact = `newest-${name}`) => {
    const folder = join(root, "newest", artifact);
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, `${name}.json`), typeof content === "string" ? content : JSON.stringify(content));
  };

  const LIST = "issue list --app github-actions --state all --search Newest versions in:title --json number,title";

  test("is one issue, which is created once and edited from then on", () => {
    expect(report([{ number: 5, title: "Newest versions of what I like" }]).calls).toEqual([
      LIST,
      "issue create --title Newest versions --body-file -",
    ]);
    const issues = [
      { number: 9, title: "About newest versions" },
      { number: 7, title: "Newest versions" },
    ];
    expect(report(issues).calls).toEqual([LIST, "issue edit 7 --body-file -"]);
  }, 60_000);

  test("has a row for each trial: green, red, or that it is not known", () => {
    result("jsii", { versions: ["jsii 6.0.16"], outcome: "green" });
    result("cdktf", { versions: ["cdktf 0.21.0", "@cdktf/provider-azurerm 14.23.1"], outcome: "red" });
    result("opentofu", { versions: ["opentofu 1.13.0"] });
    const { body } = report([]);
    const rows = body.split("\n").filter((line) => /^\| (?!What|---)/.test(line));
    expect(rows).toHaveLength(TRIALS.length);
    expect(body).toContain("| jsii | `jsii 6.0.16` | `npm run build` | green |");
    expect(body).toContain("| `cdktf 0.21.0`, `@cdktf/provider-azurerm 14.23.1` | `npm test -- --ci` | red |");
    expect(body).toMatch(/^\| OpenTofu \| `opentofu 1\.13\.0` \| .* \| not known \|$/m);
    expect(body).toMatch(/^\| Kubernetes \| {2}\| .* \| not known \|$/m);
    expect(body).toContain("[The run](https://example.com/run)");
  }, 60_000);

  test("takes each result from the artifact of its own job", () => {
    result("jsii", { versions: ["jsii 6.0.16"], outcome: "green" }, "newest-cdktf");
    result("jsii", { versions: ["jsii 6.0.16"], outcome: "green" }, ".");
    expect(report([]).body).not.toContain("green |");
    const { jobs } = safeLoad(readFileSync(join(PROJECT, WORKFLOW), "utf8"));
    const given = (job: string, action: string) =>
      jobs[job].steps.find(({ uses }: { readonly uses?: string }) => uses?.startsWith(`actions/${action}@`)).with;
    // With this name and without merge-multiple, an artifact is unpacked to `newest-<trial>`.
    expect(given("try", "upload-artifact")).toMatchObject({ name: "newest-${{ matrix.what }}" });
    expect(given("report", "download-artifact")).toEqual({ pattern: "newest-*", path: "${{ runner.temp }}/newest" });
  }, 60_000);

  test("takes nothing else from a result, which comes from a job that ran what others wrote", () => {
    result("jsii", { versions: ["jsii `6` @team", "| green |", "[x](http://x) 1", 7, "jsii 6.0.16"], outcome: "green | x" });
    result("cdktf", "{");
    result("cdktn", ["green"]);
    const { body } = report([]);
    expect(body).toContain("| jsii | `jsii 6.0.16` | `npm run build` | not known |");
    expect(body.match(/not known \|$/gm)).toHaveLength(TRIALS.length);
  }, 60_000);
});

const hasBash = spawnSync("bash", ["--version"]).status === 0;

describe("a trial", () => {
  function attempt(name: string, npm: string) {
    writeFileSync(join(root, "npm"), `#!/bin/sh\n${npm}\n`, { mode: 0o755 });
    const env = { ...process.env, RUNNER_TEMP: root, PATH: `${root}:${process.env.PATH}` };
    const { status, stdout, stderr } = spawnSync(process.execPath, [...MAIN, "try", name], { env, encoding: "utf8" });
    const kept = () => JSON.parse(readFileSync(join(root, "newest", `${name}.json`), "utf8"));
    return { status, stdout, stderr, kept };
  }

  (hasBash ? test : test.skip)(
    "runs its suite with the newest version, and keeps what became of it",
    () => {
      const npm = (status: number) => `[ "$1" = view ] && echo 7.0.2 || { echo "$* as $VERSION"; exit ${status}; }`;
      const good = attempt("typescript", npm(0));
      expect(good.stdout).toContain("exec --yes --package typescript@7.0.2 -- tsc --project . as 7.0.2\n");
      expect([good.status, good.kept()]).toEqual([0, { versions: ["typescript 7.0.2"], outcome: "green" }]);
      const bad = attempt("typescript", npm(2));
      expect([bad.status, bad.kept()]).toEqual([1, { versions: ["typescript 7.0.2"], outcome: "red" }]);
    },
    60_000,
  );

  test("of cdktn takes the versions from where its packages come from", () => {
    writeFileSync(join(root, "python3"), '#!/bin/sh\necho "$5 (19.0.0)"\necho "Available versions: 19.0.0, 18.9.0"\n', {
      mode: 0o755,
    });
    const path = process.env.PATH;
    process.env.PATH = `${root}:${path}`;
    try {
      expect(newestOnPypi("cdktn-provider-azurerm")).toBe("19.0.0");
      writeFileSync(join(root, "python3"), "#!/bin/sh\necho none\n");
      expect(() => newestOnPypi("cdktn")).toThrow("pip names no version of cdktn: none");
      writeFileSync(join(root, "python3"), `#!/bin/sh\necho 'cdktn (1.0.0",evil:")'\n`);
      expect(() => newestOnPypi("cdktn")).toThrow(" is no version.");
    } finally {
      process.env.PATH = path;
    }
  });

  test("that cannot begin fails, and is neither green nor red", () => {
    const { status, kept } = attempt("typescript", "exit 1");
    expect(status).toBe(1);
    expect(kept).toThrow("ENOENT");
    expect(attempt("cobol", "").stderr).toContain("There is no trial cobol.");
  }, 60_000);
});

test.each(["7.0.2$(id)", '1.0.0", evil: "', "1.0.0\n2.0.0", "latest", ""])(
  "%j is no version that is tried",
  (version) => {
    writeFileSync(join(root, "npm"), '#!/bin/sh\nprintf %s "$NEWEST"\n', { mode: 0o755 });
    const env = { ...process.env, RUNNER_TEMP: root, NEWEST: version, PATH: `${root}:${process.env.PATH}` };
    const { status, stderr } = spawnSync(process.execPath, [...MAIN, "try", "typescript"], { env, encoding: "utf8" });
    expect([status, stderr]).toEqual([1, `${JSON.stringify(version)} is no version.\n`]);
  },
  60_000,
);

describe("a newest program", () => {
  const answers = (pages: Readonly<Record<string, string>>) =>
    jest.spyOn(globalThis, "fetch").mockImplementation(async (input) => {
      const url = String(input);
      const [page, text] = Object.entries(pages).find(([start]) => url.startsWith(start)) ?? [];
      const answer = new Response(text, { status: page === undefined ? 404 : 200 });
      // Where a page of GitHub has led to.
      return Object.defineProperty(answer, "url", { value: text?.startsWith("https:") ? text : url });
    });

  test("is an entry of the lock file with the checksums of its publisher", async () => {
    answers({
      "https://api.releases.hashicorp.com/v1/releases/terraform/latest": '{"version":"1.16.0"}',
      "https://github.com/opentofu/opentofu/releases/latest": "https://github.com/opentofu/opentofu/releases/tag/v1.13.0",
      "https://dl.k8s.io/release/stable.txt": "v1.38.0\n",
    });
    const start = "https://releases.hashicorp.com/terraform/1.16.0/terraform_1.16.0";
    expect(await PUBLISHERS.terraform()).toMatchObject({ url: `${start}_linux_amd64.zip`, checksums: `${start}_SHA256SUMS` });
    const download = "https://github.com/opentofu/opentofu/releases/download/v1.13.0/tofu_1.13.0";
    expect(await PUBLISHERS.opentofu()).toMatchObject({ version: "1.13.0", url: `${download}_linux_amd64.zip` });
    expect(await PUBLISHERS["kubernetes-server"]()).toMatchObject({
      url: "https://dl.k8s.io/v1.38.0/kubernetes-server-linux-amd64.tar.gz",
      files: { "kube-apiserver": "kubernetes/kube-apiserver-1.38" },
    });
    answers({ "https://api.releases.hashicorp.com": '{"version":"../../evil"}', "https://dl.k8s.io": "v1.38.0/../evil" });
    await expect(PUBLISHERS.terraform()).rejects.toThrow('"../../evil" is no version');
    await expect(PUBLISHERS["kubernetes-server"]()).rejects.toThrow("is no version");
    await expect(PUBLISHERS.azapi()).rejects.toThrow("releases/latest answers with the status 404");
  });

  test("takes the place of the program with its path, and stands beside another version of a provider", () => {
    const lock = readLock(LOCK);
    const terraform = { name: "terraform", version: "9.0.0", known: "", files: { terraform: "bin/terraform" } };
    const azurerm = { name: "azurerm", version: "9.0.0", known: "", provider: "hashicorp/azurerm" };
    const titles = withPrograms(lock, [terraform, azurerm]).programs.map(titleOf);
    const before = lock.programs.map(titleOf);
    expect(titles).toEqual([...before.slice(1), "terraform 9.0.0", "azurerm 9.0.0"]);
    // The one that is there already is not there twice.
    const [same] = lock.programs.filter(({ provider }) => provider);
    expect(withPrograms(lock, [same]).programs).toHaveLength(lock.programs.length);
  });
});
