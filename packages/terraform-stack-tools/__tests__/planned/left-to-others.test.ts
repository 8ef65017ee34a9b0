import { leftToOthers } from "../../src/planned/left-to-others";
import { findingsOf, rulesFor } from "../../src/report/findings";
import { report } from "../../src/report/report";
import type { JsonObject } from "../../src/stack/json";
import { readStack } from "../../src/stack/stack";
import { reviewed } from "../support/reviewed";

const bucket = (body: JsonObject, more: JsonObject = {}) => readStack({ resource: { aws_s3_bucket: { a: body } }, ...more });

const leaving = (before: JsonObject, after: JsonObject, ...ignored: string[]) =>
  leftToOthers(bucket(before), bucket({ ...after, lifecycle: { ignore_changes: ignored } })).map(({ argument }) => argument);

test("an argument that was stated and is ignored instead is left to others", () => {
  expect(leftToOthers(bucket({ tags: { team: "web" } }), bucket({ lifecycle: { ignore_changes: ["tags"] } }))).toEqual([
    { address: "aws_s3_bucket.a", argument: "tags" },
  ]);
});

test.each<[string, JsonObject, JsonObject, string[]]>([
  ["is only gone, which resets it", { acl: "private" }, {}, ["tags"]],
  ["is stated still", { acl: "private" }, { acl: "public-read" }, ["acl"]],
  ["is stated as none", { acl: "private" }, { acl: "" }, ["acl"]],
  ["was null", { acl: null }, {}, ["acl"]],
  ["was ignored before", { acl: "private", lifecycle: { ignore_changes: ["acl"] } }, {}, ["acl"]],
  ["was ignored with all others before", { acl: "private", lifecycle: { ignore_changes: "all" } }, {}, ["acl"]],
  ["is in a block that is gone, of which only a part is ignored", { rule: { a: 1, b: 2 } }, {}, ["rule[0].a"]],
  ["is Terraform's own", { count: 1, provider: "aws.west", lifecycle: { prevent_destroy: true } }, {}, ["count", "provider"]],
  ["begins with the same letters", { tags_all: {} }, {}, ["tags"]],
  ["was never there", {}, {}, ["tags", "__proto__", "constructor"]],
])("nothing is left to others that %s", (_case, before, after, ignored) => {
  expect(leaving(before, after, ...ignored)).toEqual([]);
});

test.each<[string, JsonObject, JsonObject, string, string]>([
  ["a block", { rule: { a: 1 } }, {}, "rule", "rule"],
  ["a block in a list of one", { rule: [{ a: 1, b: 2 }] }, { rule: { b: 2 } }, "rule[0].a", "rule.a"],
  ["a part of a block that is ignored as a whole", { rule: { a: 1, b: 2 } }, { rule: [{ b: 2 }] }, "rule", "rule.a"],
  ["a block in a block", { rule: { part: { a: 1 } } }, { rule: {} }, "rule[0].part", "rule.part"],
  ["a key of a map", { tags: { "cost-center": "1", b: "2" } }, { tags: { b: "2" } }, 'tags["cost-center"]', "tags.cost-center"],
  ["a dynamic block", { dynamic: { rule: { for_each: [], content: { a: 1 } } } }, {}, "rule", "rule"],
  ["what was reset before", { tags: {} }, {}, "tags", "tags"],
])("%s", (_case, before, after, ignored, expected) => {
  expect(leaving(before, after, ignored)).toEqual([expected]);
});

test("a dynamic block states its block still", () => {
  expect(leaving({ rule: { a: 1 } }, { dynamic: [{ rule: { for_each: [], content: { a: 2 } } }] }, "rule")).toEqual([]);
});

test("with `all`, everything that is gone is left to others", () => {
  const after = bucket({ acl: "private", lifecycle: [{ ignore_changes: "all" }] });
  const found = leftToOthers(bucket({ acl: "private", tags: {}, bucket: "b", depends_on: [] }), after);
  expect(found.map(({ argument }) => argument)).toEqual(["bucket", "tags"]);
});

test("a resource that moves is still the same, over several steps", () => {
  const ignoring = { lifecycle: { ignore_changes: ["tags"] } };
  const moved = [
    { from: "aws_s3_bucket.a", to: "aws_s3_bucket.b" },
    { from: "aws_s3_bucket.b", to: "aws_s3_bucket.c" },
  ];
  const after = readStack({ resource: { aws_s3_bucket: { c: ignoring } }, moved });
  expect(leftToOthers(bucket({ tags: {} }), after)).toEqual([{ address: "aws_s3_bucket.c", argument: "tags" }]);
});

test("a resource that is gone, new or only read leaves nothing", () => {
  const reading = (body: JsonObject) => readStack({ data: { aws_s3_bucket: { a: body } } });
  const ignoring = { lifecycle: { ignore_changes: ["tags"] } };
  expect(leftToOthers(bucket({ tags: {} }), readStack({ resource: {} }))).toEqual([]);
  expect(leftToOthers(readStack({ resource: {} }), bucket(ignoring))).toEqual([]);
  expect(leftToOthers(reading({ tags: {} }), reading(ignoring))).toEqual([]);
});

test("each is a finding of its own, which fails no test, and whose rule is asked only where there is one", () => {
  const left = reviewed({}, {}, { leftToOthers: ["tags", "acl"].map((argument) => ({ address: "aws_s3_bucket.a", argument })) });
  expect(findingsOf(left)).toEqual([
    { rule: "left-to-others", address: "aws_s3_bucket.a", message: "tags: set before, now left to others" },
    { rule: "left-to-others", address: "aws_s3_bucket.a", message: "acl: set before, now left to others" },
  ]);
  expect(JSON.stringify(report([left]))).toContain("set before, now left to others");
  expect(rulesFor([left])).toContain("left-to-others");
  expect(rulesFor([reviewed()])).not.toContain("left-to-others");
});

test("of a plan that an engine made, a report says that it cannot know them", () => {
  const [end] = report([reviewed({}, {}, { isFromEngine: true })]).slice(-1);
  expect(JSON.stringify(end)).toContain("only stack-tools plan shows");
  expect(JSON.stringify(report([reviewed()]).slice(-1))).not.toContain("only stack-tools plan shows");
});
