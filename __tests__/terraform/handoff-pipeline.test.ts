import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import {
  type BundlePipeline,
  pipelineIn,
  programs,
  scriptsOf,
  stepsOf,
} from "../../packages/terraform-stack-tools/__tests__/support/bundle-pipeline";
import { inFolder, writeFiles } from "../../packages/terraform-stack-tools/__tests__/support/hand-off";
import type { Platform } from "../../packages/terraform-stack-tools/src/hand-off";
import type { Layout } from "../../packages/terraform-stack-tools/src/hand-off/module/layout";
import { objectOf, textOf } from "../../packages/terraform-stack-tools/src/stack/json";
import { scenarios } from "../../stacks/main";
import { installableStacksOf } from "../support/scenarios";
import { render } from "../support/stack";
import { ifTerraform } from "../support/terraform";

const [stack] = installableStacksOf(scenarios).map(render);

const runs = (["github", "azure-devops"] as const).flatMap((ci): [Platform, Layout][] => [
  [ci, "module"],
  [ci, "root"],
]);

/** Writes the bundle as a repository. */
function checkOut({ bundle }: BundlePipeline, folder: string): string {
  return writeFiles(folder, Object.fromEntries([...bundle.files].map(([path, bytes]) => [path, bytes.toString()])));
}

/** What an agent has: engines, a home, and no credentials. */
const AGENT: NodeJS.ProcessEnv = {
  PATH: process.env.PATH,
  HOME: process.env.HOME,
  TF_CLI_ARGS: "-no-color",
  TF_CLI_ARGS_init: process.env.TF_CLI_ARGS_init,
  CHECKPOINT_DISABLE: "1",
};

/** Runs scripts one after the other, and returns the one that fails, if one does. */
function run(scripts: readonly string[], repository: string, environment: NodeJS.ProcessEnv = {}): string | undefined {
  return scripts.find((script) => {
    const bash = ["--noprofile", "--norc", "-eo", "pipefail", "-c", script];
    const { status } = spawnSync("bash", bash, { cwd: repository, env: { ...AGENT, ...environment } });
    return status !== 0;
  });
}

const isInstallation = (script: string) => script.includes("curl");

const checksOf = ({ test }: BundlePipeline) => scriptsOf(test).filter((script) => !isInstallation(script));

ifTerraform(describe).each(runs)("%s, as a %s", (ci, layout) => {
  const pipeline = pipelineIn(stack, ci, { layout });

  test("the checks pass in a fresh checkout, without a login", () => {
    inFolder((folder) => {
      expect(run(checksOf(pipeline), checkOut(pipeline, folder))).toBeUndefined();
    });
  });

  test.each([
    ["main.tf", (text: string) => text.replace(/ = /, "   =  "), /fmt/],
    ["outputs.tf", (text: string) => text.replace(/(value\s+= ).*/, "$1local.missing"), /validate/],
    ["main.tf", (text: string) => text.replace('"AcrPull"', '"AcrPush"'), / test$/],
  ])("an edit of %s fails the check that is for it", (path, edit, command) => {
    inFolder((folder) => {
      const repository = checkOut(pipeline, folder);
      const text = readFileSync(join(repository, path), "utf8");
      expect(edit(text)).not.toBe(text);
      writeFiles(repository, { [path]: edit(text) });
      expect(run(checksOf(pipeline), repository)).toMatch(command);
    });
  });

  test("plans where the backend is", () => {
    inFolder((folder) => {
      const recorder = '#!/bin/sh\necho "$PWD $*" >> "$CALLS"\n';
      const bin = programs(join(folder, "bin"), { terraform: recorder });
      const repository = checkOut(pipeline, join(folder, "repository"));
      const environment = { PATH: [bin, process.env.PATH].join(delimiter), CALLS: join(folder, "calls") };
      const scripts = scriptsOf(pipeline.plan).filter((script) => !isInstallation(script));
      expect(run(scripts, repository, environment)).toBeUndefined();
      const place = layout === "module" ? "-chdir=examples/default " : "";
      expect(readFileSync(join(folder, "calls"), "utf8").trim().split("\n")).toEqual([
        `${repository} ${place}init -input=false`,
        `${repository} ${place}plan -input=false -lock-timeout=5m`,
      ]);
    });
  });
});

const hasTools = ["zip", "unzip", "sha256sum"].every((name) => spawnSync(name, ["--help"]).error === undefined);

(hasTools ? describe : describe.skip)("Azure Pipelines installs Terraform", () => {
  const { test: job } = pipelineIn(stack, "azure-devops");
  const [script] = scriptsOf(job).filter(isInstallation);

  /** Stands in for the site of releases: gives what is in a folder. */
  const CURL = `#!/bin/sh
for url; do :; done
echo "$url" >> "$RELEASES/../urls"
cp "$RELEASES/$(basename "$url")" .
`;

  const release = (folder: string): NodeJS.ProcessEnv => {
    const releases = programs(join(folder, "releases"), { terraform: "#!/bin/sh\necho installed\n" });
    const archive = /terraform_[\d.]+_linux_amd64\.zip/.exec(script)?.[0] ?? "";
    const checksums = archive.replace("linux_amd64.zip", "SHA256SUMS");
    const zip = `zip -q ${archive} terraform && sha256sum ${archive} > ${checksums} && echo "${"0".repeat(64)}  other.zip" >> ${checksums}`;
    expect(spawnSync("sh", ["-c", zip], { cwd: releases }).status).toBe(0);
    const bin = programs(join(folder, "bin"), { curl: CURL });
    writeFiles(folder, { "agent/.keep": "" });
    return {
      PATH: [bin, process.env.PATH].join(delimiter),
      RELEASES: releases,
      AGENT_TEMPDIRECTORY: join(folder, "agent"),
    };
  };

  test("from HashiCorp's site, for the steps after it", () => {
    inFolder((folder) => {
      const env = release(folder);
      const { stdout, status } = spawnSync("bash", ["-c", script], { cwd: folder, encoding: "utf8", env });
      const path = /^##vso\[task\.prependpath\](.*)$/m.exec(stdout)?.[1] ?? "";
      expect(status).toBe(0);
      expect(spawnSync(join(path, "terraform"), { encoding: "utf8" }).stdout).toBe("installed\n");
      const urls = readFileSync(join(folder, "urls"), "utf8").trim().split("\n");
      expect(urls.map((url) => new URL(url).origin)).toEqual(Array(2).fill("https://releases.hashicorp.com"));
    });
  });

  test("not if the archive is another one", () => {
    inFolder((folder) => {
      const env = release(folder);
      const spoil = 'for file in *.zip; do echo x >> "$file"; done';
      spawnSync("sh", ["-c", spoil], { cwd: textOf(env.RELEASES) });
      const { stdout, status } = spawnSync("bash", ["-c", script], { cwd: folder, encoding: "utf8", env });
      expect([status, stdout.includes("prependpath")]).toEqual([1, false]);
    });
  });
});

test("the step that plans on Azure Pipelines is a script for bash", () => {
  const step = stepsOf(pipelineIn(stack, "azure-devops").plan).at(-1);
  expect(objectOf(step?.inputs)).toMatchObject({ scriptType: "bash", scriptLocation: "inlineScript" });
});
