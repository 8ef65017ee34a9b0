import { objectOf } from "../../packages/terraform-stack-tools/src/stack/json";
import { hasStack, snippets, stackOf } from "../support/readme";
import { render } from "../support/stack";
import { binaries, inWorkspace } from "../support/terraform";

/** Those that reach behind our constructs. What these write is planned and applied by the other suites. */
const stacks = snippets()
  .filter(
    (snippet) => hasStack(snippet) && /defaultChild|findChild|RegistryRoleAssignmentMode|Backend|Iterator/.test(snippet.code),
  )
  .map((snippet) => [`${snippet.page}: ${snippet.title}`, render(stackOf(snippet))] as const);

describe.each(binaries().slice(0, 1))("%s", (binary) => {
  test.each(stacks)("accepts the snippet in %s", (_title, json) => {
    // The storage account of a backend exists in no test.
    const terraform = { ...objectOf(json.terraform), backend: { local: {} } };
    const output = inWorkspace(binary, (workspace) => workspace.write({ ...json, terraform }).succeed("validate"));
    expect(output).toContain("The configuration is valid");
  });
});
