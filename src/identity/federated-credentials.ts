import type * as applicationCredentialBinding from "@cdktf/provider-azuread/lib/application-federated-identity-credential";
import type * as credentialBinding from "@cdktf/provider-azurerm/lib/federated-identity-credential";
import { Fn, type ITerraformDependable, type ListTerraformIterator, TerraformIterator, Token } from "cdktf";
import type { ServiceAccountSubject } from "../interfaces";
import { lazy } from "../private/lazy";
import type { Rules } from "../private/rules";
import type { EntraIdentity } from "./entra-identity";
import { ENTRA_TOKEN_EXCHANGE } from "./private/consumers";
import type { Named } from "./private/reader";
import type { PullIdentityProps } from "./pull-identity-props";

const credentials = lazy<typeof credentialBinding>(() =>
  require("@cdktf/provider-azurerm/lib/federated-identity-credential"),
);
const applicationCredentials = lazy<typeof applicationCredentialBinding>(() =>
  require("@cdktf/provider-azuread/lib/application-federated-identity-credential"),
);

export interface FederatedCredentialsOptions {
  readonly identity: EntraIdentity;
  readonly issuer: Named<string>;
  /** First part of the credentials' names. */
  readonly prefix: string;
}

/** One credential for each subject, by the end of its name in tokens. No namespace or service account contains `_`. */
export function federatedCredentials(
  rules: Rules,
  { subjects, application, provider }: PullIdentityProps,
  { identity, issuer, prefix }: FederatedCredentialsOptions,
): ITerraformDependable {
  const forEach = eachSubject(subjects);
  const account = Token.asString(forEach.value);
  const { suffix, value } = issuer;
  const id = `FederatedCredential${suffix}`;
  const name = `${prefix}${suffix}_${Fn.replace(account, "/[.:]/", "_")}`;
  const shared = { forEach, issuer: value, subject: `system:serviceaccount:${account}`, lifecycle: rules.lifecycle() };
  const { managedIdentity, applicationId } = identity;
  if (managedIdentity) {
    return new (credentials().FederatedIdentityCredential)(rules.construct, id, {
      ...shared,
      name,
      audience: [ENTRA_TOKEN_EXCHANGE],
      provider,
      ...parentOf(managedIdentity),
    });
  }
  return new (applicationCredentials().ApplicationFederatedIdentityCredential)(rules.construct, id, {
    ...shared,
    displayName: name,
    audiences: [ENTRA_TOKEN_EXCHANGE],
    applicationId: applicationId ?? "",
    provider: application?.azureadProvider,
  });
}

/** One instance for each service account, `<namespace>:<name>`. */
export function eachSubject(subjects: readonly ServiceAccountSubject[]): ListTerraformIterator {
  return TerraformIterator.fromList(
    subjects.map(({ namespaceName, serviceAccountName }) => `${namespaceName}:${serviceAccountName}`),
  );
}

/** Bindings of azurerm 4 read the first two, those of azurerm 5 the last one. Both leave out what they do not know. */
function parentOf({ identityId, resourceGroupName }: NonNullable<EntraIdentity["managedIdentity"]>) {
  return { parentId: identityId, resourceGroupName, userAssignedIdentityId: identityId };
}
