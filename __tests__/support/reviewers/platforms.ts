import { listOf, objectOf, textOf } from "../../../packages/terraform-stack-tools/src/stack/json";
import { TOKEN } from "./comments";
import { environmentOf, type Platform, runSteps, type Step, yaml } from "./steps";

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
