import { randomUUID } from "node:crypto";
import {
  isObject,
  type JsonObject,
  listOf,
  objectOf,
  textOf,
} from "../../../packages/terraform-stack-tools/src/stack/json";
import { merged } from "../../json";
import type { Azure } from "../server/azure";
import { type Answer, ok, refuse } from "../server/messages";
import type { Application } from "../store/contents";
import { now } from "../store/store";
import { boundIds, withoutAnnotations } from "./annotations";
import { addPassword } from "./passwords";

/** An application registration with the defaults of Microsoft Graph. */
export function newApplication(stated: JsonObject, given: { id?: string; appId?: string } = {}): Application {
  const { id = randomUUID(), appId = randomUUID() } = given;
  const application = merged(DEFAULTS, withoutAnnotations(stated));
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

const DEFAULTS: JsonObject = {
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
