import { objectOf } from "../../../packages/terraform-stack-tools/src/stack/json";
import { SUBSCRIPTION } from "../../azure/known/identities";
import { GROUP, Imitation } from "../support/imitation";

const CLUSTER = `${GROUP}/providers/Microsoft.ContainerService/managedClusters/shop`;
const SYSTEM = { location: "westeurope", identity: { type: "SystemAssigned" } };
const OPERATOR = "f1a07417-d97a-45cb-824c-7a7467783830";

test("a new cluster has the defaults of AKS, a group for its nodes and an identity for its kubelets", () => {
  const imitation = new Imitation();
  const agentPoolProfiles = [{ name: "system", mode: "System" }];
  expect(imitation.properties("PUT", CLUSTER, { ...SYSTEM, properties: { agentPoolProfiles } })).toMatchObject({
    agentPoolProfiles: [{ name: "system", maxPods: 110, upgradeSettings: { maxSurge: "10%" } }],
    servicePrincipalProfile: { clientId: "msi" },
    nodeResourceGroup: "MC_rg-prod_shop_westeurope",
    networkProfile: { networkPlugin: "kubenet", podCidr: "10.244.0.0/16" },
    oidcIssuerProfile: { enabled: false },
    identityProfile: { kubeletidentity: { resourceId: expect.stringContaining("/userAssignedIdentities/shop-agentpool") } },
  });
});

test("a cluster takes its nodes' group, their identity and all roles with it", () => {
  const imitation = new Imitation();
  const { identityProfile, nodeResourceGroup } = imitation.properties("PUT", CLUSTER, SYSTEM);
  const { objectId, resourceId } = objectOf(objectOf(identityProfile).kubeletidentity);
  const { store } = imitation.azure;
  const nodes = `/subscriptions/${SUBSCRIPTION}/resourceGroups/${nodeResourceGroup}`;
  expect(store.directory.typeOf(String(objectId))).toBe("ServicePrincipal");
  expect(imitation.send("DELETE", CLUSTER).status).toBe(202);
  expect([store.get(nodes), store.get(String(resourceId))]).toEqual([undefined, undefined]);
  expect(store.directory.typeOf(String(objectId))).toBeUndefined();
  expect(imitation.send("DELETE", CLUSTER).status).toBe(204);
});

test("a kubelet identity of its own needs a role for the control plane first", () => {
  const imitation = new Imitation();
  const [control, kubelet] = [imitation.identity("control"), imitation.identity("kubelet")];
  const body = {
    location: "westeurope",
    identity: { type: "UserAssigned", userAssignedIdentities: { [control]: {} } },
    properties: { identityProfile: { kubeletidentity: { resourceId: kubelet } } },
  };
  expect(imitation.send("PUT", CLUSTER, body)).toMatchObject({
    status: 400,
    body: { code: "CustomKubeletIdentityMissingPermissionError" },
  });
  const { principalId } = imitation.properties("GET", control);
  const assignment = `${kubelet}/providers/Microsoft.Authorization/roleAssignments/00000000-0000-0000-0000-000000000123`;
  const properties = { roleDefinitionId: `/providers/x/${OPERATOR}`, principalId, principalType: "ServicePrincipal" };
  expect(imitation.send("PUT", assignment, { properties }).status).toBe(201);
  expect(imitation.send("PUT", CLUSTER, body).status).toBe(201);
});

test.each([
  ["neither identity nor service principal", {}, "ServicePrincipalProfileMissing"],
  [
    "a service principal that is not there",
    { properties: { servicePrincipalProfile: { clientId: "someone" } } },
    "ServicePrincipalNotFound",
  ],
])("%s is refused", (_, body, code) => {
  expect(new Imitation().send("PUT", CLUSTER, { location: "westeurope", ...body })).toMatchObject({
    status: 400,
    body: { code },
  });
});

test("an issuer keeps its URL, and is never turned off where AKS has it by default", () => {
  const imitation = new Imitation({ FAKE_AZURE_AKS_OIDC_DEFAULT: "1" });
  const { oidcIssuerProfile } = imitation.properties("PUT", CLUSTER, SYSTEM);
  expect(oidcIssuerProfile).toMatchObject({ enabled: true, issuerURL: expect.stringContaining("https://westeurope.oic.") });
  expect(imitation.properties("PUT", CLUSTER, { ...SYSTEM, tags: { team: "shop" } })).toMatchObject({ oidcIssuerProfile });
  expect(imitation.send("PUT", CLUSTER, { ...SYSTEM, properties: { oidcIssuerProfile: { enabled: false } } })).toMatchObject({
    status: 400,
    body: { code: "OIDCIssuerFeatureCannotBeDisabled" },
  });
});

test("node pools are kept in their cluster", () => {
  const imitation = new Imitation();
  imitation.send("PUT", CLUSTER, { ...SYSTEM, properties: { agentPoolProfiles: [{ name: "system" }] } });
  expect(imitation.send("PUT", `${CLUSTER}/agentPools/jobs`, { properties: { count: 2 } }).status).toBe(201);
  expect(imitation.properties("PATCH", `${CLUSTER}/agentPools/jobs`, { properties: { count: 3 } })).toMatchObject({ count: 3 });
  expect(imitation.send("GET", `${CLUSTER}/agentPools`).body.value).toMatchObject([{ name: "system" }, { name: "jobs" }]);
  expect(imitation.send("DELETE", `${CLUSTER}/agentPools/jobs`).status).toBe(202);
  expect(imitation.properties("GET", CLUSTER).agentPoolProfiles).toMatchObject([{ name: "system" }]);
});
