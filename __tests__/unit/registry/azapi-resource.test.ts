import { TerraformResource, type TerraformStack } from "cdktf";
import { AksCluster, ContainerRegistry, RegistryRoleAssignmentMode } from "../../../src";
import { knownCluster, knownRegistry } from "../../support/builders";
import { rendered } from "../../support/rendered";
import { complaint, emptyStack, type JsonTree, synthesize, validationErrors } from "../../support/stack";
import { REGISTRY_ID } from "../../support/values";

const CLUSTER = "Microsoft.ContainerService/managedClusters@2025-07-01";
const REGISTRY = "Microsoft.ContainerRegistry/registries@2025-11-01";
const OBJECT_ID = "properties.identityProfile.kubeletidentity.objectId";
const ISSUER = "properties.oidcIssuerProfile.issuerURL";
const LOGIN_SERVER = "properties.loginServer";

/** As without a binding. Those that `cdktf get` generates have the same arguments. */
function azapi(stack: TerraformStack, type: string, response_export_values?: unknown, body: object = {}): TerraformResource {
  const resource = new TerraformResource(stack, type.split(/[/@]/)[1], { terraformResourceType: "azapi_resource" });
  const parent_id = REGISTRY_ID.split("/").slice(0, 5).join("/");
  const given = { type, name: "contoso", parent_id, response_export_values, body };
  for (const [name, value] of Object.entries(given)) {
    resource.addOverride(name, value);
  }
  return resource;
}

test("a cluster and a registry of azapi are attached by the object id and named by what they export", () => {
  const stack = emptyStack();
  const acr = azapi(stack, REGISTRY, [LOGIN_SERVER]);
  const aks = azapi(stack, CLUSTER, ["properties.identityProfile", ISSUER]);
  const registry = ContainerRegistry.fromResource(stack, "acr", acr);
  registry.grantPull(AksCluster.fromResource(stack, "aks", aks));
  const assignments = Object.values<JsonTree>(synthesize(stack).resource.azurerm_role_assignment);
  expect(assignments).toHaveLength(2);
  for (const assignment of assignments) {
    expect(assignment).toMatchObject({
      scope: "${azapi_resource.registries.id}",
      principal_id: `\${azapi_resource.managedClusters.output.${OBJECT_ID}}`,
    });
    expect(assignment).not.toHaveProperty("provider");
  }
  expect(rendered(stack, registry.loginServer)).toBe(`\${azapi_resource.registries.output.${LOGIN_SERVER}}`);
});

test("the issuer is known where it is exported, and asked for where it is not", () => {
  const identity = (values: string[]) => {
    const stack = emptyStack();
    const cluster = AksCluster.fromResource(stack, "aks", azapi(stack, CLUSTER, values));
    return rendered(stack, cluster.oidcIssuerUrl);
  };
  expect(identity(["*"])).toBe(`\${azapi_resource.managedClusters.output.${ISSUER}}`);
  expect(() => identity([OBJECT_ID])).toThrow(complaint("[stack/aks] oidcIssuerUrl", "issuerUrl"));
});

test("what the resource states is known: mode and name", () => {
  const stack = emptyStack();
  const body = { properties: { roleAssignmentMode: RegistryRoleAssignmentMode.ABAC } };
  const registry = ContainerRegistry.fromResource(stack, "acr", azapi(stack, REGISTRY, "*", body));
  expect(registry.roleAssignmentMode).toBe(RegistryRoleAssignmentMode.ABAC);
  const cluster = knownCluster(stack);
  registry.grantPull(cluster);
  knownRegistry(stack, {}, "again").grantPull(cluster);
  expect(validationErrors(stack)).toEqual([expect.stringContaining("409 RoleAssignmentExists")]);
});

test.each<[string, (stack: TerraformStack) => unknown, string, string]>([
  ["exports nothing", (s) => AksCluster.fromResource(s, "aks", azapi(s, CLUSTER)), "cluster.responseExportValues", OBJECT_ID],
  [
    "exports the client id",
    (s) => AksCluster.fromResource(s, "aks", azapi(s, CLUSTER, ["properties.identityProfile.kubeletidentity.clientId"])),
    "cluster.responseExportValues",
    OBJECT_ID,
  ],
  [
    "exports no login server",
    (s) => ContainerRegistry.fromResource(s, "acr", azapi(s, REGISTRY, [])),
    "registry.responseExportValues",
    LOGIN_SERVER,
  ],
  ["is a registry", (s) => AksCluster.fromResource(s, "aks", azapi(s, REGISTRY, ["*"])), "cluster.type", "of that type"],
  ["is a cluster", (s) => ContainerRegistry.fromResource(s, "acr", azapi(s, CLUSTER, ["*"])), "registry.type", "of that type"],
])("an azapi_resource that %s is refused", (_, use, property, repair) => {
  expect(() => use(emptyStack())).toThrow(complaint(property, repair));
});

test("what a map exports is read by its name there, and the mode of the resource is the one that is stated", () => {
  const stack = emptyStack();
  const mapped = ContainerRegistry.fromResource(stack, "acr", azapi(stack, REGISTRY, { server: LOGIN_SERVER }));
  expect(rendered(stack, mapped.loginServer)).toBe("${azapi_resource.registries.output.server}");
  const abac = azapi(emptyStack(), REGISTRY, ["*"], { properties: { roleAssignmentMode: "AbacRepositoryPermissions" } });
  const stated = { roleAssignmentMode: RegistryRoleAssignmentMode.RBAC };
  expect(() => ContainerRegistry.fromResource(emptyStack(), "acr", abac, stated)).toThrow(
    complaint("roleAssignmentMode", "leave it out"),
  );
});
