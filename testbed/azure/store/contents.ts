import type { Json, JsonObject } from "../../../packages/terraform-stack-tools/src/stack/json";

/** An object of Azure Resource Manager, as it is answered. */
export type Resource = JsonObject & {
  readonly id: string;
  readonly name: string;
  readonly type: string;
  readonly properties: JsonObject;
};

export type RoleAssignment = Resource & {
  readonly properties: JsonObject & {
    readonly roleDefinitionId: string;
    readonly principalId: string;
    readonly scope: string;
    readonly condition: string | null;
  };
};

/** An object of Microsoft Graph, as it is answered. */
export type Entity = JsonObject & { readonly id: string };

export type Application = Entity & { readonly appId: string; readonly displayName: Json };

export type ServicePrincipal = Application & { readonly servicePrincipalType: string };

export interface CustomRole {
  readonly guid: string;
  readonly name: string;
  readonly properties: JsonObject;
}

export interface VaultSecret {
  readonly version: string;
  readonly value: string;
  readonly attributes: JsonObject;
}

export type Table<T> = Record<string, T>;

/** All that the imitation remembers, as it is written to a file. */
export interface Contents {
  /** By id in lower case. */
  readonly resources: Table<Resource>;
  /** By name, a GUID. */
  readonly roleAssignments: Table<RoleAssignment>;
  readonly customRoles: Table<CustomRole>;
  readonly applications: Table<Application>;
  readonly servicePrincipals: Table<ServicePrincipal>;
  readonly users: Table<Entity>;
  readonly groups: Table<Entity>;
  readonly owners: Table<string[]>;
  readonly members: Table<string[]>;
  /** Passwords, of a registry, a token or an application, by the id of that in lower case. */
  readonly passwords: Table<Table<string>>;
  /** Versions of secrets, by vault and name. */
  readonly vaultSecrets: Table<Table<VaultSecret[]>>;
  /** How often somebody asked for a long operation. */
  readonly operations: Table<number>;
  /** When a principal was made; 0 for those that existed before. */
  readonly principalSince: Table<number>;
  /** What the issuers of clusters publish: their public keys. */
  readonly issuers: Table<JsonObject>;
}

export function nothing(): Contents {
  return {
    resources: {},
    roleAssignments: {},
    customRoles: {},
    applications: {},
    servicePrincipals: {},
    users: {},
    groups: {},
    owners: {},
    members: {},
    passwords: {},
    vaultSecrets: {},
    operations: {},
    principalSince: {},
    issuers: {},
  };
}
