import { Testing } from "cdktf";
import { SCENARIOS } from "../../support/scenarios";

// As a user tests what an app synthesizes. What changes here changes in the Terraform of everybody who copied the scenario:
// another address destroys a resource and creates another.
test.each(SCENARIOS)("the stack %s synthesizes the same", (_id, stack) => {
  expect(Testing.synth(stack, true)).toMatchSnapshot();
});
