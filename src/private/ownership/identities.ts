import type { TerraformResource } from "cdktf";
import { isForAzurerm5 } from "./azurerm5";
import type { Paths } from "./unstated";

/** What others change on a user-assigned identity, and what azurerm would revert. */
export function leftOfIdentity(identity: TerraformResource): Paths {
  return () => (isForAzurerm5(identity) ? ["isolation_scope", "tags"] : ["tags"]);
}

/** What others change on an application that exists, and what azuread would revert: its rows are in the tests. */
export const LEFT_OF_APPLICATION: readonly string[] = [
  "api",
  "app_role",
  "description",
  "device_only_auth_enabled",
  "fallback_public_client_enabled",
  "group_membership_claims",
  "identifier_uris",
  "marketing_url",
  "notes",
  "oauth2_post_response_required",
  "optional_claims",
  // Those of the first deployer, which are only sent when it is created.
  "owners",
  "privacy_statement_url",
  "public_client",
  "required_resource_access",
  "service_management_reference",
  "single_page_application",
  "support_url",
  "terms_of_service_url",
  "web",
];

/** The same for a service principal. */
export const LEFT_OF_SERVICE_PRINCIPAL: readonly string[] = [
  // An account that was disabled after a leak must not be enabled again by the deploy that rotates its password.
  "account_enabled",
  "alternative_names",
  "app_role_assignment_required",
  "description",
  "login_url",
  "notes",
  "notification_email_addresses",
  "owners",
  "preferred_single_sign_on_mode",
  "saml_single_sign_on",
];
