import { randomUUID } from "node:crypto";
import type { JsonObject } from "../../../packages/terraform-stack-tools/src/stack/json";
import { TENANT } from "../known/identities";
import type { Application, Contents, Entity, ServicePrincipal } from "./contents";

export type PrincipalType = "ServicePrincipal" | "User" | "Group";

export interface NewPrincipal {
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
    const found = Object.entries(tables).flatMap(([type, table]): [string, Entity][] =>
      id in table ? [[type, table[id]]] : [],
    );
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
