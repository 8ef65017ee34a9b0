import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { isObject, type Json, listOf, objectOf, textOf } from "../../../packages/terraform-stack-tools/src/stack/json";
import { readPage } from "../../support/pages";
import { yaml } from "../../support/reviewers/platforms";

const FOLDER = join(__dirname, "../../../docs/tools/pipelines");
const FILES = ["github-actions.yml", "gitlab-ci.yml", "azure-pipelines.yml", "atlantis.yaml", "drift-every-night.yml"];
const { version } = JSON.parse(readFileSync(join(__dirname, "../../../packages/terraform-stack-tools/package.json"), "utf8"));

const textIn = (file: string) => readFileSync(join(FOLDER, file), "utf8");

test("the pages link every file, once", () => {
  const text = ["pull-requests", "drift-every-night"].map((name) => readPage(`docs/tools/${name}.md`).text).join();
  const links = text.matchAll(
    /\]\(https:\/\/github\.com\/cdktf-acr-aks\/cdktf-acr-aks\/blob\/main\/docs\/tools\/pipelines\/([^)]+)\)/g,
  );
  expect([...links].map(([, file]) => file).sort()).toEqual(readdirSync(FOLDER).sort());
});

test.each(FILES)("%s takes the released version of the tools, and asks for changes of a state without a lock", (file) => {
  const text = textIn(file);
  const versions = [...text.matchAll(/terraform-stack-tools@(\S+)/g)].map(([, one]) => one);
  expect(versions).toEqual(file === "atlantis.yaml" ? [] : [version]);
  expect(text).toContain("-lock=false");
  expect(text).toContain(
    file === "drift-every-night.yml" ? "<!-- terraform-stack-tools drift -->" : "<!-- terraform-stack-tools -->",
  );
});

/** What a platform keeps or shows to more people than those who run it. */
function published(value: Json): string[] {
  if (!isObject(value)) {
    return listOf(value).flatMap((one) => (one === value ? [] : published(one)));
  }
  const names = ["path", "paths", "sarif_file", "publish"];
  return Object.entries(value).flatMap(([name, one]) => (names.includes(name) ? listOf(one).map(textOf) : published(one)));
}

test.each([
  ["github-actions.yml", ["${{ runner.temp }}/review.sarif", "${{ runner.temp }}/review.*"]],
  ["gitlab-ci.yml", ["review.md"]],
  ["azure-pipelines.yml", ["$(Agent.TempDirectory)/review.sarif"]],
  ["atlantis.yaml", []],
  ["drift-every-night.yml", []],
  ["plan-github-actions.yml", ["${{ runner.temp }}/plan.sarif", "${{ runner.temp }}/plan.*"]],
  ["plan-azure-pipelines.yml", ["$(Agent.TempDirectory)/plan.sarif"]],
])("%s keeps reports, and no plan", (file, expected) => {
  expect(published(yaml(textIn(file)))).toEqual(expected);
});

test("the workflow for pull requests runs nothing for a fork", () => {
  const workflow = yaml(textIn("github-actions.yml"));
  expect(Object.keys(workflow)).not.toContain("pull_request_target");
  expect(objectOf(objectOf(workflow.jobs).review).if).toBe("github.event.pull_request.head.repo.full_name == github.repository");
});

describe.each([
  ["github-actions.yml", "Comment", { "id-token": "write", "pull-requests": "write", "security-events": "write" }],
  ["plan-github-actions.yml", "Comment", { "pull-requests": "write", "security-events": "write" }],
  ["drift-every-night.yml", "Issue", { "id-token": "write", issues: "write" }],
])("%s", (file, telling, rights) => {
  const workflow = yaml(textIn(file));
  const [job] = Object.values(objectOf(workflow.jobs)).map(objectOf);
  const steps = listOf(job.steps).map(objectOf);

  test("has no right but those that it needs", () => {
    expect(workflow.permissions).toEqual({});
    expect(job.permissions).toEqual({ contents: "read", ...rights });
  });

  test("uses official actions at a commit, and leaves no token in the checkout", () => {
    const uses = steps.map((step) => textOf(step.uses)).filter((one) => one !== "");
    expect(uses.filter((one) => !/^(actions|github|hashicorp)\/[-a-z/]+@[0-9a-f]{40}$/.test(one))).toEqual([]);
    expect(objectOf(steps[0].with)["persist-credentials"]).toBe(false);
  });

  test("has no secret, no token but in the step that tells, and no expression in a script", () => {
    expect(textIn(file)).not.toContain("secrets.");
    expect(steps.filter(({ env }) => JSON.stringify(env ?? "").includes("github.token")).map(({ name }) => name)).toEqual([
      telling,
    ]);
    expect(steps.filter(({ run }) => textOf(run).includes("${{"))).toEqual([]);
  });
});

test("in GitLab, nothing runs for a fork, and the report of a review that fails is kept", () => {
  const { artifacts, rules } = objectOf(yaml(textIn("gitlab-ci.yml")).review);
  expect(listOf(rules).map((rule) => objectOf(rule).if)).toEqual([
    '$CI_PIPELINE_SOURCE == "merge_request_event" && $CI_MERGE_REQUEST_SOURCE_PROJECT_ID == $CI_PROJECT_ID',
  ]);
  expect(objectOf(artifacts).when).toBe("always");
});

test("in Azure Pipelines, nothing runs for a fork, and only steps that need the token of the job have it", () => {
  const [job] = listOf(yaml(textIn("azure-pipelines.yml")).jobs).map(objectOf);
  expect(job.condition).toBe("ne(variables['System.PullRequest.IsFork'], 'True')");
  const steps = listOf(job.steps).map(objectOf);
  expect(steps[0]).toEqual({ checkout: "self", persistCredentials: false });
  const withToken = steps.filter(({ env }) => JSON.stringify(env ?? "").includes("System.AccessToken"));
  expect(withToken.map(({ displayName }) => displayName)).toEqual(["Plan", "Comment"]);
});

test("in Atlantis, a repository chooses neither the workflow nor the hooks", () => {
  const [repository] = listOf(yaml(textIn("atlantis.yaml")).repos).map(objectOf);
  expect(Object.keys(repository).sort()).toEqual(["id", "post_workflow_hooks", "pre_workflow_hooks", "workflow"]);
});
