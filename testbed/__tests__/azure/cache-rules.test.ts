import { SUBSCRIPTION } from "../../azure/known";
import { canFill } from "../../azure/registry/pulls";
import { GROUP, Imitation } from "../support/imitation";

const REGISTRIES = `/subscriptions/${SUBSCRIPTION}/resourceGroups/rg-shared/providers/Microsoft.ContainerRegistry/registries`;
const REGISTRY = `${REGISTRIES}/contosoregistry`;
const HUB = `${REGISTRIES}/abacregistry`;
const READER = "b93aa761-3e63-49ed-ac28-beffa264f7ac";
const VERSION = "2026-01-01-preview";

interface Rule {
  readonly source: string;
  readonly target: string;
  readonly credentialSet?: string;
  readonly identityId?: string;
}

function cache(imitation: Imitation, name: string, { source, target, credentialSet, identityId }: Rule) {
  const identity = identityId && { type: "UserAssigned", userAssignedIdentities: { [identityId]: {} } };
  const login = credentialSet && { credentialSetResourceId: `${REGISTRY}/credentialSets/${credentialSet}` };
  const properties = { sourceRepository: source, targetRepository: target, ...(login || {}) };
  return imitation.send("PUT", `${REGISTRY}/cacheRules/${name}`, { properties, ...(identity ? { identity } : {}) }, VERSION);
}

test.each([
  ["docker.io", { status: 400, body: { code: "EnforceDockerAuthentication" } }, 201],
  ["dhi.io", { status: 400 }, 201],
  ["europe-docker.pkg.dev", { status: 400 }, 201],
  ["registry.redhat.io", { status: 400 }, 201],
  ["abacregistry.azurecr.io", { status: 400 }, 201],
  ["mcr.microsoft.com", { status: 201 }, 400],
  ["public.ecr.aws", { status: 201 }, 400],
  ["registry.access.redhat.com", { status: 201 }, 400],
  ["ghcr.io", { status: 201 }, 201],
  ["quay.io", { status: 201 }, 201],
  ["registry.k8s.io", { status: 201 }, 201],
  ["gcr.io", { status: 201 }, 201],
  ["nvcr.io", { status: 201 }, 201],
])("%s without a login, and with one", (host, without, withLogin) => {
  const imitation = new Imitation();
  const rule = { source: `${host}/team/*`, target: "team/*" };
  expect(cache(imitation, "first", rule)).toMatchObject(without);
  expect(cache(new Imitation(), "second", { ...rule, credentialSet: "some" }).status).toBe(withLogin);
});

test.each([
  ["team/*", "team/*", 409],
  ["team/*", "team/web/*", 409],
  ["*", "team/*", 409],
  ["web", "web", 409],
  ["team/*", "team/web", 201],
  ["team/*", "team-b/*", 201],
])("beside a rule for %s, one for %s", (first, second, status) => {
  const imitation = new Imitation();
  const source = (target: string) => (target.endsWith("*") ? "quay.io/*" : "quay.io/web");
  cache(imitation, "first", { source: source(first), target: first });
  expect(cache(imitation, "second", { source: source(second), target: second }).status).toBe(status);
});

test("source and target of a rule stay", () => {
  const imitation = new Imitation();
  const rule = { source: "quay.io/team/*", target: "team/*" };
  cache(imitation, "rule", rule);
  expect(cache(imitation, "rule", { ...rule, credentialSet: "some" }).status).toBe(200);
  expect(cache(imitation, "rule", { ...rule, target: "other/*" })).toMatchObject({
    status: 400,
    body: { code: "CacheRuleImmutable" },
  });
});

test("an identity is for registries of Azure, and has to exist", () => {
  const imitation = new Imitation();
  const identityId = imitation.identity("cache");
  expect(cache(imitation, "quay", { source: "quay.io/team/*", target: "team/*", identityId })).toMatchObject({ status: 400 });
  const hub = { source: "abacregistry.azurecr.io/base/*", target: "base/*" };
  expect(cache(imitation, "hub", { ...hub, identityId: `${GROUP}/none` })).toMatchObject({ status: 400 });
  expect(cache(imitation, "hub", { ...hub, identityId }).body).toMatchObject({
    identity: { type: "UserAssigned", userAssignedIdentities: { [identityId]: { principalId: expect.any(String) } } },
  });
});

describe("what fills a cache", () => {
  function assign(imitation: Imitation, identityId: string, scope: string): void {
    const { principalId } = imitation.properties("GET", identityId);
    const roleDefinitionId = `/subscriptions/${SUBSCRIPTION}/providers/Microsoft.Authorization/roleDefinitions/${READER}`;
    const path = `${scope}/providers/Microsoft.Authorization/roleAssignments/00000000-0000-0000-0000-00000000abcd`;
    imitation.properties("PUT", path, { properties: { roleDefinitionId, principalId, principalType: "ServicePrincipal" } });
  }

  const fill = ({ azure: { store } }: Imitation, repository: string) => canFill(store, "contosoregistry.azurecr.io", repository);

  test("a rule without a login, and none without a rule", () => {
    const imitation = new Imitation();
    cache(imitation, "dotnet", { source: "mcr.microsoft.com/dotnet/*", target: "net/*" });
    expect(fill(imitation, "net/sdk")).toEqual({ filled: true, reason: "without a login" });
    expect(fill(imitation, "team/web")).toEqual({ filled: false, reason: "no cache rule" });
  });

  test("trusted services, where the network is closed", () => {
    const imitation = new Imitation();
    cache(imitation, "dotnet", { source: "mcr.microsoft.com/dotnet/*", target: "net/*" });
    imitation.send("PATCH", REGISTRY, { properties: { networkRuleBypassOptions: "None" } });
    expect(fill(imitation, "net/sdk").filled).toBe(true);
    imitation.send("PATCH", REGISTRY, { properties: { publicNetworkAccess: "Disabled" } });
    expect(fill(imitation, "net/sdk")).toEqual({ filled: false, reason: "trusted services are kept out" });
  });

  test("an identity that may read the other registry, which is in ABAC mode", () => {
    const imitation = new Imitation();
    const identityId = imitation.identity("cache");
    cache(imitation, "hub", { source: "abacregistry.azurecr.io/base/*", target: "base/*", identityId });
    expect(fill(imitation, "base/node")).toEqual({ filled: false, reason: "may not pull abacregistry.azurecr.io/base/node" });
    assign(imitation, identityId, HUB);
    expect(fill(imitation, "base/node")).toEqual({ filled: true, reason: "with an identity" });
    imitation.send("PATCH", HUB, { properties: { roleAssignmentMode: "LegacyRegistryPermissions" } });
    expect(fill(imitation, "base/node")).toEqual({ filled: false, reason: "abacregistry.azurecr.io is not in ABAC mode" });
  });
});
