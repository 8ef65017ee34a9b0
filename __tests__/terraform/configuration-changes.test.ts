import { join } from "node:path";
import { cdktfOut, inFolder } from "../../packages/terraform-stack-tools/__tests__/support/hand-off";
import { called } from "../../packages/terraform-stack-tools/__tests__/support/program";
import { type Json, type JsonObject, objectOf } from "../../packages/terraform-stack-tools/src/stack/json";
import { describeBinaries } from "../support/terraform";

const SOURCES = {
  azurerm: { source: "hashicorp/azurerm" },
  kubernetes: { source: "hashicorp/kubernetes" },
};
const [HERE, THERE] = ["1", "2"].map((digit) => `00000000-0000-0000-0000-00000000000${digit}`);
const PLACE = { name: "contoso", resource_group_name: "rg", location: "westeurope" };
const GROUP = { name: "rg", location: "westeurope" };
const AZURE = { features: [{}], subscription_id: HERE, tenant_id: HERE };

/** A resource group in a configuration of azurerm. */
function azure(provider: Json, more: JsonObject = {}): JsonObject {
  const { azurerm } = SOURCES;
  const resource = { azurerm_resource_group: { rg: GROUP } };
  return { terraform: { required_providers: { azurerm } }, provider: { azurerm: provider }, resource, ...more };
}

/** A namespace in a configuration of kubernetes. */
function kubernetes(provider: JsonObject): JsonObject {
  const resource = { kubernetes_namespace_v1: { shop: { metadata: [{ name: "shop" }] } } };
  return { terraform: { required_providers: { kubernetes: SOURCES.kubernetes } }, provider: { kubernetes: provider }, resource };
}

const login = (args: string[]) => ({ host: "https://a", exec: [{ command: "kubelogin", args, api_version: "v1" }] });

/** A value that is kept, with other members of its block. */
function data(body: JsonObject, name = "kept", more: JsonObject = {}): JsonObject {
  return { resource: { terraform_data: { [name]: { input: "same", ...body } } }, ...more };
}

const guarded = (prevent_destroy: Json) => data({ lifecycle: { prevent_destroy } });
const program = (type: string, body: JsonObject, more: JsonObject = {}) => data({ provisioner: [{ [type]: body }], ...more });
const condition = (text: string) => [{ condition: `\${${text}}`, error_message: "must" }];
const LENGTH = condition("length(self.output) > 0");
const ALWAYS = { input: { description: "of a text", default: "b", type: "string" } };
const validated = (text: string) => data({}, "kept", { variable: { input: { ...ALWAYS.input, validation: condition(text) } } });
const checked = (check: JsonObject) => data({}, "kept", { check });
const state = (backend: JsonObject) => data({}, "kept", { terraform: { backend } });

/** A registry from which a cluster pulls by AcrPull. */
function pulled(mode: string, isGranted = true): JsonObject {
  const scope = "${azurerm_container_registry.acr.id}";
  const principal_id = "${azurerm_kubernetes_cluster.prod.kubelet_identity[0].object_id}";
  return azure(AZURE, {
    resource: {
      azurerm_container_registry: { acr: { ...PLACE, sku: "Premium", role_assignment_mode: mode } },
      azurerm_kubernetes_cluster: {
        prod: {
          ...{ ...PLACE, name: "prod", dns_prefix: "prod", identity: [{ type: "SystemAssigned" }] },
          default_node_pool: [{ name: "system", node_count: 1, vm_size: "Standard_D2s_v5" }],
          node_provisioning_profile: [{ mode: "Manual" }],
        },
      },
      ...(isGranted ? { azurerm_role_assignment: { pull: { scope, principal_id, role_definition_name: "AcrPull" } } } : {}),
    },
  });
}

const HUB = { alias: "hub", features: [{}], subscription_id: THERE };
const [RBAC, ABAC] = ["LegacyRegistryPermissions", "AbacRepositoryPermissions"];
const IN_HUB = { resource: { azurerm_resource_group: { rg: { ...GROUP, provider: "azurerm.hub" } } } };
const secondGroup = (provider: string) => ({
  resource: { azurerm_resource_group: { rg: GROUP, other: { ...GROUP, name: "other", provider } } },
});
const named = (default_: string) => ({ variable: { place: { type: "string", default: default_ } } });
const MOVED = { moved: [{ from: "terraform_data.kept", to: "terraform_data.fresh" }] };
const clusterOf = (name: string, more: JsonObject = {}): JsonObject => ({
  ...kubernetes({ host: `\${terraform_data.${name}.output}` }),
  resource: { ...objectOf(kubernetes({}).resource), terraform_data: { [name]: { input: "https://a" } } },
  ...more,
});

type Row = readonly [what: string, old: JsonObject, fresh: JsonObject, stops: string, ...findings: string[]];

const AZURERM = ["target", "target-changed provider.azurerm"] as const;
const KUBERNETES = ["target", "target-changed provider.kubernetes"] as const;
const STATE = ["target", "target-changed terraform"] as const;
const PROGRAM = ["", "program-changed terraform_data.kept"] as const;
const UNPROTECTED = ["delete", "protection-dropped terraform_data.kept"] as const;
const BROKEN = ["", "promise-dropped terraform_data.kept"] as const;
const UNASKED = ["", "promise-dropped var.input"] as const;

/** Which gates stop at a change, each with the rule and the address of what it says. */
const CHANGES: readonly Row[] = [
  ["another subscription", azure(AZURE), azure({ ...AZURE, subscription_id: THERE }), ...AZURERM],
  ["another tenant", azure(AZURE), azure({ ...AZURE, tenant_id: THERE }), ...AZURERM],
  ["another cloud", azure(AZURE), azure({ ...AZURE, environment: "china" }), ...AZURERM],
  ["a subscription that the environment told", azure({ features: [{}] }), azure(AZURE), ...AZURERM],
  [
    "another default of the variable of a subscription",
    azure({ ...AZURE, subscription_id: "${var.place}" }, named(HERE)),
    azure({ ...AZURE, subscription_id: "${var.place}" }, named(THERE)),
    ...AZURERM,
  ],
  [
    "another local value below a subscription",
    azure({ ...AZURE, subscription_id: "${local.place}" }, { locals: { place: HERE } }),
    azure({ ...AZURE, subscription_id: "${local.place}" }, { locals: { place: THERE } }),
    ...AZURERM,
  ],
  [
    "another configuration of one group",
    azure([AZURE, HUB]),
    azure([AZURE, HUB], IN_HUB),
    "target",
    "target-changed azurerm_resource_group.rg",
  ],
  ["another cluster", kubernetes({ host: "https://a" }), kubernetes({ host: "https://b" }), ...KUBERNETES],
  ["another context", kubernetes({ config_context: "a" }), kubernetes({ config_context: "b" }), ...KUBERNETES],
  ["another server of a login", kubernetes(login(["a"])), kubernetes(login(["b"])), ...KUBERNETES],
  ["another backend", state({ azurerm: { key: "a" } }), state({ azurerm: { key: "b" } }), ...STATE],
  ["a state that leaves the folder", state({ local: { path: "/a" } }), state({ azurerm: { key: "b" } }), ...STATE],
  ["a folder of the state", state({ local: { path: "/a" } }), state({ local: { path: "/b" } }), ""],
  [
    "what is harmless",
    azure(AZURE),
    azure({ ...AZURE, storage_use_azuread: true, features: [{ key_vault: [{}] }], client_id: HERE }),
    "",
  ],
  ["a variable in the place of its value", azure(AZURE), azure({ ...AZURE, tenant_id: "${var.place}" }, named(HERE)), ""],
  ["one more configuration", azure(AZURE), azure([AZURE, HUB], secondGroup("azurerm.hub")), ""],
  [
    "another name of the cluster that a provider reads",
    clusterOf("a"),
    clusterOf("b", { moved: [{ from: "terraform_data.a", to: "terraform_data.b" }] }),
    "",
  ],
  ["no protection", guarded(true), data({}), ...UNPROTECTED],
  ["protection that is off", guarded(true), guarded(false), ...UNPROTECTED],
  [
    "protection that a move takes away",
    guarded(true),
    data({}, "fresh", MOVED),
    "delete",
    "protection-dropped terraform_data.fresh",
  ],
  ["protection that a move keeps", guarded(true), data({ lifecycle: { prevent_destroy: true } }, "fresh", MOVED), ""],
  ["a new program", data({}), program("local-exec", { command: "a" }), ...PROGRAM],
  ["another command", program("local-exec", { command: "a" }), program("local-exec", { command: "b" }), ...PROGRAM],
  [
    "another machine",
    program("remote-exec", { inline: ["a"] }, { connection: [{ host: "a" }] }),
    program("remote-exec", { inline: ["a"] }, { connection: [{ host: "b" }] }),
    ...PROGRAM,
  ],
  [
    "a program of what is new",
    data({}),
    { resource: { terraform_data: { kept: { input: "same" }, fresh: { provisioner: [{ "local-exec": { command: "a" } }] } } } },
    "gain",
  ],
  ["no precondition", data({ lifecycle: { precondition: condition("terraform.workspace != null") } }), data({}), ...BROKEN],
  [
    "another postcondition",
    data({ lifecycle: { postcondition: LENGTH } }),
    data({ lifecycle: { postcondition: condition("self.output != null") } }),
    ...BROKEN,
  ],
  ["no validation", validated("length(var.input) > 0"), data({}, "kept", { variable: ALWAYS }), ...UNASKED],
  [
    "no check",
    checked({ reaches: { assert: condition("terraform.workspace != null") } }),
    data({}),
    "",
    "promise-dropped check.reaches",
  ],
  ["no input", data({}, "kept", { variable: ALWAYS }), data({}), ...UNASKED],
  ["no output", data({}, "kept", { output: { id: { value: "a" } } }), data({}), "", "promise-dropped output.id"],
  ["AcrPull in ABAC mode", pulled(RBAC), pulled(ABAC), "loss", "access-lost azurerm_role_assignment.pull"],
  [
    "no grant",
    pulled(RBAC),
    pulled(RBAC, false),
    "delete,loss",
    "access-lost azurerm_role_assignment.pull",
    "deleted azurerm_role_assignment.pull",
  ],
];

const GATES = "replace,delete,unknown,gain,loss,target,check,network";

describeBinaries((binary) => {
  test("each change of a configuration that no resource shows is told, and stops the gates that it should", () => {
    inFolder((folder) => {
      const names = CHANGES.map(([what], index) => `${String(index).padStart(2, "0")}-${what.replace(/\W+/g, "-")}`);
      const version = (of: (row: Row) => JsonObject) => Object.fromEntries(CHANGES.map((row, index) => [names[index], of(row)]));
      const [old, fresh] = [join(folder, "old"), join(folder, "fresh")];
      const [before, after] = [version(([, one]) => one), version(([, , one]) => one)];
      cdktfOut(old, before);
      cdktfOut(fresh, after);
      const args = [join(fresh, "cdktf.out"), "--existing", join(old, "cdktf.out"), "--binary", binary];
      const { out, error, code } = called("plan", ...args, "--format", "json", "--fail-on", GATES);
      expect({ code, error: code === 3 ? "" : error }).toEqual({ code: 3, error: "" });
      const stops = [...error.matchAll(/^--fail-on (\w+): ([\w-]+): /gm)].map(([, gate, name]) => `${name} ${gate}`);
      const told = JSON.parse(out).stacks.map(({ name, findings }: { name: string; findings: JsonObject[] }) => {
        const own = findings.map(({ rule, address }) => `${rule} ${address}`);
        const gates = [...new Set(stops.filter((one) => one.startsWith(`${name} `)).map((one) => one.split(" ")[1]))];
        return [name, gates.sort().join(), ...own.filter((one) => RULES.test(one)).sort()];
      });
      expect(told).toEqual(CHANGES.map(([, , , gates, ...own], index) => [names[index], gates, ...own]));
    });
  });
});

const RULES = /^(target-changed|protection-dropped|program-changed|promise-dropped|access-lost|deleted azurerm) ?/;
