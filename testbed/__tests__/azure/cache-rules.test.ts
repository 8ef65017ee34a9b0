import { SUBSCRIPTION } from "../../azure/known";
import { GROUP, Imitation } from "../support/imitation";

const REGISTRIES = `/subscriptions/${SUBSCRIPTION}/resourceGroups/rg-shared/providers/Microsoft.ContainerRegistry/registries`;
const REGISTRY = `${REGISTRIES}/contosoregistry`;
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
