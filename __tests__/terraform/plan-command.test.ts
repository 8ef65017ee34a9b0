import { readFileSync } from "node:fs";
import { join } from "node:path";
import { cdktfOut, inFolder, stackFolder, writeFiles } from "../../packages/terraform-stack-tools/__tests__/support/hand-off";
import { outsideOfPipelines } from "../../packages/terraform-stack-tools/__tests__/support/pipeline";
import { called, REPORT_FORMATS } from "../../packages/terraform-stack-tools/__tests__/support/program";
import { faultsIn } from "../../packages/terraform-stack-tools/__tests__/support/schemas";
import { plan, planSerializer } from "../../packages/terraform-stack-tools/src/plan";
import { commandsOf } from "../support/commands";
import { FOLDER, stacksOfExample } from "../support/examples";
import { pages } from "../support/pages";
import { AFTER, BEFORE } from "../support/pull-request";
import { render } from "../support/stack";
import { describeBinaries } from "../support/terraform";

outsideOfPipelines();

const CANARY = "canary-4f1c";

function call(...args: string[]) {
  return called("plan", ...args);
}

/** Runs the body in a folder, so that reports have paths from there. */
function inside<T>(body: (folder: string) => T): T {
  const home = process.cwd();
  return inFolder((folder) => {
    process.chdir(folder);
    try {
      return body(folder);
    } finally {
      process.chdir(home);
    }
  });
}

/** A report in each format, from one plan. */
function reports(...args: string[]): Record<string, string> {
  const files = REPORT_FORMATS.flatMap((format) => ["--format", format, "--out", `reports/plan.${format}`]);
  const { code, out, error } = call(...args, ...files);
  expect({ code, error }).toEqual({ code: 0, error: "" });
  expect(out).toBe(`${REPORT_FORMATS.map((format) => `reports/plan.${format}`).join("\n")}\n`);
  return Object.fromEntries(REPORT_FORMATS.map((format) => [format, readFileSync(`reports/plan.${format}`, "utf8")]));
}

function writePullRequest(): string[] {
  cdktfOut(".", AFTER);
  cdktfOut("main", BEFORE);
  return ["cdktf.out", "--existing", "main/cdktf.out", "--var", `password=${CANARY}`];
}

/** What each report must be, whatever it says: without the secret, of every stack, and JSON as its schema says. */
function checkReports(files: Readonly<Record<string, string>>, stacks: readonly string[]): void {
  for (const [format, text] of Object.entries(files)) {
    expect({ format, hasSecret: text.includes(CANARY) }).toEqual({ format, hasSecret: false });
    const missing = format === "access" ? [] : stacks.filter((name) => !text.includes(name));
    expect({ format, missing }).toEqual({ format, missing: [] });
  }
  expect(faultsIn("report", JSON.parse(files.json))).toEqual([]);
  expect(faultsIn("access", JSON.parse(files.access))).toEqual([]);
}

const ACTIONS = {
  added: { "azurerm_role_assignment.pull": "create" },
  retired: { "kubernetes_secret_v1.gone": "delete" },
  shop: {
    "azurerm_container_registry.forgotten": "forget",
    "azurerm_container_registry.new": "no-op",
    "azurerm_container_registry.replaced": "replace",
    "azurerm_container_registry.updated": "update",
    "azurerm_role_assignment.created": "create",
    "azurerm_role_assignment.deleted": "delete",
    "azurerm_role_assignment.imported": "import, changes unknown",
    "azurerm_role_assignment.kept": "no-op",
    "data.azurerm_container_registry.read": "read",
    "kubernetes_secret_v1.created": "create",
  },
};

describeBinaries((binary) => {
  test("reports on a pull request with each action, with a stack that is new and one that is gone", () => {
    inside(() => {
      const args = [...writePullRequest(), "--binary", binary];
      const files = reports(...args);
      const { stacks } = JSON.parse(files.json);
      const actions = stacks.map(({ name, resources }: { name: string; resources: Record<string, { action: string }> }) => [
        name,
        Object.fromEntries(Object.entries(resources).map(([address, { action }]) => [address, action])),
      ]);
      expect(Object.fromEntries(actions)).toEqual(ACTIONS);
      checkReports(files, Object.keys(ACTIONS));
    });
  });

  test("writes the access that the example of a pipeline has committed", () => {
    inside(() => {
      cdktfOut(".", Object.fromEntries(stacksOfExample("pipeline").map((stack) => [stack.node.id, render(stack)])));
      const { out } = call("cdktf.out", "--binary", binary, "--format", "access");
      expect(out).toBe(readFileSync(join(FOLDER, "pipeline/access.json"), "utf8"));
    });
  });

  test("exits with 3 for what --fail-on names, and says what it is", () => {
    inside(() => {
      const args = [...writePullRequest(), "--binary", binary];
      const { code, out, error } = call(...args, "--fail-on", "replace,gain");
      expect(code).toBe(3);
      expect(out).toContain("Plan: ");
      expect(error).toContain(
        "--fail-on replace: shop: azurerm_container_registry.replaced: is replaced, forced by name; its images are lost\n",
      );
      expect(error).toContain("--fail-on gain: added: azurerm_role_assignment.pull: ");
      expect(error).not.toContain("--fail-on delete");
      const same = call(
        "cdktf.out",
        "--existing",
        "cdktf.out",
        "--var",
        `password=${CANARY}`,
        "--fail-on",
        "replace,delete,gain,unknown",
      );
      expect(same).toEqual({ code: 0, error: "", out: expect.stringContaining("No changes.") });
    });
  });

  test("has the snapshot that jest has, and shows the difference once it is another one", () => {
    inside((folder) => {
      const stack = stackFolder(folder, BEFORE.shop);
      const args = [stack, "--var=password=x", `--binary=${binary}`, "--snapshot=plans/shop.plan"];
      const variables = { password: "x" };
      expect(call(...args).code).toBe(0);
      const jest = planSerializer.serialize(plan(BEFORE.shop, { variables, binary }), undefined, "");
      expect(readFileSync("plans/shop.plan", "utf8")).toBe(`${jest}\n`);
      stackFolder(folder, AFTER.shop);
      const { code, out, error } = call(...args);
      expect({ code, error }).toEqual({ code: 4, error: expect.stringMatching(/^the plan differs from 'plans\/shop\.plan'; /) });
      expect(out).toContain('\n-     name = "fabrikam"\n');
      expect(out).toContain('\n+     name = "woodgrove"\n');
      expect(call(...args, "--update").code).toBe(0);
      expect(call(...args).code).toBe(0);
    });
  });

  test("reads values as Terraform does: .tfvars, .tfvars.json, --var, the last one first", () => {
    inside((folder) => {
      const types = { names: "list(string)", size: "number", text: "string", given: "any", object: "map(string)" };
      const stack = stackFolder(folder, {
        terraform: {},
        variable: Object.fromEntries(Object.entries(types).map(([name, type]) => [name, { type }])),
        output: Object.fromEntries(Object.keys(types).map((name) => [name, { value: `\${var.${name}}` }])),
      });
      writeFiles(folder, {
        "a.tfvars": 'names = ["a", "\\"b\\"", "c"]\nsize = 1\ntext = <<-T\n  two\n  lines $${x}\n  T\nother = 1\n',
        "b.tfvars.json": { size: 2, given: { a: [1, null] } },
      });
      const files = ["--var-file=a.tfvars", "--var-file=b.tfvars.json"];
      const { error, out } = call(stack, ...files, "--var", 'object={ a = "=x" }', `--binary=${binary}`, "--format=json");
      expect(error).toBe("");
      expect(JSON.parse(out).stacks[0].outputs).toEqual({
        names: ["a", '"b"', "c"],
        size: 2,
        text: "two\nlines ${x}\n",
        given: { a: [1, null] },
        object: { a: "=x" },
      });
      expect(call(stack, ...files, "--var=object={}", "--var=text=[", `--binary=${binary}`).out).toContain('text = "["');
    });
  });

  test.each([
    [["--var=password"], 2, "--var must be name=value."],
    [["--var=pasword=canary"], 1, "no stack has a variable 'pasword'; there is password."],
    [[], 1, "stack 'stack' has no value for password; add --var password=<value>, or --var-file."],
    [["--var-file=wrong.tfvars"], 1, "cannot be read by"],
    [["--var-file=wrong.tfvars.json"], 1, "is not JSON"],
    [["--var-file=missing.tfvars"], 1, "does not exist; check the path."],
    [["--var=password=x", "--mocks=wrong.json"], 1, "the answer of 'a' must be an object"],
    [["--var=password=x", "--mocks=misspelled.json"], 1, "no stack has the type or the address 'kubernetes_secret_v1.gon'"],
    [["--binary=missing"], 1, "or give --binary"],
  ])("refuses %j, and quotes no value", (args, code, message) => {
    inside((folder) => {
      const stack = stackFolder(folder, BEFORE.retired);
      writeFiles(folder, {
        "wrong.tfvars": 'password = "canary" "\n',
        "wrong.tfvars.json": '{"password": "canary" "',
        "wrong.json": { a: "canary" },
        "misspelled.json": { "kubernetes_secret_v1.gon": { id: "canary" } },
      });
      const outcome = call(stack, `--binary=${binary}`, ...args);
      expect(outcome).toEqual({ code, out: "", error: expect.stringContaining(message) });
      expect(outcome.error).not.toContain("canary");
    });
  });
});

describe("the commands of the pages", () => {
  const plans = pages()
    .flatMap((page) => commandsOf(page).calls)
    .map((words) => words.join(" "))
    .filter((line) => line.startsWith("npx terraform-stack-tools plan "));

  test.each(plans)("%s runs beside checkouts of the main branch and of what was handed over", (line) => {
    inside((folder) => {
      // The pages give a value to this variable.
      const variable = { team: { type: "string", default: "" } };
      const attach = { attach: { terraform: AFTER.added.terraform, resource: AFTER.added.resource, variable } };
      for (const checkout of ["main", "handed-over", "app"]) {
        cdktfOut(checkout, attach);
      }
      process.chdir(join(folder, "app"));
      const { code, error } = call(...line.split(" ").slice(3));
      expect({ code, error }).toEqual({ code: 0, error: "" });
    });
  });
});
