import type { PlannedPair } from "../packages/terraform-stack-tools/src/cli/plan/compared-plans";
import { REPORT_FORMATS } from "../packages/terraform-stack-tools/src/cli/plan/options";
import type { Access } from "../packages/terraform-stack-tools/src/knowledge/access/access";
import { Plan, type PlannedChange } from "../packages/terraform-stack-tools/src/plan";
import { PLAIN_NAMES } from "../packages/terraform-stack-tools/src/planned/sensitive";

const ROUNDS = 5;
const CHANGES = 10_000;

/** As users have it: compiled, by `npm run build`. */
const {
  reportText,
}: typeof import("../packages/terraform-stack-tools/src/cli/plan/outcome") = require("../packages/terraform-stack-tools/lib/cli/plan/report");
const {
  readStack,
}: typeof import("../packages/terraform-stack-tools/src/stack/stack") = require("../packages/terraform-stack-tools/lib/stack/stack");

function namespace(index: number): string {
  return `team-${index}`;
}

function change(index: number): PlannedChange {
  const metadata = { name: "acr-pull", namespace: namespace(index), labels: { team: namespace(index) } };
  return {
    action: "replace",
    because: ["metadata[0].name"],
    values: { metadata: [metadata], type: "kubernetes.io/dockerconfigjson", data: "(sensitive value)" },
    changes: {
      "metadata[0].name": { before: "acr", after: "acr-pull" },
      data: { before: "(sensitive value)", after: "(sensitive value)" },
    },
  };
}

function gain(index: number): Access {
  return {
    who: `every pod in namespace ${namespace(index)}`,
    grantees: [],
    registry: "contoso",
    repository: "*",
    rights: ["pull"],
    origin: { kind: "registry token", name: "team" },
    address: `kubernetes_secret_v1.pull["${namespace(index)}"]`,
  };
}

const indices = Array.from({ length: CHANGES }, (_, index) => index);
const resources = Object.fromEntries(
  indices.map((index) => [`kubernetes_secret_v1.pull["${namespace(index)}"]`, change(index)]),
);
const stack = readStack({ resource: { kubernetes_secret_v1: { pull: { for_each: "${var.namespaces}" } } } });
const planned: PlannedPair = {
  plan: new Plan(resources, {}, {}, true),
  providers: [],
  after: { stack, instances: [], variables: {}, naming: PLAIN_NAMES },
  reviewed: {
    name: "teams",
    file: "cdktf.out/stacks/teams/cdk.tf.json",
    stack,
    isUpdate: true,
    resources,
    access: { gained: indices.map(gain), lost: [], kept: [], opaque: [], after: [] },
  },
};

function milliseconds(body: () => void): number {
  const start = performance.now();
  body();
  return performance.now() - start;
}

function median(values: number[]): number {
  return values.sort((one, other) => one - other)[Math.floor(values.length / 2)];
}

/** The report on a plan of many changes in each format, beside the JSON one. */
const rounds = Array.from({ length: ROUNDS }, () =>
  REPORT_FORMATS.map((format) => milliseconds(() => reportText([planned], format, "github"))),
);
const medians = new Map(REPORT_FORMATS.map((format, at) => [format, median(rounds.map((round) => round[at]))]));
const json = medians.get("json") ?? Number.NaN;
for (const [format, time] of medians) {
  const { length } = reportText([planned], format, "github");
  console.log(
    `${CHANGES} changes as ${format}: ${time.toFixed(0)} ms, ratio ${(time / json).toFixed(2)} to JSON, ${length} characters`,
  );
}
