import { Construct } from "constructs";
import { once } from "../../../../src/constructs/private/once";
import { emptyApp, emptyStack, synthesize } from "../../../support/stack";

function claim(scope: Construct, id: string, thing: string): Construct {
  const construct = new Construct(scope, id);
  once(construct, thing, (first) => `${construct.node.path} also claims the ${thing} of ${first.node.path}`);
  return construct;
}

test("lets the first one have it, and the validation of all others says so", () => {
  const stack = emptyStack();
  const [first, second, third] = ["first", "second", "third"].map((id) => claim(stack, id, "crown"));
  expect(first.node.validate()).toEqual([]);
  expect(second.node.validate()).toEqual(["stack/second also claims the crown of stack/first"]);
  expect(third.node.validate()).toEqual(["stack/third also claims the crown of stack/first"]);
});

test("fails when the stack is synthesized", () => {
  const stack = emptyStack();
  claim(stack, "first", "crown");
  claim(stack, "second", "crown");
  expect(() => synthesize(stack)).toThrow("stack/second also claims the crown of stack/first");
});

test("sees claims at any depth of a stack", () => {
  const stack = emptyStack();
  claim(new Construct(stack, "team"), "first", "crown");
  expect(claim(stack, "second", "crown").node.validate()).toEqual(["stack/second also claims the crown of stack/team/first"]);
});

test("lets different things be claimed", () => {
  const stack = emptyStack();
  claim(stack, "first", "crown");
  expect(claim(stack, "second", "sceptre").node.validate()).toEqual([]);
});

test("keeps two stacks of an app apart", () => {
  const app = emptyApp();
  const [one, other] = [emptyStack(app, "one"), emptyStack(app, "other")];
  claim(one, "first", "crown");
  expect(claim(other, "first", "crown").node.validate()).toEqual([]);
  expect(claim(other, "second", "crown").node.validate()).toEqual(["other/second also claims the crown of other/first"]);
});
