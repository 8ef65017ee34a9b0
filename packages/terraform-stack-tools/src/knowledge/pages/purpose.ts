import { code, listed, prose } from "../../shared/markdown";
import { pluralOf } from "../../shared/plural";
import { writtenKeys } from "../../stack/definitions";
import { lookUp, textOf } from "../../stack/json";
import type { Block, Stack } from "../../stack/stack";
import { titleOf } from "../catalogue/block-types";
import { hasTokenInSource } from "../catalogue/secret-names";

/** More kinds are counted. */
const MAXIMUM_KINDS = 6;

/** What a stack creates and reads, in one sentence each. */
export function purpose(stack: Stack): readonly [string, ...string[]] {
  const { blocks } = stack;
  const created = phrases(
    blocks.filter(({ kind }) => kind === "resource"),
    stack,
  );
  const called = blocks.filter(({ kind }) => kind === "module").map(sourceOf);
  const read = phrases(
    blocks.filter(({ kind }) => kind === "data"),
    stack,
  );
  const modules =
    called.length === 0
      ? []
      : [
          `what the module${called.length === 1 ? "" : "s"} ${listed([...new Set(called)])} contain${called.length === 1 ? "s" : ""}`,
        ];
  const all = [...created, ...modules];
  const [first, ...others] = [
    ...(all.length === 0 ? [] : [`Creates ${listed(all)}.`]),
    ...(read.length === 0 ? [] : [`${all.length === 0 ? "Reads" : "It reads"} ${listed(read)}.`]),
  ];
  return [first ?? "Creates nothing.", ...others];
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
  return words.replace(/\b[a-z][a-z0-9]*\b/g, (word) => lookUp(SPELLINGS, word) ?? word);
}

/** Types whose name is one word that any provider might have. */
const BARE = ["resource", "project", "file", "pet", "password", "id", "string", "integer"];

const ABBREVIATIONS = (
  "acl acm ami api arn cdn cidr cors db dms dns ebs ec2 ecr ecs efs eip eks elb gke http https iam id ip kms lb mq nat " +
  "oidc rds s3 saml sns sql sqs ssh ssl ssm sso tcp tls udp uri url vm vpc vpn waf"
).split(" ");

const SPELLINGS: Readonly<Record<string, string>> = {
  ...Object.fromEntries(ABBREVIATIONS.map((word) => [word, word.toUpperCase()])),
  apigatewayv2: "API Gateway",
  bigquery: "BigQuery",
  cloudfront: "CloudFront",
  cloudwatch: "CloudWatch",
  codebuild: "CodeBuild",
  dynamodb: "DynamoDB",
  elasticache: "ElastiCache",
  helm: "Helm",
  pubsub: "Pub/Sub",
  route53: "Route 53",
  wafv2: "WAF",
};

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
