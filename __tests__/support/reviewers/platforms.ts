import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type Json, type JsonObject, listOf, objectOf, textOf } from "../../../packages/terraform-stack-tools/src/stack/json";
import type { Checkout, Ran } from "./checkout";
import { type Comments, TOKEN } from "./comments";

const { safeLoad }: { safeLoad: (text: string) => Json } = require("js-yaml");

/** Runs a file as its platform does, step by step, and says how the run ends. */
export type Platform = (text: string, checkout: Checkout, comments: Comments) => Promise<Ran>;

interface Step {
  readonly script: string;
  readonly environment: NodeJS.ProcessEnv;
  /** Whether it runs after a step that failed. */
  readonly isAlways: boolean;
}

export function yaml(text: string): JsonObject {
  return objectOf(safeLoad(text));
}

/** Each step is asked for when its turn comes, since it may depend on what is there by then; undefined is left out. */
async function runSteps(steps: readonly (() => Step | undefined)[], run: (step: Step) => Promise<Ran>): Promise<Ran> {
  let code = 0;
  let output = "";
  for (const step of steps) {
    const next = step();
    if (next !== undefined && (code === 0 || next.isAlways)) {
      const ran = await run(next);
      code ||= ran.code;
      output += ran.output;
    }
  }
  return { code, output };
}

/** What a platform puts in place of `${{ … }}` and `$(…)`. */
function environmentOf(value: Json | undefined, expressions: Readonly<Record<string, string>> = {}): NodeJS.ProcessEnv {
  return Object.fromEntries(
    Object.entries(objectOf(value)).map(([name, one]) => [
      name,
      `${one}`.replace(/\$\{\{ (.+?) \}\}|\$\(([\w.]+)\)/g, (_all, first, second) => expressions[first ?? second] ?? ""),
    ]),
  );
}

const BASH = ["bash", "--noprofile", "--norc"];

/** GitHub runs a step without a shell of its own with `bash -e`. */
export const github: Platform = (text, checkout, { url }) => {
  const [job] = Object.values(objectOf(yaml(text).jobs)).map(objectOf);
  const expressions = { "github.token": TOKEN, "github.event.number": "7" };
  const agent = {
    GITHUB_API_URL: url,
    GITHUB_BASE_REF: "main",
    GITHUB_REPOSITORY: "contoso/infrastructure",
    RUNNER_TEMP: checkout.temporary,
    ...environmentOf(job.env, expressions),
  };
  const steps = listOf(job.steps)
    .map(objectOf)
    .filter((step) => "run" in step)
    .map((step) => (): Step | undefined => {
      const condition = textOf(step.if);
      const files = [...condition.matchAll(/hashFiles\('([^']+)'\) != ''/g)].map(([, file]) => file);
      const environment = { ...agent, ...environmentOf(step.env, expressions) };
      return files.every((file) => checkout.has(file))
        ? { script: textOf(step.run), environment, isAlways: condition.startsWith("always()") }
        : undefined;
    });
  return runSteps(steps, ({ script, environment }) => checkout.run([...BASH, "-e", "-c"], script, environment));
};

/** GitLab runs all lines in one shell, and that of the image is not bash. */
export const gitlab: Platform = (text, checkout, { url }) => {
  const job = objectOf(yaml(text).review);
  const lines = [...listOf(job.before_script), ...listOf(job.script)].map(textOf);
  const agent = { CI_API_V4_URL: url, CI_PROJECT_ID: "5", CI_MERGE_REQUEST_IID: "7", GITLAB_TOKEN: TOKEN };
  return checkout.run(["sh", "-e", "-c"], lines.join("\n"), { ...agent, ...environmentOf(job.variables) });
};

/** Azure Pipelines gives variables to a script as environment variables, but for secrets, which a step has to name. */
export const azurePipelines: Platform = (text, checkout, { url }) => {
  const pipeline = yaml(text);
  const [job = pipeline] = listOf(pipeline.jobs).map(objectOf);
  const agent = {
    SYSTEM_COLLECTIONURI: `${url}/`,
    SYSTEM_TEAMPROJECTID: "project",
    SYSTEM_PULLREQUEST_PULLREQUESTID: "7",
    SYSTEM_PULLREQUEST_TARGETBRANCHNAME: "main",
    BUILD_REPOSITORY_ID: "repository",
    AGENT_TEMPDIRECTORY: checkout.temporary,
    ...environmentOf(pipeline.variables),
  };
  const steps = listOf(job.steps)
    .map(objectOf)
    // The engine is there.
    .filter(({ displayName }) => displayName !== "Install Terraform")
    .filter(({ bash, inputs }) => bash !== undefined || "inlineScript" in objectOf(inputs))
    .map(({ bash, inputs, env, condition }) => (): Step => {
      const environment = { ...agent, ...environmentOf(env, { "System.AccessToken": TOKEN }) };
      return {
        script: textOf(bash ?? objectOf(inputs).inlineScript),
        environment,
        isAlways: condition === "succeededOrFailed()",
      };
    });
  return runSteps(steps, ({ script, environment }) => checkout.run([...BASH, "-c"], script, environment));
};

const ATLANTIS = {
  ATLANTIS_GH_TOKEN: TOKEN,
  ATLANTIS_TERRAFORM_VERSION: "9.9.9",
  BASE_REPO_OWNER: "contoso",
  BASE_REPO_NAME: "infrastructure",
  PULL_NUM: "7",
};

/** Atlantis runs the hooks in the checkout, and between them the workflow in the folder of each project. */
export const atlantis: Platform = async (text, checkout, { url }) => {
  const { repos, workflows } = yaml(text);
  const [repository] = listOf(repos).map(objectOf);
  const hook = (value: Json | undefined) => {
    const [{ shell, shellArgs, run }] = listOf(value).map(objectOf);
    const environment = { ...ATLANTIS, GITHUB_API_URL: url, DIR: checkout.folder };
    return checkout.run([textOf(shell), ...textOf(shellArgs).split(" ")], textOf(run), environment);
  };
  const ran = [await hook(repository.pre_workflow_hooks)];
  const { plan } = objectOf(objectOf(workflows)[textOf(repository.workflow)]);
  for (const project of projectsIn(checkout.folder)) {
    const folder = join(checkout.folder, project);
    const environment = { ...ATLANTIS, DIR: folder, PLANFILE: join(folder, "default.tfplan") };
    const steps = listOf(objectOf(plan).steps).map(
      (step) => (): Step => ({ script: scriptOf(step), environment, isAlways: false }),
    );
    ran.push(await runSteps(steps, ({ script }) => checkout.run(["sh", "-c"], script, environment, project)));
  }
  ran.push(await hook(repository.post_workflow_hooks));
  const failed = ran.find(({ code }) => code !== 0);
  return { code: failed?.code ?? 0, output: ran.map(({ output }) => output).join("\n") };
};

function scriptOf(step: Json): string {
  const { plan, run } = objectOf(step);
  if (run !== undefined) {
    return textOf(run);
  }
  return step === "init"
    ? "terraform init -input=false"
    : ['terraform plan -input=false -out="$PLANFILE"', ...listOf(objectOf(plan).extra_args).map(textOf)].join(" ");
}

/** Those that `atlantis.yaml` names, or the folders with a configuration. */
function projectsIn(folder: string): string[] {
  const file = join(folder, "atlantis.yaml");
  return existsSync(file)
    ? listOf(yaml(readFileSync(file, "utf8")).projects).map((project) => textOf(objectOf(project).dir))
    : readdirSync(join(folder, "terraform")).map((name) => `terraform/${name}`);
}
