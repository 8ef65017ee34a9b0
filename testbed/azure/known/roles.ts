import data from "../../../facts/data/registry-roles.json";
import { compare, type JsonObject } from "../../../packages/terraform-stack-tools/src/stack/json";

/** What a built-in role allows with images. */
interface Allowed {
  readonly id: string;
  readonly RBAC: readonly string[];
  readonly ABAC: readonly string[];
}

const ON_REGISTRIES = Object.entries<Allowed>(data.roles);

const REGISTRIES = "Microsoft.ContainerRegistry/registries";
const ACTIONS: Readonly<Record<string, string>> = {
  pull: `${REGISTRIES}/pull/read`,
  push: `${REGISTRIES}/push/write`,
  delete: `${REGISTRIES}/artifacts/delete`,
};
const DATA_ACTIONS: Readonly<Record<string, string>> = {
  pull: `${REGISTRIES}/repositories/content/read`,
  push: `${REGISTRIES}/repositories/content/write`,
  delete: `${REGISTRIES}/repositories/content/delete`,
};

export interface Role {
  readonly guid: string;
  readonly name: string;
  readonly properties: JsonObject;
}

export const NO_ACTIONS: JsonObject = { actions: [], notActions: [], dataActions: [], notDataActions: [] };

/** With their true ids; of what they allow, what they allow with images. */
export const BUILT_IN_ROLES: readonly Role[] = [
  ...ON_REGISTRIES.map(([name, { id, RBAC, ABAC }]) => {
    const [actions, dataActions] = [RBAC.map((right) => ACTIONS[right]), ABAC.map((right) => DATA_ACTIONS[right])];
    return { guid: id, name, properties: propertiesOf(name, { actions, dataActions }) };
  }),
  ...Object.entries(data.others).map(([name, guid]) => ({ guid, name, properties: propertiesOf(name, {}) })),
].sort((left, right) => compare(left.name, right.name));

/** The names of those that allow pulling, by the mode of a registry. */
export const PULL_ROLES = {
  RBAC: ON_REGISTRIES.filter(([, { RBAC }]) => RBAC.includes("pull")).map(([name]) => name),
  ABAC: ON_REGISTRIES.filter(([, { ABAC }]) => ABAC.includes("pull")).map(([name]) => name),
};

function propertiesOf(name: string, permission: JsonObject): JsonObject {
  return {
    roleName: name,
    type: "BuiltInRole",
    description: name,
    assignableScopes: ["/"],
    permissions: [{ ...NO_ACTIONS, ...permission }],
    createdOn: "2018-10-29T23:57:36.9283060Z",
    updatedOn: "2021-11-11T20:13:08.2610170Z",
    createdBy: null,
    updatedBy: null,
  };
}
