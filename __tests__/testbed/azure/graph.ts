import { randomUUID } from "node:crypto";
import {
  isObject,
  type Json,
  type JsonObject,
  listOf,
  objectOf,
  textOf,
} from "../../../packages/terraform-stack-tools/src/stack/json";
import { merged } from "../json";
import { DEPLOYER, TENANT } from "./known";
import { type Answer, type Azure, type AzureRequest, NO_CONTENT, ok, refuse } from "./server/messages";
import {
  type Application,
  type Contents,
  type Directory,
  type Entity,
  now,
  password,
  type Store,
  type Table,
} from "./store/store";

/** Microsoft Graph, as far as azuread asks for applications, service principals, users and groups. */
export function graph(azure: Azure, request: AzureRequest): Answer {
  const { directory, contents } = azure.store;
  const path = graphPath(request.path, directory);
  const { collection, id = "" } = path;
  switch (collection) {
    case "me":
      return refuse(400, "BadRequest", "/me request is only valid with delegated authentication flow.");
    case "organization":
      return ok({ value: [{ id: TENANT, displayName: "Contoso", verifiedDomains: [DOMAIN] }] });
    case "domains":
      return ok({ value: [{ ...DOMAIN, id: DOMAIN.name, authenticationType: "Managed", isVerified: true }] });
    case "directoryObjects":
      if (id === "getbyids") {
        const found = listOf(request.body.ids).map((one) => directory.typed(textOf(one)));
        return ok({ value: found.flatMap((one) => one ?? []) });
      }
      return ok(directory.typed(id) ?? notFound(id));
    case "directory":
      return request.method === "DELETE" ? NO_CONTENT : notFound(path.relation ?? "");
    default: {
      const table = tableOf(contents, collection) ?? notServed(request);
      checkOwner(azure, request, path);
      return path.id === undefined ? collectionOf(azure, request, path, table) : entity(azure, request, { ...path, id }, table);
    }
  }
}

const DOMAIN = {
  name: "contoso.example",
  isAdminManaged: true,
  isDefault: true,
  isInitial: true,
  isRoot: true,
  type: "Managed",
  capabilities: "Email",
  supportedServices: [],
};

function tableOf(contents: Contents, collection: string): Table<Entity> | undefined {
  const tables: Record<string, Table<Entity>> = {
    applications: contents.applications,
    serviceprincipals: contents.servicePrincipals,
    users: contents.users,
    groups: contents.groups,
  };
  return tables[collection.toLowerCase()];
}

function collectionOf(azure: Azure, request: AzureRequest, { collection }: GraphPath, table: Table<Entity>): Answer {
  if (request.method === "GET") {
    const value = Object.values(table).filter(filterOf(request.query.get("$filter")));
    return ok({ "@odata.context": `${azure.origins.graph}/v1.0/$metadata#${collection}`, value });
  }
  if (request.method === "POST" && collection === "applications") {
    return createApplication(azure, request.body);
  }
  if (request.method === "POST" && collection === "servicePrincipals") {
    return createServicePrincipal(azure, request.body);
  }
  if (request.method === "POST" && collection === "groups") {
    return createGroup(azure, request.body);
  }
  return notServed(request);
}

/** Where the deployer may change only what it owns. */
function checkOwner({ store, switches }: Azure, { method, body }: AzureRequest, { collection, id }: GraphPath): void {
  if (!switches.ownedBy || method === "GET" || !/^(applications|servicePrincipals)$/i.test(collection)) {
    return;
  }
  const { owners, applications, servicePrincipals } = store.contents;
  const isOwned = (one: string) => (owners[one] ?? []).includes(DEPLOYER.objectId);
  const ofBody = collection === "servicePrincipals" ? store.directory.application(textOf(body.appId))?.id : undefined;
  const target = id ?? ofBody;
  const exists = target !== undefined && (target in applications || target in servicePrincipals);
  if (exists && !isOwned(target)) {
    refuse(403, "Authorization_RequestDenied", "Insufficient privileges to complete the operation.");
  }
}

type EntityPath = GraphPath & { readonly id: string };

/** One object of the directory, and what belongs to it. */
function entity(azure: Azure, request: AzureRequest, path: EntityPath, table: Table<Entity>): Answer {
  const { store, origins } = azure;
  const found = table[path.id] ?? byPrincipalName(table, path.id) ?? notFound(path.id);
  if (path.relation !== undefined) {
    return related(azure, request, { ...path, id: found.id, relation: path.relation }, table);
  }
  switch (request.method) {
    case "GET":
      return ok({ "@odata.context": `${origins.graph}/v1.0/$metadata#${path.collection}/$entity`, ...found });
    case "PATCH":
      table[found.id] = { ...merged(found, withoutAnnotations(request.body)), id: found.id };
      for (const member of boundIds(request.body, "members")) {
        add(store.contents.members, found.id, member);
      }
      rename(store.contents, path.collection, table[found.id]);
      return NO_CONTENT;
    case "DELETE":
      remove(store, path.collection, found);
      return NO_CONTENT;
    default:
      return notServed(request);
  }
}

function byPrincipalName(table: Table<Entity>, name: string): Entity | undefined {
  return Object.values(table).find(({ userPrincipalName }) => userPrincipalName === decodeURIComponent(name));
}

/** The service principal of an application has its name. */
function rename({ servicePrincipals }: Contents, collection: string, { appId, displayName }: Entity): void {
  for (const principal of Object.values(servicePrincipals)) {
    if (collection === "applications" && principal.appId === appId) {
      servicePrincipals[principal.id] = { ...principal, displayName: displayName ?? null };
    }
  }
}

/** An application goes with its service principal. */
function remove({ contents, directory }: Store, collection: string, { id, appId }: Entity): void {
  const principals = Object.values(contents.servicePrincipals).filter(
    (one) => collection === "applications" && one.appId === appId && one.servicePrincipalType === "Application",
  );
  for (const gone of [id, ...principals.map((one) => one.id)]) {
    directory.deletePrincipal(gone);
    for (const table of [contents.applications, contents.users, contents.groups, contents.owners, contents.members]) {
      delete table[gone];
    }
  }
}

type RelationPath = EntityPath & { readonly relation: string };

function related(azure: Azure, request: AzureRequest, path: RelationPath, table: Table<Entity>): Answer {
  const { store } = azure;
  const { contents } = store;
  switch (path.relation) {
    case "addPassword": {
      const stated = objectOf(request.body.passwordCredential);
      checkPolicy(azure, stated);
      return ok(addPassword(store, table, path.id, stated));
    }
    case "removePassword":
      return removePassword(store, table, path.id, request.body);
    case "federatedIdentityCredentials":
      return federatedCredentials(request, path, table);
    case "owners":
      return references(store, request, path, contents.owners);
    case "members":
    case "transitiveMembers":
      return references(store, request, path, contents.members);
    case "manager":
      return notFound("manager");
    default:
      return request.method === "GET" ? ok({ value: [] }) : notServed(request);
  }
}

/** Owners or members: a list of other objects. */
function references({ directory }: Store, request: AzureRequest, path: RelationPath, table: Table<string[]>): Answer {
  const { id, member, isReference } = path;
  const there = table[id] ?? [];
  if (request.method === "POST") {
    add(table, id, idIn(request.body["@odata.id"] ?? ""));
    return NO_CONTENT;
  }
  if (request.method === "DELETE" && isReference) {
    table[id] = there.filter((one) => one !== member);
    return NO_CONTENT;
  }
  if (request.method !== "GET") {
    return notServed(request);
  }
  const typed = there
    .filter((one) => member === undefined || one === textOf(member))
    .flatMap((one) => directory.typed(one) ?? []);
  if (member === undefined) {
    return ok({ value: typed });
  }
  return ok(typed[0] ?? notFound(member));
}

function add(table: Table<string[]>, id: string, other: string): void {
  table[id] = [...new Set([...(table[id] ?? []), other])];
}

const DEFAULTS: JsonObject = {
  description: null,
  mail: null,
  visibility: null,
  groupTypes: [],
  proxyAddresses: [],
  theme: null,
  isAssignableToRole: null,
  onPremisesSyncEnabled: null,
  preferredLanguage: null,
  resourceBehaviorOptions: [],
  resourceProvisioningOptions: [],
};

/** A group, which whoever makes it owns unless owners are stated. */
function createGroup({ store }: Azure, body: JsonObject): Answer {
  const { groups, owners, members } = store.contents;
  const id = randomUUID();
  groups[id] = { ...DEFAULTS, ...withoutAnnotations(body), id };
  members[id] = boundIds(body, "members");
  owners[id] = "owners@odata.bind" in body ? boundIds(body, "owners") : [DEPLOYER.objectId];
  return ok(groups[id], 201);
}

const NAMES = "appId|displayName|id|userPrincipalName|mail|mailNickname|employeeId";
const EQUALS = new RegExp(`^\\s*(${NAMES})\\s+eq\\s+'((?:[^']|'')*)'(?:\\s+and\\s.*)?\\s*$`, "i");
const STARTS_WITH = /^startsWith\((\w+),\s*'([^']*)'\)$/i;

/** Whether an object passes a `$filter`, of which the clients here know few forms. */
function filterOf(filter: string | null): (entity: Entity) => boolean {
  if (!filter) {
    return () => true;
  }
  const [, name, value] = EQUALS.exec(filter) ?? [];
  if (name !== undefined) {
    const wanted = value.replace(/''/g, "'").toLowerCase();
    return (entity) => String(entity[name]).toLowerCase() === wanted;
  }
  const [, start, prefix] = STARTS_WITH.exec(filter) ?? [];
  if (start !== undefined) {
    return (entity) =>
      String(entity[start] ?? "")
        .toLowerCase()
        .startsWith(prefix.toLowerCase());
  }
  return refuse(400, "Request_UnsupportedQuery", `the imitation of Azure does not understand $filter=${filter}`);
}

/** `/v1.0/<collection>/<id>/<relation>/<member>/<ref>`. */
interface GraphPath {
  readonly collection: string;
  readonly id?: string;
  readonly relation?: string;
  readonly member?: string;
  readonly isReference: boolean;
}

const BY_CLIENT_ID = /^(applications|servicePrincipals)\(appId='([^']+)'\)$/;

/** An object may also be named by its client id: `applications(appId='…')`. */
function graphPath(path: string, directory: Directory): GraphPath {
  const [, first = "", ...rest] = path.split("/").filter(Boolean);
  const [, collection, clientId] = BY_CLIENT_ID.exec(first) ?? [];
  if (collection === undefined) {
    const [id, relation, member, reference] = rest;
    return { collection: first, id: id?.toLowerCase(), relation, member, isReference: reference === "$ref" };
  }
  const found = collection === "applications" ? directory.application(clientId) : directory.servicePrincipal(clientId);
  const [relation, member, reference] = rest;
  return { collection, id: found?.id ?? clientId, relation, member, isReference: reference === "$ref" };
}

/** The members of an object without the annotations of OData. */
function withoutAnnotations(body: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(body).filter(([name]) => !name.includes("@odata")));
}

/** The ids of what a request binds: `owners@odata.bind`. */
function boundIds(body: JsonObject, name: string): string[] {
  return listOf(body[`${name}@odata.bind`]).map(idIn);
}

/** The last part of an object's URL. */
function idIn(url: Json): string {
  return textOf(url).split("/").slice(-1)[0].toLowerCase();
}

function notFound(what: string): never {
  const why = "does not exist or one of its queried reference-property objects are not present.";
  return refuse(404, "Request_ResourceNotFound", `Resource '${what}' ${why}`);
}

function notServed({ method, path }: AzureRequest): never {
  return refuse(400, "BadRequest", `the imitation of Azure does not serve ${method} ${path}`);
}

/** An application registration with the defaults of Microsoft Graph. */
export function newApplication(stated: JsonObject, given: { id?: string; appId?: string } = {}): Application {
  const { id = randomUUID(), appId = randomUUID() } = given;
  const application = merged(APPLICATION_DEFAULTS, withoutAnnotations(stated));
  return { ...application, createdDateTime: now(), displayName: application.displayName ?? null, id, appId };
}

function createApplication({ store }: Azure, body: JsonObject): Answer {
  const { contents } = store;
  const application = newApplication({ ...body, passwordCredentials: [] });
  contents.applications[application.id] = application;
  contents.owners[application.id] = boundIds(body, "owners");
  const passwords = listOf(body.passwordCredentials).filter(isObject);
  const passwordCredentials = passwords.map((one) => addPassword(store, contents.applications, application.id, one));
  return ok({ ...contents.applications[application.id], passwordCredentials }, 201);
}

function createServicePrincipal({ store }: Azure, body: JsonObject): Answer {
  const { contents, directory } = store;
  const appId = textOf(body.appId);
  const application =
    directory.application(appId) ??
    refuse(
      400,
      "Request_BadRequest",
      `The appId '${appId}' of the service principal does not reference a valid application object.`,
    );
  if (directory.servicePrincipal(appId)) {
    const what = "The service principal cannot be created, updated, or restored because the service principal name";
    refuse(409, "Request_MultipleObjectsWithSameKeyValue", `${what} ${appId} is already in use.`);
  }
  const displayName = textOf(application.displayName);
  const created = directory.addServicePrincipal({ appId, displayName });
  const principal = {
    ...created,
    ...withoutAnnotations(body),
    id: created.id,
    appId,
    displayName,
    servicePrincipalType: "Application",
    signInAudience: application.signInAudience ?? null,
    homepage: objectOf(application.web).homePageUrl ?? null,
    appRoles: application.appRoles ?? [],
    oauth2PermissionScopes: objectOf(application.api).oauth2PermissionScopes ?? [],
    servicePrincipalNames: [...listOf(application.identifierUris), appId],
  };
  contents.servicePrincipals[created.id] = principal;
  contents.owners[created.id] = boundIds(body, "owners");
  return ok(principal, 201);
}

const APPLICATION_DEFAULTS: JsonObject = {
  displayName: null,
  description: null,
  deletedDateTime: null,
  applicationTemplateId: null,
  disabledByMicrosoftStatus: null,
  groupMembershipClaims: null,
  identifierUris: [],
  isDeviceOnlyAuthSupported: null,
  isFallbackPublicClient: null,
  notes: null,
  publisherDomain: "contoso.example",
  serviceManagementReference: null,
  signInAudience: "AzureADMyOrg",
  tags: [],
  tokenEncryptionKeyId: null,
  optionalClaims: null,
  appRoles: [],
  addIns: [],
  keyCredentials: [],
  passwordCredentials: [],
  requiredResourceAccess: [],
  api: {
    acceptMappedClaims: null,
    knownClientApplications: [],
    requestedAccessTokenVersion: null,
    oauth2PermissionScopes: [],
    preAuthorizedApplications: [],
  },
  info: { logoUrl: null, marketingUrl: null, privacyStatementUrl: null, supportUrl: null, termsOfServiceUrl: null },
  parentalControlSettings: { countriesBlockedForMinors: [], legalAgeGroupRule: "Allow" },
  publicClient: { redirectUris: [] },
  spa: { redirectUris: [] },
  web: {
    homePageUrl: null,
    logoutUrl: null,
    redirectUris: [],
    implicitGrantSettings: { enableAccessTokenIssuance: false, enableIdTokenIssuance: false },
  },
};

const DAY = 24 * 60 * 60 * 1000;

/** Adds a password to an application or a service principal. The answer alone has it. */
function addPassword<T extends Entity>(store: Store, table: Table<T>, id: string, stated: JsonObject): JsonObject {
  const inTwoYears = new Date();
  inTwoYears.setUTCFullYear(inTwoYears.getUTCFullYear() + 2);
  const secretText = password();
  const credential = {
    customKeyIdentifier: null,
    displayName: textOf(stated.displayName) || null,
    keyId: randomUUID(),
    hint: secretText.slice(0, 3),
    startDateTime: textOf(stated.startDateTime) || now(),
    endDateTime: textOf(stated.endDateTime) || inTwoYears.toISOString(),
  };
  const there = listOf(table[id].passwordCredentials);
  table[id] = { ...table[id], passwordCredentials: [...there, { ...credential, secretText: null }] };
  store.passwordsOf(id)[credential.keyId] = secretText;
  return { "@odata.type": "#microsoft.graph.passwordCredential", ...credential, secretText };
}

function removePassword<T extends Entity>(store: Store, table: Table<T>, id: string, { keyId }: JsonObject): Answer {
  const there = listOf(table[id].passwordCredentials).filter(isObject);
  const kept = there.filter((one) => one.keyId !== keyId);
  if (kept.length === there.length) {
    refuse(400, "Request_BadRequest", "No password credential found with keyId.");
  }
  table[id] = { ...table[id], passwordCredentials: kept };
  delete store.passwordsOf(id)[textOf(keyId)];
  return NO_CONTENT;
}

/** What a policy of the tenant allows. */
function checkPolicy({ switches }: Azure, { endDateTime }: JsonObject): void {
  const { passwordDays } = switches;
  const policy = "as per assigned policy 'Default Policy'.";
  if (passwordDays === 0) {
    refuse(400, "CredentialTypeNotAllowedAsPerAppPolicy", `Credential type not allowed ${policy}`);
  }
  const end = textOf(endDateTime);
  if (passwordDays !== undefined && (end === "" || Date.parse(end) - Date.now() > passwordDays * DAY)) {
    refuse(400, "CredentialInvalidLifetimeAsPerAppPolicy", `Credential lifetime exceeds the max value allowed ${policy}`);
  }
}

const RELATION = "federatedIdentityCredentials";

/** What an application trusts: `/applications/<id>/federatedIdentityCredentials[/<id>]`. */
function federatedCredentials(
  { method, body, ...request }: AzureRequest,
  { id, member }: { readonly id: string; readonly member?: string },
  applications: Table<Entity>,
): Answer {
  const there = listOf(applications[id][RELATION]).filter(isObject);
  const store = (credentials: JsonObject[]) => {
    applications[id] = { ...applications[id], [RELATION]: credentials };
  };
  if (member === undefined) {
    if (method === "GET") {
      return ok({ value: there });
    }
    if (method !== "POST") {
      return notServed({ method, body, ...request });
    }
    const created = { description: null, ...body, id: randomUUID() };
    checkUnique(created, there);
    store([...there, created]);
    return ok(created, 201);
  }
  const found = there.find((one) => one.id === member) ?? notFound(member);
  const others = there.filter((one) => one !== found);
  switch (method) {
    case "GET":
      return ok(found);
    case "PATCH":
      store([...others, { ...found, ...body, id: member }]);
      return NO_CONTENT;
    case "DELETE":
      store(others);
      return NO_CONTENT;
    default:
      return notServed({ method, body, ...request });
  }
}

function checkUnique({ name, issuer, subject }: JsonObject, others: readonly JsonObject[]): void {
  if (others.some((one) => one.name === name)) {
    refuse(
      409,
      "Request_MultipleObjectsWithSameKeyValue",
      `FederatedIdentityCredential with name ${textOf(name)} already exists.`,
    );
  }
  if (others.some((one) => one.issuer === issuer && one.subject === subject)) {
    refuse(409, "Request_MultipleObjectsWithSameKeyValue", "The combination of issuer and subject must be unique.");
  }
}
