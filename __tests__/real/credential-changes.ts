import type { Json, JsonObject } from "./support/json";

const ID = "40000000-0000-0000-0000-000000000001";
const GRAPH = "00000003-0000-0000-c000-000000000000";

/** What somebody else changes on credentials of ours, and what a user states against it by the escape hatch. */
export interface CredentialChange {
  readonly title: string;
  /** Merged into the object, as Microsoft Graph or Azure Resource Manager has it. */
  readonly changed: JsonObject;
  /** Overrides by path. Left out where no argument has the setting. */
  readonly stated?: { readonly [path: string]: Json };
  /** The argument that the plan restores, if it is not the first override. */
  readonly restored?: string;
  /** Whether the construct states it, so that every plan restores it. */
  readonly ours?: boolean;
}

function permission(id: string): JsonObject {
  return { resourceAppId: GRAPH, resourceAccess: [{ id, type: "Role" }] };
}

function appRole(displayName: string): JsonObject {
  return { id: ID, allowedMemberTypes: ["Application"], description: displayName, displayName, isEnabled: true, value: "Pull" };
}

function scope(adminConsentDisplayName: string): JsonObject {
  return {
    id: GRAPH,
    adminConsentDescription: "Pulls",
    adminConsentDisplayName,
    isEnabled: true,
    type: "Admin",
    value: "Read",
    userConsentDescription: null,
    userConsentDisplayName: null,
  };
}

export const APPLICATION: readonly CredentialChange[] = [
  { title: "the display name", changed: { displayName: "renamed" }, stated: {}, restored: "display_name", ours: true },
  { title: "the description", changed: { description: "approved" }, stated: { description: "stated" } },
  { title: "notes", changed: { notes: "approved" }, stated: { notes: "stated" } },
  {
    title: "the audience",
    changed: { signInAudience: "AzureADMultipleOrgs" },
    stated: {},
    restored: "sign_in_audience",
    ours: true,
  },
  { title: "tags", changed: { tags: ["policy"] }, stated: { tags: ["team"] }, restored: "tags.0" },
  {
    title: "the reference of the service management",
    changed: { serviceManagementReference: "CHG-1" },
    stated: { service_management_reference: "CHG-2" },
  },
  {
    title: "authentication of devices",
    changed: { isDeviceOnlyAuthSupported: true },
    stated: { device_only_auth_enabled: false },
  },
  {
    title: "the fallback to a public client",
    changed: { isFallbackPublicClient: true },
    stated: { fallback_public_client_enabled: false },
  },
  {
    title: "answers by POST",
    changed: { oauth2RequirePostResponse: true },
    stated: { oauth2_post_response_required: false },
  },
  {
    title: "claims of group memberships",
    changed: { groupMembershipClaims: "SecurityGroup" },
    stated: { group_membership_claims: ["All"] },
    restored: "group_membership_claims.0",
  },
  {
    title: "identifier URIs",
    changed: { identifierUris: ["api://changed"] },
    stated: { identifier_uris: ["api://stated"] },
    restored: "identifier_uris.0",
  },
  {
    title: "the marketing page",
    changed: { info: { marketingUrl: "https://changed.example/" } },
    stated: { marketing_url: "https://stated.example/" },
  },
  {
    title: "the privacy statement",
    changed: { info: { privacyStatementUrl: "https://changed.example/" } },
    stated: { privacy_statement_url: "https://stated.example/" },
  },
  {
    title: "the support page",
    changed: { info: { supportUrl: "https://changed.example/" } },
    stated: { support_url: "https://stated.example/" },
  },
  {
    title: "the terms of service",
    changed: { info: { termsOfServiceUrl: "https://changed.example/" } },
    stated: { terms_of_service_url: "https://stated.example/" },
  },
  {
    title: "the version of access tokens",
    changed: { api: { requestedAccessTokenVersion: 2 } },
    stated: { "api.requested_access_token_version": 1 },
    restored: "api.0.requested_access_token_version",
  },
  {
    title: "known clients",
    changed: { api: { knownClientApplications: [ID] } },
    stated: { "api.known_client_applications": [GRAPH] },
    restored: "api.0.known_client_applications.0",
  },
  { title: "delegated permissions", changed: { api: { oauth2PermissionScopes: [scope("Pull")] } } },
  {
    title: "application roles",
    changed: { appRoles: [appRole("Changed")] },
    stated: {
      app_role: [
        {
          id: ID,
          allowed_member_types: ["Application"],
          description: "Stated",
          display_name: "Stated",
          enabled: true,
          value: "Pull",
        },
      ],
    },
    restored: "app_role.0.display_name",
  },
  {
    title: "optional claims",
    changed: { optionalClaims: { accessToken: [{ name: "ipaddr", additionalProperties: [], essential: false, source: null }] } },
    stated: { optional_claims: { access_token: [{ name: "auth_time" }] } },
    restored: "optional_claims.0.access_token.0.name",
  },
  {
    title: "permissions of other applications",
    changed: { requiredResourceAccess: [permission(ID)] },
    stated: {
      required_resource_access: [{ resource_app_id: GRAPH, resource_access: [{ id: GRAPH, type: "Role" }] }],
    },
    restored: "required_resource_access.0.resource_access.0.id",
  },
  {
    title: "redirects to a public client",
    changed: { publicClient: { redirectUris: ["https://changed.example/"] } },
    stated: { public_client: { redirect_uris: ["https://stated.example/"] } },
    restored: "public_client.0.redirect_uris.0",
  },
  {
    title: "redirects to a single-page application",
    changed: { spa: { redirectUris: ["https://changed.example/"] } },
    stated: { single_page_application: { redirect_uris: ["https://stated.example/"] } },
    restored: "single_page_application.0.redirect_uris.0",
  },
  {
    title: "the home page",
    changed: { web: { homePageUrl: "https://changed.example/" } },
    stated: { "web.homepage_url": "https://stated.example/" },
    restored: "web.0.homepage_url",
  },
  {
    title: "implicit grants",
    changed: { web: { implicitGrantSettings: { enableIdTokenIssuance: true } } },
    stated: { "web.implicit_grant.id_token_issuance_enabled": false },
    restored: "web.0.implicit_grant.0.id_token_issuance_enabled",
  },
];

export const SERVICE_PRINCIPAL: readonly CredentialChange[] = [
  // After a leak, by a person or by Microsoft.
  { title: "the account", changed: { accountEnabled: false }, stated: { account_enabled: true } },
  {
    title: "alternative names",
    changed: { alternativeNames: ["changed"] },
    stated: { alternative_names: ["stated"] },
    restored: "alternative_names.0",
  },
  {
    title: "the assignment that users need",
    changed: { appRoleAssignmentRequired: true },
    stated: { app_role_assignment_required: false },
  },
  { title: "the description", changed: { description: "approved" }, stated: { description: "stated" } },
  { title: "notes", changed: { notes: "approved" }, stated: { notes: "stated" } },
  {
    title: "the login page",
    changed: { loginUrl: "https://changed.example/" },
    stated: { login_url: "https://stated.example/" },
  },
  {
    title: "who is notified",
    changed: { notificationEmailAddresses: ["changed@contoso.example"] },
    stated: { notification_email_addresses: ["stated@contoso.example"] },
    restored: "notification_email_addresses.0",
  },
  {
    title: "single sign-on",
    changed: { preferredSingleSignOnMode: "saml" },
    stated: { preferred_single_sign_on_mode: "oidc" },
  },
  {
    title: "the relay state of SAML",
    changed: { samlSingleSignOnSettings: { relayState: "/changed" } },
    stated: { saml_single_sign_on: { relay_state: "/stated" } },
    restored: "saml_single_sign_on.0.relay_state",
  },
  {
    title: "feature tags",
    changed: { tags: ["HideApp", "policy"] },
    stated: { feature_tags: { hide: false } },
    restored: "feature_tags.0.hide",
  },
];

export const SCOPE_MAP: readonly CredentialChange[] = [
  { title: "the description", changed: { properties: { description: "approved" } }, stated: { description: "stated" } },
];

export const TOKEN: readonly CredentialChange[] = [
  // After a leak.
  { title: "the token", changed: { properties: { status: "disabled" } }, stated: { enabled: true } },
];
