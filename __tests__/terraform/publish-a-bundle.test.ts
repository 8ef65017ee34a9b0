import { spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { cdktfOut, writeFiles } from "../../packages/terraform-stack-tools/__tests__/support/hand-off";
import { compareVersions } from "../../packages/terraform-stack-tools/src/providers/terraform-binary";
import { Compiled } from "../support/compiled";
import { readPage } from "../support/pages";
import { missingPrograms, type Registry, startRegistry } from "../support/registry";
import { binaries } from "../support/terraform";

const PAGE = readPage("docs/tools/verify-a-bundle.md");
const HOST = "registry.example.com";
const PASSWORD = "a token";

const codeBelow = (title: string) =>
  PAGE.fences
    .filter(({ heading }) => heading === title)
    .map(({ code }) => code)
    .join("\n");

/** What keeps the page from being followed here. */
function obstacles(): string[] {
  if (!binaries().includes("tofu")) {
    return ["no tofu"];
  }
  const { stdout } = spawnSync("tofu", ["version", "-json"], { encoding: "utf8" });
  const version: string = JSON.parse(stdout).terraform_version;
  return [
    ...(compareVersions(version, "1.10.0") < 0 ? [`tofu ${version} knows no OCI registries`] : []),
    ...missingPrograms("oras", "openssl", "bash", "git"),
  ];
}

/** The one program that is not installed by its name. */
const PRELUDE = `
npx() { shift; node "$PROGRAM" "$@"; }
`;

const reasons = obstacles();

(reasons.length === 0 ? describe : describe.skip)(`the page on OCI registries (${reasons.join(", ") || "at hand"})`, () => {
  let tools: Compiled;
  let registry: Registry;
  const folder = mkdtempSync(join(tmpdir(), "cdktf-acr-aks-"));
  const app = join(folder, "app");

  beforeAll(async () => {
    tools = new Compiled("terraform-stack-tools");
    registry = await startRegistry({ passwords: { platform: PASSWORD }, tls: true });
    const out = cdktfOut(app, {
      network: { resource: { terraform_data: { greeting: { input: "hello" } } } },
      script: { resource: { terraform_data: { digest: { input: '${filesha256("assets/run.sh")}' } } } },
    });
    writeFiles(out, { "stacks/script/assets/run.sh": "#!/bin/sh\n" });
    chmodSync(join(out, "stacks/script/assets/run.sh"), 0o755);
    shell(app, "git init --quiet && git remote add origin https://git.example.com/shop.git");
    shell(app, 'echo cdktf.out > .gitignore && git add . && git commit --quiet --message="The app"');
    shell(app, "npx terraform-stack-tools hand-off cdktf.out --out hand-off --format hcl");
    shell(app, 'git add hand-off && git commit --quiet --message="The bundles"');
    writeFiles(app, { "hand-off/network/examples/default/terraform.tfvars": 'password = "canary"' });
    shell(app, codeBelow("Log in"));
  });

  afterAll(() => {
    registry?.stop();
    tools?.remove();
    rmSync(folder, { recursive: true, force: true });
  });

  const atRegistry = (text: string) => text.split(HOST).join(registry.host);

  /** As a reader does it whose registry is the one here. */
  function attempt(cwd: string, script: string, home = "home") {
    mkdirSync(join(folder, home), { recursive: true });
    const { PATH, TF_CLI_ARGS_init } = process.env;
    const person = {
      GIT_AUTHOR_NAME: "a",
      GIT_AUTHOR_EMAIL: "a@example.com",
      GIT_COMMITTER_NAME: "a",
      GIT_COMMITTER_EMAIL: "a@example.com",
    };
    const own = { HOME: join(folder, home), PASSWORD, PROGRAM: tools.program, SSL_CERT_FILE: registry.certificate };
    const code = `${PRELUDE}${atRegistry(script)}`;
    const { status, stdout, stderr } = spawnSync("bash", ["--noprofile", "--norc", "-euo", "pipefail", "-c", code], {
      cwd,
      encoding: "utf8",
      env: { PATH, ...(TF_CLI_ARGS_init ? { TF_CLI_ARGS_init } : {}), TF_CLI_ARGS: "-no-color", ...person, ...own },
    });
    return { status, stdout, output: `${stdout}${stderr}` };
  }

  function shell(cwd: string, script: string): string {
    const { status, stdout, output } = attempt(cwd, script);
    if (status !== 0) {
      throw new Error(`${script} exited with ${status}:\n${output}`);
    }
    return stdout;
  }

  /** Pushes what is committed, and returns the digest. */
  const push = (zone = "UTC") => /^Digest: (sha256:\S+)$/m.exec(shell(app, `export TZ=${zone}\n${codeBelow("Push")}`))?.[1];

  /** A configuration of its own that calls the module as the page does, by a digest or a tag. */
  function caller(name: string, selection: string): string {
    const call = atRegistry(codeBelow("Read")).replace("digest=sha256:…", selection);
    expect(call).toContain(selection);
    return writeFiles(join(folder, name), { "main.tf": call });
  }

  const digestIn = (verified: string) => /^digest: +(sha256:\S+)$/m.exec(verified)?.[1];

  test("what it pushes, OpenTofu reads by its digest, and verify finds it as it was handed over", () => {
    const place = caller("reader", `digest=${push()}`);
    const verified = shell(place, codeBelow("Verify"));
    expect(verified).toMatch(/\d+ files are what was handed over\.\nstacks: +network, script\n/);
    const digest = digestIn(verified);
    expect([digest]).toEqual([digestIn(shell(app, "npx terraform-stack-tools verify hand-off --allow network/examples"))]);
    expect(shell(place, "tofu plan")).toContain("module.network.terraform_data.greeting will be created");
    const modules = join(place, ".terraform/modules/network");
    expect(shell(modules, "find . -name '*.tfvars' -o -type f -perm -100")).toBe("./script/assets/run.sh\n");
  });

  test("one commit has one digest, which stays what it was when the tag moves", () => {
    const first = push();
    shell(app, "sleep 1");
    expect([first, push("Asia/Tokyo")]).toEqual([expect.stringMatching(/^sha256:/), first]);
    const { source } = JSON.parse(shell(app, "cat hand-off/manifest.json"));
    writeFiles(app, { "hand-off/network/backend.tf": "" });
    shell(app, 'git add hand-off/network/backend.tf && git commit --quiet --message="A backend"');
    expect(push()).not.toBe(first);
    const backends = [`tag=${source.commit}`, `digest=${first}`].map((selection, row) => {
      const place = caller(`selection-${row}`, selection);
      shell(place, "tofu init");
      return shell(join(place, ".terraform/modules/network/network"), "find . -name backend.tf");
    });
    expect(backends).toEqual(["./backend.tf\n", ""]);
  });

  test("what goes wrong is what it lists", async () => {
    push();
    shell(app, `oras push ${HOST}/terraform/platform:image bundles.zip:archive/zip`);
    const plain = await startRegistry({ passwords: { a: PASSWORD } });
    const ofSource = (source: string) => `module "attach" {\n  source = "oci://${source}?tag=image"\n}\n`;
    const places = writeFiles(folder, {
      "expired/.docker/config.json": { auths: { [registry.host]: { auth: Buffer.from("a:b").toString("base64") } } },
      "image/main.tf": ofSource(`${registry.host}/terraform/platform`),
      "plain/main.tf": ofSource(`${plain.host.replace("127.0.0.1", "localhost")}/terraform/platform`),
    });
    const [image, http] = [join(places, "image"), join(places, "plain")];
    const ends = [
      attempt(image, "tofu init", "stranger"),
      attempt(image, "tofu init", "expired"),
      attempt(image, "tofu init"),
      attempt(http, "tofu init"),
    ];
    plain.stop();
    const listed = PAGE.lines.slice(PAGE.lines.indexOf("## If something goes wrong")).join("\n");
    const messages = [...listed.matchAll(/^- `([^`]+)`/gm)].map(([, message]) => message);
    expect(messages).toHaveLength(ends.length);
    for (const [row, { status, output }] of ends.entries()) {
      expect([status, output.replace(/[│╷╵\s]+/g, " ")]).toEqual([1, expect.stringContaining(messages[row])]);
    }
  });
});
