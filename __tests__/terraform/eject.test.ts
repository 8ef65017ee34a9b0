import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { makeUniqueId } from "cdktf/lib/private/unique";
import { cdktfOut, inFolder, sourceOf, writeFiles } from "../../packages/terraform-stack-tools/__tests__/support/hand-off";
import { called } from "../../packages/terraform-stack-tools/__tests__/support/program";
import { comparedAll } from "../../packages/terraform-stack-tools/src/export/check";
import { type Configuration, configurationsOf } from "../../packages/terraform-stack-tools/src/export/configuration";
import { type EjectOptions, eject } from "../../packages/terraform-stack-tools/src/export/eject";
import { SHIPPED_SCHEMAS } from "../../packages/terraform-stack-tools/src/knowledge/catalogue/schemas";
import { KnownSchemas } from "../../packages/terraform-stack-tools/src/providers/schemas/known-schemas";
import { printedSchemas } from "../../packages/terraform-stack-tools/src/providers/schemas/sources";
import type { JsonObject } from "../../packages/terraform-stack-tools/src/stack/json";
import { everyOther } from "../support/every-other";
import { FOREIGN_SCHEMAS, foreignStacks, RUNNING } from "../support/foreign/stacks";
import { readPage } from "../support/pages";
import { SCENARIOS } from "../support/scenarios";
import { emptyApp, render } from "../support/stack";
import { type Binary, binaries, inWorkspace, isInstallable, Workspace } from "../support/terraform";

const at = (path: string, body: JsonObject): JsonObject => ({ ...body, "//": { metadata: { path: `s/${path}` } } });

const local = (name: string): JsonObject => ({ backend: { local: { path: `/app/terraform.${name}.tfstate` } } });

const kubernetes = { kubernetes: { source: "hashicorp/kubernetes", version: "2.38.0" } };

const team = (name: string, quota: string): JsonObject => ({
  kubernetes_namespace_v1: {
    [makeUniqueId([name, "Namespace"])]: at(`${name}/Namespace`, { metadata: { name: `team-${name}`, labels: { team: name } } }),
  },
  kubernetes_config_map_v1: {
    [makeUniqueId([name, "Quota"])]: at(`${name}/Quota`, {
      metadata: { name: "quota", namespace: `\${kubernetes_namespace_v1.${makeUniqueId([name, "Namespace"])}.metadata[0].name}` },
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
    output: {
      "cross-stack-output-x": { value: `\${kubernetes_namespace_v1.${makeUniqueId(["web", "Namespace"])}.metadata[0].uid}` },
    },
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
          input: "of ${data.terraform_remote_state.cross-stack-reference-input-teams.outputs.cross-stack-output-x}",
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

const ALL = true;

function configurationOf(stack: JsonObject, known: KnownSchemas, name = "grant"): Configuration {
  return configurationsOf([{ ...sourceOf(stack), name }], known, ALL)[0];
}

const scenarios = SCENARIOS.map(([id, stack]) => [id, render(stack)] as const).filter(([, stack]) => isInstallable(stack));
const foreign = foreignStacks(emptyApp()).map((stack) => [stack.node.id, render(stack)] as const);

describe.each(binaries().map((binary, row) => [binary, row] as const))("%s", (binary, row) => {
  test("plans no changes for an app with siblings, hashed names and outputs that another stack reads", () => {
    expect(comparisons(APP, binary)).toEqual([
      { name: "notes", objects: 1, differences: [] },
      { name: "teams", objects: 6, differences: [] },
    ]);
  });

  test.each(everyOther(scenarios, row))("plans no changes for %s", (id, stack) => {
    const [comparison] = comparisons({ [id]: stack }, binary);
    expect(comparison).toEqual({ name: id, objects: expect.any(Number), differences: [] });
  });

  const running = foreign.filter(([name]) => name in RUNNING);

  test.each(everyOther(running, row))("plans no changes for the foreign stack %s", (name, stack) => {
    const [comparison] = comparisons({ [name]: stack }, binary, { schemas: [FOREIGN_SCHEMAS] });
    expect(comparison).toEqual({ name, objects: expect.any(Number), differences: [] });
  });

  const NEVER_DONE = {
    terraform: { required_version: ">= 1.7.0" },
    resource: { terraform_data: { tick: at("tick", { input: "${timestamp()}" }), still: at("still", { input: "a" }) } },
    output: { now: { value: "${terraform_data.tick.output}" } },
  };

  test("calls no difference what the app would change as well, since its every plan does", () => {
    expect(comparisons({ clock: NEVER_DONE }, binary)).toEqual([
      {
        name: "clock",
        objects: 2,
        differences: [],
        pending: ["terraform_data.tick: update (input, output)", "output 'now' changes"],
      },
    ]);
    const clock = configurationOf(NEVER_DONE, new KnownSchemas([SHIPPED_SCHEMAS]), "clock");
    const code = new Map([...clock.code].map(([path, text]) => [path, text.replace('"a"', '"b"')]));
    const [{ differences, pending }] = comparedAll([{ ...clock, code }], { binary });
    expect(differences).toEqual([expect.stringMatching(/^terraform_data\.still: update \(input/)]);
    expect(pending).toEqual([expect.stringMatching(/^terraform_data\.tick: update/), "output 'now' changes"]);
  });

  test("reads what the app has copied", () => {
    const text = '${file("assets/note/0A/note.txt")}';
    inFolder((folder) => {
      const notes = { resource: { terraform_data: { Note_0A0B0C0D: at("Note/Resource", { input: text }) } } };
      const input = cdktfOut(folder, { notes });
      writeFiles(input, { "stacks/notes/assets/note/0A/note.txt": "remember" });
      const { comparisons } = eject({ input, out: join(folder, "out"), check: true, binary });
      expect(comparisons).toEqual([{ name: "notes", objects: 1, differences: [] }]);
    });
  });

  test("finds nothing to format", () => {
    inWorkspace(binary, (workspace) => {
      workspace.succeed("init");
      const known = new KnownSchemas([printedSchemas(FOREIGN_SCHEMAS), SHIPPED_SCHEMAS]);
      for (const [name, stack] of [...foreign, ...scenarios, ...Object.entries(APP)]) {
        for (const [path, text] of configurationOf(stack, known).code) {
          workspace.file(`${name}/${path}`, text);
        }
      }
      expect(workspace.succeed("fmt", "-check", "-diff", "-recursive")).toBe("");
    });
  });

  const known = new KnownSchemas([SHIPPED_SCHEMAS]);
  const teams = () => configurationOf(APP.teams, known, "teams");

  test.each([
    ["a value", "main.tf", 'shop   = "20"', 'shop   = "21"', 'kubernetes_config_map_v1.quota["shop"]: update (data.quota)'],
    ["an instance", "main.tf", 'toset(["search", "shop", "web"])', 'toset(["search", "web"])', "cannot be planned"],
    ["a move", "moved.tf", 'quota["web"]', 'quota["wob"]', 'kubernetes_config_map_v1.quota["web"]: create'],
    ["an output", "outputs.tf", "metadata[0].uid", "metadata[0].name", "output 'cross-stack-output-x' changes"],
  ])("sees where %s is not the same", (_what, path, from, to, difference) => {
    const configuration = teams();
    const text = configuration.code.get(path) ?? "";
    expect(text).toContain(from);
    const code = new Map([...configuration.code, [path, text.replace(from, to)]]);
    const [{ differences, problem }] = comparedAll([{ ...configuration, code }], { binary });
    expect([...differences, problem === undefined ? "" : "cannot be planned"]).toContain(difference);
  });

  test("sees where an output with another name than in the source has another value", () => {
    const sources = Object.entries(APP).map(([name, stack]) => ({ ...sourceOf(stack), name }));
    const [owner, reader] = configurationsOf(sources, known, ALL);
    const text = owner.code.get("outputs.tf") ?? "";
    expect(text).toContain('output "namespace_web_metadata_uid"');
    const code = new Map([...owner.code, ["outputs.tf", text.replace("metadata[0].uid", "metadata[0].name")]]);
    const [changed] = comparedAll([{ ...owner, code }, reader], { binary });
    expect(changed.differences).toEqual(["output 'namespace_web_metadata_uid' changes"]);
  });
});

/** As the page on going back says, with the state where app and result both find it. */
describe.each(binaries())("the way back with %s", (binary) => {
  const number = (name: string, input: string): JsonObject => at(`${name}/Number`, { input });
  const stack = (key: string): JsonObject => ({
    resource: {
      terraform_data: {
        a_Number_0000000A: number("a", "1"),
        b_Number_0000000A: number("b", "2"),
        "Last-1": at("Last-1", { input: `\${terraform_data.a_Number_0000000A.output} ${key}` }),
      },
    },
  });
  const PLACE = "terraform.tfstate";
  let app: Workspace;
  let result: Workspace;
  let before: string;

  const stateIn = ({ folder }: Workspace) => readFileSync(join(folder, PLACE), "utf8");
  const CHANGED = ["plan", "-input=false", "-detailed-exitcode"];
  const PAGE = readPage("docs/tools/leave-cdktf.md").text;
  /** What the page says to do in the folder of the result. */
  const inResult = (script = "") =>
    spawnSync("sh", ["-e", "-c", script.replace(/terraform(?= state)/g, binary)], { cwd: result.folder, encoding: "utf8" });

  beforeEach(() => {
    app = new Workspace(binary);
    result = new Workspace(binary);
    app.write(stack("x")).apply();
    before = stateIn(app);
    inFolder((folder) => {
      const out = join(folder, "out");
      eject({ input: cdktfOut(folder, { numbers: stack("x") }), out });
      for (const path of readdirSync(join(out, "numbers")).filter((name) => name.endsWith(".tf"))) {
        result.file(path, readFileSync(join(out, "numbers", path), "utf8"));
      }
    });
    result.file(PLACE, before).apply();
  });

  afterEach(() => {
    app.remove();
    result.remove();
  });

  test("is the state file that was kept, or its copy, which must be forced into a shared place", () => {
    expect(app.succeed(...CHANGED)).toContain("No changes.");
    const after = stateIn(result);
    app.file(PLACE, after);
    result.file("before.tfstate", before);
    expect(app.succeed("plan", "-input=false")).toContain("Plan: 3 to add, 0 to change, 3 to destroy.");
    const refused = (file: string) => {
      const { code, output } = result.run("state", "push", file);
      return { isRefused: code !== 0, output };
    };
    const serial = expect.stringContaining("cannot import state with serial");
    expect(refused("before.tfstate")).toEqual({ isRefused: true, output: serial });
    const { lineage } = JSON.parse(before);
    result.file("other.tfstate", before.replace(lineage, "00000000-0000-0000-0000-000000000000"));
    const other = expect.stringContaining("cannot import state with lineage");
    expect(refused("other.tfstate")).toEqual({ isRefused: true, output: other });
    const [, block] = /\n```sh\ncd terraform\/network\n([\s\S]*?)```/.exec(PAGE) ?? [];
    const { status, stderr } = inResult(block);
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    app.file(PLACE, stateIn(result));
    expect(app.succeed(...CHANGED)).toContain("No changes.");
    result.succeed("state", "push", "-force", "after.tfstate");
    expect(JSON.parse(stateIn(result)).resources).toEqual(JSON.parse(after).resources);
  });

  test("is not the copy once something else was applied, which it does not know: the addresses are taken back", () => {
    const main = readFileSync(join(result.folder, "main.tf"), "utf8");
    result.file("main.tf", main.replace(" x", " y")).file("new.tf", 'resource "terraform_data" "new" {}\n').apply();
    const after = stateIn(result);
    app.file(PLACE, after).file("before.tfstate", before).succeed("state", "push", "-force", "before.tfstate");
    expect(app.succeed("state", "list")).not.toContain("terraform_data.new");
    const moves = readFileSync(join(result.folder, "moved.tf"), "utf8").matchAll(/from = (.*)\n\s*to\s+= (.*)/g);
    for (const [, from, to] of moves) {
      result.succeed("state", "mv", to, from);
    }
    app.file(PLACE, stateIn(result));
    expect(app.plan()).toEqual({ "terraform_data.Last-1": "update", "terraform_data.new": "delete" });
  });
});

/** With what this program plans over it. The real providers have the rest: a state is theirs, and not made up. */
describe.each(binaries())("a state of %s that is given", (binary) => {
  let folder: string;
  let teams: Workspace;
  let notes: Workspace;
  let app: Readonly<Record<string, JsonObject>>;

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "cdktf-acr-aks-eject-"));
    [teams, notes] = [new Workspace(binary), new Workspace(binary)];
    const path = join(teams.folder, "terraform.tfstate");
    const local: JsonObject = { backend: { local: { path } } };
    const reads = { backend: "local", config: { path }, workspace: "${terraform.workspace}" };
    app = {
      teams: { ...APP.teams, terraform: { ...APP.teams.terraform, ...local } },
      notes: {
        ...APP.notes,
        data: { terraform_remote_state: { "cross-stack-reference-input-teams": reads } },
        terraform: { backend: { local: { path: join(notes.folder, "terraform.tfstate") } } },
      },
    };
    teams.write({ ...app.teams, terraform: { required_providers: kubernetes } }).apply();
    notes.write({ ...app.notes, terraform: {} }).apply();
  });

  afterAll(() => {
    teams?.remove();
    notes?.remove();
    rmSync(folder, { recursive: true, force: true });
  });

  const stateOf = ({ folder: place }: Workspace) => join(place, "terraform.tfstate");

  function checked(input: string, ...args: readonly string[]) {
    return called("eject", input, "--out", mkdtempSync(join(folder, "out-")), "--check", "--binary", binary, ...args);
  }

  test.each(["teams", "notes"])("is planned over where only that of %s is given of two", (name) => {
    const state = `${name}=${stateOf(name === "teams" ? teams : notes)}`;
    const { code, out, error } = checked(cdktfOut(folder, app), "--state", state);
    expect(error).not.toContain("cannot be checked");
    expect([out, code]).toEqual(["notes: no changes (1 object)\nteams: no changes (6 objects)\n", 0]);
  });

  test("is planned with the values that were deployed", () => {
    const stack = {
      variable: { size: { type: "number" } },
      resource: { terraform_data: { "A-1": at("A-1", { input: "${var.size}" }) } },
    };
    inWorkspace(binary, (workspace) => {
      workspace.write(stack).variables({ size: 7 }).apply();
      const input = cdktfOut(folder, { sizes: stack });
      const given = ["--state", stateOf(workspace), "--var-file", join(workspace.folder, "terraform.tfvars.json")];
      expect(checked(input, ...given).out).toContain("sizes: no changes (1 object)");
      expect(checked(input, ...given, "--var", "size=8").out).toContain("too: terraform_data.a_1: update (input");
    });
  });
});
