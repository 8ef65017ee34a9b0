import { makeUniqueId } from "cdktf/lib/private/unique";
import { rewritten } from "../../src/eject/configurations";
import { plainText } from "../../src/eject/rewrite/plain";
import type { Json, JsonObject } from "../../src/stack/json";
import { readStack } from "../../src/stack/stack";

/** Blocks with the path of their construct. */
function at(path: string, body: JsonObject): JsonObject {
  return { ...body, "//": { metadata: { path: `stack/${path}` } } };
}

function resources(resource: Readonly<Record<string, JsonObject>>, more: JsonObject = {}) {
  return rewritten(readStack({ resource, ...more }), { instances: true, variables: true });
}

function sectionsOf(resource: Readonly<Record<string, JsonObject>>, more: JsonObject = {}): JsonObject {
  return resources(resource, more).stack.sections;
}

const SUBNETS = {
  a_subnet: {
    "subnet-apps": at("subnet-apps", { name: "snet-apps", cidr: "10.0.0.0/24", network: "${a_network.main.id}" }),
    "subnet-jobs": at("subnet-jobs", { name: "snet-jobs", cidr: "10.0.1.0/24", network: "${a_network.main.id}" }),
  },
  a_network: { main: at("main", { name: "net" }) },
};

describe("siblings", () => {
  test("that differ in their names and one value become one block, and the addresses say where each is", () => {
    const { stack, addresses } = resources(SUBNETS);
    expect(stack.sections.resource).toEqual({
      a_network: { main: { name: "net" } },
      a_subnet: {
        subnet: {
          for_each: { apps: "10.0.0.0/24", jobs: "10.0.1.0/24" },
          name: "snet-${each.key}",
          cidr: "${each.value}",
          network: "${a_network.main.id}",
        },
      },
    });
    expect(addresses.get("a_subnet.subnet-apps")).toBe('a_subnet.subnet["apps"]');
  });

  test("give their keys to those that refer to them one by one", () => {
    const { a_rule } = sectionsOf({
      ...SUBNETS,
      a_rule: {
        "rule-apps": at("rule-apps", { subnet: "${a_subnet.subnet-apps.id}", port: 80 }),
        "rule-jobs": at("rule-jobs", { subnet: "${a_subnet.subnet-jobs.id}", port: 443 }),
      },
    }).resource as Record<string, Json>;
    expect(a_rule).toEqual({
      rule: { for_each: { apps: 80, jobs: 443 }, subnet: "${a_subnet.subnet[each.key].id}", port: "${each.value}" },
    });
  });

  test("of constructs that are siblings become one as well", () => {
    const team = (name: string) => at(`${name}/Namespace`, { name: `team-${name}`, kind: "team" });
    const names = ["shop", "web", "search"].map((name): [string, JsonObject] => [makeUniqueId([name, "Namespace"]), team(name)]);
    expect(sectionsOf({ a_namespace: Object.fromEntries(names) }).resource).toEqual({
      a_namespace: { namespace: { for_each: '${toset(["search","shop","web"])}', name: "team-${each.key}", kind: "team" } },
    });
  });

  test("keep what refers to them: expressions, orders and triggers", () => {
    const { resource, output } = sectionsOf(
      {
        ...SUBNETS,
        a_vm: {
          one: at("one", { depends_on: ["a_subnet.subnet-apps", "a_subnet.subnet-jobs"], name: "vm" }),
        },
      },
      { output: { ids: { value: "${[a_subnet.subnet-apps.id]}" } } },
    );
    // Two that others read one by one stay what they are.
    expect(Object.keys((resource as Record<string, JsonObject>).a_subnet)).toEqual(["subnet_apps", "subnet_jobs"]);
    expect(output).toEqual({ ids: { value: "${[a_subnet.subnet_apps.id]}" } });
  });

  test("of three are one whoever reads them, and an order names the block as a whole", () => {
    const third = at("subnet-web", { name: "snet-web", cidr: "10.0.2.0/24", network: "${a_network.main.id}" });
    const { resource, output } = sectionsOf(
      {
        ...SUBNETS,
        a_subnet: { ...SUBNETS.a_subnet, "subnet-web": third },
        a_vm: {
          one: at("one", {
            name: "vm",
            depends_on: ["a_subnet.subnet-apps", "a_subnet.subnet-jobs"],
            lifecycle: { replace_triggered_by: ["a_subnet.subnet-web.id"] },
          }),
        },
      },
      { output: { id: { value: "${a_subnet.subnet-web.id}" } } },
    );
    expect((resource as Record<string, JsonObject>).a_vm.one).toEqual({
      name: "vm",
      depends_on: ["a_subnet.subnet"],
      lifecycle: { replace_triggered_by: ['a_subnet.subnet["web"].id'] },
    });
    expect(output).toHaveProperty("id.value", '${a_subnet.subnet["web"].id}');
  });

  const different: [string, JsonObject, JsonObject][] = [
    ["one waits for the other", { name: "aa", of: "x" }, { name: "bb", of: "${a_b.aa.id}" }],
    ["three values differ", { name: "aa", x: "1", y: "2", z: "3" }, { name: "bb", x: "4", y: "5", z: "6" }],
    ["one has more", { name: "aa" }, { name: "bb", size: 1 }],
    ["providers differ", { name: "aa", provider: "a.x" }, { name: "bb", provider: "a.y" }],
    ["rules about their life differ", { name: "aa" }, { name: "bb", lifecycle: { prevent_destroy: true } }],
    ["types differ", { name: "aa", size: 1 }, { name: "bb", size: "1" }],
    ["one is repeated itself", { name: "aa", count: 2 }, { name: "bb", count: 3 }],
    ["they run programs", { name: "aa", provisioner: [] }, { name: "bb", provisioner: [] }],
  ];

  test.each(different)("stay apart where %s", (_why, first, second) => {
    const { a_b } = sectionsOf({ a_b: { aa: at("aa", first), bb: at("bb", second) } }).resource as Record<string, JsonObject>;
    expect(Object.keys(a_b)).toEqual(["aa", "bb"]);
  });

  test("that would wait for each other by way of other siblings stay apart", () => {
    const { resource } = sectionsOf({
      a_b: { b1: at("b1", { name: "b-one", of: "${a_c.c2.id}" }), b2: at("b2", { name: "b-two", of: "none" }) },
      a_c: { c1: at("c1", { name: "c-one", of: "${a_b.b2.id}" }), c2: at("c2", { name: "c-two", of: "none" }) },
    });
    const merged = Object.values(resource as Record<string, JsonObject>).filter((named) => Object.keys(named).length === 1);
    expect(merged.length).toBeLessThan(2);
  });

  test("are left alone where nobody wants them to be one", () => {
    const { stack } = rewritten(readStack({ resource: SUBNETS }), { instances: false, variables: false });
    expect(stack.blocks.map(({ address }) => address)).toEqual([
      "a_network.main",
      "a_subnet.subnet_apps",
      "a_subnet.subnet_jobs",
    ]);
  });
});

describe("values", () => {
  const both = (body: JsonObject) => ({ a_b: { one: at("x/one", { ...body, own: "1" }) }, a_c: { two: at("two", body) } });

  test("that several blocks have become variables with a default", () => {
    const { resource, variable } = sectionsOf(both({ location: "westeurope", tags: { team: "web" }, sku: "Basic" }));
    expect(variable).toEqual({
      location: { type: "string", default: "westeurope" },
      tags: { type: "map(string)", default: { team: "web" } },
    });
    expect((resource as Record<string, JsonObject>).a_c.two).toEqual({
      location: "${var.location}",
      tags: "${var.tags}",
      sku: "Basic",
    });
  });

  const west = { location: "west", tags: { team: "web" } };
  const east = { location: "east", tags: { team: "jobs" } };

  test.each([
    ["that are there once", { a_b: { one: at("one", { location: "x" }) } }, {}],
    ["of which the stack has another one", { ...both(west), a_d: { three: at("three", east) } }, {}],
    ["that are equal by chance, such as sizes", both({ instance_type: "t3.micro", vm_size: "B1", retention_in_days: 30 }), {}],
    ["of an input of the same name", both({ location: "x" }), { location: { type: "string", description: "x" } }],
    ["with expressions", both({ location: "${local.a}" }), {}],
    ["that everybody would see", both({ tags: { password: "hunter2" } }), {}],
  ])("stay %s", (_why, resource, variable) => {
    expect(sectionsOf(resource, { variable }).variable ?? {}).toEqual(variable);
  });
});

test.each([
  ['${zipmap([var.a, "b"], [{x = 1}, [2, 3]])}', '${{ (var.a) = {x = 1}, "b" = [2, 3] }}'],
  ["${zipmap(var.a, var.b)}", "${zipmap(var.a, var.b)}"],
  ["${zipmap([for x in var.a : x], [1])}", "${zipmap([for x in var.a : x], [1])}"],
  ["zipmap([a], [b])", "zipmap([a], [b])"],
])("writes %s as people do", (text, plain) => {
  expect(plainText(text)).toBe(plain);
});

describe("names", () => {
  const nameOf = (path: string, name = makeUniqueId(path.split("/").slice(1))) => {
    const { addresses } = resources({ a_group: { [name]: { "//": { metadata: { path } } } } });
    return addresses.get(`a_group.${name}`);
  };

  test.each([
    ["stack/net/Group/Resource", "net_group"],
    ["stack/mysql-server-mysql-server-2", "mysql_server_2"],
    ["stack/net/Default", "net"],
    ["stack/resource_group/ResourceGroup", "resource_group"],
    ["stack/resource_group/resource_group", "resource_group"],
    ["stack/api-gateway/api-gateway-managed-service", "api_gateway_managed_service"],
    ["stack/app-event-exporter/event-exporter-policy", "app_event_exporter_policy"],
    ["stack/net/10/10/subnet-10-10", "net_10_subnet_10_10"],
    [`stack/net/${"x".repeat(300)}`, `net_${"x".repeat(236)}`],
  ])("of %s have no hash and say nothing twice in a row: %s", (path, name) => {
    expect(nameOf(path)).toBe(`a_group.${name}`);
  });

  test("have no hash where early versions added one with the id of the stack", () => {
    expect(nameOf("stack/net", makeUniqueId(["stack", "net"]))).toBe("a_group.stack_net");
    expect(nameOf("meh/compute", "meh_compute_81610023")).toBe("a_group.meh_compute");
  });

  test.each([
    ["stack/new_new_york", "new_new_york", "new_new_york"],
    ["stack/net_DEADBEEF", "net_DEADBEEF", "net_deadbeef"],
    ["stack/net/group", "net_DEADBEEF", "net_deadbeef"],
    ["stack/net/cafe_12345678", "cafe_12345678", "cafe_12345678"],
  ])("of %s that an owner has chosen, such as %s, keep their words: %s", (path, chosen, name) => {
    expect(nameOf(path, chosen)).toBe(`a_group.${name}`);
  });

  test.each([
    [
      ["stack/group", "stack/group/Group"],
      ["group", "group_group"],
    ],
    [
      ["stack/B/group/group-a", "stack/B/group-a"],
      ["b_group_a", "b_group_group_a"],
    ],
  ])("that would be those of another block say a word twice rather than get a number: %j", (paths, names) => {
    const named = paths.map((path): [string, JsonObject] => [
      makeUniqueId(path.split("/").slice(1)),
      { "//": { metadata: { path } } },
    ]);
    const { a_b } = sectionsOf({ a_b: Object.fromEntries(named) }).resource as Record<string, JsonObject>;
    expect(Object.keys(a_b).sort()).toEqual(names);
  });
});

test("the data source of another stack is called by the name of that stack", () => {
  const name = "cross-stack-reference-input-network";
  const { stack, addresses } = rewritten(
    readStack({
      data: { terraform_remote_state: { [name]: { backend: "s3" } } },
      output: { a: { value: `\${data.terraform_remote_state.${name}.outputs.cross-stack-output-x}` } },
    }),
    { instances: true, variables: true },
  );
  expect(addresses.get(`data.terraform_remote_state.${name}`)).toBe("data.terraform_remote_state.network");
  expect(stack.outputs[0].value).toBe("${data.terraform_remote_state.network.outputs.cross-stack-output-x}");
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
