import { join } from "node:path";
import { type EjectOptions, eject } from "../../packages/terraform-stack-tools/src/eject";
import { comparedAll } from "../../packages/terraform-stack-tools/src/eject/check";
import { configurationOf } from "../../packages/terraform-stack-tools/src/eject/configuration";
import { SHIPPED_SCHEMAS } from "../../packages/terraform-stack-tools/src/knowledge/catalogue/shipped-schemas";
import { KnownSchemas } from "../../packages/terraform-stack-tools/src/providers/schemas/known-schemas";
import { printedSchemas } from "../../packages/terraform-stack-tools/src/providers/schemas/printed";
import type { JsonObject } from "../../packages/terraform-stack-tools/src/stack/json";
import { FOREIGN_SCHEMAS, foreignStacks, RUNNING } from "../support/foreign/stacks";
import { cdktfOut, inFolder, sourceOf } from "../support/hand-off";
import { SCENARIOS } from "../support/scenarios";
import { emptyApp, render } from "../support/stack";
import { type Binary, binaries, inWorkspace, isInstallable, Workspace } from "../support/terraform";

const at = (path: string, body: JsonObject): JsonObject => ({ ...body, "//": { metadata: { path: `s/${path}` } } });

const local = (name: string): JsonObject => ({ backend: { local: { path: `/app/terraform.${name}.tfstate` } } });

const kubernetes = { kubernetes: { source: "hashicorp/kubernetes", version: "2.38.0" } };

const team = (name: string, quota: string): JsonObject => ({
  kubernetes_namespace_v1: {
    [`${name}_Namespace_0000000A`]: at(`${name}/Namespace`, { metadata: { name: `team-${name}`, labels: { team: name } } }),
  },
  kubernetes_config_map_v1: {
    [`${name}_Quota_0000000A`]: at(`${name}/Quota`, {
      metadata: { name: "quota", namespace: `\${kubernetes_namespace_v1.${name}_Namespace_0000000A.metadata[0].name}` },
      data: { quota },
    }),
  },
});

function merged(parts: readonly JsonObject[]): JsonObject {
  const types = ["kubernetes_namespace_v1", "kubernetes_config_map_v1"];
  return Object.fromEntries(types.map((type) => [type, Object.assign({}, ...parts.map((part) => part[type]))]));
}

/** Two stacks, of which one reads an output of the other, with siblings and hashed names. */
const APP = {
  teams: {
    "//": { metadata: { stackName: "teams" } },
    terraform: { ...local("teams"), required_providers: kubernetes },
    provider: { kubernetes: [{ config_path: "kubeconfig" }] },
    resource: merged([team("web", "10"), team("shop", "20"), team("search", "5")]),
    output: { "cross-stack-output-x": { value: "${kubernetes_namespace_v1.web_Namespace_0000000A.metadata[0].uid}" } },
  },
  notes: {
    "//": { metadata: { stackName: "notes" } },
    terraform: local("notes"),
    data: {
      terraform_remote_state: {
        "cross-stack-reference-input-teams": {
          backend: "local",
          config: { path: "/app/terraform.teams.tfstate" },
          workspace: "${terraform.workspace}",
        },
      },
    },
    resource: {
      terraform_data: {
        "Note-1": {
          input: "${data.terraform_remote_state.cross-stack-reference-input-teams.outputs.cross-stack-output-x}",
        },
      },
    },
  },
};

function comparisons(stacks: Readonly<Record<string, JsonObject>>, binary: Binary, options: Partial<EjectOptions> = {}) {
  return inFolder((folder) => {
    const input = cdktfOut(folder, stacks);
    const { comparisons } = eject({ input, out: join(folder, "out"), check: true, binary, ...options });
    return comparisons;
  });
}

const scenarios = SCENARIOS.map(([id, stack]) => [id, render(stack)] as const).filter(([, stack]) => isInstallable(stack));
const foreign = foreignStacks(emptyApp()).map((stack) => [stack.node.id, render(stack)] as const);

describe.each(binaries())("%s", (binary) => {
  test("plans no changes for an app with siblings, hashed names and outputs that another stack reads", () => {
    expect(comparisons(APP, binary)).toEqual([
      { name: "notes", objects: 1, differences: [] },
      { name: "teams", objects: 6, differences: [] },
    ]);
  });

  test.each(scenarios)("plans no changes for %s", (id, stack) => {
    const [comparison] = comparisons({ [id]: stack }, binary);
    expect(comparison).toEqual({ name: id, objects: expect.any(Number), differences: [] });
  });

  const running = foreign.filter(([name]) => name in RUNNING);

  test.each(running)("plans no changes for the foreign stack %s", (name, stack) => {
    const [comparison] = comparisons({ [name]: stack }, binary, { schemas: [FOREIGN_SCHEMAS] });
    expect(comparison).toEqual({ name, objects: expect.any(Number), differences: [] });
  });

  test("finds nothing to format", () => {
    inWorkspace(binary, (workspace) => {
      workspace.succeed("init");
      const known = new KnownSchemas([printedSchemas(FOREIGN_SCHEMAS), SHIPPED_SCHEMAS]);
      for (const [name, stack] of [...foreign, ...scenarios, ...Object.entries(APP)]) {
        const all = { instances: true, variables: true };
        for (const [path, text] of configurationOf(sourceOf(stack), new Map(), known, all).code) {
          workspace.file(`${name}/${path}`, text);
        }
      }
      expect(workspace.succeed("fmt", "-check", "-diff", "-recursive")).toBe("");
    });
  });

  const known = new KnownSchemas([SHIPPED_SCHEMAS]);
  const teams = () =>
    configurationOf({ ...sourceOf(APP.teams), name: "teams" }, new Map(), known, { instances: true, variables: true });

  test.each([
    ["a value", "main.tf", 'shop   = "20"', 'shop   = "21"', 'kubernetes_config_map_v1.quota["shop"]: update (data.quota)'],
    ["an instance", "main.tf", 'toset(["search", "shop", "web"])', 'toset(["search", "web"])', "cannot be planned"],
    ["a move", "moved.tf", 'quota["web"]', 'quota["wob"]', 'kubernetes_config_map_v1.quota["web"]: create'],
    ["an output", "outputs.tf", "uid", "name", "output 'cross-stack-output-x' changes"],
  ])("sees where %s is not the same", (_what, path, from, to, difference) => {
    const configuration = teams();
    const text = configuration.code.get(path) ?? "";
    expect(text).toContain(from);
    const code = new Map([...configuration.code, [path, text.replace(from, to)]]);
    const [{ differences, problem }] = comparedAll([{ ...configuration, code }], binary);
    expect([...differences, problem === undefined ? "" : "cannot be planned"]).toContain(difference);
  });
});

/** A state as the source left it, with what Terraform itself plans for the result: no stand-in is between them. */
describe.each(binaries())("the state that %s has written", (binary) => {
  test("is taken along by what is ejected", () => {
    const number = (name: string, input: string): JsonObject => at(`${name}/Number`, { input });
    const stack = {
      resource: {
        terraform_data: {
          a_Number_0000000A: number("a", "1"),
          b_Number_0000000A: number("b", "2"),
          "Last-1": at("Last-1", { input: "${terraform_data.a_Number_0000000A.output}", triggers_replace: ["x"] }),
        },
      },
      output: { last: { value: "${terraform_data.Last-1.output}" } },
    };
    const { code } = configurationOf(sourceOf(stack), new Map(), new KnownSchemas([SHIPPED_SCHEMAS]), {
      instances: true,
      variables: true,
    });
    const workspace = new Workspace(binary);
    try {
      workspace.write(stack).apply();
      workspace.removeFile("cdk.tf.json");
      for (const [path, text] of code) {
        workspace.file(path, text);
      }
      expect(workspace.succeed("plan", "-input=false")).toContain("Plan: 0 to add, 0 to change, 0 to destroy.");
      workspace.apply();
      workspace.removeFile("moved.tf");
      expect(workspace.succeed("plan", "-input=false", "-detailed-exitcode")).toContain("No changes.");
    } finally {
      workspace.remove();
    }
  });
});
