/**
 * Arguments that hold a JSON document whose order and space mean nothing: the provider compares what the documents say, and
 * keeps them in its own order. Source: hashicorp/terraform-provider-aws, `SuppressEquivalentPolicyDiffs` in
 * `internal/verify/json.go` and where it stands, read on 2026-11-28.
 */
const COMPARED_BY_MEANING: Readonly<Record<string, readonly string[]>> = {
  aws_backup_vault_policy: ["policy"],
  aws_ecr_repository_policy: ["policy"],
  aws_elasticsearch_domain: ["access_policies"],
  aws_iam_group_policy: ["policy"],
  aws_iam_policy: ["policy"],
  aws_iam_role: ["assume_role_policy"],
  aws_iam_role_policy: ["policy"],
  aws_iam_user_policy: ["policy"],
  aws_s3_bucket_policy: ["policy"],
  aws_sqs_queue: ["policy"],
};

/** Whether a provider takes a JSON document for the same, whatever the order and the space in it. */
export function isComparedByMeaning(type: string, argument: string): boolean {
  return COMPARED_BY_MEANING[type]?.includes(argument) === true;
}
