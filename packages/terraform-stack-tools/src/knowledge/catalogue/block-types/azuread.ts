import { type BlockType, NO_SECRET, type Permission } from "../block-type";
import { EXAMPLE, type IdForm } from "../made-up";
import { PASSWORD_REPLACED, whereListed } from "./reasons";

const { guid } = EXAMPLE;
const OWNED: Permission = {
  graph: ["Application.ReadWrite.OwnedBy"],
  note: "as an owner; otherwise `Application.ReadWrite.All`",
};

const applicationId: IdForm = ({ guid }) => `/applications/${guid}`;
const passwordId: IdForm = ({ guid }) => `${guid}/password/${guid}`;

/** Permissions: Microsoft Graph, "Microsoft Graph permissions reference". */
export const AZUREAD = {
  "provider.azuread": {
    login: () =>
      "`az login`; in a pipeline with OpenID Connect, `ARM_USE_OIDC=true`, `ARM_CLIENT_ID` and `ARM_TENANT_ID`",
    openIdConnect: ["ARM_CLIENT_ID", "ARM_TENANT_ID"],
  },
  "data.azuread_client_config": {
    title: "identity that runs Terraform",
    permission: { note: "none: the identity reads its own token" },
    state: NO_SECRET,
    answers: { client_id: guid, object_id: guid, tenant_id: guid },
  },
  azuread_application: {
    title: "application",
    permission: OWNED,
    state: NO_SECRET,
    id: applicationId,
    answers: { client_id: guid, object_id: guid },
  },
  "data.azuread_application": { answers: { client_id: guid, object_id: guid } },
  azuread_application_federated_identity_credential: {
    title: "federated credential",
    permission: OWNED,
    state: NO_SECRET,
    id: ({ guid }) => `${guid}/federatedIdentityCredential/${guid}`,
    answers: { credential_id: guid },
  },
  azuread_application_flexible_federated_identity_credential: {
    title: "federated credential",
    permission: OWNED,
    state: NO_SECRET,
  },
  azuread_group: { title: "group", state: NO_SECRET, answers: { object_id: guid } },
  azuread_group_member: { title: "member of a group", state: NO_SECRET },
  azuread_privileged_access_group_assignment_schedule: { title: "assignment to a group", state: NO_SECRET },
  azuread_privileged_access_group_eligibility_schedule: { title: "eligibility for a group", state: NO_SECRET },
  azuread_app_role_assignment: { title: "app role assignment", state: NO_SECRET },
  azuread_directory_role_assignment: {
    title: "directory role assignment",
    state: NO_SECRET,
  },
  azuread_directory_role_eligibility_schedule_request: {
    title: "directory role eligibility",
    state: NO_SECRET,
  },
  azuread_directory_role_member: {
    title: "member of a directory role",
    state: NO_SECRET,
  },
  azuread_application_registration: { id: applicationId },
  azuread_application_password: {
    title: "password",
    permission: OWNED,
    state: { secret: "the password of a service principal that can pull from its registry" },
    reasons: [
      PASSWORD_REPLACED,
      whereListed("lifecycle.ignore_changes", "end_date", "Another end would replace a password that is in use."),
    ],
    id: passwordId,
    answers: { key_id: guid },
  },
  azuread_service_principal: {
    title: "service principal",
    permission: OWNED,
    state: NO_SECRET,
    id: ({ guid }) => `/servicePrincipals/${guid}`,
    answers: { object_id: guid, client_id: guid },
  },
  "data.azuread_service_principal": {
    title: "service principal",
    permission: { graph: ["Application.Read.All"] },
    state: NO_SECRET,
    answers: { object_id: guid, client_id: guid },
  },
  azuread_service_principal_password: { id: passwordId },
} satisfies Record<string, BlockType>;
