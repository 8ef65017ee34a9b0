import { OPEN_ID_CONNECT } from "../../../knowledge/catalogue/block-types";
import type { Jobs } from "./jobs";
import { entry, indented, SKIPPED_TESTS, STATE, whatItDoes, whereToLogIn } from "./yaml";

/** The variable with the id of the service connection, as the azurerm and azuread providers call it. */
export const SERVICE_CONNECTION = "ARM_ADO_PIPELINE_SERVICE_CONNECTION_ID";

/** The pipeline of Azure DevOps. Its tasks are part of the product, so that no extension has to be installed. */
export function azurePipelines(jobs: Jobs): string {
  const lines = [
    ...whatItDoes(jobs),
    "# A pipeline is created from it once. In Azure Repos, a branch policy (build validation) runs it for pull requests.",
    "trigger: [main]",
    "pr: [main]",
    "pool:",
    "  vmImage: ubuntu-latest",
    "jobs:",
    "  - job: test",
    "    steps:",
    ...indented([...setUp(jobs), ...jobs.checks.map(script), ...(jobs.skipsTests ? SKIPPED_TESTS : [])], 6),
    "  - job: plan",
    "    dependsOn: test",
    "    condition: and(succeeded(), eq(variables['Build.SourceBranch'], 'refs/heads/main'))",
    "    steps:",
    ...indented([...setUp(jobs), ...whereToLogIn(jobs), ...STATE, ...plan(jobs)], 6),
  ];
  return `${lines.join("\n")}\n`;
}

function setUp({ terraformVersion }: Jobs): string[] {
  const archive = `terraform_${terraformVersion}_linux_amd64.zip`;
  return [
    "- checkout: self",
    "- bash: |",
    ...indented(
      [
        "set -euo pipefail",
        'cd "$AGENT_TEMPDIRECTORY"',
        `release=https://releases.hashicorp.com/terraform/${terraformVersion}`,
        `for file in ${archive} terraform_${terraformVersion}_SHA256SUMS; do`,
        '  curl --fail --silent --show-error --location --remote-name "$release/$file"',
        "done",
        `sha256sum --check --ignore-missing terraform_${terraformVersion}_SHA256SUMS`,
        `unzip -q -o ${archive} terraform -d terraform-bin`,
        'echo "##vso[task.prependpath]$AGENT_TEMPDIRECTORY/terraform-bin"',
      ],
      4,
    ),
    "  displayName: Install Terraform",
  ];
}

function script(command: string): string {
  return `- script: ${command}`;
}

/**
 * Source: the azurerm and azuread providers' documentation, "Authenticating using a Service Principal and OpenID
 * Connect". Only a task that names the service connection lets its job ask for tokens.
 */
function plan(jobs: Jobs): string[] {
  const commands = ["set -euo pipefail", ...jobs.plan];
  return jobs.login.length === 0
    ? ["- bash: |", ...indented(commands, 4), "  displayName: Plan", ...environment(jobs)]
    : [
        "- task: AzureCLI@2",
        "  displayName: Plan",
        "  inputs:",
        `    azureSubscription: ${setting(SERVICE_CONNECTION)}`,
        "    scriptType: bash",
        "    scriptLocation: inlineScript",
        "    inlineScript: |",
        ...indented(commands, 6),
        ...environment(jobs),
      ];
}

/** Only what a step names here gets the token of the job and the secrets. */
function environment({ login, inputs }: Jobs): string[] {
  const entries = [
    ...(login.length === 0 ? [] : LOGIN),
    ...login.map((name) => entry(name, setting(name))),
    ...inputs.map((input) => entry(input.variable, setting(input.setting))),
  ];
  return entries.length === 0 ? [] : ["  env:", ...indented(entries, 4)];
}

function setting(name: string): string {
  return `$(${name})`;
}

const LOGIN = [
  ...Object.entries(OPEN_ID_CONNECT).map(([name, value]) => entry(name, `"${value}"`)),
  entry(SERVICE_CONNECTION, setting(SERVICE_CONNECTION)),
  entry("SYSTEM_ACCESSTOKEN", setting("System.AccessToken")),
  entry("SYSTEM_OIDCREQUESTURI", setting("System.OidcRequestUri")),
];
