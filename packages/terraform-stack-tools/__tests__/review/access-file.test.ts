import type { JsonObject } from "../../src/stack/json";
import {
  BUILDER,
  CONTOSO,
  cluster,
  grant,
  KUBELET,
  object,
  RESOURCE_GROUP,
  ReviewFolder,
  registry,
  shownPlan,
} from "../support/shown-plans";

let folder: ReviewFolder;
beforeEach(() => {
  folder = new ReviewFolder();
});
afterEach(() => folder.remove());

const GRANTED = [registry(), cluster(), grant("pull")];

/** The file of a plan. */
function fileOf(changes: readonly JsonObject[]): string {
  const { code, out } = folder.review(shownPlan(changes), "--format", "access");
  expect(code).toBe(0);
  return out;
}

test("the file is what a reviewer would write: names, rights, repositories and addresses, in order", () => {
  expect(fileOf(GRANTED)).toMatchInlineSnapshot(`
    "{
      "$schema": "https://raw.githubusercontent.com/cdktf-acr-aks/cdktf-acr-aks/main/packages/terraform-stack-tools/schemas/access.json",
      "formatVersion": "2.0",
      "registries": {
        "contoso": [
          {
            "who": "every pod of AKS cluster prod",
            "id": "10000000-0000-0000-0000-00000000000a",
            "may": ["pull"],
            "repositories": ["*"],
            "by": "role AcrPull",
            "effect": "if the registry is in RBAC mode",
            "from": ["azurerm_role_assignment.pull"]
          }
        ]
      },
      "unjudged": [],
      "unclear": []
    }
    "
  `);
});

const PULLER_ID = `${RESOURCE_GROUP}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/puller`;
const PULLER = object("azurerm_user_assigned_identity", "puller", { id: PULLER_ID, name: "puller", principal_id: BUILDER });
const WEB = {
  ...{ type: "Microsoft.App/containerApps@2025-01-01", name: "web", parent_id: RESOURCE_GROUP },
  body: { identity: { type: "UserAssigned", userAssignedIdentities: { [PULLER_ID.toUpperCase()]: {} } } },
};
const CUSTOM = object("azurerm_role_definition", "role", {
  ...{ name: "AcrPull ", permissions: [{ actions: ["Microsoft.ContainerRegistry/registries/*"] }] },
});
/** What a plan creates, of which it does not know everything. */
const open = (after_unknown: JsonObject) => ({ actions: ["create"], before: null, after_unknown });
const MEMBERSHIP = { group_object_id: null, member_object_id: BUILDER };
const MEMBER = object("azuread_group_member", "m", MEMBERSHIP, open({ group_object_id: true }));

/** Ways to more than the pull that is in the file, and what a line says of each. */
const WAYS: readonly (readonly [way: string, told: string, changes: readonly JsonObject[]])[] = [
  [
    "a custom role with the name of a built-in one",
    '"from": ["azurerm_role_assignment.custom"]',
    [...GRANTED, CUSTOM, grant("custom", { role_definition_name: "AcrPull " })],
  ],
  ["the scope above", '"every registry in resource group rg": [', [...GRANTED, grant("g", { scope: RESOURCE_GROUP })]],
  [
    "an identity in the body of azapi_resource",
    'web"',
    [...GRANTED, PULLER, grant("web", { principal_id: BUILDER }), object("azapi_resource", "web", WEB)],
  ],
  ["a member of an unknown group", '"azuread_group_member.m: ', [...GRANTED, MEMBER]],
];

test.each(WAYS)("%s is another line", (_way, told, changes) => {
  const before = fileOf(GRANTED).split("\n");
  expect(
    fileOf(changes)
      .split("\n")
      .filter((line) => !before.includes(line))
      .join("\n"),
  ).toContain(told);
});

test("a registry that is spelled in two ways is one, and names that a plan hides are masked", () => {
  const spelled = fileOf([grant("a", { scope: CONTOSO.replace("contoso", "Contoso") }), grant("b")]);
  expect(Object.keys(JSON.parse(spelled).registries)).toHaveLength(1);
  const hidden = { before_sensitive: { name: true }, after_sensitive: { name: true } };
  const builder = object("azurerm_user_assigned_identity", "b", { name: "canary-identity", principal_id: BUILDER }, hidden);
  const file = fileOf([registry(), builder, grant("build", { principal_id: BUILDER })]);
  expect(file).toContain("managed identity (sensitive value)");
  expect(file).not.toContain("canary");
});

test("the order of a plan does not matter, and what stays is in the file", () => {
  const release = object("helm_release", "shop", { name: "shop", chart: "shop" });
  const changes = [...GRANTED, release, grant("b", { principal_id: BUILDER })];
  expect(fileOf([...changes].reverse())).toBe(fileOf(changes));
  expect(JSON.parse(fileOf(changes)).unjudged).toEqual(["helm_release"]);
});

test("pods have the issuers of their tokens", () => {
  const url = "https://westeurope.oic.prod-aks.azure.com/tenant/prod/";
  const subject = "system:serviceaccount:shop:web";
  const federated = object("azurerm_federated_identity_credential", "w", {
    name: "w",
    parent_id: PULLER_ID,
    issuer: url,
    subject,
  });
  const prod = cluster("prod", KUBELET, { oidc_issuer_url: url });
  const changes = [registry(), prod, PULLER, grant("web", { principal_id: BUILDER }), federated];
  expect(fileOf(changes)).toContain('"issuers": ["AKS cluster prod"]');
});
