import { draftOf } from "../../src/eject/rewrite/draft";
import { withPlainNames } from "../../src/eject/rewrite/names";
import type { Json } from "../../src/stack/json";
import { readStack } from "../../src/stack/stack";

const at = (path: string) => ({ "//": { metadata: { path } } });

const plain = (stack: Json) => withPlainNames(draftOf(readStack(stack)));

/** The blocks that have other names, by their address before. */
const namesOf = (stack: Json) =>
  Object.fromEntries(
    [...plain(stack).addresses]
      .filter(([from, to]) => from !== to)
      .map(([from, to]) => [from, to.slice(to.lastIndexOf(".") + 1)]),
  );

test.each([
  ["puller_Application_988A18CD", "s/puller/Application", "puller_application"],
  ["puller_Password-1_0448EAB0", "s/puller/Password-1", "puller_password_1"],
  ["acr-pull", "s/acr-pull", "acr_pull"],
  ["AKSCluster", "s/AKSCluster", "aks_cluster"],
  ["front-door_00000000", "s/front-door_00000000", "front_door_00000000"],
  ["1st", "s/1st", "block_1st"],
  ["_", "s/_", "block"],
  ["Zürich", "s/Zürich", "zu_rich"],
  ["of_unknown_path_12AB34CD", undefined, "of_unknown_path"],
])("makes of %s at %s the name %s", (name, path, expected) => {
  expect(namesOf({ resource: { a_b: { [name]: path === undefined ? {} : at(path) } } })).toEqual({ [`a_b.${name}`]: expected });
});

test("leaves names alone that are in snake_case and have no hash", () => {
  expect(namesOf({ resource: { a_b: { pull: at("s/pull"), a_1: at("s/a/1"), end_12345678: at("s/end_12345678") } } })).toEqual(
    {},
  );
});

test("gives each block of a type a name of its own, which no block had before", () => {
  const resource = { a_b: { "x-y": {}, X_y: {}, x_y: {}, x_y_2: {}, "gone-": {}, "old-": {} }, c_d: { "x-y": {} } };
  const moved = [{ from: "a_b.old", to: "a_b.new" }];
  const removed = [{ from: "a_b.gone", lifecycle: [{ destroy: false }] }];
  expect(namesOf({ resource, moved, removed })).toEqual({
    "a_b.X_y": "x_y_3",
    "a_b.x-y": "x_y_4",
    "a_b.gone-": "gone_2",
    "a_b.old-": "old_2",
    "c_d.x-y": "x_y",
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

test("changes every reference and nothing else", () => {
  expect(plain(STACK).stack.sections).toEqual({
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
