import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type Json, listOf, objectOf, textOf } from "../../../packages/terraform-stack-tools/src/stack/json";
import { TOKEN } from "./comments";
import { type Platform, runSteps, type Step, yaml } from "./steps";

const AGENT = {
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
    const environment = { ...AGENT, GITHUB_API_URL: url, DIR: checkout.folder };
    return checkout.run([textOf(shell), ...textOf(shellArgs).split(" ")], textOf(run), environment);
  };
  const ran = [await hook(repository.pre_workflow_hooks)];
  const { plan } = objectOf(objectOf(workflows)[textOf(repository.workflow)]);
  for (const project of projectsIn(checkout.folder)) {
    const folder = join(checkout.folder, project);
    const environment = { ...AGENT, DIR: folder, PLANFILE: join(folder, "default.tfplan") };
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
