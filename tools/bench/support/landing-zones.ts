import schemas from "../../../__tests__/testbed/terraform/schemas/azurerm.json";

type Value = null | boolean | number | string | readonly Value[] | { readonly [name: string]: Value };
type Values = Readonly<Record<string, Value>>;

interface Body {
  readonly attributes?: Readonly<Record<string, { readonly type?: unknown; readonly sensitive?: boolean }>>;
  readonly block_types?: Readonly<Record<string, { readonly nesting_mode: string; readonly block: Body }>>;
}

const PREFIX = "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg-team";

function guid(index: number): string {
  return `00000000-0000-4000-8000-${String(index).padStart(12, "0")}`;
}

function idOf(index: number, kind: string): string {
  return `${PREFIX}${index}/providers/${kind}${index}`;
}

const REGISTRY = "Microsoft.ContainerRegistry/registries/registry";
const IDENTITY = "Microsoft.ManagedIdentity/userAssignedIdentities/team";

type Parts = Readonly<Record<string, (index: number) => Values>>;

/** What is there once for several teams, and the values by which its parts know each other. */
const ZONE: Parts = {
  azurerm_virtual_network: (zone) => ({
    id: idOf(zone, "Microsoft.Network/virtualNetworks/vnet"),
    name: `vnet${zone}`,
  }),
  azurerm_log_analytics_workspace: (zone) => ({ name: `logs${zone}` }),
  azurerm_container_registry: (zone) => ({
    id: idOf(zone, REGISTRY),
    name: `registry${zone}`,
    login_server: `registry${zone}.azurecr.io`,
    ...{ admin_enabled: false, anonymous_pull_enabled: false },
  }),
  azurerm_kubernetes_cluster: (zone) => ({
    id: idOf(zone, "Microsoft.ContainerService/managedClusters/cluster"),
    name: `cluster${zone}`,
    oidc_issuer_url: `https://oidc.example/${guid(zone)}/`,
  }),
};

const TEAMS = 20;

/** What each team of a zone gets. */
const TEAM: Parts = {
  azurerm_resource_group: (team) => ({ id: `${PREFIX}${team}`, name: `rg-team${team}` }),
  azurerm_subnet: (team) => ({ name: `team${team}` }),
  azurerm_key_vault: (team) => ({ name: `vault${team}` }),
  azurerm_storage_account: (team) => ({ name: `storage${team}` }),
  azurerm_kubernetes_cluster_node_pool: (team) => ({ name: `pool${team}` }),
  azurerm_user_assigned_identity: (team) => ({
    id: idOf(team, IDENTITY),
    name: `team${team}`,
    ...{ principal_id: guid(team), client_id: guid(team + 1_000_000) },
  }),
  azurerm_federated_identity_credential: (team) => ({
    name: `app${team}`,
    issuer: `https://oidc.example/${guid(zoneOf(team))}/`,
    subject: `system:serviceaccount:apps:app${team}`,
    parent_id: idOf(team, IDENTITY),
  }),
  azurerm_role_assignment: (team) => ({
    id: `${idOf(zoneOf(team), REGISTRY)}/providers/Microsoft.Authorization/roleAssignments/${guid(team)}`,
    name: guid(team),
    scope: idOf(zoneOf(team), REGISTRY),
    ...{ principal_id: guid(team), role_definition_name: "AcrPull", role_definition_id: null, condition: null },
  }),
};

function zoneOf(team: number): number {
  return Math.floor(team / TEAMS);
}

interface Part {
  readonly type: string;
  readonly index: number;
  readonly own: Values;
}

function partsOf(parts: Parts, index: number): Part[] {
  return Object.entries(parts).map(([type, own]) => ({ type, index, own: own(index) }));
}

/** A value for each argument of the provider's schema, every fourth of which is not set, as in plans. */
function valuesOf({ attributes = {}, block_types = {} }: Body, index: number): Values {
  const arguments_ = Object.entries(attributes).map(([name, { type }], at): [string, Value] => [
    name,
    at % 4 === 3 ? null : made(name, type, index),
  ]);
  const blocks = Object.entries(block_types).map(([name, { nesting_mode, block }], at): [string, Value] => {
    const body = valuesOf(block, index);
    if (nesting_mode === "single") {
      return [name, null];
    }
    return [name, at % 2 === 0 ? [body] : []];
  });
  return Object.fromEntries([...arguments_, ...blocks].sort(([left], [right]) => (left < right ? -1 : 1)));
}

function made(name: string, type: unknown, index: number): Value {
  switch (type) {
    case "bool":
      return index % 2 === 0;
    case "number":
      return index;
    case "string":
      return name.endsWith("_id") ? guid(index + 2_000_000) : `${name} of team ${index}`;
    default:
      return Array.isArray(type) && type[0] === "map" ? { owner: `team ${index}` } : [`${name} of team ${index}`];
  }
}

function marksOf({ attributes = {} }: Body): Values {
  return Object.fromEntries(
    Object.entries(attributes).flatMap(([name, { sensitive }]) => (sensitive ? [[name, true]] : [])),
  );
}

function some(values: Values, share: number): Values {
  return Object.fromEntries(Object.entries(values).filter((_value, index) => index % share === 0));
}

const reference = (...references: readonly string[]): Values => ({ references });

/**
 * As `terraform show -json` prints it: as many changed tags as asked for, with state and configuration.
 * @param share of the arguments that are no part of the landing zone, one in so many
 */
export function planOfLandingZones(changes: number, share = 1): Values {
  const types = [...Object.keys(ZONE), ...Object.keys(TEAM)];
  const parts = Array.from({ length: Math.ceil(changes / Object.keys(TEAM).length) }, (_, team) => [
    ...(team % TEAMS === 0 ? partsOf(ZONE, zoneOf(team)) : []),
    ...partsOf(TEAM, team),
  ]).flat();
  const bodies: Readonly<Record<string, { readonly block: Body }>> = schemas.resource_schemas;
  const objects = parts.slice(0, changes).map(({ type, index, own }) => {
    const { block } = bodies[type];
    return {
      own: {
        address: `${type}.team["team-${index}"]`,
        ...{ mode: "managed", type, name: "team", index: `team-${index}` },
        provider_name: "registry.terraform.io/hashicorp/azurerm",
      },
      values: { ...some(valuesOf(block, index), share), ...own },
      marks: marksOf(block),
    };
  });
  const resources = objects.map(({ own, values, marks }) => ({
    ...own,
    schema_version: 1,
    values,
    sensitive_values: marks,
  }));
  return {
    ...{ format_version: "1.2", terraform_version: "1.11.4" },
    variables: { tags: { value: { team: "new" } } },
    planned_values: { root_module: { resources } },
    resource_changes: objects.map(({ own, values, marks }) => ({
      ...own,
      change: {
        actions: ["update"],
        before: { ...values, tags: { team: "old" } },
        after: { ...values, tags: { team: "new" } },
        ...{ after_unknown: {}, before_sensitive: marks, after_sensitive: marks },
      },
    })),
    prior_state: { format_version: "1.0", values: { root_module: { resources } } },
    configuration: {
      provider_config: { azurerm: { name: "azurerm" } },
      root_module: {
        variables: { tags: {} },
        resources: types.map((type) => ({
          ...{ address: `${type}.team`, mode: "managed", type, name: "team", provider_config_key: "azurerm" },
          expressions: {
            name: reference("each.key"),
            tags: reference("var.tags"),
            ...(type === "azurerm_role_assignment"
              ? {
                  scope: reference("azurerm_container_registry.team", "each.key"),
                  principal_id: reference("azurerm_user_assigned_identity.team", "each.key"),
                }
              : {}),
          },
          for_each_expression: reference("local.teams"),
        })),
      },
    },
  };
}

/** What only Azure knows of what is created. */
const UNKNOWN = ["id", "principal_id", "client_id", "login_server", "oidc_issuer_url", "parent_id", "scope"];

/** What a module with a registry, a cluster and a team creates. */
const MODULE: Parts = Object.fromEntries(
  Object.entries({ ...ZONE, ...TEAM }).filter(([type]) => !/workspace$|vault$/.test(type)),
);

const INSIDE: Readonly<Record<string, Values>> = {
  azurerm_federated_identity_credential: {
    parent_id: reference("azurerm_user_assigned_identity.team.id", "azurerm_user_assigned_identity.team"),
    issuer: reference("azurerm_kubernetes_cluster.team.oidc_issuer_url", "azurerm_kubernetes_cluster.team"),
  },
  azurerm_role_assignment: {
    scope: reference("azurerm_container_registry.team.id", "azurerm_container_registry.team"),
    principal_id: reference("azurerm_user_assigned_identity.team.principal_id", "azurerm_user_assigned_identity.team"),
  },
};

/** The same for a first apply: as many modules as asked for, each of which creates ten resources that know each other. */
export function planOfModules(modules: number, share = 1): Values {
  const bodies: Readonly<Record<string, { readonly block: Body }>> = schemas.resource_schemas;
  const created = Array.from({ length: modules }, (_, index) => {
    const address = `module.team["team-${index}"]`;
    return {
      address,
      objects: partsOf(MODULE, index).map(({ type, own }) => {
        const all = Object.entries({ ...some(valuesOf(bodies[type].block, index), share), ...own });
        const isUnknown = (name: string) =>
          UNKNOWN.includes(name) || (type.endsWith("_role_assignment") && name === "name");
        return {
          own: {
            address: `${address}.${type}.team`,
            ...{ mode: "managed", type, name: "team", provider_name: "registry.terraform.io/hashicorp/azurerm" },
          },
          values: Object.fromEntries(all.filter(([name]) => !isUnknown(name))),
          unknown: Object.fromEntries(all.flatMap(([name]) => (isUnknown(name) ? [[name, true]] : []))),
          marks: marksOf(bodies[type].block),
        };
      }),
    };
  });
  return {
    ...{ format_version: "1.2", terraform_version: "1.11.4" },
    planned_values: {
      root_module: {
        child_modules: created.map(({ address, objects }) => ({
          address,
          resources: objects.map(({ own, values, marks }) => ({
            ...own,
            schema_version: 1,
            values,
            sensitive_values: marks,
          })),
        })),
      },
    },
    resource_changes: created.flatMap(({ address, objects }) =>
      objects.map(({ own, values, unknown, marks }) => ({
        ...own,
        module_address: address,
        change: {
          ...{ actions: ["create"], before: null, after: values, after_unknown: unknown },
          ...{ before_sensitive: false, after_sensitive: marks },
        },
      })),
    ),
    configuration: {
      provider_config: { azurerm: { name: "azurerm", full_name: "registry.terraform.io/hashicorp/azurerm" } },
      root_module: {
        module_calls: {
          team: {
            ...{ source: "./team", for_each_expression: reference("local.teams") },
            expressions: { team: reference("each.key") },
            module: {
              resources: Object.keys(MODULE).map((type) => ({
                ...{ address: `${type}.team`, mode: "managed", type, name: "team", provider_config_key: "azurerm" },
                expressions: { name: reference("var.team"), ...INSIDE[type] },
              })),
              variables: { team: {} },
            },
          },
        },
      },
    },
  };
}
