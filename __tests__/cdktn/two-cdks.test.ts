import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Json, type JsonObject, objectOf } from "../../packages/terraform-stack-tools/src/stack/json";
import { EXAMPLES } from "../support/examples";
import { OTHER, PROJECT, run, STACKS, synthesized, synthesizedExample } from "./projects";

const out = mkdtempSync(join(tmpdir(), "two-cdks-"));
afterAll(() => rmSync(out, { recursive: true }));

/** Without the versions of the CDK and of the providers. */
function withoutVersions(stack: JsonObject): Json {
  const comment = objectOf(stack["//"]);
  const { version: _version, ...metadata } = objectOf(comment.metadata);
  const { required_providers, ...terraform } = objectOf(stack.terraform);
  const names = Object.keys(objectOf(required_providers));
  return { ...stack, "//": { ...comment, metadata }, terraform: { ...terraform, required_providers: names } };
}

/** What bindings of azurerm 5 add, and arguments that azurerm 5 has no more or under another name. */
const OF_AZURERM_5: Readonly<Record<string, readonly string[]>> = {
  azurerm_kubernetes_cluster: ["node_provisioning_profile"],
  azurerm_container_registry: [
    "azuread_authentication_as_arm_policy_enabled",
    "network_rule_bypass_for_tasks_enabled",
    "role_assignment_mode",
    "trust_policy_enabled",
  ],
  azurerm_federated_identity_credential: ["parent_id", "resource_group_name", "user_assigned_identity_id"],
  azurerm_private_dns_zone_virtual_network_link: ["private_dns_zone_id", "private_dns_zone_name", "resource_group_name"],
  azurerm_user_assigned_identity: ["isolation_scope"],
};

function withoutAzurerm5(stack: JsonObject): JsonObject {
  const types = Object.entries(objectOf(stack.resource)).map(([type, blocks]) => {
    const names = OF_AZURERM_5[type] ?? [];
    const bodies = Object.entries(objectOf(blocks)).map(([name, body]) => [name, without(names, objectOf(body))]);
    return [type, Object.fromEntries(bodies)];
  });
  return types.length === 0 ? stack : { ...stack, resource: Object.fromEntries(types) };
}

function without(names: readonly string[], { lifecycle, ...body }: JsonObject): JsonObject {
  const { ignore_changes: ignored, ...all } = objectOf(lifecycle);
  // A grant asks a registry that is created for its mode, which azurerm 4 does not have.
  const others = Object.fromEntries(
    Object.entries(all).filter(([, setting]) => !JSON.stringify(setting).includes(".role_assignment_mode ")),
  );
  const left: JsonObject = Array.isArray(ignored) ? { ignore_changes: ignored.filter((name) => !names.includes(name)) } : {};
  const members = Object.entries(body).filter(([name]) => !names.includes(name));
  const kept: JsonObject = lifecycle === undefined ? {} : { lifecycle: { ...others, ...left } };
  return { ...Object.fromEntries(members), ...kept };
}

const bytes = (stack: JsonObject) => JSON.stringify(withoutVersions(withoutAzurerm5(stack)));

test("npm run cdktn has laid the other package out", () => {
  expect(existsSync(join(OTHER, "node_modules/cdktn"))).toBe(true);
});

describe("the same program, compiled for both CDKs", () => {
  const [cdktf, cdktn] = [synthesized(PROJECT, join(out, "cdktf")), synthesized(OTHER, join(out, "cdktn"))];

  test.each(STACKS)("synthesizes the same bytes for %s, but for versions and what azurerm 5 adds", (id) => {
    expect(bytes(cdktn[id])).toBe(bytes(cdktf[id]));
  });

  test("requires azurerm 5 with cdktn alone", () => {
    const version = ({ terraform }: JsonObject) => objectOf(objectOf(objectOf(terraform).required_providers).azurerm).version;
    expect([version(cdktf["new-cluster"]), version(cdktn["new-cluster"])]).toEqual(["4.55.0", expect.stringMatching(/^5\./)]);
  });
});

test.each(EXAMPLES)(
  "the example %s synthesizes the same bytes with both CDKs, but for versions and what azurerm 5 adds",
  (name) => {
    const [own, other] = [PROJECT, OTHER].map((project, index) =>
      Object.entries(synthesizedExample(project, name, mkdtempSync(join(out, `${name}-${index}-`)))).map(([id, stack]) => [
        id,
        bytes(stack),
      ]),
    );
    expect(own.length).toBeGreaterThan(0);
    expect(other).toEqual(own);
  },
);

describe("a construct in an app of the other CDK", () => {
  const app = (cdk: string) =>
    `const { App, TerraformStack } = require("${cdk}"); const stack = new TerraformStack(new App(), "prod");`;
  const registry = (project: string) =>
    `const { ContainerRegistry } = require(${JSON.stringify(join(project, "src"))});
     new ContainerRegistry(stack, "acr", { registryName: "contoso", resourceGroupName: "rg", location: "westeurope" });`;

  test.each([
    ["cdktf", "cdktn", PROJECT, OTHER],
    ["cdktn", "cdktf", OTHER, PROJECT],
  ])("of %s, in a stack of %s, names the package to install", (own, others, project, host) => {
    const script = `${app(join(host, "node_modules", others))}
      try { ${registry(project)} } catch (error) { console.log(error.message); }`;
    expect(run(host, script)).toBe(
      `[prod/acr] scope must be in a stack of ${own}, which this package was compiled for, got '${others}'; ` +
        `install ${others}-acr-aks instead of ${own}-acr-aks; see https://github.com/cdktf-acr-aks/cdktf-acr-aks/blob/main/docs/errors.md#one-cdk\n`,
    );
  });
});
