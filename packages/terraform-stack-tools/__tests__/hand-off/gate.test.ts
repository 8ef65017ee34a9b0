import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { handOff } from "../../src/hand-off";
import { destroyed, type Loss } from "../../src/hand-off/difference/losses";
import { updateOf } from "../../src/hand-off/difference/update";
import { modulesOf } from "../../src/hand-off/module/layout";
import type { Json, JsonObject } from "../../src/stack/json";
import { inFolder, namedIn, sourceOf, stackFolder, writeFiles } from "../support/hand-off";
import { called } from "../support/program";

/** What the gate says of two versions: the lines of the page, and the option that a hand-off would need. */
interface Verdict {
  readonly lines: readonly string[];
  readonly option?: string;
}

const rootOf = (stack: Json) => modulesOf(sourceOf(stack), "root");

/** @param losses what a plan says; nobody has made one without them */
function gate(before: Json, after: Json, losses?: readonly Loss[]): Verdict {
  const manifest = { digests: new Map(), executables: [], bundles: [], remembered: {}, source: {} };
  const { told, risks } = updateOf(
    { ...sourceOf(after), names: new Map() },
    rootOf(after),
    { manifest, stack: rootOf(before).whole.stack },
    { format: "json", provenance: { version: "0.0.0" }, stated: {}, planned: () => losses },
  );
  const [, section = ""] = told.split("## What may be lost\n\n");
  const lines = section.split("\n\n")[0].split("\n");
  const [option] = risks.map(({ consent }) => `--allow-${consent}`);
  return { lines: lines.filter((line) => line.startsWith("- ")), ...(option === undefined ? {} : { option }) };
}

/** Two versions, and what the line says of the only thing that is at risk. */
type Row = readonly [what: string, before: JsonObject, after: JsonObject, line?: RegExp];

const subnets = (repetition: JsonObject, more: JsonObject = {}): JsonObject => ({
  resource: { aws_subnet: { a: { vpc_id: "x", ...repetition } } },
  ...more,
});
const GONE: JsonObject = { resource: { aws_vpc: { a: {} } } };
const names = (value: Json): JsonObject => ({ variable: { names: { type: "set(string)", default: value } } });
const FROM_INPUT = { for_each: "${var.names}" };
const kept = (variable: JsonObject): JsonObject =>
  subnets({ lifecycle: { prevent_destroy: "${var.keep}" } }, { variable: { keep: variable } });
const call = (body: JsonObject, more: JsonObject = {}): JsonObject => ({
  module: { network: { source: "terraform-aws-modules/vpc/aws", version: "5.1.0", ...body } },
  ...more,
});
const moved = (from: string, to: string): JsonObject => ({ moved: [{ from, to }] });
const renamed = (body: JsonObject, from = "aws_subnet.a"): JsonObject => ({
  resource: { aws_subnet: { b: { vpc_id: "x", ...body } } },
  ...moved(from, "aws_subnet.b"),
});
const removed = (destroy: boolean): JsonObject => ({ ...GONE, removed: [{ from: "aws_subnet.a", lifecycle: { destroy } }] });
const LOOKUP = (tag: string): JsonObject => ({ data: { aws_availability_zones: { all: { state: tag } } } });
const FROM_LOOKUP = { count: "${length(data.aws_availability_zones.all.names)}" };

const guarded = (value: boolean): JsonObject => ({
  provider: { azurerm: [{ features: [{ resource_group: [{ prevent_deletion_if_contains_resources: value }] }] }] },
  resource: { azurerm_resource_group: { a: { name: "a" } } },
});

const MAY_BE =
  /^- `aws_subnet\.a`: instances \*\*may be destroyed\*\*: a value behind its `count`, `for_each` or `enabled` changes, and only a plan against the state shows/;
const CALL_MAY_BE = /^- `module\.network`: instances \*\*may be destroyed\*\*/;
const INPUTS =
  /^- `module\.network`: what it contains \*\*may be destroyed\*\*: its inputs change, and whatever it no longer has is deleted/;
const UNPROTECTED = /^- `aws_subnet\.a`: \*\*may be destroyed\*\* from now on: `prevent_destroy` is gone.*keep it$/;
const DESTROYED = /^- `aws_subnet\.a`: \*\*destroyed\*\*, since the stack no longer has it; .*`moved` block.*`destroy = false`/;

/** What the configurations alone leave open. A plan knows better. */
const UNPLANNED: readonly Row[] = [
  ["count 3 to 1", subnets({ count: 3 }), subnets({ count: 1 })],
  ["OpenTofu's `enabled`, off now", subnets({ lifecycle: { enabled: true } }), subnets({ lifecycle: { enabled: false } })],
  ["one to count 0", subnets({}), subnets({ count: 0 })],
  [
    "count by an input that is off now",
    subnets({ count: "${var.on ? 1 : 0}" }, { variable: { on: { default: true } } }),
    subnets({ count: "${var.on ? 1 : 0}" }, { variable: { on: { default: false } } }),
  ],
  ["no count, of three", subnets({ count: 3 }), subnets({})],
  ["a map without a key", subnets({ for_each: { a: 1, b: 2 } }), subnets({ for_each: { a: 1 } })],
  ["a set without an element", subnets({ for_each: '${toset(["a", "b"])}' }), subnets({ for_each: '${toset(["b"])}' })],
  ["a default with fewer keys", subnets(FROM_INPUT, names(["a", "b"])), subnets(FROM_INPUT, names(["a"]))],
  [
    "keys of another block",
    subnets({ for_each: "${aws_vpc.all}" }),
    { resource: { aws_subnet: { a: { vpc_id: "x", for_each: "${aws_vpc.all}" } }, aws_vpc: { all: { for_each: { a: 1 } } } } },
  ],
  ["for_each becomes count", subnets({ for_each: { a: 1 } }), subnets({ count: 1 })],
  ["one becomes for_each", subnets({}), subnets({ for_each: { a: 1 } })],
  [
    "one of two keys that moves",
    subnets({ for_each: { a: 1, b: 1 } }),
    subnets({ for_each: { c: 1 } }, moved('aws_subnet.a["a"]', 'aws_subnet.a["c"]')),
  ],
  [
    "a move to an address that is taken",
    subnets({ for_each: { a: 1, b: 1 } }),
    subnets({ for_each: { b: 1 } }, moved('aws_subnet.a["a"]', 'aws_subnet.a["b"]')),
  ],
  ["a rename that loses an instance", subnets({ count: 2 }), renamed({ count: 1 })],
  ["the same number as an expression", subnets({ count: 2 }), subnets({ count: "${1 + 1}" })],
  ["the same keys from a variable", subnets({ for_each: '${toset(["a"])}' }), subnets(FROM_INPUT, names(["b", "a"]))],
  ["count of one becomes one: Terraform moves it", subnets({ count: 1 }), subnets({})],
  ["one becomes count 2: Terraform moves it", subnets({}), subnets({ count: 2 })],
  ["a module with count", call({}), call({ count: 1 }), CALL_MAY_BE],
  ["a module without count", call({ count: 1 }), call({}), CALL_MAY_BE],
  ["a module with fewer keys", call({ for_each: { a: 1, b: 1 } }), call({ for_each: { a: 1 } }), CALL_MAY_BE],
  ["an input of a module that turns it off", call({ create: true }), call({ create: false }), INPUTS],
  ["an input that was not given", call({}), call({ create: false }), INPUTS],
  [
    "an input of a module by an input whose default has fewer keys",
    call({ azs: "${var.names}" }, names(["a", "b"])),
    call({ azs: "${var.names}" }, names(["a"])),
    INPUTS,
  ],
];

/** What no plan with example values tells, so that it stops with a plan, too. */
const OPEN: readonly Row[] = [
  ["a block", subnets({}), GONE, DESTROYED],
  ["a block of which one instance moves", subnets({ for_each: { a: 1, b: 1 } }), renamed({}, 'aws_subnet.a["a"]'), DESTROYED],
  ["a removed block that destroys", subnets({}), removed(true), DESTROYED],
  ["a block whose keys are an input's, whatever the default", subnets(FROM_INPUT, names([])), GONE, DESTROYED],
  ["a block of which a lookup decides the number", subnets(FROM_LOOKUP, LOOKUP("available")), GONE, DESTROYED],
  [
    "a protected block",
    subnets({ lifecycle: { prevent_destroy: true } }),
    GONE,
    /\*\*destroyed\*\*.*`prevent_destroy` protected it, and is removed with it$/,
  ],
  ["a module", call({}), { resource: {} }, /^- `module\.network`: \*\*destroyed\*\*, with everything in its module/],
  [
    "OpenTofu's `enabled`, which a lookup decides now",
    subnets({}),
    subnets({ lifecycle: { enabled: "${data.aws_availability_zones.all.names != []}" } }, LOOKUP("available")),
  ],
  ["count that a lookup decides now", subnets({ count: 3 }), subnets(FROM_LOOKUP, LOOKUP("available"))],
  ["another lookup", subnets(FROM_LOOKUP, LOOKUP("available")), subnets(FROM_LOOKUP, LOOKUP("impaired"))],
  ["keys of an input that somebody may have set", subnets(FROM_INPUT, names([])), subnets({ count: 1 })],
  [
    "another expression of an input",
    subnets(FROM_INPUT, names(["a"])),
    subnets({ for_each: '${setsubtract(var.names, ["z"])}' }, names(["a"])),
  ],
  [
    "an input of another name",
    subnets(FROM_INPUT, { variable: { names: {} } }),
    subnets({ for_each: "${var.others}" }, { variable: { others: {} } }),
  ],
  [
    "another source of a module",
    call({}),
    call({ source: "contoso/vpc/aws" }),
    /^- `module\.network`: what it contains \*\*may be destroyed\*\*: its `source` changes/,
  ],
  ["another version of a module", call({}), call({ version: "6.0.0" }), /^- `module\.network`: .*its `version` changes/],
  [
    "a source with a token, which is not shown",
    call({ source: "git::https://token@example.com/a.git" }),
    call({ source: "git::https://token@example.com/b.git" }),
    /^(?!.*token@).*may be destroyed.*`source` changes/,
  ],
  ...[true, "true", "${true}", "${var.keep}"].map(
    (written): Row => [
      `no protection, of ${written}`,
      subnets({ lifecycle: { prevent_destroy: written } }),
      subnets({}),
      UNPROTECTED,
    ],
  ),
  ["protection by an input that is off now", kept({ default: true }), kept({ default: false }), UNPROTECTED],
  ["protection by an input without a default any more", kept({ default: true }), kept({}), UNPROTECTED],
  [
    "protection that an input decides now",
    subnets({ lifecycle: { prevent_destroy: true } }),
    kept({ default: false }),
    UNPROTECTED,
  ],
  [
    "protection by a local value that is off now",
    subnets({ lifecycle: { prevent_destroy: "${local.keep}" } }, { locals: { keep: true } }),
    subnets({ lifecycle: { prevent_destroy: "${local.keep}" } }, { locals: { keep: false } }),
    UNPROTECTED,
  ],
  [
    "protection that a key of a moved block loses",
    subnets({ for_each: { a: 1 }, lifecycle: { prevent_destroy: true } }),
    renamed({}, 'aws_subnet.a["a"]'),
    UNPROTECTED,
  ],
  [
    "a guard of the provider",
    guarded(true),
    guarded(false),
    /^- `provider\.azurerm\.features\.resource_group\.prevent_deletion_if_contains_resources`: .*\*\*destroy more\*\*, or may: a resource group is deleted with whatever/,
  ],
  [
    "a last snapshot",
    { resource: { aws_db_instance: { a: {} } } },
    { resource: { aws_db_instance: { a: { skip_final_snapshot: true } } } },
    /^- `aws_db_instance\.a\.skip_final_snapshot`: .*its data is gone/,
  ],
];

const provided = (provider: JsonObject, more: JsonObject = {}, body: JsonObject = {}): JsonObject => ({
  provider,
  resource: { azurerm_resource_group: { a: { name: "a" } }, ...body },
  ...more,
});
const azurerm = (settings: JsonObject, more: JsonObject = {}) => provided({ azurerm: [{ features: [{}], ...settings }] }, more);
const kubernetes = (settings: JsonObject, more: JsonObject = {}) =>
  provided({ kubernetes: [settings] }, more, { kubernetes_namespace_v1: { a: { metadata: { name: "a" } } } });
const ofRegions = (provider: string, west = "eu-west-1"): JsonObject => ({
  provider: { aws: [{ region: "eu-north-1" }, { region: west, alias: "west" }, { region: "eu-west-1", alias: "same" }] },
  resource: { aws_subnet: { a: { provider } } },
});
const inRegion = (region: string | undefined, ofProvider: string, more: JsonObject = {}): JsonObject => ({
  provider: { aws: [{ region: ofProvider }] },
  resource: { aws_subnet: { a: region === undefined ? {} : { region } } },
  ...more,
});
const withLogin = (settings: JsonObject): JsonObject => ({
  provider: { aws: [{ region: "eu-west-1", ...settings }] },
  resource: { aws_subnet: { a: {} } },
});
const required = (source: string): JsonObject => ({
  terraform: { required_providers: { aws: { source, version: "5.0.0" } } },
  resource: { aws_subnet: { a: {} } },
});
const cluster = (name: string): JsonObject => ({ data: { azurerm_kubernetes_cluster: { aks: { name } } } });
const HOST = { host: "${data.azurerm_kubernetes_cluster.aks.kube_config[0].host}" };

const ELSEWHERE: readonly Row[] = [
  [
    "another subscription",
    azurerm({ subscription_id: "one" }),
    azurerm({ subscription_id: "two" }),
    /^- `provider\.azurerm`: \*\*points somewhere else\*\*: `subscription_id` changes\. What the state has is not found there: .*Keep the setting, or hand over to a new folder/,
  ],
  ["one that the environment decided", azurerm({}), azurerm({ subscription_id: "two" }), /`subscription_id` changes/],
  [
    "an input with another default",
    azurerm({ subscription_id: "${var.s}" }, { variable: { s: { default: "one" } } }),
    azurerm({ subscription_id: "${var.s}" }, { variable: { s: { default: "two" } } }),
    /`subscription_id` changes/,
  ],
  ["another region", ofRegions("aws.west"), ofRegions("aws.west", "us-east-1"), /^- `provider\.aws\.west`: .*`region` changes/],
  ["another host", kubernetes({ host: "one" }), kubernetes({ host: "two" }), /^- `provider\.kubernetes`: .*`host` changes/],
  ["the host of another cluster", kubernetes(HOST, cluster("one")), kubernetes(HOST, cluster("two")), /`host` changes/],
  [
    "a nested block",
    provided({ helm: [{ kubernetes: { host: "a" } }] }, {}, { helm_release: { a: {} } }),
    provided({ helm: [{ kubernetes: { host: "b" } }] }, {}, { helm_release: { a: {} } }),
    /`provider\.helm`.*`kubernetes\.host`/,
  ],
  ...(
    [
      [
        "the role that decides the account",
        "assume_role.role_arn",
        { assume_role: [{ role_arn: "canary1" }] },
        { assume_role: [{ role_arn: "b" }] },
      ],
      [
        "another address of one service",
        "endpoints.s3",
        { endpoints: [{ s3: "https://canary" }] },
        { endpoints: [{ s3: "https://two" }] },
      ],
      ["another key of access", "access_key", { access_key: "canary1" }, { access_key: "canary2" }],
      [
        "other accounts that are allowed",
        "allowed_account_ids",
        { allowed_account_ids: ["canary"] },
        { allowed_account_ids: ["1"] },
      ],
    ] as const
  ).map(
    ([what, setting, before, after]): Row => [
      `${what}, which is not shown`,
      withLogin(before),
      withLogin(after),
      new RegExp(
        `^(?!.*canary)- \`provider\\.aws\`: \\*\\*points somewhere else\\*\\*: \`${setting.replace(".", "\\.")}\` changes`,
      ),
    ],
  ),
  [
    "a program of another cluster",
    kubernetes({ exec: { args: ["--cluster-name", "a"] } }),
    kubernetes({ exec: { args: ["--cluster-name", "b"] } }),
    /`exec\.args` changes/,
  ],
  [
    "another alias on one resource",
    ofRegions("aws.west"),
    ofRegions("aws"),
    /^- `aws_subnet\.a`: .*its provider was `aws\.west` and is `aws`, so `region` changes/,
  ],
  [
    "another alias for a module",
    { ...ofRegions("aws"), module: { m: { source: "x/y/z", providers: { aws: "aws" } } } },
    { ...ofRegions("aws"), module: { m: { source: "x/y/z", providers: { aws: "aws.west" } } } },
    /^- `module\.m`: .*its provider was `aws` and is `aws\.west`/,
  ],
  [
    "the default configuration that a module inherits",
    { provider: { aws: [{ region: "a" }] }, ...call({}) },
    { provider: { aws: [{ region: "b" }] }, ...call({}) },
    /^- `provider\.aws`/,
  ],
  [
    "another region of a resource",
    inRegion("eu-west-1", "eu-north-1"),
    inRegion("us-east-1", "eu-north-1"),
    /^- `aws_subnet\.a`: \*\*points somewhere else\*\*: `region` changes/,
  ],
  [
    "no region of a resource",
    inRegion("eu-west-1", "eu-north-1"),
    inRegion(undefined, "eu-north-1"),
    /^- `aws_subnet\.a`: .*`region` changes/,
  ],
  [
    "another provider of a resource with its own region",
    { ...ofRegions("aws"), resource: { aws_subnet: { a: { provider: "aws", region: "x" } } } },
    { ...ofRegions("aws"), resource: { aws_subnet: { a: { provider: "aws.west" } } } },
    /^- `aws_subnet\.a`: .*its provider was `aws` and is `aws\.west`, so `region` changes/,
  ],
  [
    "another provider",
    required("hashicorp/aws"),
    required("contoso/aws"),
    /^- `provider\.aws`: \*\*another program\*\* .*`hashicorp\/aws` and is `contoso\/aws`.*`terraform state replace-provider hashicorp\/aws contoso\/aws`$/,
  ],
];

const NESTED = (list: Json): JsonObject => subnets({ dynamic: [{ rule: { for_each: list, content: [{ a: 1 }] } }] });
const reading = (body: JsonObject): JsonObject => ({ resource: { aws_subnet: { a: body }, aws_vpc: { a: {} } } });
const HARMLESS: readonly Row[] = [
  ["another secret of a provider", withLogin({ token: "a" }), withLogin({ token: "b" })],
  ["other tags of a module", call({ tags: { a: "1" } }), call({ tags: {}, network_tags: [] })],
  ["count 1 to 3", subnets({ count: 1 }), subnets({ count: 3 })],
  ["more keys", subnets({ for_each: { a: 1 } }), subnets({ for_each: { a: 2, b: 1 } })],
  [
    "a required input",
    subnets(FROM_INPUT, { variable: { names: {} } }),
    subnets({ ...FROM_INPUT, vpc_id: "y" }, { variable: { names: {} } }),
  ],
  [
    "an attribute that every object of JavaScript has",
    reading({ count: "${length(aws_vpc.a.constructor)}" }),
    reading({ count: "${length(aws_vpc.a.constructor)}", vpc_id: "y" }),
  ],
  ["the same lookup", subnets(FROM_LOOKUP, LOOKUP("a")), subnets({ ...FROM_LOOKUP, vpc_id: "y" }, LOOKUP("a"))],
  ["elements of a dynamic block are no instances", NESTED(["a", "b"]), NESTED(["a"])],
  [
    "a key that moves",
    subnets({ for_each: { a: 1 } }),
    subnets({ for_each: { b: 1 } }, moved('aws_subnet.a["a"]', 'aws_subnet.a["b"]')),
  ],
  ["one that moves to a key", subnets({}), subnets({ for_each: { b: 1 } }, moved("aws_subnet.a", 'aws_subnet.a["b"]'))],
  ["a rename with its instances", subnets({ count: 2 }), renamed({ count: 2 })],
  [
    "instances that go into a module",
    subnets({ count: 1 }),
    { ...call({}), ...moved("aws_subnet.a", "module.network.aws_subnet.a") },
  ],
  ["a removed block that destroys nothing", subnets({ count: 2 }), removed(false)],
  ["a module that moves to its first instance", call({}), call({ count: 1 }, moved("module.network", "module.network[0]"))],
  ["the registry's host in the source", call({}), call({ source: "registry.terraform.io/terraform-aws-modules/vpc/aws" })],
  ["protection by an input that is on now", kept({ default: false }), kept({ default: true })],
  ["protection by the same input", kept({ default: true }), { ...kept({ default: true }), locals: { x: 1 } }],
  [
    "a removed block that destroys nothing and runs nothing",
    subnets({ provisioner: [{ "local-exec": { when: "destroy", command: "canary" } }] }),
    removed(false),
  ],
  ["the region of the provider in a resource", inRegion(undefined, "eu-west-1"), inRegion("eu-west-1", "eu-west-1")],
  ["another region of the provider alone", inRegion("eu-west-1", "eu-north-1"), inRegion("eu-west-1", "us-east-1")],
  [
    "a region in place of a configuration",
    ofRegions("aws.west"),
    { ...ofRegions("aws"), resource: { aws_subnet: { a: { provider: "aws", region: "eu-west-1" } } } },
  ],
  ["how a provider logs in", azurerm({ client_id: "a", use_oidc: true }), azurerm({ client_id: "b", use_cli: true })],
  [
    "what a provider does",
    azurerm({ features: [{}] }),
    azurerm({ features: [{ key_vault: { purge_soft_delete_on_destroy: true } }], skip_provider_registration: true }),
  ],
  [
    "the same place as an input",
    azurerm({ subscription_id: "a" }),
    azurerm({ subscription_id: "${var.s}" }, { variable: { s: { default: "a" } } }),
  ],
  [
    "a required input for a provider",
    azurerm({ subscription_id: "${var.s}" }, { variable: { s: {} } }),
    azurerm({ subscription_id: "${var.s}", use_cli: true }, { variable: { s: {} } }),
  ],
  ["another configuration of the same place", ofRegions("aws.west"), ofRegions("aws.same")],
  ["a configuration that nothing uses", ofRegions("aws.same"), ofRegions("aws.same", "us-east-1")],
  [
    "a configuration of which all blocks are new",
    { provider: { aws: [{ region: "a" }] }, output: {} },
    { provider: { aws: [{ region: "b" }] }, resource: { aws_subnet: { a: {} } } },
  ],
  ["the registry's host of a provider", required("aws"), required("registry.terraform.io/hashicorp/aws")],
];

const needing = (option: string | undefined, rows: readonly Row[]) =>
  rows.map(([what, before, after, line = MAY_BE]): [string, JsonObject, JsonObject, Verdict] => [
    what,
    before,
    after,
    option === undefined ? { lines: [] } : { lines: [expect.stringMatching(line)], option },
  ]);
const PLANNED = [...needing("--allow-delete", OPEN), ...needing("--allow-target", ELSEWHERE), ...needing(undefined, HARMLESS)];

test.each([...needing("--allow-delete", UNPLANNED), ...PLANNED])("%s", (_what, before, after, expected) => {
  expect(gate(before, after)).toEqual(expected);
  expect(gate(after, after)).toEqual({ lines: [] });
});

test.each(PLANNED)("%s, with a plan that says nothing of it", (_what, before, after, expected) => {
  expect(gate(before, after, [])).toEqual(expected);
});

test.each(needing(undefined, UNPLANNED))("%s: a plan that keeps everything is believed", (_what, before, after, expected) => {
  expect(gate(before, after, [])).toEqual(expected);
});

describe("what a plan says", () => {
  const registries = (body: JsonObject, more: JsonObject = {}): JsonObject => ({
    resource: { azurerm_container_registry: { acr: { name: "a", ...body } }, ...more },
  });
  const ACR = "azurerm_container_registry.acr";
  const replaced: Loss = { address: ACR, next: ACR, end: "replaced", why: "because of `name`" };

  test("stops what is replaced, with what a registry loses by that", () => {
    const [before, after] = [registries({}), registries({ name: "b" })];
    expect(gate(before, after, [replaced])).toEqual({
      lines: [`- \`${ACR}\`: **replaced**, because of \`name\`: its images are lost; undo what forces it`],
      option: "--allow-delete",
    });
    expect(gate(before, after, [{ ...replaced, end: "may be replaced" }]).option).toBe("--allow-delete");
  });

  test("takes the place of what the configurations say, and each address is named once", () => {
    const [before, after] = [subnets({ count: 2 }, call({})), subnets({ count: 1 }, call({}))];
    const inside = 'module.network.aws_vpc.a["x"]';
    const losses = [destroyed("aws_subnet.a[0]", "aws_subnet.a[0]", "count_index"), destroyed(inside, inside, "")];
    expect(gate(before, after, losses).lines).toEqual([
      expect.stringMatching(/^- `aws_subnet\.a\[0\]`: \*\*destroyed\*\*, since `count` is lower/),
      expect.stringMatching(/^- `module\.network\.aws_vpc\.a\["x"\]`: \*\*destroyed\*\*, according to Terraform/),
    ]);
  });

  test("does not name what is in a block that is named as a whole", () => {
    const loss = destroyed('aws_subnet.a["b"]', 'aws_subnet.a["b"]', "no_resource_config");
    const before = subnets(FROM_INPUT, { ...names(["b"]), ...call({}) });
    const inside = destroyed("module.network.aws_vpc.a", "module.network.aws_vpc.a", "no_module");
    const { lines } = gate(before, { resource: { aws_vpc: { a: {} } } }, [loss, inside]);
    expect(lines.map((line) => line.split(":")[0])).toEqual(["- `aws_subnet.a`", "- `module.network`"]);
  });

  test("counts the instances of a block beyond five", () => {
    const losses = [...Array(29).keys()].map((key) => destroyed(`aws_subnet.a[${key}]`, `aws_subnet.a[${key}]`, "count_index"));
    expect(gate(subnets({ count: 29 }), subnets({ count: 0 }), losses).lines).toEqual([
      expect.stringMatching(
        /^- `aws_subnet\.a\[0\]`, .*, `aws_subnet\.a\[4\]` and 24 more: \*\*destroyed\*\*, since `count` is lower/,
      ),
    ]);
  });
});

test("a registry that is gone takes its images with it", () => {
  const before = { resource: { azurerm_container_registry: { acr: { name: "a" } } } };
  expect(gate(before, { resource: { aws_vpc: { a: {} } } }).lines).toEqual([
    expect.stringMatching(
      /^- `azurerm_container_registry\.acr`: \*\*destroyed\*\*, since the stack no longer has it: its images are lost; /,
    ),
  ]);
});

describe("the program", () => {
  const run = (folder: string, stack: Json, ...options: string[]) =>
    called("hand-off", stackFolder(folder, stack), "--out", join(folder, "out"), ...options);

  test("refuses with exit code 1, and writes nothing until it is allowed", () => {
    inFolder((folder) => {
      run(folder, subnets({ count: 3 }));
      const page = readFileSync(join(folder, "out/CHANGES.md"), "utf8");
      const { code, error } = run(folder, subnets({ count: 1 }), "--force", "--replace-stack", "--allow-target");
      expect(code).toBe(1);
      expect(error).toMatch(
        /or might; .*--allow-delete:\n {2}'aws_subnet\.a': a value behind its count, for_each or enabled changes.*\nsee \S+#deleted-by-handoff/,
      );
      expect(readFileSync(join(folder, "out/CHANGES.md"), "utf8")).toBe(page);
      expect(run(folder, subnets({ count: 1 }), "--allow-delete", "aws_subnet.a").code).toBe(0);
      expect(readFileSync(join(folder, "out/CHANGES.md"), "utf8")).toContain(
        "## What may be lost\n\n- `aws_subnet.a`: instances **may be destroyed**",
      );
    });
  });

  test("says in one sentence what nobody can tell without a plan, and why there is none", () => {
    inFolder((folder) => {
      run(folder, subnets({}));
      const { code, out, error } = run(folder, subnets({ vpc_id: "y" }), "--dry-run");
      const sentence = "only a plan shows whether a changed resource is replaced, and what is lost inside modules";
      expect(code).toBe(0);
      expect(error).toContain(`'stack': ${sentence}; there is none, since plan needs no-terraform-in-unit-tests on the PATH`);
      expect(out).toContain(`This page compares the configurations: ${sentence}.`);
      run(folder, subnets({ vpc_id: "y" }));
      const same = run(folder, { ...subnets({ vpc_id: "y" }), output: { a: { value: 1 } } }, "--dry-run");
      expect(same.out).not.toContain(sentence);
    });
  });

  test("refuses what must be planned and cannot be", () => {
    inFolder((folder) => {
      expect(run(folder, subnets({}), "--plan").code).toBe(0);
      const { code, error } = run(folder, subnets({ vpc_id: "y" }), "--plan");
      expect({ code, error }).toEqual({
        code: 1,
        error: expect.stringMatching(/stack 'stack': plan needs no-terraform-in-unit-tests on the PATH/),
      });
    });
  });

  describe("what may be lost is named", () => {
    const TWO = subnets({ count: 3 }, call({ create: true }));
    const LESS = subnets({ count: 1 }, call({ create: false }));
    const refusal = (...names: string[]) =>
      inFolder((folder) => {
        run(folder, TWO);
        const { code, error } = run(folder, LESS, "--force", "--allow-target", ...names.map((name) => `--allow-delete=${name}`));
        return { code, named: namedIn(error), error };
      });
    const ALL = ["aws_subnet.a", "module.network"];

    test.each([
      ["nothing", [], ALL],
      ["a block without a key", ["aws_subnet.a"], ["module.network"]],
      ["one of its instances, of which a plan alone tells", ["aws_subnet.a[10]"], ALL],
      ["a type, which is no address", ["aws_subnet"], ALL],
      ["modules at large", ["module"], ALL],
      ["a part of a name", ["aws_subnet.a[", "module.net"], ALL],
      ["an asterisk", ["*", "aws_subnet.*", ""], ALL],
    ])("%s", (_what, allowed, kept) => {
      expect(refusal(...allowed)).toMatchObject({ code: 1, named: kept });
    });

    test("all of it", () => {
      expect(refusal("aws_subnet.a", "module.network")).toMatchObject({ code: 0 });
    });

    test.each([
      ["where all is allowed", ["aws_subnet.a", "module.network"], []],
      ["beside what is still kept", ["aws_subnet.a"], ["module.network"]],
    ])("and a name that the bundle does not have is refused: %s", (_what, allowed, kept) => {
      const { code, named, error } = refusal(...allowed, "aws_subnet.b");
      expect({ code, named }).toEqual({ code: 1, named: kept });
      expect(error).toContain("--allow-delete names 'aws_subnet.b', which the bundle does not have\n");
    });

    test.each(["aws_subnet.a[9]", 'module.network.aws_vpc.a["x"]'])(
      "but %s may be named, of which a plan alone tells",
      (name) => {
        expect(refusal("aws_subnet.a", "module.network", name).code).toBe(0);
      },
    );

    test("and the same command may run once more, when nothing is left to lose", () => {
      inFolder((folder) => {
        run(folder, TWO);
        const again = () => run(folder, subnets({ count: 3 }), "--allow-delete", "module.network");
        expect([again().code, again().code]).toEqual([0, 0]);
      });
    });
  });

  test("has a word of its own for another place, which no other word allows", () => {
    inFolder((folder) => {
      run(folder, azurerm({ subscription_id: "one" }));
      const next = azurerm({ subscription_id: "two" });
      const { code, error } = run(folder, next, "--allow-delete", "azurerm_resource_group.a", "--force");
      expect(code).toBe(1);
      expect(error).toMatch(
        /used to point somewhere else.*--allow-target:\n {2}'provider\.azurerm': subscription_id changes\nsee \S+#changed-target/,
      );
      expect(run(folder, next, "--allow-target").code).toBe(0);
    });
  });

  test.each([
    ["its own", "modules/network/main.tf"],
    ["one beside it, which it may call", "modules/parts/main.tf"],
  ])("refuses other files of a local module: %s", (_what, path) => {
    inFolder((folder) => {
      const input = stackFolder(folder, { module: { network: { source: "./assets/modules/network" } } });
      const write = (one: string, count: number) =>
        writeFiles(input, { [`assets/${one}`]: `resource "terraform_data" "a" {\n  count = ${count}\n}\n` });
      write("modules/network/main.tf", 2);
      write("modules/parts/main.tf", 2);
      const again = (...options: string[]) => called("hand-off", input, "--out", join(folder, "out"), ...options);
      expect(again().code).toBe(0);
      write(path, 1);
      const { code, error } = again();
      expect(code).toBe(1);
      expect(error).toContain("'module.network': files that it has or may call change\n");
      expect(again("--allow-delete", "module.network").code).toBe(0);
      const page = readFileSync(join(folder, "out/CHANGES.md"), "utf8");
      expect(page).toMatch(
        /## What may be lost\n\n- `module\.network`: what it contains \*\*may be destroyed\*\*: files that it has or may call change/,
      );
      expect(again().code).toBe(0);
    });
  });

  test("refuses where nobody knows what the bundle before has", () => {
    inFolder((folder) => {
      run(folder, subnets({}));
      writeFiles(join(folder, "out"), { "stack.json": "{}" });
      const { code, error } = run(folder, subnets({}), "--force");
      expect(code).toBe(1);
      expect(error).toContain("'stack.json': it is missing or was edited, so what the module has is unknown");
      expect(run(folder, subnets({}), "--force", "--allow-delete", "stack.json").code).toBe(0);
    });
  });

  test("says of a folder without a manifest that the changes are not known, not that it is the first hand-off", () => {
    inFolder((folder) => {
      run(folder, subnets({}));
      writeFiles(join(folder, "out"), { "manifest.json": "{}" });
      const { code, out } = run(folder, subnets({}), "--dry-run");
      expect(code).toBe(1);
      expect(out).toContain("They are unknown");
      expect(out).not.toContain("first hand-off");
    });
  });
});

test("where the source keeps its state is in no manifest, and another form of the source is no first hand-off", () => {
  inFolder((folder) => {
    const out = join(folder, "out");
    const keptIn = (path: string): JsonObject => ({ terraform: { backend: { local: { path } } }, ...subnets({}) });
    handOff({ input: stackFolder(folder, keptIn("/srv/states/a.tfstate")), out });
    expect(readFileSync(join(out, "manifest.json"), "utf8")).not.toContain("/srv/states");
    const { changes, refusal } = handOff({ input: stackFolder(folder, keptIn("/srv/b")), out, dryRun: true });
    expect(refusal).toBeUndefined();
    expect(changes).toContain("Nothing that Terraform reads changes");
  });
});

describe("options of the last hand-off", () => {
  const OPTIONS = ["--format", "hcl", "--layout", "root", "--names", "plain"];
  const OWNER = ["--owner", "Platform team", "--contact", "a@example.com", "--repository", "https://example.com/a"];
  const GROUP = { resource: { azurerm_resource_group: { shop_Group_0A1B2C3D: { name: "a", location: "b" } } } };
  const run = (folder: string, stack: Json, ...options: string[]) =>
    called("hand-off", stackFolder(folder, stack, "stack"), "--out", join(folder, "out"), ...options);
  const read = (folder: string, path: string) => readFileSync(join(folder, "out", path), "utf8");

  test("are those of the next one, which says so", () => {
    inFolder((folder) => {
      expect(run(folder, GROUP, ...OPTIONS, ...OWNER).code).toBe(0);
      const before = ["README.md", "main.tf", "manifest.json"].map((path) => read(folder, path));
      const { code, error } = run(folder, GROUP);
      expect(code).toBe(0);
      expect(error).toContain(
        "as in the last hand-off: --format hcl --layout root --names plain --repository 'https://example.com/a' --owner 'Platform team' --contact 'a@example.com'",
      );
      const after = ["README.md", "main.tf", "manifest.json"].map((path) => read(folder, path));
      expect(after).toEqual(before);
      expect(before[0]).toContain("| Owner | `Platform team` |");
    });
  });

  test("give way to what is stated, which can be nothing", () => {
    inFolder((folder) => {
      run(folder, GROUP, ...OPTIONS, ...OWNER);
      const { code, error } = run(folder, GROUP, "--format", "json", "--owner", "", "--contact", "b@example.com");
      expect(code).toBe(0);
      expect(error).toContain("as in the last hand-off: --layout root --names plain --repository 'https://example.com/a'");
      expect(read(folder, "README.md")).toContain("| Owner | not given |");
      expect(read(folder, "CHANGES.md")).toContain("owner: no longer, `Platform team`");
      run(folder, GROUP);
      expect(read(folder, "README.md")).toContain("| Contact | `b@example.com` |");
      expect(existsSync(join(folder, "out/main.tf.json"))).toBe(true);
    });
  });

  test("of the bundle of another stack are none", () => {
    inFolder((folder) => {
      run(folder, GROUP, ...OPTIONS, ...OWNER);
      const other = stackFolder(folder, GROUP, "other");
      const { error } = called("hand-off", other, "--out", join(folder, "out"), "--replace-stack");
      expect(error).not.toContain("as in the last hand-off");
    });
  });

  test("of an app are those of its index", () => {
    inFolder((folder) => {
      const input = writeFiles(join(folder, "cdktf.out"), {
        "manifest.json": { stacks: { one: { synthesizedStackPath: "stacks/one/cdk.tf.json" } } },
        "stacks/one/cdk.tf.json": GROUP,
      });
      const out = join(folder, "out");
      called("hand-off", input, "--out", out, ...OPTIONS);
      expect(called("hand-off", input, "--out", out).error).toContain("as in the last hand-off: --format hcl");
      expect(existsSync(join(out, "one/main.tf"))).toBe(true);
    });
  });

  test("include the language, for the options that need it", () => {
    inFolder((folder) => {
      writeFiles(folder, { "schemas.json": { format_version: "1.0", provider_schemas: {} } });
      const schemas = ["--schemas", join(folder, "schemas.json")];
      run(folder, GROUP, "--format", "hcl", ...schemas);
      expect(run(folder, GROUP, ...schemas).code).toBe(0);
    });
  });
});
