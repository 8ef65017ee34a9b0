import { addressed } from "../../../src/plan/prepare/prepare";
import { readStack } from "../../../src/stack/stack";

test("each block tells its address, with the key of its instance and as it was before moves", () => {
  const stack = readStack({
    resource: {
      a: { one: { name: "n" }, counted: { count: 2 }, each: { for_each: {} }, now: {} },
      terraform_data: { own: {} },
    },
    data: { b: { found: {} }, terraform_remote_state: { other: {} } },
    module: { m: { source: "x/y/z" } },
    moved: [{ from: "a.before", to: "a.now" }],
  });
  const { resource, data, module } = addressed(stack);
  expect(resource).toEqual({
    a: {
      one: { name: "n", stack_tools_address: "a.one" },
      counted: { count: 2, stack_tools_address: "a.counted[${count.index}]" },
      each: { for_each: {}, stack_tools_address: "a.each[${jsonencode(each.key)}]" },
      now: { stack_tools_address: "a.before" },
    },
    terraform_data: { own: { stack_tools_address: "terraform_data.own" } },
  });
  expect(data).toEqual({
    b: { found: { stack_tools_address: "data.b.found" } },
    terraform_remote_state: { other: { stack_tools_address: "data.terraform_remote_state.other" } },
  });
  expect(module).toEqual({ m: { source: "x/y/z" } });
});
