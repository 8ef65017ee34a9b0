import data from "../../../packages/terraform-stack-tools/src/knowledge/catalogue/data/registry-roles.json";
import { registryRoles } from "../../../tools/registry-roles";

const definition = (roleName: string, permissions: object, roleType = "BuiltInRole") => ({
  roleName,
  name: `id of ${roleName}`,
  roleType,
  permissions: [{ actions: [], notActions: [], dataActions: [], notDataActions: [], ...permissions }],
});

test("roles with rights on images are told from those without, and custom ones are left out", () => {
  expect(
    registryRoles([
      definition("Writer", { actions: ["*"], notActions: ["Microsoft.ContainerRegistry/*/delete"] }),
      definition("Data", { dataActions: ["Microsoft.ContainerRegistry/registries/repositories/content/*"] }),
      definition("Importer", { actions: ["Microsoft.ContainerRegistry/registries/importImage/action"] }),
      definition("Network", { actions: ["Microsoft.Network/*"] }),
      definition("Ours", { actions: ["*"] }, "CustomRole"),
    ]),
  ).toEqual({
    withRights: {
      Data: { id: "id of Data", RBAC: [], ABAC: ["pull", "push", "delete"], powers: [] },
      Importer: { id: "id of Importer", RBAC: ["push"], ABAC: [], powers: [] },
      Writer: { id: "id of Writer", RBAC: ["pull", "push"], ABAC: [], powers: ["grant access", "get credentials"] },
    },
    withoutRights: { Network: "id of Network" },
  });
});

test("the roles of the package are among the data", () => {
  expect(data.withRights.AcrPull).toEqual({ id: "7f951dda-4ed3-4680-a7ca-43fe172d538d", RBAC: ["pull"], ABAC: [], powers: [] });
  expect(data.withRights["Container Registry Repository Reader"].ABAC).toEqual(["pull"]);
  expect(data.withoutRights).toHaveProperty("Managed Identity Operator");
});
