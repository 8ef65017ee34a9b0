import { AzureadProvider } from "@cdktf/provider-azuread/lib/provider";
import { type JsonObject, listOf, objectOf } from "../../packages/terraform-stack-tools/src/stack/json";
import { ContainerRegistry, RegistryToken, ServicePrincipalCredentials } from "../../src";
import { type Change, describeDrift } from "./support/drift";
import { azureStack, differences, type FakeAzure, type RealWorkspace, request, requestGraph } from "./support/providers";

const REGISTRY =
  "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg-shared/providers/Microsoft.ContainerRegistry/registries/contosoregistry";
const ALICE = "https://graph.microsoft.com/v1.0/directoryObjects/30000000-0000-0000-0000-000000000001";
const ID = "40000000-0000-0000-0000-000000000001";
const GRAPH = "00000003-0000-0000-c000-000000000000";
const URL = "https://changed.example/";

const ROLE = {
  id: ID,
  allowedMemberTypes: ["Application"],
  description: "Pulls",
  displayName: "Changed",
  isEnabled: true,
  value: "Pull",
};
const SCOPE = {
  id: GRAPH,
  adminConsentDescription: "Pulls",
  adminConsentDisplayName: "Pull",
  isEnabled: true,
  type: "Admin",
  value: "Read",
  userConsentDescription: null,
  userConsentDisplayName: null,
};
const STATED_ROLE = {
  id: ID,
  allowed_member_types: ["Application"],
  description: "Pulls",
  display_name: "Stated",
  enabled: true,
  value: "Pull",
};

const CHANGES: Readonly<Record<string, Change>> = {
  "puller/Application": {
    changed: {
      api: { requestedAccessTokenVersion: 2, knownClientApplications: [ID], oauth2PermissionScopes: [SCOPE] },
      appRoles: [ROLE],
      description: "approved",
      displayName: "renamed",
      groupMembershipClaims: "SecurityGroup",
      identifierUris: ["api://changed"],
      info: { marketingUrl: URL, privacyStatementUrl: URL, supportUrl: URL, termsOfServiceUrl: URL },
      isDeviceOnlyAuthSupported: true,
      isFallbackPublicClient: true,
      notes: "approved",
      oauth2RequirePostResponse: true,
      optionalClaims: { accessToken: [{ name: "ipaddr", additionalProperties: [], essential: false, source: null }] },
      publicClient: { redirectUris: [URL] },
      requiredResourceAccess: [{ resourceAppId: GRAPH, resourceAccess: [{ id: ID, type: "Role" }] }],
      serviceManagementReference: "CHG-1",
      signInAudience: "AzureADMultipleOrgs",
      spa: { redirectUris: [URL] },
      tags: ["policy"],
      web: { homePageUrl: URL, implicitGrantSettings: { enableIdTokenIssuance: true } },
    },
    stated: {
      app_role: [STATED_ROLE],
      notes: "stated",
      tags: ["team"],
      "api.requested_access_token_version": 1,
      "web.implicit_grant.id_token_issuance_enabled": false,
    },
    ours: ["display_name", "sign_in_audience"],
  },
  "puller/Default": {
    changed: {
      // After a leak, by a person or by Microsoft.
      accountEnabled: false,
      alternativeNames: ["changed"],
      appRoleAssignmentRequired: true,
      description: "approved",
      loginUrl: URL,
      notes: "approved",
      notificationEmailAddresses: ["changed@contoso.example"],
      preferredSingleSignOnMode: "saml",
      samlSingleSignOnSettings: { relayState: "/changed" },
      tags: ["HideApp", "policy"],
    },
    stated: {
      account_enabled: true,
      feature_tags: { hide: false },
      notes: "stated",
      saml_single_sign_on: { relay_state: "/stated" },
    },
  },
  "token/ScopeMap": { changed: { properties: { description: "approved" } }, stated: { description: "stated" } },
  // After a leak.
  "token/Token-1": { changed: { properties: { status: "disabled" } }, stated: { enabled: true } },
};

/** Where each object is in Microsoft Graph. */
function graphPaths(workspace: RealWorkspace): Readonly<Record<string, string>> {
  const idIn = (type: string) => {
    const [, attributes] = Object.entries(workspace.state()).find(([address]) => address.startsWith(`${type}.`)) ?? [];
    return String(attributes?.object_id);
  };
  return {
    "puller/Application": `/applications/${idIn("azuread_application")}`,
    "puller/Default": `/servicePrincipals/${idIn("azuread_service_principal")}`,
  };
}

/** Beside the arguments: passwords, certificates and owners. */
async function addToApplication(azure: FakeAzure, path: string): Promise<JsonObject> {
  await requestGraph(azure, "POST", `${path}/addPassword`, { passwordCredential: { displayName: "of a colleague" } });
  const [password, ...others] = listOf((await requestGraph(azure, "GET", path)).passwordCredentials);
  return {
    passwordCredentials: [{ ...objectOf(password), displayName: "renamed" }, ...others],
    keyCredentials: [{ keyId: "40000000-0000-0000-0000-000000000002", type: "AsymmetricX509Cert", usage: "Verify" }],
  };
}

describeDrift(
  {
    changes: CHANGES,
    build: () => {
      const stack = azureStack();
      new AzureadProvider(stack, "azuread");
      const attributes = { registryId: REGISTRY, loginServer: "contosoregistry.azurecr.io" };
      const registry = ContainerRegistry.fromRegistryAttributes(stack, "acr", attributes);
      new ServicePrincipalCredentials(stack, "puller", { registry });
      new RegistryToken(stack, "token", { registry, repositories: ["team/*"] });
      return stack;
    },
    change: async (azure, path, { changed }, workspace) => {
      const inGraph = graphPaths(workspace)[path];
      if (inGraph === undefined) {
        const resource = path === "token/ScopeMap" ? "scopeMaps/token" : "tokens/token";
        await request(azure, "PATCH", `${REGISTRY}/${resource}`, changed);
        return;
      }
      const added = path === "puller/Application" ? await addToApplication(azure, inGraph) : {};
      await requestGraph(azure, "PATCH", inGraph, { ...changed, ...added });
      await requestGraph(azure, "POST", `${inGraph}/owners/$ref`, { "@odata.id": ALICE });
    },
  },
  (drifted) => {
    test("ignores no argument that a provider warns of", () => {
      expect(drifted().configure().succeed("validate")).not.toContain("Warning");
    });

    test("applies what is stated and changes nothing else", async () => {
      const { azure, workspace, configure } = drifted();
      const paths = Object.values(graphPaths(workspace));
      const read = () => Promise.all(paths.map((path) => requestGraph(azure, "GET", path)));
      const before = await read();
      configure({ "puller/Application": { notes: "stated" }, "puller/Default": { notes: "stated" } }).apply();
      expect(differences(before, await read()).sort()).toEqual([
        "0.displayName",
        "0.notes",
        "0.signInAudience",
        "1.displayName",
        "1.notes",
      ]);
    });
  },
);
