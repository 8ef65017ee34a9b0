import { randomUUID } from "node:crypto";
import {
  isObject,
  type JsonObject,
  listOf,
  objectOf,
  textOf,
} from "../../../packages/terraform-stack-tools/src/stack/json";
import { merged } from "../../json";
import { type Answer, type Azure, type AzureRequest, NO_CONTENT, ok, refuse } from "../server/messages";
import { type Application, type Entity, now, password, type Store, type Table } from "../store/store";
import { boundIds, notFound, notServed, withoutAnnotations } from "./graph";

/** An application registration with the defaults of Microsoft Graph. */
export function newApplication(stated: JsonObject, given: { id?: string; appId?: string } = {}): Application {
  const { id = randomUUID(), appId = randomUUID() } = given;
  const application = merged(APPLICATION_DEFAULTS, withoutAnnotations(stated));
  return { ...application, createdDateTime: now(), displayName: application.displayName ?? null, id, appId };
}

export function createApplication({ store }: Azure, body: JsonObject): Answer {
  const { contents } = store;
  const application = newApplication({ ...body, passwordCredentials: [] });
  contents.applications[application.id] = application;
  contents.owners[application.id] = boundIds(body, "owners");
  const passwords = listOf(body.passwordCredentials).filter(isObject);
  const passwordCredentials = passwords.map((one) => addPassword(store, contents.applications, application.id, one));
  return ok({ ...contents.applications[application.id], passwordCredentials }, 201);
}

export function createServicePrincipal({ store }: Azure, body: JsonObject): Answer {
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
export function addPassword<T extends Entity>(
  store: Store,
  table: Table<T>,
  id: string,
  stated: JsonObject,
): JsonObject {
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

export function removePassword<T extends Entity>(
  store: Store,
  table: Table<T>,
  id: string,
  { keyId }: JsonObject,
): Answer {
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
export function checkPolicy({ switches }: Azure, { endDateTime }: JsonObject): void {
  const { passwordDays } = switches;
  const policy = "as per assigned policy 'Default Policy'.";
  if (passwordDays === 0) {
    refuse(400, "CredentialTypeNotAllowedAsPerAppPolicy", `Credential type not allowed ${policy}`);
  }
  const end = textOf(endDateTime);
  if (passwordDays !== undefined && (end === "" || Date.parse(end) - Date.now() > passwordDays * DAY)) {
    refuse(
      400,
      "CredentialInvalidLifetimeAsPerAppPolicy",
      `Credential lifetime exceeds the max value allowed ${policy}`,
    );
  }
}

const RELATION = "federatedIdentityCredentials";

/** What an application trusts: `/applications/<id>/federatedIdentityCredentials[/<id>]`. */
export function federatedCredentials(
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
