/** What policies, GitOps tools and token controllers write to a service account. */
export const SHARED_ARGUMENTS = [
  "metadata.annotations",
  "metadata.labels",
  "secret",
  "automount_service_account_token",
] as const;
