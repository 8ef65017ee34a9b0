import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type EjectOptions, eject } from "../../src/export/eject";
import type { Json, JsonObject } from "../../src/stack/json";
import { hashedName, inFolder, stackFolder, writeFiles } from "../support/hand-off";

/** What its owner stumbled over in a stack of somebody else, in the fewest words that still show it. */
function ejected(stack: Json, files: Readonly<Record<string, Json>> = {}, options: Partial<EjectOptions> = {}) {
  return inFolder((folder) => {
    const [input, out] = [stackFolder(folder, stack), join(folder, "out")];
    writeFiles(folder, files);
    const schemas = (options.schemas ?? []).map((file) => join(folder, file));
    eject({ input, out, ...options, schemas });
    const written = new Map(readdirSync(out).map((file) => [file, readFileSync(join(out, file), "utf8")]));
    return (file: string) => written.get(file) ?? "";
  });
}

const at = (path: string, body: JsonObject): JsonObject => ({ ...body, "//": { metadata: { path: `s/${path}` } } });

/** With JSON as CDKs and people write it, whose keys are in the order of their meaning. */
function policy(...statements: readonly JsonObject[]): string {
  return JSON.stringify({ Version: "2012-10-17", Statement: statements });
}

const ASSUME = policy({ Effect: "Allow", Principal: { Service: "ec2.amazonaws.com" }, Action: "sts:AssumeRole" });

/** With an expression as CDKs write it, whose quotes are no letters of JSON. */
function policyOf(effect: string): string {
  return policy({ Effect: "VALUE" }).replace("VALUE", () => effect);
}

describe("a JSON document", () => {
  const mainOf = (type: string, body: JsonObject) => ejected({ resource: { [type]: { role: body } } })("main.tf");

  test("is an object that Terraform encodes, where the provider compares what it says", () => {
    expect(mainOf("aws_iam_role", { name: "worker", assume_role_policy: ASSUME })).toBe(
      [
        'resource "aws_iam_role" "role" {',
        '  name = "worker"',
        "  assume_role_policy = jsonencode({",
        '    Version   = "2012-10-17"',
        '    Statement = [{ Effect = "Allow", Principal = { Service = "ec2.amazonaws.com" }, Action = "sts:AssumeRole" }]',
        "  })",
        "}",
        "",
      ].join("\n"),
    );
  });

  test("keeps the references in it", () => {
    const Resource = "${aws_s3_bucket.logs.arn}/*";
    const text = policy({ Effect: "Allow", Action: "s3:GetObject", Resource }, { Resource: "${aws_s3_bucket.logs.arn}" });
    const main = mainOf("aws_iam_role_policy", { role: "worker", policy: text });
    expect(main).toContain('Resource = "${aws_s3_bucket.logs.arn}/*"');
    expect(main).toContain("Resource = aws_s3_bucket.logs.arn }");
  });

  test.each([
    ["a reference that may be a number", "${a_b.c.size}", "tostring(a_b.c.size)"],
    ["a number whose name is that of texts elsewhere", "${aws_b.c.vlan_id}", "tostring(aws_b.c.vlan_id)"],
    ["a number in a block", "${google_b.c.interface[0].id}", "tostring(google_b.c.interface[0].id)"],
    ["an id", "${data.aws_b.c[0].id}", "data.aws_b.c[0].id"],
    ["an input that is a text", "${var.effect}", "var.effect"],
    ["a call", '${join("-", [var.effect, "x"])}', 'join("-", [var.effect, "x"])'],
    ["a condition", 'a-${var.on ? "b" : "c"}', '"a-${var.on ? "b" : "c"}"'],
    ["an escape of Terraform's", "$${aws:username}", '"$${aws:username}"'],
  ])("has %s in it", (_what, value, written) => {
    const stack = {
      variable: { effect: { type: "string" }, on: { type: "bool" } },
      resource: { aws_sns_topic: { role: { policy: policyOf(value) } } },
    };
    expect(ejected(stack)("main.tf")).toContain(`Effect = ${written} }`);
  });

  test("has expressions in its keys", () => {
    const text = policy({ "${aws_b.c.url}:sub": "VALUE", "${aws_b.c.size}": "text" });
    const main = mainOf("aws_iam_role", { assume_role_policy: text });
    expect(main).toContain('"${aws_b.c.url}:sub" = "VALUE"');
    expect(main).toContain('(tostring(aws_b.c.size)) = "text"');
  });

  test.each<[string, string, JsonObject]>([
    ["nobody compares its meaning", "a_file", { policy: policy({ Effect: "Allow" }) }],
    ["a provider compares its letters", "aws_rolesanywhere_profile", { session_policy: policy({ Effect: "Allow" }) }],
    ["nobody knows the letters of an expression", "a_file", { policy: `[{"Effect":"\${aws_b.c.arn}","Sid":"a long name"}]` }],
    ["a function quotes", "aws_iam_role_policy", { policy: policyOf('${format("%q", var.a)}') }],
    ["a function encodes", "aws_iam_role_policy", { policy: policy({ Effect: "${jsonencode(var.effect)}" }) }],
    ["a quote is in an expression", "aws_iam_role_policy", { policy: policyOf('${replace(var.a, "b", "\\"")}') }],
    ["space is taken away", "aws_iam_role_policy", { policy: policy({ Effect: "Allow ${~ var.effect ~} x" }) }],
    ["an expression is no text in it", "aws_iam_role_policy", { policy: '{"Version":"2012-10-17","Limit":${var.a},"Sid":"b"}' }],
    ["a sign is before an expression", "aws_iam_role_policy", { policy: '{"Version":"2012-10-17","Limit":"\\u0024${var.a}"}' }],
    ["a key is there twice", "aws_iam_role_policy", { policy: '{"Version":"2012-10-17","Version":"2008-10-17","Statement":[]}' }],
    ["a number is in other letters", "aws_iam_role_policy", { policy: '{"Version":"2012-10-17","Limit":1.0,"Statement":[]}' }],
    ["half a letter is in it", "aws_iam_role_policy", { policy: '{"Version":"2012-10-17","Sid":"\\ud83d","Statement":[]}' }],
    ["a letter has another form", "aws_iam_role_policy", { policy: '{"Version":"2012-10-17","Sid":"e\\u0301","Statement":[]}' }],
    ["it is hardly longer than a word", "aws_iam_role_policy", { policy: '{"Version":"2012-10-17"}' }],
  ])("stays a text where %s", (_why, type, body) => {
    const main = mainOf(type, body);
    expect(main).toMatch(/policy +=/);
    expect(main).not.toMatch(/= jsonencode/);
  });

  test("is one anywhere, where Terraform would write the same letters", () => {
    const schema = JSON.stringify([{ mode: "NULLABLE", name: "time", type: "TIMESTAMP" }]);
    expect(mainOf("a_file", { schema })).toContain(
      'schema = jsonencode([{ mode = "NULLABLE", name = "time", type = "TIMESTAMP" }])',
    );
    const html = JSON.stringify([{ mode: "NULLABLE", name: "<b>", type: "TIMESTAMP" }]);
    expect(mainOf("a_file", { schema: html })).not.toContain("jsonencode");
  });
});

describe("siblings", () => {
  test("whose documents differ are blocks of their own", () => {
    const one = (name: string, Action: string) => at(name, { name, role: "r", policy: policy({ Effect: "Allow", Action }) });
    const main = ejected({ resource: { aws_iam_role_policy: { read: one("read", "s3:Get*"), write: one("write", "s3:Put*") } } })(
      "main.tf",
    );
    expect(main).not.toContain("for_each");
  });

  const users = ["ann", "bob", "eve"].flatMap((name) => [
    ["aws_identitystore_user", name, at(`users/${name}`, { user_name: name, display_name: name })] as const,
    [
      "aws_identitystore_group_membership",
      name,
      at(`members/${name}`, { group_id: "g", member_id: `\${aws_identitystore_user.${name}.user_id}` }),
    ] as const,
  ]);
  const ofType = (type: string) => Object.fromEntries(users.flatMap(([own, name, body]) => (own === type ? [[name, body]] : [])));
  const people = {
    resource: Object.fromEntries(
      ["aws_identitystore_user", "aws_identitystore_group_membership"].map((type) => [type, ofType(type)]),
    ),
  };

  test("of several types have keys of their own, and those of one read the other's by key", () => {
    const file = ejected(people);
    expect(file("locals.tf")).toBe("");
    expect(file("main.tf").match(/for_each = toset\(\["ann", "bob", "eve"\]\)/g)).toHaveLength(2);
    expect(file("main.tf")).toContain("aws_identitystore_user.user[each.key].user_id");
    expect(file("README.md")).toContain("Creates: identitystore group membership (3) and identitystore user (3).");
  });

  test("of several regions that have the same keys by chance keep their own", () => {
    const zone = (region: string, name: string) => at(`${region}/subnet-${name}`, { name: `snet-${name}`, network: region });
    const zones = ["east", "west"].flatMap((region) =>
      ["apps", "jobs", "site"].map((name): [string, JsonObject] => [hashedName([region, `subnet-${name}`]), zone(region, name)]),
    );
    const file = ejected({ resource: { a_subnet: Object.fromEntries(zones) } });
    expect(file("locals.tf")).toBe("");
    const written = ["east.tf", "west.tf", "main.tf"].map(file).join("");
    expect(written.match(/for_each = toset\(\["apps", "jobs", "site"\]\)/g)).toHaveLength(2);
  });
});

test("a block names its provider where its type does not", () => {
  const rules = { in_place: { provider: "azurerm" }, elsewhere: { provider: "azurerm.eu" }, of_another: { provider: "other" } };
  const main = ejected({
    terraform: {
      required_providers: { azurerm: { source: "hashicorp/azurerm", version: "4.55.0" }, other: { source: "a/other" } },
    },
    provider: { azurerm: [{ features: [{}] }, { features: [{}], alias: "eu" }] },
    resource: { azurerm_resource_group: rules },
  })("main.tf");
  expect(main.match(/^ *provider .*$/gm)).toEqual(["  provider = azurerm.eu", "  provider = other"]);
});

describe("lists of objects that providers take as blocks", () => {
  const rule = (name: string) => ({ name, access: "Allow", description: null, priority: 100, source_port_ranges: null });
  const groupOf = (security_rule: Json) =>
    ejected({
      terraform: { required_providers: { azurerm: { source: "hashicorp/azurerm", version: "4.55.0" } } },
      resource: { azurerm_network_security_group: { web: { name: "web", security_rule } } },
    })("main.tf");

  test("are blocks, which leave out what nobody states", () => {
    const main = groupOf([rule("ssh"), rule("web")]);
    expect(main.match(/^ {2}security_rule \{$/gm)).toHaveLength(2);
    expect(main).toContain('  security_rule {\n    name     = "ssh"\n    access   = "Allow"\n    priority = 100\n  }');
  });

  test.each<[string, Json, string]>([
    ["empty", [], "security_rule = []"],
    ["made by an expression", "${var.rules}", "security_rule = var.rules"],
    ["of objects that have others in them", [{ name: "a", more: [{ b: null }] }], "b = null"],
  ])("stay lists where they are %s", (_why, value, written) => {
    expect(groupOf(value)).toContain(written);
  });
});

test("inputs and outputs have the descriptions that the app gave them, and no others", () => {
  const file = ejected({
    variable: { size: { type: "string" }, owner: { type: "string", description: "Who is paged" } },
    terraform: { required_providers: { random: { source: "hashicorp/random", version: "3.7.2" } } },
    resource: {
      random_pet: { a: { prefix: "${var.size}-${var.owner}" } },
    },
    output: { prefix: { value: "${random_pet.a.prefix}" }, id: { value: "${random_pet.a.id}", description: "Its name" } },
  });
  const written = ["variables.tf", "outputs.tf"].map(file).join("");
  expect(written.match(/description *= .*/g)).toEqual(['description = "Who is paged"', 'description = "Its name"']);
});

test("the README calls things as people call them, says how to log in, and how to treat the state", () => {
  const readme = ejected({
    terraform: { required_providers: { aws: { source: "hashicorp/aws", version: "5.0.0" }, helm: { source: "hashicorp/helm" } } },
    resource: {
      aws_iam_role: { a: { name: "a" } },
      aws_s3_bucket: { b: { bucket: "b" }, c: { bucket: "c" } },
      aws_sqs_queue: { d: { name: "d" } },
      null_resource: { e: { triggers: ["x"] } },
    },
  })("README.md");
  expect(readme).toContain("Creates: s3 bucket (2), iam role, sqs queue and null resource.");
  expect(readme).toContain("- `aws`: `aws sso login` and `AWS_PROFILE`;");
  expect(readme).toContain("- `helm`: a kubeconfig file, by `KUBE_CONFIG_PATH`");
  expect(readme).toContain("**Secrets may be in the state.** Unknown for 5 blocks, so treat the state as secret.");
});
