import { PlanError, planError } from "../../../src/providers/plan-error";

const source = {
  resource: { registry: { acr: { "//": { metadata: { path: "stack/acr/Default" } } } } },
  data: { vault: { one: [{ "//": { metadata: { path: "stack/vault" } } }] } },
};

const message = (diagnostic: object, secrets: string[] = []) =>
  planError("the stack", [{ severity: "error", summary: "Bad", ...diagnostic }], source, secrets).message;

test.each([
  ["its address", { address: "registry.acr" }, "[stack/acr/Default] registry.acr: Bad"],
  ["the address of an instance", { address: 'registry.acr["a.b"]' }, "[stack/acr/Default] registry.acr: Bad"],
  ["a data source", { address: "data.vault.one" }, "[stack/vault] data.vault.one: Bad"],
  ["a place in the file", { snippet: { context: "resource.registry.acr.lifecycle" } }, "[stack/acr/Default] registry.acr: Bad"],
  [
    "an address in its words",
    { detail: "Resource registry.acr is in use." },
    "[stack/acr/Default] registry.acr: Bad\n  Resource",
  ],
  ["nothing", {}, "cannot be planned\n\nBad"],
])("the construct is found by %s", (_name, diagnostic, expected) => {
  expect(message(diagnostic)).toContain(expected);
});

test("the words are the provider's, each said once, without warnings", () => {
  const diagnostics = [
    { severity: "error", summary: "Bad", detail: "line one\nline two" },
    { severity: "error", summary: "Bad", detail: "line one\nline two" },
    { severity: "warning", summary: "Old" },
  ];
  expect(planError("the stack", diagnostics, {}, []).message).toBe("the stack cannot be planned\n\nBad\n  line one\n  line two");
});

test("secrets are hidden, longer ones first", () => {
  expect(message({ detail: "got canary-4f1c and canary" }, ["canary-4f1c", "canary"])).toContain(
    "got (sensitive value) and (sensitive value)",
  );
});

test("there is no stack trace", () => {
  expect(new PlanError("words").stack).toBe("PlanError: words");
});

test("a variable whose value is not allowed is named", () => {
  const snippet = { context: "run.changed", values: [{ traversal: "local.x" }, { traversal: "var.name" }] };
  const summary = "Invalid value for variable";
  expect(message({ summary, snippet })).toContain(`var.name: ${summary}`);
  expect(message({ snippet })).not.toContain("var.name");
});

test("a plan that fails with a warning alone says that", () => {
  const diagnostics = [{ severity: "warning", summary: "Failed to render" }];
  expect(planError("the stack", diagnostics, {}, []).message).toBe("the stack cannot be planned\n\nFailed to render");
});

test("where another stack's state is read, the way to give its outputs is told", () => {
  const text = planError("the stack", [], { data: { terraform_remote_state: { net: {} } } }, []).message;
  expect(text).toContain('give it with mocks: { "data.terraform_remote_state.net": { outputs: { … } } }');
});
