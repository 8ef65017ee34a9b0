import { configurationChanges } from "../../src/knowledge/judgement/configuration-changes";
import type { JsonObject } from "../../src/stack/json";
import { readStack } from "../../src/stack/stack";

function told(old: JsonObject, fresh: JsonObject, given: JsonObject = {}): string[] {
  return configurationChanges(readStack(old), readStack(fresh), given).map(
    ({ rule, address, message }) => `${rule} ${address}: ${message.replace(/; .*/, "")}`,
  );
}

/** A resource of a provider, whose configuration it is. */
const using = (type: string, body: JsonObject, source = `hashicorp/${type}`): JsonObject => ({
  terraform: { required_providers: { [type]: { source } } },
  provider: { [type]: body },
  resource: { [`${type}_thing`]: { one: { name: "one" } } },
});

const elsewhere = (address: string, settings: string) =>
  `target-changed ${address}: points somewhere else, or to another program: another ${settings}`;

test.each<[string, JsonObject, JsonObject, string]>([
  ["aws", { region: "eu-west-1" }, { region: "eu-west-2" }, "`region`"],
  ["aws", { profile: "a" }, { profile: "b" }, "`profile`"],
  ["aws", { assume_role: [{ role_arn: "a" }] }, { assume_role: [{ role_arn: "b" }] }, "`assume_role.role_arn`"],
  ["aws", { endpoints: [{ s3: "a" }] }, { endpoints: [{ s3: "b" }] }, "`endpoints.s3`"],
  ["google", { project: "a", region: "a" }, { project: "b", region: "b" }, "`project`, `region`"],
  ["helm", { kubernetes: [{ host: "a" }] }, { kubernetes: { host: "b" } }, "`kubernetes.host`"],
  ["azapi", { subscription_id: "a" }, { subscription_id: "b" }, "`subscription_id`"],
  ["cloudflare", { api_token: "a" }, { api_token: "b" }, "`api_token`"],
])("%s points somewhere else with any setting that is not known to be harmless", (type, old, fresh, settings) => {
  expect(told(using(type, old), using(type, fresh))).toEqual([elsewhere(`provider.${type}`, settings)]);
});

test.each<[string, JsonObject]>([
  ["aws", { default_tags: [{ tags: { a: "b" } }], skip_region_validation: true, max_retries: 9 }],
  ["azapi", { default_tags: { a: "b" }, use_oidc: true }],
  ["azurerm", { features: [{}], client_id: "a", resource_provider_registrations: "none" }],
  ["google", { default_labels: { a: "b" }, request_timeout: "1m" }],
  ["helm", { debug: true, registries: [{ url: "oci://a" }] }],
  ["kubernetes", { token: "a", ignore_labels: ["a"] }],
])("%s stays where it is with what is harmless", (type, fresh) => {
  expect(told(using(type, {}), using(type, fresh))).toEqual([]);
});

const calling = (body: JsonObject, provider: JsonObject = {}): JsonObject => ({
  provider,
  module: { aks: { source: "a/aks/azurerm", ...body } },
});

test("another source of a provider or of a module is another program, and another version is not", () => {
  expect(told(using("time", {}), using("time", {}, "acme/time"))).toEqual([elsewhere("provider.time", "`source`")]);
  expect(told(using("time", {}), using("time", {}, "registry.terraform.io/HashiCorp/time"))).toEqual([]);
  expect(told(calling({}), calling({ source: "b/aks/azurerm" }))).toEqual([elsewhere("module.aks", "`source`")]);
  const git = (ref: string) => calling({ source: `git::https://example.com/aks.git?ref=${ref}`, version: ref });
  expect(told(git("v1"), git("v2"))).toEqual([]);
});

test("a module has the configurations that it is given, and the default ones", () => {
  const places = (place: string) => ({ azurerm: [{ subscription_id: place }, { alias: "hub", subscription_id: "hub" }] });
  expect(told(calling({}, places("a")), calling({}, places("b")))).toEqual([elsewhere("provider.azurerm", "`subscription_id`")]);
  const passed = calling({ providers: { azurerm: "azurerm.hub" } }, places("a"));
  expect(told(calling({}, places("a")), passed)).toEqual([elsewhere("module.aks", "`subscription_id`")]);
});

test("a value that is given decides, and not the default in its place", () => {
  const place = (fallback: string) => ({
    ...using("aws", { region: "${var.region}" }),
    variable: { region: { default: fallback } },
  });
  expect(told(place("a"), place("b"))).toEqual([elsewhere("provider.aws", "`region`")]);
  expect(told(place("a"), place("b"), { region: "c" })).toEqual([]);
  expect(told(using("aws", { region: "a" }), place("a"), { region: "c" })).toEqual([elsewhere("provider.aws", "`region`")]);
});

test("no value of a setting or a program is printed", () => {
  const secret = (text: string) => ({
    ...using("acme", { url: `https://user:${text}@host` }),
    resource: { acme_thing: { one: { provisioner: [{ "local-exec": { command: text } }] } } },
  });
  const all = configurationChanges(readStack(secret("canary-1")), readStack(secret("canary-2")), {});
  expect(all.map(({ rule }) => rule)).toEqual(["target-changed", "program-changed"]);
  expect(JSON.stringify(all)).not.toContain("canary");
});
