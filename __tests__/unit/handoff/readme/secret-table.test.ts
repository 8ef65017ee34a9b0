import { secretSection } from "../../../../src/handoff/readme/secret-table";
import { outputsOf, variablesOf } from "../../../../src/terraform/variable";
import { blocks, GRANT } from "../../../support/hand-off";

const section = (stack: object) => secretSection(blocks(stack), variablesOf(stack as never), outputsOf(stack as never));

test("a grant leaves no secret", () => {
  expect(section(GRANT)).toMatch(
    /^\*\*No secret that this page knows of ends up in the state\.\*\*\n\n\*\*Not in the state:\*\*/,
  );
});

test("secrets, what is none, and what nobody knows stand apart", () => {
  const text = section({
    resource: { kubernetes_secret_v1: { pull: { data: {} } }, random_password: { x: {} }, kubernetes_job_v1: { check: {} } },
    module: { m: {} },
    variable: { password: { sensitive: true, default: "canary" } },
    output: { token: { sensitive: true, value: "canary" } },
  });
  expect(text).toContain(
    "| `kubernetes_secret_v1.pull` | the complete document in clear text, including user name and password |",
  );
  expect(text).toContain("| `kubernetes_job_v1.check` | it contains no secret |");
  expect(text).toContain("**Unknown, so treat the state as secret:** `random_password.x`, `module.m`.");
  expect(text).toContain("Secret inputs are `password`");
  expect(text).toContain("Secret outputs are `token`");
  expect(text).not.toContain("canary");
});

test("ephemeral inputs are kept nowhere", () => {
  const text = section({ variable: { a: { ephemeral: true }, b: { sensitive: true } } });
  expect(text).toContain("Secret inputs are `b`:");
  expect(text).toContain("Ephemeral inputs are `a`: they are in no state and no plan.");
});
