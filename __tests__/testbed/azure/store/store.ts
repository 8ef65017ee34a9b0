import { randomBytes, randomUUID } from "node:crypto";
import { existsSync, readFileSync, renameSync, statSync, writeFileSync } from "node:fs";
import { type Json, type JsonObject, objectOf, textOf } from "../../../../packages/terraform-stack-tools/src/stack/json";
import { BUILT_IN_ROLES, type Role, TENANT } from "../known";

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

type ServicePrincipal = Application & { readonly servicePrincipalType: string };

interface CustomRole {
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

function nothing(): Contents {
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

/** Azure compares ids without regard to case. */
export function key(id: string): string {
  return id.toLowerCase();
}

export function isType({ type }: Resource, other: string): boolean {
  return key(type) === key(other);
}

export function now(): string {
  return new Date().toISOString();
}

/** A generated password. */
export function password(): string {
  return randomBytes(30).toString("base64url");
}

/** What exists in the imitated Azure. With a file, it outlives the process. */
export class Store {
  public readonly directory: Directory;
  public readonly roles: Roles;

  private constructor(
    public readonly contents: Contents,
    private readonly file?: string,
  ) {
    this.directory = new Directory(contents);
    this.roles = new Roles(contents);
  }

  /** @param seed fills a store in which nothing is yet */
  public static open(file: string | undefined, seed: (store: Store) => void): Store {
    if (file !== undefined && existsSync(file) && statSync(file).size > 0) {
      const contents: Contents = JSON.parse(readFileSync(file, "utf8"));
      return new Store({ ...nothing(), ...contents }, file);
    }
    const store = new Store(nothing(), file);
    seed(store);
    store.save();
    return store;
  }

  public save(): void {
    if (this.file !== undefined) {
      writeFileSync(`${this.file}.tmp`, JSON.stringify(this.contents, null, 1), { mode: 0o600 });
      renameSync(`${this.file}.tmp`, this.file);
    }
  }

  public get(id: string): Resource | undefined {
    return this.contents.resources[key(id)];
  }

  public put<T extends Resource>(resource: T): T {
    this.contents.resources[key(resource.id)] = resource;
    return resource;
  }

  public all(): Resource[] {
    return Object.values(this.contents.resources);
  }

  public ofType(type: string): Resource[] {
    return this.all().filter((resource) => isType(resource, type));
  }

  /** Everything below an id. */
  public below(id: string): Resource[] {
    return this.all().filter((resource) => key(resource.id).startsWith(`${key(id)}/`));
  }

  /** The passwords of a registry, a token or an application. */
  public passwordsOf(id: string): Table<string> {
    const { passwords } = this.contents;
    passwords[key(id)] ??= {};
    return passwords[key(id)];
  }

  /** Deletes an object with all that is below it, and the roles that are assigned there. */
  public delete(id: string): void {
    const scope = key(id);
    for (const resource of [...this.below(id), this.get(id)]) {
      if (resource) {
        this.deleteOne(resource);
      }
    }
    this.roles.deleteAt(scope);
  }

  private deleteOne(resource: Resource): void {
    delete this.contents.resources[key(resource.id)];
    delete this.contents.passwords[key(resource.id)];
    const { properties, identity } = resource;
    if (isType(resource, "Microsoft.ManagedIdentity/userAssignedIdentities")) {
      this.directory.deletePrincipal(textOf(properties.principalId));
    }
    this.directory.deletePrincipal(textOf(objectOf(identity).principalId));
    if (isType(resource, "Microsoft.ContainerService/managedClusters")) {
      const [subscription] = resource.id.split("/").slice(2);
      this.delete(`/subscriptions/${subscription}/resourceGroups/${textOf(properties.nodeResourceGroup)}`);
    }
  }
}

type PrincipalType = "ServicePrincipal" | "User" | "Group";

interface NewPrincipal {
  readonly id?: string;
  readonly appId?: string;
  readonly displayName: string;
  readonly servicePrincipalType?: "Application" | "ManagedIdentity";
  /** Of a managed identity: whether people made it, and its resource id. */
  readonly alternativeNames?: readonly string[];
  /** Existed before the first request, so that Azure finds it at once. */
  readonly isPreset?: boolean;
}

/** The tenant of Microsoft Entra ID. */
export class Directory {
  constructor(private readonly contents: Contents) {}

  public addServicePrincipal(principal: NewPrincipal): ServicePrincipal {
    const { id = randomUUID(), appId = randomUUID(), displayName, servicePrincipalType = "Application" } = principal;
    const { alternativeNames = [], isPreset = false } = principal;
    const added = {
      ...DEFAULTS,
      id,
      appId,
      displayName,
      servicePrincipalType,
      alternativeNames,
      servicePrincipalNames: [appId],
    };
    const created = { ...added, createdDateTime: new Date().toISOString() };
    this.contents.servicePrincipals[id] = created;
    this.contents.principalSince[id] = isPreset ? 0 : Date.now();
    return created;
  }

  public typeOf(id: string): PrincipalType | undefined {
    const { servicePrincipals, users, groups } = this.contents;
    const types: [PrincipalType, object][] = [
      ["ServicePrincipal", servicePrincipals],
      ["User", users],
      ["Group", groups],
    ];
    return types.find(([, table]) => id.toLowerCase() in table)?.[0];
  }

  /** Whether Azure does not find it yet. */
  public isNew(id: string, lagSeconds: number): boolean {
    return Date.now() - (this.contents.principalSince[id] ?? 0) < lagSeconds * 1000;
  }

  public deletePrincipal(id: string): void {
    delete this.contents.servicePrincipals[id];
    delete this.contents.principalSince[id];
  }

  public application(clientId: string): Application | undefined {
    return Object.values(this.contents.applications).find(({ appId }) => appId === clientId);
  }

  public servicePrincipal(clientId: string): ServicePrincipal | undefined {
    return Object.values(this.contents.servicePrincipals).find(({ appId }) => appId === clientId);
  }

  /** Any object, with the type that Microsoft Graph gives it. */
  public typed(id: string): JsonObject | undefined {
    const { applications, servicePrincipals, users, groups } = this.contents;
    const tables = { servicePrincipal: servicePrincipals, user: users, group: groups, application: applications };
    const found = Object.entries(tables).flatMap(([type, table]): [string, Entity][] => (id in table ? [[type, table[id]]] : []));
    return found.map(([type, entity]) => ({ "@odata.type": `#microsoft.graph.${type}`, ...entity }))[0];
  }
}

const DEFAULTS: JsonObject = {
  appOwnerOrganizationId: TENANT,
  accountEnabled: true,
  appRoleAssignmentRequired: false,
  appRoles: [],
  description: null,
  homepage: null,
  loginUrl: null,
  logoutUrl: null,
  notes: null,
  notificationEmailAddresses: [],
  oauth2PermissionScopes: [],
  preferredSingleSignOnMode: null,
  replyUrls: [],
  signInAudience: "AzureADMyOrg",
  tags: [],
  passwordCredentials: [],
  keyCredentials: [],
  samlSingleSignOnSettings: null,
};

/** Who holds which role where. */
class Roles {
  constructor(private readonly contents: Contents) {}

  public definitions(): Role[] {
    return [...BUILT_IN_ROLES, ...Object.values(this.contents.customRoles)];
  }

  public definition(guid: string): Role | undefined {
    return this.definitions().find((role) => role.guid === guid.toLowerCase());
  }

  public assignments(): RoleAssignment[] {
    return Object.values(this.contents.roleAssignments);
  }

  public nameOf({ properties }: RoleAssignment): string {
    return this.definition(guidIn(properties.roleDefinitionId))?.name ?? "";
  }

  /** What applies to a principal at a scope, assigned there or above. */
  public effective(principalId: string, scope: string): RoleAssignment[] {
    return this.assignments().filter(
      ({ properties }) =>
        properties.principalId === principalId.toLowerCase() && isWithin(scope.toLowerCase(), properties.scope.toLowerCase()),
    );
  }

  public holds(principalId: string, scope: string, names: readonly string[]): boolean {
    return this.effective(principalId, scope).some((assignment) => names.includes(this.nameOf(assignment)));
  }

  public deleteAt(scope: string): void {
    for (const { name, properties } of this.assignments()) {
      if (isWithin(properties.scope.toLowerCase(), scope)) {
        delete this.contents.roleAssignments[name];
      }
    }
  }
}

/** Whether a scope is another one or below it. Both in lower case. */
export function isWithin(scope: string, outer: string): boolean {
  return scope === outer || scope.startsWith(outer === "/" ? outer : `${outer}/`);
}

export function guidIn(roleDefinitionId: string): string {
  return roleDefinitionId.split("/").slice(-1)[0].toLowerCase();
}
