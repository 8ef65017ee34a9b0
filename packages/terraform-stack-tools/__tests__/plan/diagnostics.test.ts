import { planError } from "../../src/plan/run";
import { readStack } from "../../src/stack/stack";

describe("an error", () => {
  const source = readStack({
    resource: { registry: { acr: { "//": { metadata: { path: "stack/acr/Default" } } } } },
    data: { vault: { one: { "//": { metadata: { path: "stack/vault" } } } } },
    variable: { size: { "//": { metadata: { path: "stack/size" } } } },
  });
  const REJECTED = "Invalid value for variable";
  const VALUES = { context: "run.changed", values: [{ traversal: "local.x" }, { traversal: "var.name" }] };
  const message = (diagnostic: object, secrets: string[] = []) =>
    planError("the stack", [{ severity: "error", summary: "Bad", ...diagnostic }], source, secrets).message;

  test.each<[string, object, string]>([
    ["its address", { address: "registry.acr" }, "[stack/acr/Default] registry.acr: Bad"],
    ["a data source", { address: "data.vault.one" }, "[stack/vault] data.vault.one: Bad"],
    ["a place in the file", { snippet: { context: "resource.registry.acr.lifecycle" } }, "[stack/acr/Default] registry.acr: Bad"],
    ["a variable", { snippet: { context: "variable.size" } }, "[stack/size] variable.size: Bad"],
    ["an address in its words", { detail: 'Use "registry.acr.id".' }, '[stack/acr/Default] registry.acr: Bad\n  Use "registry'],
    ["an address that has no construct", { address: "module.m.a.b" }, "planned\n\nmodule.m: Bad"],
    ["nothing", { snippet: { context: null } }, "cannot be planned\n\nBad"],
    ["the variable whose value is rejected", { summary: REJECTED, snippet: VALUES }, `planned\n\nvar.name: ${REJECTED}`],
    ["its place, where no value is rejected", { snippet: VALUES }, "planned\n\nrun.changed: Bad"],
  ])("names the construct by %s", (_name, diagnostic, expected) => {
    expect(message(diagnostic)).toContain(expected);
  });

  test.each([
    ["the longest first", "got canary-4f1c and canary", ["canary-4f1c", "canary"], "got (sensitive value) and (sensitive value)"],
    [
      "so that it stays readable",
      "be a name, got \"a\" and 'm'",
      ["a", "m"],
      "be a name, got (sensitive value) and (sensitive value)",
    ],
  ])("hides secrets, %s", (_how, detail, secrets, shown) => {
    expect(message({ detail }, secrets)).toContain(shown);
  });

  test("is in the provider's words, each said once, without a stack trace, and without warnings unless there is nothing else", () => {
    const bad = { severity: "error", summary: "Bad", detail: "line one\nline two" } as const;
    const error = planError("the stack", [bad, bad, { severity: "warning", summary: "Old" }], readStack({ terraform: {} }), []);
    expect(error.message).toBe("the stack cannot be planned\n\nBad\n  line one\n  line two");
    expect(error.stack).toBe(`PlanError: ${error.message}`);
    const alone = planError("the stack", [{ severity: "warning", summary: "Failed to render" }], source, []);
    expect(alone.message).toBe("the stack cannot be planned\n\nFailed to render");
  });

  test.each([
    ["reads a secret variable", "${var.password}"],
    ["reads it by way of a local value", "${local.login}"],
    ["marks a value itself", '${sensitive("canary-4f1c")}'],
  ])("leaves out what a provider says of a block that %s, since it may quote a part of it", (_why, value) => {
    const secret = readStack({
      resource: { a: { b: { value }, c: { value: "open" } } },
      locals: { login: "user:${var.password}" },
      variable: { password: { sensitive: true } },
    });
    const said = (address: string) =>
      planError("the stack", [{ severity: "error", summary: "Bad canary-4f", detail: "got canary-4f", address }], secret, []);
    expect(said("a.b").message).toContain("a.b: The provider refuses it");
    expect(said("a.b").message).not.toContain("canary");
    expect(said("a.c").message).toContain("a.c: Bad canary-4f\n  got canary-4f");
  });

  test("leaves out what a function or a provider says over a state that is given, and not what names no value of it", () => {
    const said = (diagnostic: object, isStateGiven: boolean) => {
      return planError("the stack", [{ severity: "error", ...diagnostic } as never], source, [], isStateGiven).message;
    };
    for (const diagnostic of [
      { summary: "Invalid function argument", detail: 'cannot convert "canary-4f" to number.' },
      { address: "registry.acr", summary: "canary-4f is taken", detail: "canary-4f" },
    ]) {
      expect(said(diagnostic, false)).toContain("canary-4f");
      expect(said(diagnostic, true)).toMatch(/^the stack cannot be planned\n\n.*\n {2}The details are left out here/);
      expect(said(diagnostic, true)).not.toContain("canary");
    }
    const detail = "This state requires provider registry.terraform.io/hashicorp/random.";
    expect(said({ summary: "Missing required provider", detail }, true)).toContain(detail);
  });

  test("shows the expression of a count that must be known, as it is written, but no secret", () => {
    const count = '${vault.one.id != "say why: canary-4f1c" ? 0 : 1}';
    const counted = readStack({ resource: { vault: { one: { password: "${var.password}" } }, a: { b: { count } } } });
    const of = (summary: string) => {
      const snippet = { context: "resource.a.b", code: JSON.stringify({ count }) };
      return planError("the stack", [{ severity: "error", summary, snippet } as never], counted, ["canary-4f1c"]).message;
    };
    expect(of("Invalid count argument")).toContain('count = ${vault.one.id != "say why: (sensitive value)" ? 0 : 1}');
    expect(of("Bad")).not.toContain("count = ");
  });

  test("says how to set outputs of another stack where a stack reads them", () => {
    const reader = readStack({ data: { terraform_remote_state: { net: {} } } });
    expect(planError("the stack", [], reader, []).message).toContain(
      'Outputs of other stacks are placeholders; set them with mocks: { "data.terraform_remote_state.net": { outputs: { … } } }',
    );
  });
});
