import type { TerraformStack } from "cdktf";
import { Construct } from "constructs";
import {
  AcrAccessToken,
  AksCluster,
  ProviderGeneration,
  PullIdentity,
  PullIdentityConsumer,
  type PullIdentityProps,
} from "../../../src";
import { expressionOf } from "../../../src/private/rendering/expression";
import { edgeProvider, knownRegistry } from "../../support/builders";
import { HAS_AZURERM_5 } from "../../support/pins";
import { complaint, emptyStack, type JsonTree, synthesize, validationErrors, variable } from "../../support/stack";
import { CLIENT_ID, identityId, LOGIN_SERVER, OBJECT_ID } from "../../support/values";

const PLACE = { resourceGroupName: "rg", location: "westeurope" };
const ISSUER = "https://oidc.contoso.com/prod";
const SUBJECTS = [{ namespaceName: "shop", serviceAccountName: "app" }];
const EXISTING = { identityId: identityId("pull"), clientId: CLIENT_ID, principalId: OBJECT_ID, tenantId: OBJECT_ID };
const { AKS_KUBELET, AKS_WORKLOAD_IDENTITY, KUBELET, EXTERNAL_SECRETS, WORKLOAD_IDENTITY } = PullIdentityConsumer;

let stack: TerraformStack;

beforeEach(() => {
  stack = emptyStack();
});

/** What the provider of azurerm names the identity of a credential by. */
function parent(id: string, resourceGroup: string) {
  return HAS_AZURERM_5 ? { user_assigned_identity_id: id } : { parent_id: id, resource_group_name: resourceGroup };
}

function outside(stack: TerraformStack, props: Partial<PullIdentityProps> = {}, id = "shop"): PullIdentity {
  return new PullIdentity(stack, id, { ...PLACE, issuerUrl: ISSUER, subjects: SUBJECTS, ...props });
}

function inAks(stack: TerraformStack, props: Partial<PullIdentityProps> = {}): PullIdentity {
  const cluster = AksCluster.fromLookup(stack, "aks", { clusterName: "prod", resourceGroupName: "rg" });
  return new PullIdentity(stack, "shop", { ...PLACE, cluster, subjects: SUBJECTS, ...props });
}

function resourcesOf(stack: TerraformStack): JsonTree {
  return synthesize(stack).resource;
}

test("binds the identity of pods as that of nodes, but for what the webhook of Azure reads", () => {
  const [nodes, pods] = [emptyStack(), emptyStack()];
  inAks(nodes);
  const shop = inAks(pods, { consumer: AKS_WORKLOAD_IDENTITY });
  expect(resourcesOf(pods)).toEqual(resourcesOf(nodes));
  const existing = inAks(emptyStack(), { ...NOT_CREATED, existingIdentity: EXISTING, consumer: AKS_WORKLOAD_IDENTITY });
  expect(existing.serviceAccountAnnotations).toEqual({
    "azure.workload.identity/client-id": CLIENT_ID,
    "azure.workload.identity/tenant-id": OBJECT_ID,
  });
  expect(shop.podLabels).toEqual({ "azure.workload.identity/use": "true" });
  expect(shop.podAnnotations).toEqual({ "azure.workload.identity/use-identity-binding": "true" });
});

test.each([
  [KUBELET, "api://AzureADTokenExchange", ["kubernetes.azure.com/acr-client-id", "kubernetes.azure.com/acr-tenant-id"]],
  [EXTERNAL_SECRETS, "api://AzureADTokenExchange", ["azure.workload.identity/client-id", "azure.workload.identity/tenant-id"]],
  [WORKLOAD_IDENTITY, "api://AzureADTokenExchange", ["azure.workload.identity/client-id", "azure.workload.identity/tenant-id"]],
])("for %s the tokens have the audience %s", (consumer, audience, annotations) => {
  const shop = outside(stack, { existingIdentity: EXISTING, resourceGroupName: undefined, location: undefined, consumer });
  const { shop_FederatedCredential } = resourcesOf(stack).azurerm_federated_identity_credential;
  expect(shop_FederatedCredential.audience).toEqual([audience]);
  const values = [CLIENT_ID, OBJECT_ID];
  expect(shop.serviceAccountAnnotations).toEqual(
    Object.fromEntries(annotations.map((annotation, index) => [annotation, values[index]])),
  );
});

const NOT_CREATED = { resourceGroupName: undefined, location: undefined };

test("uses an existing identity, whose resource group is in its id", () => {
  outside(stack, { ...NOT_CREATED, existingIdentity: EXISTING });
  outside(stack, { ...NOT_CREATED, existingIdentity: { ...EXISTING, identityId: variable(stack, "identity_id") } }, "other");
  const { azurerm_federated_identity_credential, ...rest } = resourcesOf(stack);
  expect(rest).toEqual({});
  expect(azurerm_federated_identity_credential).toMatchObject({
    shop_FederatedCredential: parent(EXISTING.identityId, "rg"),
    other_FederatedCredential: parent("${var.identity_id}", '${element(split("/", var.identity_id), 4)}'),
  });
});

test("creates an application in another tenant, which the caller owns", () => {
  const shop = outside(stack, { ...NOT_CREATED, application: { displayName: "shop pull" } });
  const owners = ["${data.azuread_client_config.shop_Caller.object_id}"];
  expect(resourcesOf(stack)).toMatchObject({
    azuread_application: { shop_Application: { display_name: "shop pull", sign_in_audience: "AzureADMyOrg", owners } },
    azuread_service_principal: { shop: { client_id: "${azuread_application.shop_Application.client_id}", owners } },
    azuread_application_federated_identity_credential: {
      shop_FederatedCredential: {
        application_id: "${azuread_application.shop_Application.id}",
        display_name: 'shop_${replace(each.value, "/[.:]/", "_")}',
        audiences: ["api://AzureADTokenExchange"],
        issuer: ISSUER,
        subject: "system:serviceaccount:${each.value}",
      },
    },
  });
  expect(expressionOf(stack, shop.tenantId)).toMatch(/^\$\{data\.azuread_client_config\.shop_Caller_\w+\.tenant_id\}$/);
  expect(expressionOf(stack, shop.principalId)).toBe("${azuread_service_principal.shop.object_id}");
});

test("trusts the issuer of an AKS cluster for programs in it", () => {
  inAks(stack, { consumer: WORKLOAD_IDENTITY });
  const { shop_FederatedCredential } = resourcesOf(stack).azurerm_federated_identity_credential;
  expect(shop_FederatedCredential.issuer).toBe("${data.azurerm_kubernetes_cluster.aks.oidc_issuer_url}");
  expect(synthesize(stack).data.azurerm_kubernetes_cluster.aks.lifecycle.postcondition[0].error_message).toMatch(
    complaint("oidcIssuerUrl", "run `az aks update --enable-oidc-issuer"),
  );
});

test("azurerm 5 gets the name of the identity that it knows", () => {
  ProviderGeneration.useAzurerm5(stack);
  outside(stack);
  const { shop_FederatedCredential } = resourcesOf(stack).azurerm_federated_identity_credential;
  expect(shop_FederatedCredential).toMatchObject({ user_assigned_identity_id: "${azurerm_user_assigned_identity.shop.id}" });
  expect(Object.keys(shop_FederatedCredential)).not.toEqual(expect.arrayContaining(["parent_id"]));
  expect(Object.keys(shop_FederatedCredential)).not.toEqual(expect.arrayContaining(["resource_group_name"]));
});

describe("a generator for External Secrets", () => {
  const accessToken = (pullIdentity: PullIdentity) =>
    new AcrAccessToken(stack, "pull", { pullIdentity, registry: knownRegistry(stack) });

  test("is one for each service account, after the grant", () => {
    const shop = outside(stack, { consumer: EXTERNAL_SECRETS });
    accessToken(shop);
    knownRegistry(stack, {}, "granting").grantPull(shop);
    expect(resourcesOf(stack).kubernetes_manifest).toEqual({
      pull: {
        for_each: '${toset(["shop:app"])}',
        manifest: {
          apiVersion: "generators.external-secrets.io/v1alpha1",
          kind: "ACRAccessToken",
          metadata: { name: '${element(split(":", each.value), 1)}', namespace: '${element(split(":", each.value), 0)}' },
          spec: {
            tenantId: "${azurerm_user_assigned_identity.shop.tenant_id}",
            registry: LOGIN_SERVER,
            environmentType: "PublicCloud",
            auth: { workloadIdentity: { serviceAccountRef: { name: '${element(split(":", each.value), 1)}' } } },
          },
        },
        field_manager: { force_conflicts: true },
        depends_on: [
          "azurerm_federated_identity_credential.shop_FederatedCredential",
          "azurerm_role_assignment.shop_PullFrom-granting",
          "azurerm_role_assignment.shop_PullFrom-granting_RepositoryReader",
        ],
      },
    });
  });
});

describe("one identity of several clusters", () => {
  const GREEN = "https://oidc.contoso.com/green";
  const lookup = (stack: TerraformStack, clusterName: string) =>
    AksCluster.fromLookup(stack, clusterName, { clusterName, resourceGroupName: "rg" });

  test("trusts the issuers of all, each at an address of its own", () => {
    const [one, two, later] = [emptyStack(), emptyStack(), emptyStack()];
    outside(one);
    const { requires } = outside(two, { issuerUrls: { green: GREEN } });
    outside(later, { issuerUrl: undefined, issuerUrls: { green: GREEN } });
    const [before, both, after] = [one, two, later].map(
      (stack) => resourcesOf(stack).azurerm_federated_identity_credential as JsonTree,
    );
    expect(Object.keys(both).sort()).toEqual(["shop_FederatedCredential", "shop_FederatedCredential-green"]);
    expect(both.shop_FederatedCredential).toEqual(before.shop_FederatedCredential);
    expect(both["shop_FederatedCredential-green"]).toMatchObject({
      name: 'shop-green_${replace(each.value, "/[.:]/", "_")}',
      issuer: GREEN,
    });
    expect(after).toEqual({ "shop_FederatedCredential-green": both["shop_FederatedCredential-green"] });
    expect(requires).toHaveLength(2);
  });

  test("is bound to each in AKS, and used there by the same service accounts", () => {
    const green = { cluster: lookup(stack, "green"), kubernetesProvider: edgeProvider(stack) };
    const { requires } = inAks(stack, { clusters: { green } });
    const { azapi_resource, kubernetes_cluster_role_v1, kubernetes_cluster_role_binding_v1 } = resourcesOf(stack);
    expect(azapi_resource).toMatchObject({
      shop_IdentityBinding: { name: "shop", parent_id: "${data.azurerm_kubernetes_cluster.aks.id}" },
      "shop_IdentityBinding-green": { name: "shop", parent_id: "${data.azurerm_kubernetes_cluster.green.id}" },
    });
    expect(kubernetes_cluster_role_v1).toMatchObject({
      shop_UseIdentity: expect.not.objectContaining({ provider: expect.anything() }),
      "shop_UseIdentity-green": { provider: "kubernetes.edge" },
    });
    expect(Object.keys(kubernetes_cluster_role_binding_v1).sort()).toEqual([
      "shop_UseIdentityBinding",
      "shop_UseIdentityBinding-green",
    ]);
    expect(requires).toHaveLength(4);
  });

  test("may be of a stack that made it, by its id", () => {
    const [stack, other] = [emptyStack(), emptyStack()];
    expect(expressionOf(stack, outside(stack).identityId)).toBe("${azurerm_user_assigned_identity.shop.id}");
    const shop = outside(other, { ...NOT_CREATED, identityId: EXISTING.identityId });
    const { data, resource } = synthesize(other);
    expect(data.azurerm_user_assigned_identity).toEqual({ shop: { name: "pull", resource_group_name: "rg" } });
    expect(Object.keys(resource)).toEqual(["azurerm_federated_identity_credential"]);
    expect(resource.azurerm_federated_identity_credential.shop_FederatedCredential).toMatchObject(
      parent(EXISTING.identityId, "rg"),
    );
    expect(expressionOf(other, shop.clientId)).toMatch(/^\$\{data\.azurerm_user_assigned_identity\.shop(_\w+)?\.client_id\}$/);
    expect(shop.identityId).toBe(EXISTING.identityId);
  });

  test.each<[string, (stack: TerraformStack) => unknown, RegExp]>([
    [
      "two of one name in a resource group",
      (stack) => [outside(stack), outside(stack, { identityName: "shop" }, "other")],
      complaint("[stack/other] identityName", "use 'stack/shop', which may have several clusters"),
    ],
    [
      "two of one identity in a cluster",
      (stack) => {
        const cluster = lookup(stack, "aks");
        const props = { cluster, existingIdentity: EXISTING };
        new PullIdentity(stack, "shop", { ...props, subjects: SUBJECTS });
        new PullIdentity(stack, "other", { ...props, subjects: [{ namespaceName: "jobs", serviceAccountName: "app" }] });
      },
      complaint("[stack/other] the permission to use an identity", "add the subjects to 'stack/shop'"),
    ],
    [
      "two consumers of one identity in a cluster",
      (stack) => {
        const props = { cluster: lookup(stack, "aks"), existingIdentity: EXISTING, subjects: SUBJECTS };
        new PullIdentity(stack, "shop", { ...props, consumer: AKS_KUBELET });
        new PullIdentity(stack, "other", { ...props, consumer: AKS_WORKLOAD_IDENTITY });
      },
      /'stack\/shop' gives it already, got '[^']*'; use another identity, or set/,
    ],
    [
      "two clusters of one provider",
      (stack) => inAks(stack, { clusters: { green: { cluster: lookup(stack, "green") } } }),
      /but two clusters have the same provider, got '[^']*'; set kubernetesProvider of each cluster/,
    ],
    [
      "two bindings of one name in a cluster",
      (stack) => {
        const cluster = lookup(stack, "aks");
        new PullIdentity(stack, "shop", { ...PLACE, cluster, subjects: SUBJECTS });
        new PullIdentity(stack, "other", { ...PLACE, cluster, subjects: SUBJECTS, identityBindingName: "shop" });
      },
      complaint("[stack/other] identityBindingName", "set identityBindingName"),
    ],
    [
      "two of one id for one identity",
      (stack) => {
        const props = { subjects: SUBJECTS, existingIdentity: EXISTING };
        new PullIdentity(new Construct(stack, "blue"), "shop", { ...props, issuerUrl: ISSUER });
        new PullIdentity(new Construct(stack, "green"), "shop", { ...props, issuerUrl: GREEN });
      },
      complaint("[stack/green/shop] credentialNamePrefix", "pass the issuer to issuerUrls of 'stack/blue/shop'"),
    ],
  ])("fails the validation for %s", (_title, create, message) => {
    create(stack);
    expect(validationErrors(stack).join("\n")).toMatch(message);
  });
});

describe("an AKS Automatic cluster that is looked up", () => {
  const automatic = (stack: TerraformStack, oidcIssuerUrl?: string) => {
    ProviderGeneration.useAzurerm5(stack);
    return AksCluster.fromLookup(stack, "aks", { automatic: true, clusterName: "prod", resourceGroupName: "rg", oidcIssuerUrl });
  };
  const create = (stack: TerraformStack, props: Partial<PullIdentityProps>) =>
    new PullIdentity(stack, "shop", { ...PLACE, subjects: SUBJECTS, ...props });

  test("needs its issuer for federated credentials, which is given", () => {
    create(stack, { cluster: automatic(stack, ISSUER), consumer: WORKLOAD_IDENTITY });
    expect(resourcesOf(stack).azurerm_federated_identity_credential.shop_FederatedCredential.issuer).toBe(ISSUER);
    const without = emptyStack();
    expect(() => create(without, { cluster: automatic(without), consumer: WORKLOAD_IDENTITY })).toThrow(
      complaint("[stack/aks] oidcIssuerUrl", "az aks show --query oidcIssuerProfile.issuerUrl"),
    );
  });
});
