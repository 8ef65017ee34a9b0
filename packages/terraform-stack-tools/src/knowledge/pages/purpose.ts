import { code, listed, pluralOf, prose } from "../../shared/words";
import { writtenKeys } from "../../stack/definitions";
import { textOf } from "../../stack/json";

import type { Block, Stack } from "../../stack/stack";
import { titleOf } from "../catalogue/block-types";
import { hasTokenInSource } from "../catalogue/secret-names";

/** More kinds are counted. */
const MAXIMUM_KINDS = 6;

/** What a stack creates and reads, in one sentence each. */
export function purpose(stack: Stack): readonly [string, ...string[]] {
  const [resources, modules, data] = (["resource", "module", "data"] as const).map((wanted) =>
    stack.blocks.filter(({ kind }) => kind === wanted),
  );
  const called = [...new Set(modules.map(sourceOf))].map((source) => `what the module ${source} contains`);
  const created = [...phrases(resources, stack), ...called];
  const read = phrases(data, stack);
  const reads = read.length === 0 ? [] : [`It reads ${listed(read)}.`];
  return [created.length === 0 ? "Creates nothing." : `Creates ${listed(created)}.`, ...reads];
}

/** An address with a credential is not shown. */
function sourceOf({ address, body }: Block): string {
  const source = textOf(body.source);
  return code(hasTokenInSource(source) ? address : source);
}

/** `2 subnets`, the most frequent first. */
function phrases(blocks: readonly Block[], stack: Stack): string[] {
  const counts = new Map<string, { count: number; isOpen: boolean }>();
  for (const block of blocks) {
    const title = titleFor(block.blockType);
    const own = counts.get(title) ?? { count: 0, isOpen: false };
    const instances = instancesOf(block, stack);
    counts.set(title, { count: own.count + (instances ?? 1), isOpen: own.isOpen || instances === undefined });
  }
  const sorted = [...counts].sort(([, left], [, right]) => right.count - left.count);
  const shown = sorted.slice(0, sorted.length > MAXIMUM_KINDS + 1 ? MAXIMUM_KINDS : sorted.length);
  const rest = sorted.slice(shown.length).reduce((sum, [, { count }]) => sum + count, 0);
  return [
    ...shown.map(([title, { count, isOpen }]) => phrase(title, count, isOpen)),
    ...(rest === 0 ? [] : [`${rest} more of ${sorted.length - shown.length} other kinds`]),
  ];
}

/** As people call it: without the version, with abbreviations as such, and with its provider where one word says little. */
function titleFor(type: string): string {
  const title = titleOf(type).replace(/ v\d+$/, "");
  const [provider] = type.replace(/^data\./, "").split("_");
  const words = BARE.includes(title) ? `${provider} ${title}` : title;
  return words.replace(/\b[a-z][a-z0-9]*\b/g, (word) => SPELLINGS.get(word) ?? word);
}

/** Types whose name is one word that any provider might have. */
const BARE = ["resource", "project", "file", "pet", "password", "id", "string", "integer"];

const SPELLINGS: ReadonlyMap<string, string> = new Map(
  (
    "ACL ACM AMI API ARN CDN CIDR CORS DB DMS DNS EBS EC2 ECR ECS EFS EIP EKS ELB GKE HTTP HTTPS IAM ID IP KMS LB MQ NAT " +
    "OIDC RDS S3 SAML SNS SQL SQS SSH SSL SSM SSO TCP TLS UDP URI URL VM VPC VPN WAF BigQuery CloudFront CloudWatch " +
    "CodeBuild DynamoDB ElastiCache Helm PubSub Route53 WAFv2"
  )
    .split(" ")
    .map((word) => [word.toLowerCase(), word]),
);

/** Undefined where only a plan tells. */
function instancesOf(block: Block, stack: Stack): number | undefined {
  const { body } = block;
  if (body.for_each !== undefined) {
    return writtenKeys(block, stack).length || undefined;
  }
  const { count = 1 } = body;
  return typeof count === "number" ? count : undefined;
}

function phrase(title: string, count: number, isOpen: boolean): string {
  const words = prose(title);
  if (isOpen || (count === 1 && plural(words) === words)) {
    return plural(words);
  }
  return count === 1 ? `${articleOf(title)} ${words}` : `${count} ${plural(words)}`;
}

/** Of an abbreviation, the name of its first letter counts. */
function articleOf(title: string): string {
  const [word] = title.split(" ");
  const isSpelt = /^[A-Z][A-Z0-9]+$/.test(word);
  const hasVowel = isSpelt ? /^[AEFHILMNORSX]/.test(word) : /^([aeio]|u(?!s))/i.test(word);
  return hasVowel ? "an" : "a";
}

/** Of `member of a group`, the first words have the plural. */
function plural(words: string): string {
  const [head, ...rest] = words.split(/(?= (?:of|in|for|on|to|with|that) )/);
  return [pluralOf(head), ...rest].join("");
}
