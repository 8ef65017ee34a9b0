import { stacksOf } from "../__tests__/support/scenarios";
import { render } from "../__tests__/support/stack";
import { scenarios } from "../stacks/main";

export const SYNTHESIZED_SCENARIOS = "packages/terraform-stack-tools/__tests__/fixtures/scenarios.json";

/** What the scenarios are synthesized to, a line each, for the tests of the tools, which have no CDK. */
export function synthesizedScenarios(): string {
  const lines = stacksOf(scenarios).map(
    (stack) => `${JSON.stringify(stack.node.id)}: ${JSON.stringify(render(stack))}`,
  );
  return `{\n${lines.join(",\n")}\n}\n`;
}
