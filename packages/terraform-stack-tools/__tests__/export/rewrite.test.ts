import { rewritten } from "../../src/export/configuration";
import { draftOf, withNamedOutputs } from "../../src/export/rewrite/draft";
import type { JsonObject } from "../../src/stack/json";
import { readStack } from "../../src/stack/stack";
import { hashedName } from "../support/hand-off";

/** Blocks with the path of their construct. */
function at(path: string, body: JsonObject): JsonObject {
  return { ...body, "//": { metadata: { path: `stack/${path}` } } };
}

function resources(resource: Readonly<Record<string, JsonObject>>, more: JsonObject = {}) {
  return rewritten(readStack({ resource, ...more }), true);
}

function sectionsOf(resource: Readonly<Record<string, JsonObject>>, more: JsonObject = {}): JsonObject {
  return resources(resource, more).stack.sections;
}

const subnet = (name: string, index: number): readonly [string, JsonObject] => [
  `subnet-${name}`,
  at(`subnet-${name}`, { name: `snet-${name}`, cidr: `10.0.${index}.0/24`, network: "${a_network.main.id}" }),
];

const SUBNETS = {
  a_subnet: Object.fromEntries(["apps", "jobs", "web"].map(subnet)),
  a_network: { main: at("main", { name: "net" }) },
};

const CIDRS = { apps: "10.0.0.0/24", jobs: "10.0.1.0/24", web: "10.0.2.0/24" };

/** The blocks of each type, by name. */
function blocksOf(sections: JsonObject): Readonly<Record<string, Record<string, JsonObject>>> {
  return sections.resource as Record<string, Record<string, JsonObject>>;
}

describe("siblings", () => {
  test("that differ in their names and one value become one block, and the addresses say where each is", () => {
    const { stack, addresses } = resources(SUBNETS);
    expect(stack.sections.resource).toEqual({
      a_network: { main: { name: "net" } },
      a_subnet: {
        subnet: { for_each: CIDRS, name: "snet-${each.key}", cidr: "${each.value}", network: "${a_network.main.id}" },
      },
    });
    expect(addresses.get("a_subnet.subnet-apps")).toBe('a_subnet.subnet["apps"]');
  });

  test("give their keys to those that refer to them one by one", () => {
    const rule = (name: string, port: number) => [
      `rule-${name}`,
      at(`rule-${name}`, { subnet: `\${a_subnet.subnet-${name}.id}`, port }),
    ];
    const rules = [rule("apps", 80), rule("jobs", 443), rule("web", 8080)];
    expect(blocksOf(sectionsOf({ ...SUBNETS, a_rule: Object.fromEntries(rules) })).a_rule).toEqual({
      rule: {
        for_each: { apps: 80, jobs: 443, web: 8080 },
        subnet: "${a_subnet.subnet[each.key].id}",
        port: "${each.value}",
      },
    });
  });

  test("of constructs that are siblings become one as well", () => {
    const team = (name: string) => at(`${name}/Namespace`, { name: `team-${name}`, kind: "team" });
    const names = ["shop", "web", "search"].map((name): [string, JsonObject] => [hashedName([name, "Namespace"]), team(name)]);
    expect(blocksOf(sectionsOf({ a_namespace: Object.fromEntries(names) }))).toEqual({
      a_namespace: { namespace: { for_each: '${toset(["search","shop","web"])}', name: "team-${each.key}", kind: "team" } },
    });
  });

  const reader = (body: JsonObject, more: JsonObject = {}) =>
    sectionsOf({ ...SUBNETS, a_vm: { one: at("one", { name: "vm", ...body }) } }, more);

  test("are one whoever reads them, and an order that names all of them names the block", () => {
    const sections = reader(
      {
        depends_on: ["a_subnet.subnet-apps", "a_subnet.subnet-jobs", "a_subnet.subnet-web"],
        lifecycle: { replace_triggered_by: ["a_subnet.subnet-web.id"] },
      },
      { output: { id: { value: "${a_subnet.subnet-web.id}" } } },
    );
    expect(blocksOf(sections).a_vm.one).toEqual({
      name: "vm",
      depends_on: ["a_subnet.subnet"],
      lifecycle: { replace_triggered_by: ['a_subnet.subnet["web"].id'] },
    });
    expect(sections.output).toEqual({ id: { value: '${a_subnet.subnet["web"].id}' } });
  });

  const APART = ["subnet_apps", "subnet_jobs", "subnet_web"];
  const { "subnet-web": _third, ...two } = SUBNETS.a_subnet;

  test.each<[string, JsonObject, readonly string[]]>([
    [
      "an order of a resource names some of them, which would wait for more",
      reader({ depends_on: ["a_subnet.subnet-apps", "a_subnet.subnet-jobs"] }),
      APART,
    ],
    ["an order of an output does", reader({}, { output: { id: { value: 1, depends_on: ["a_subnet.subnet-apps"] } } }), APART],
    ["one of what is looked up does", reader({}, { data: { a_b: { c: { depends_on: ["${a_subnet.subnet-apps}"] } } } }), APART],
    ["there are two, which may be two things", sectionsOf({ ...SUBNETS, a_subnet: two }), APART.slice(0, 2)],
    ["nobody wants them to be one", rewritten(readStack({ resource: SUBNETS }), false).stack.sections, APART],
  ])("stay apart where %s", (_why, sections, names) => {
    expect(Object.keys(blocksOf(sections).a_subnet)).toEqual(names);
  });

  test.each([
    ["moved", [{ from: "a_subnet.subnet", to: "a_subnet.subnet-apps" }]],
    ["removed", [{ from: "a_subnet.subnet", lifecycle: { destroy: false } }]],
  ])("take no name of what was %s, which Terraform would find there again", (section, blocks) => {
    expect(Object.keys(blocksOf(sectionsOf(SUBNETS, { [section]: blocks })).a_subnet)).not.toContain("subnet");
  });

  test.each<[string, JsonObject, JsonObject]>([
    ["one waits for the other", { of: "x" }, { of: "${a_b.aa.id}" }],
    ["three values differ", { x: "1", y: "2", z: "3" }, { x: "4", y: "5", z: "6" }],
    ["providers differ", { provider: "a.x" }, { provider: "a.y" }],
    ["rules about their life differ", {}, { lifecycle: { prevent_destroy: true } }],
    ["one is repeated itself", { count: 2 }, { count: 3 }],
    ["they run programs", { provisioner: [] }, { provisioner: [] }],
  ])("stay apart, all of them, where %s", (_why, body, other) => {
    const named = Object.entries({ aa: body, bb: body, cc: other }).map(([name, own]) => [name, at(name, { name, ...own })]);
    expect(Object.keys(blocksOf(sectionsOf({ a_b: Object.fromEntries(named) })).a_b)).toEqual(["aa", "bb", "cc"]);
  });

  const FILES = ["404.html", "_next/app.js", "index.html"];
  const SERVICES = ["api-keys.api", "run.api", "sql-admin.api"];
  const REGIONS = ["japaneast", "eastus", "eastus2"];
  const blocksAt = (ids: readonly string[], body: (index: number) => JsonObject) =>
    blocksOf(sectionsOf({ a_b: Object.fromEntries(ids.map((id, index) => [id, at(id, body(index))])) })).a_b;

  test.each<[string, readonly string[], (index: number) => JsonObject, Record<string, JsonObject>]>([
    [
      "that are numbered have the keys that their names or keys are",
      ["object-0", "object-1", "object-2"],
      (index) => ({ key: FILES[index], etag: `\${filemd5("dist/${FILES[index]}")}` }),
      { object: { for_each: `\${toset(${JSON.stringify(FILES)})}`, key: "${each.key}", etag: '${filemd5("dist/${each.key}")}' } },
    ],
    [
      "whose ids say a value in other letters have the value as their key",
      ["apikeysapi", "runapi", "sqladminapi"],
      (index) => ({ service: SERVICES[index] }),
      { b: { for_each: '${toset(["api-keys","run","sql-admin"])}', service: "${each.key}.api" } },
    ],
    [
      "whose ids begin with a value have the value as their key",
      ["japaneast_0", "eastus_1", "eastus2_2"],
      (index) => ({ location: REGIONS[index], domain: `shop${index}ai` }),
      {
        b: {
          for_each: { eastus: "shop1ai", eastus2: "shop2ai", japaneast: "shop0ai" },
          ...{ location: "${each.key}", domain: "${each.value}" },
        },
      },
    ],
    [
      "that are numbered at the end of their texts have the number there, and nowhere else",
      ["nic_0", "nic_1", "nic_2"],
      (index) => ({ name: `\${var.name}-${index}`, ip: [{ name: `ip_${index}`, cidr: `10.0.${index}.0/24` }] }),
      {
        nic: {
          for_each: { 0: "10.0.0.0/24", 1: "10.0.1.0/24", 2: "10.0.2.0/24" },
          ...{ name: "${var.name}-${each.key}", ip: [{ name: "ip_${each.key}", cidr: "${each.value}" }] },
        },
      },
    ],
    [
      "that differ in a value and in one of the same name below it are one, and the value keeps its name",
      ["aa", "bb", "cc"],
      (index) => ({ size: 10 + index, cache: [{ size: 20 + index }] }),
      {
        b: {
          for_each: { aa: { size: 10, cache_size: 20 }, bb: { size: 11, cache_size: 21 }, cc: { size: 12, cache_size: 22 } },
          ...{ size: "${each.value.size}", cache: [{ size: "${each.value.cache_size}" }] },
        },
      },
    ],
  ])("%s", (_what, ids, body, expected) => {
    expect(blocksAt(ids, body)).toEqual(expected);
  });

  test("that say what belongs together, and nothing else, stay blocks of their own", () => {
    const ids = ["apps", "jobs", "web"];
    const names = (body: (id: string) => JsonObject) => Object.keys(blocksAt(ids, (index) => body(ids[index])));
    const policy = (id: string) => `\${a_policy.${id}x.arn}`;
    expect(names((id) => ({ policy: policy(id), role: `\${a_role.${id}y.name}` }))).toEqual(ids);
    expect(names((id) => ({ policy: policy(id), port: id.length }))).toEqual(["b"]);
    expect(names((id) => ({ policy: policy(id) }))).toEqual(["b"]);
  });

  test("are called by all words that they share, and where something is called so, also by that of their construct", () => {
    const rule = (name: string) => at(`Net/${name}_web_rule`, { name });
    const ids = ["allow_apps_web_rule", "allow_jobs_web_rule", "allow_site_web_rule"];
    const named = ids.map((id) => [id, rule(id)]);
    const own = (more: JsonObject) => Object.keys(blocksOf(sectionsOf({ a_b: { ...Object.fromEntries(named), ...more } })).a_b);
    expect(own({})).toEqual(["allow_web_rule"]);
    expect(own({ allow_web_rule: at("x", { size: 1 }) }).sort()).toEqual(["allow_web_rule", "net_allow_web_rule"]);
    const taken = { allow_web_rule: at("x", { size: 1 }), net_allow_web_rule: at("y", { size: true }) };
    expect(own(taken).sort()).toEqual([...ids, ...Object.keys(taken)].sort());
  });

  test("that would wait for each other by way of other siblings stay apart", () => {
    const named = (type: string, first: string) =>
      Object.fromEntries(
        ["x1", "x2", "x3"].map((id) => [id, at(`${type}/${id}`, { name: `${type}-${id}`, of: id === "x1" ? first : "none" })]),
      );
    const resource = blocksOf(sectionsOf({ a_b: named("b", "${a_c.x2.id}"), a_c: named("c", "${a_b.x3.id}") }));
    expect(Object.values(resource).map((all) => Object.keys(all).length)).toEqual([1, 3]);
  });
});

test("a document is one in a block whose name says so, and none in a map, which may have any names", () => {
  const policy = '{"Statement":[{"Sid":"a long name"}],"Version":"1"}'.replace('"a long', '"<a long');
  const { resource } = sectionsOf({
    aws_iam_role: { one: at("one", { inline_policy: [{ policy }] }) },
    aws_lambda_function: { two: at("two", { environment: { variables: { policy } } }) },
  });
  const { aws_iam_role: role, aws_lambda_function: lambda } = resource as Record<string, Record<string, JsonObject>>;
  expect(JSON.stringify(role.one.inline_policy)).toContain("jsonencode(");
  expect(lambda.two.environment).toEqual({ variables: { policy } });
});

test.each([
  ["numbers as keys, which JavaScript sorts by their values", '{"1":"a","2":"b","10":"c"}'],
  ["keys whose bytes are in another order than their halves", '{"\u{1f600}":"a","\uff5e":"b"}'],
  ["a large number, which Terraform writes out", '{"a":1e+21}'],
  ["a small number", '{"a":1e-7}'],
])("a document stays a text with %s", (_what, inner) => {
  const input = `{"a document":"that is long enough","inner":${inner}}`;
  expect(sectionsOf({ a_b: { one: { input } } }).resource).toEqual({ a_b: { one: { input } } });
});

describe("names", () => {
  const LONG = "x".repeat(240);

  test.each<[path: string | undefined, given: string, name: string]>([
    ["stack/AKSCluster", "AKSCluster", "aks_cluster"],
    ["stack/1st", "1st", "block_1st"],
    ["stack/_", "_", "block"],
    ["stack/Zürich", "Zürich", "zu_rich"],
    [undefined, "of_unknown_path_12AB34CD", "of_unknown_path"],
    // Without a hash, and without saying anything twice in a row.
    ["stack/net/Group/Resource", "net_Group_39986D3A", "net_group"],
    ["stack/mysql-server-mysql-server-2", "mysql-server-mysql-server-2", "mysql_server_2"],
    ["stack/net/Default", "net", "net"],
    ["stack/resource_group/ResourceGroup", "resource_group_ResourceGroup_F9893176", "resource_group"],
    ["stack/resource_group/resource_group", "resource_group_1B90525E", "resource_group"],
    ["stack/api-gateway/api-gateway-service", hashedName(["api-gateway", "api-gateway-service"]), "api_gateway_service"],
    ["stack/app-event-log/event-log-rule", hashedName(["app-event-log", "event-log-rule"]), "app_event_log_rule"],
    ["stack/net/10/10/subnet-10-10", "net_10_subnet-10-10_10999979", "net_10_subnet_10_10"],
    [`stack/net/${LONG}${LONG.slice(180)}`, `net_${LONG.slice(4)}_0397FCA2`, `net_${LONG.slice(4)}`],
    // Without the type that is beside them, unless an owner chose so.
    ["stack/queue/a_group", hashedName(["queue", "a_group"]), "queue"],
    ["stack/a_group/queue", hashedName(["a_group", "queue"]), "queue"],
    ["stack/a_group/1", hashedName(["a_group", "1"]), "a_group_1"],
    ["stack/a-group", "a-group", "a_group"],
    ["stack/queue_a_group", "queue_a_group", "queue_a_group"],
    // Early versions added a hash with the id of the stack.
    ["stack/net", hashedName(["stack", "net"]), "stack_net"],
    ["meh/compute", "meh_compute_81610023", "meh_compute"],
    // Words that an owner has chosen.
    ["stack/new_new_york", "new_new_york", "new_new_york"],
    ["stack/net_DEADBEEF", "net_DEADBEEF", "net_deadbeef"],
    ["stack/net/group", "net_DEADBEEF", "net_deadbeef"],
    ["stack/net/cafe_12345678", "cafe_12345678", "cafe_12345678"],
  ])("have no hash and say nothing twice in a row: of %.50s, which is called %.50s, %.50s", (path, given, name) => {
    const { addresses } = resources({ a_group: { [given]: path === undefined ? {} : { "//": { metadata: { path } } } } });
    expect(addresses.get(`a_group.${given}`)).toBe(`a_group.${name}`);
  });

  test.each([
    [{ group: "group", "group/Group": "group_Group_F82C4983" }, ["group", "group_group"]],
    [{ "B/group/group-a": "B_group_group-a_90FD0601", "B/group-a": "B_group-a_5C235519" }, ["b_group_a", "b_group_group_a"]],
  ])("that would be those of another block say a word twice rather than get a number: %j", (given, names) => {
    const named = Object.entries(given).map(([path, name]) => [name, at(path, {})]);
    expect(Object.keys(blocksOf(sectionsOf({ a_b: Object.fromEntries(named) })).a_b).sort()).toEqual(names);
  });

  test("are those of one block each, which none had before", () => {
    const a_b = { "x-y": {}, X_y: {}, x_y: {}, x_y_2: {}, "gone-": {}, "old-": {} };
    const former = {
      moved: [{ from: "a_b.old", to: "a_b.new" }],
      removed: [{ from: "a_b.gone", lifecycle: [{ destroy: false }] }],
    };
    const { addresses } = resources({ a_b, c_d: { "x-y": {} } }, former);
    expect(Object.fromEntries([...addresses].filter(([from, to]) => from !== to))).toEqual({
      "a_b.X_y": "a_b.x_y_3",
      "a_b.x-y": "a_b.x_y_4",
      "a_b.gone-": "a_b.gone_2",
      "a_b.old-": "a_b.old_2",
      "c_d.x-y": "c_d.x_y",
    });
  });
});

const STACK = {
  terraform: { required_version: ">= 1.7.0" },
  provider: { p: [{ host: "${data.a_b.Read-1.host}" }] },
  locals: { "my-Local": "${a_b.Made-1.id}", text: "a_b.Made-1.id" },
  data: { a_b: { "Read-1": { name: "${local.my-Local}" } } },
  ephemeral: { a_b: { "Eph-1": {} } },
  module: { "Mod-1": { source: "./${a_b.Made-1}", depends_on: ["a_b.Made-1"], size: "${ephemeral.a_b.Eph-1.x}" } },
  resource: {
    a_b: {
      "Made-1": { for_each: "${toset([data.a_b.Read-1.id])}", tags: { "${module.Mod-1.key}": "$${a_b.Made-1}" } },
      "Used-1": {
        depends_on: ["a_b.Made-1", "${module.Mod-1}"],
        lifecycle: { replace_triggered_by: ["a_b.Made-1[each.key]"], ignore_changes: ["tags"] },
        value: 'x-${a_b.Made-1["a"].id}-${upper("${data.a_b.Read-1.id}")}',
      },
    },
  },
  import: [{ to: 'a_b.Made-1["a"]', id: "${a_b.Used-1.id}" }],
  moved: [{ from: "a_b.older", to: "a_b.Made-1" }],
  variable: { "In-1": { default: "${a_b.Made-1}", validation: [{ condition: "${var.In-1 != data.a_b.Read-1.id}" }] } },
  output: { "Out-1": { value: "${a_b.Made-1}", description: "${a_b.Made-1}", depends_on: ["a_b.Used-1"] } },
  check: { "Check-1": { assert: [{ condition: "${a_b.Used-1.id != 1}" }] } },
};

test("every reference to a block has its new name, and nothing else has", () => {
  expect(rewritten(readStack(STACK), true).stack.sections).toEqual({
    terraform: STACK.terraform,
    provider: { p: [{ host: "${data.a_b.read_1.host}" }] },
    locals: { my_local: "${a_b.made_1.id}", text: "a_b.Made-1.id" },
    data: { a_b: { read_1: { name: "${local.my_local}" } } },
    ephemeral: { a_b: { eph_1: {} } },
    module: { mod_1: { source: "./${a_b.Made-1}", depends_on: ["a_b.made_1"], size: "${ephemeral.a_b.eph_1.x}" } },
    resource: {
      a_b: {
        made_1: { for_each: "${toset([data.a_b.read_1.id])}", tags: { "${module.mod_1.key}": "$${a_b.Made-1}" } },
        used_1: {
          depends_on: ["a_b.made_1", "${module.mod_1}"],
          lifecycle: { replace_triggered_by: ["a_b.made_1[each.key]"], ignore_changes: ["tags"] },
          value: 'x-${a_b.made_1["a"].id}-${upper("${data.a_b.read_1.id}")}',
        },
      },
    },
    import: [{ to: 'a_b.made_1["a"]', id: "${a_b.used_1.id}" }],
    moved: STACK.moved,
    variable: { "In-1": { default: "${a_b.Made-1}", validation: [{ condition: "${var.In-1 != data.a_b.read_1.id}" }] } },
    output: { "Out-1": { value: "${a_b.made_1}", description: "${a_b.Made-1}", depends_on: ["a_b.used_1"] } },
    check: { "Check-1": { assert: [{ condition: "${a_b.used_1.id != 1}" }] } },
  });
});

test("thousands of constructs whose siblings have one name take about as long as with names of their own", () => {
  const COUNT = 2_000;
  const secondsWith = (nameIn: (construct: number) => string) => {
    const blocks = Array.from({ length: COUNT * 3 }, (_, index) => {
      const construct = Math.floor(index / 3);
      const name = `${nameIn(construct)}_${index}`;
      return [name, at(`c${construct}/${name}`, { name: `n-${index}`, group: `g-${construct}` })] as const;
    });
    const begin = process.cpuUsage();
    const { stack } = resources({ a_subnet: Object.fromEntries(blocks) });
    expect(stack.blocks).toHaveLength(COUNT);
    const { user, system } = process.cpuUsage(begin);
    return user + system;
  };
  secondsWith((construct) => `x${construct}`);
  const own = secondsWith((construct) => `x${construct}`);
  expect(secondsWith(() => "subnet")).toBeLessThan(own * 2.5);
}, 120_000);

describe("an output that cdktf made for another stack", () => {
  const STATE = "data.terraform_remote_state.network";
  const OF_OWNER = new Map([[STATE, "network"]]);
  const reader = (input: string, more: JsonObject = {}): JsonObject => ({
    data: { terraform_remote_state: { network: { backend: "s3" } } },
    resource: { terraform_data: { note: { input } } },
    ...more,
  });

  /** The outputs and what reads them, of an owner with a reader. */
  function named(output: JsonObject, reading: JsonObject, reads: ReadonlyMap<string, string> = OF_OWNER) {
    const values = Object.entries(output).map(([name, value]) => [name, { value }]);
    const drafts = withNamedOutputs([
      { name: "network", draft: draftOf(readStack({ output: Object.fromEntries(values) })), reads: new Map() },
      { name: "notes", draft: draftOf(readStack(reading)), reads },
    ]);
    const [owner, notes] = drafts.map(({ stack }) => stack.sections);
    return { outputs: Object.keys(owner.output ?? {}), notes };
  }

  const read = (name: string) => `\${${STATE}.outputs.${name}}`;

  test.each([
    ["${aws_vpc.main.id}", "main_vpc_id"],
    ["${aws_vpc.vpc.id}", "vpc_id"],
    ["${aws_vpc.network_vpc.id}", "network_vpc_id"],
    ["${module.vpc.vpc_id}", "vpc_id"],
    ['${aws_subnet.subnet["web"].id}', "subnet_web_id"],
    ["${kubernetes_namespace_v1.web.metadata[0].uid}", "web_namespace_metadata_uid"],
  ])("of %s is called %s, and its reader follows", (value, name) => {
    const { outputs, notes } = named({ "cross-stack-output-x": value }, reader(`a-${read("cross-stack-output-x")}`));
    expect(outputs).toEqual([name]);
    expect(notes.resource).toEqual({ terraform_data: { note: { input: `a-${read(name)}` } } });
  });

  test("shares its name with no other, and takes none of a person", () => {
    const value = "${aws_vpc.vpc.id}";
    const reads = reader(`${read("cross-stack-output-a")} ${read("cross-stack-output-a_b")}`);
    const { outputs, notes } = named({ "cross-stack-output-a": value, "cross-stack-output-a_b": value, vpc_id: "x" }, reads);
    expect(outputs).toEqual(["vpc_id_2", "vpc_id_3", "vpc_id"]);
    expect(notes).toHaveProperty("resource.terraform_data.note.input", `${read("vpc_id_2")} ${read("vpc_id_3")}`);
  });

  const made = "cross-stack-output-x";
  const byKey = `\${${STATE}.outputs["${made}"]}`;

  test.each<[string, string, JsonObject, ReadonlyMap<string, string>]>([
    ["nobody here reads it", made, reader("x"), OF_OWNER],
    ["it is read by a key", made, reader(byKey), OF_OWNER],
    ["somebody else reads it by a key as well", made, reader(read(made) + byKey), OF_OWNER],
    ["it is read from a state that may be another one", made, reader(read(made)), new Map()],
    ["a person has named it", "vpc", reader(read("vpc")), OF_OWNER],
    ["all outputs are read together, too", made, reader(`${read(made)} \${keys(${STATE}.outputs)}`), OF_OWNER],
    ["a value is part of the name that is read, too", made, reader(`${read(made)} \${${STATE}.outputs[local.a]}`), OF_OWNER],
  ])("keeps its name where %s", (_why, name, reading, reads) => {
    expect(named({ [name]: "${aws_vpc.main.id}" }, reading, reads)).toEqual({
      outputs: [name],
      notes: readStack(reading).sections,
    });
  });

  test("gets its name whatever outputs of other stacks are called, and keeps it where its value is no attribute", () => {
    const reading = reader(read(made), { output: { [made]: { value: "x" }, [`${made}_b`]: { value: "y" } } });
    expect(named({ [made]: "${aws_vpc.main.id}" }, reading).outputs).toEqual(["main_vpc_id"]);
    expect(named({ [made]: "${upper(aws_vpc.main.id)}" }, reader(read(made))).outputs).toEqual([made]);
  });
});
