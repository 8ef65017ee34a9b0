/** The anchors of docs/errors.md. They are part of error messages, so renaming one breaks links that people keep. */
export const ERROR_TOPICS = [
  "property-rules",
  "known-at-synth",
  "one-cdk",
  "missing-provider",
  "repositories-in-rbac-mode",
  "role-assignment-mode",
  "one-grant-for-each-identity",
  "repeated-grant",
  "existing-role-assignment",
  "moved-from",
  "registry-tier",
  "admin-account",
  "token-limits",
  "token-names",
  "expiry",
  "another-stack",
  "another-tenant",
  "names-in-use",
  "key-vault-secrets",
  "literal-password",
  "default-service-account",
  "pull-secrets-together",
  "image-without-credentials",
  "pull-identity-issuer",
  "pull-identity-limits",
  "pull-identity-subjects",
  "identity-bindings",
  "service-account-image-pull",
  "policy-versions",
  "exempt-namespaces",
  "approved-images",
  "existing-cluster",
  "azapi-resources",
  "versions-of-channels",
  "provider-generation",
  "object-ids",
  "login-servers",
  "cache-rules",
  "private-endpoints",
] as const;

export type ErrorTopic = (typeof ERROR_TOPICS)[number];

/**
 * Where a reader can follow it: messages also stand in the synthesized JSON, which operators apply without this package.
 * Always the page of the main branch, so that a new release does not change the JSON.
 */
const PAGE = "https://github.com/cdktf-acr-aks/cdktf-acr-aks/blob/main/docs/errors.md";

/** The end of each message: where docs/errors.md says more. */
export function hint(topic: ErrorTopic): string {
  return `see ${PAGE}#${topic}`;
}
