import { plan, planSerializer } from "../../../packages/terraform-stack-tools/src/plan";
import { inputsOf } from "../../support/inputs";
import { SCENARIOS } from "../../support/scenarios";
import { render } from "../../support/stack";
import { hasReal, programs } from "../../testbed/programs/place";

expect.addSnapshotSerializer(planSerializer);

beforeAll(() => {
  process.env.TF_CLI_ARGS_init = `-plugin-dir='${programs().mirror}'`;
});

// As a user tests what Terraform would do, with the real providers.
(hasReal() ? test : test.skip).each(SCENARIOS)("the stack %s is planned the same", (_id, stack) => {
  expect(plan(stack, { variables: inputsOf(render(stack)) })).toMatchSnapshot();
});
