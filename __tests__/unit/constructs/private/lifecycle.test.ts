import { lifecycle } from "../../../../src/constructs/private/lifecycle";

const CONDITION = { condition: "${var.ready}", errorMessage: "not ready" };

test.each([{}, { precondition: [] }, { precondition: [], postcondition: [] }, { ignoreChanges: [] }])(
  "is nothing for %j",
  (blocks) => {
    expect(lifecycle(blocks)).toBeUndefined();
  },
);

test("leaves out the empty lists and keeps the rest as it is", () => {
  const blocks = { precondition: [CONDITION], postcondition: [], ignoreChanges: ["tags"], createBeforeDestroy: false };
  expect(lifecycle(blocks)).toStrictEqual({ precondition: [CONDITION], ignoreChanges: ["tags"], createBeforeDestroy: false });
});

test("does not change what it is given", () => {
  const blocks = { precondition: [CONDITION], postcondition: [] };
  lifecycle(blocks);
  expect(blocks).toEqual({ precondition: [CONDITION], postcondition: [] });
});
