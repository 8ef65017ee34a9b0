import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type HandOffOptions, handOff } from "../../src/hand-off";
import { type PlannedUpdate, type Planner, type Update, updateOf } from "../../src/hand-off/difference/update";
import { modulesOf } from "../../src/hand-off/module/layout";
import type { Json, JsonObject } from "../../src/stack/json";
import { cdktfOut, GRANT, HOSTILE, inFolder, namedIn, sourceOf, stackFolder, writeFiles } from "../support/hand-off";

const COMMITS = ["1111111", "2222222", "3333333"];

/** Hands off one version after the other to the same folder, and returns what the last one says. */
function changesOf(versions: readonly Json[], options: Partial<HandOffOptions> = {}): string {
  return inFolder((folder) => {
    const results = versions.map((stack, index) => {
      const given = {
        input: stackFolder(folder, stack, "grant"),
        out: join(folder, "out"),
        allowSecrets: true,
        allowTarget: true,
        ...(index === versions.length - 1 ? options : {}),
      };
      const { refusal = "" } = handOff({ ...given, dryRun: true });
      return handOff({ ...given, allowDelete: namedIn(refusal) });
    });
    return results[results.length - 1].changes;
  });
}

/** What a version does to the bundle of another one. */
function updated(before: Json, after: Json, planned: Planner): Update {
  const modules = (stack: Json) => modulesOf(sourceOf(stack), "root");
  const manifest = { digests: new Map(), executables: [], bundles: [], remembered: {}, source: {} };
  const previous = { manifest, stack: modules(before).whole.stack };
  const source = { ...sourceOf(after), names: new Map() };
  return updateOf(source, modules(after), previous, { format: "json", provenance: { version: "0.0.0" }, stated: {}, planned });
}

/** The lines of a section. */
const linesOf = (page: string, title: string): string[] =>
  page
    .split(/^## /m)
    .filter((section) => section.startsWith(`${title}\n`))
    .flatMap((section) => section.split("\n").filter((line) => line.startsWith("- ")))
    .map((line) => line.slice(2));

const titlesOf = (page: string) => [...page.matchAll(/^## (.*)$/gm)].map(([, title]) => title);

const resources = (resource: JsonObject, more: JsonObject = {}): JsonObject => ({ ...GRANT, resource, ...more });

const { azurerm_role_assignment: PULL } = GRANT.resource;

const registry = (body: JsonObject): JsonObject => ({ azurerm_container_registry: { acr: { name: "contoso", ...body } } });

describe("the first hand-off", () => {
  test("says that it is the first", () => {
    expect(changesOf([GRANT])).toBe(
      "# Changes to grant since the previous hand-off\n\nThis is the first hand-off of this stack. The next one says here what it changes.\n",
    );
  });
});

describe("a repeated hand-off", () => {
  test.each(["json", "hcl"] as const)("of the same stack leaves every byte as it is, whatever the commit (%s)", (format) => {
    inFolder((folder) => {
      const git = (...args: string[]) =>
        execFileSync("git", ["-C", folder, "-c", "user.name=x", "-c", "user.email=x", ...args], { encoding: "utf8" });
      git("init", "--quiet");
      const input = cdktfOut(folder, { one: GRANT, two: GRANT });
      const out = join(folder, "out");
      const handOffAndCommit = () => {
        handOff({ input, out, format });
        git("add", "--all");
        git("commit", "--quiet", "--allow-empty", "--message", "x");
      };
      handOffAndCommit();
      handOff({ input, out, format });
      handOffAndCommit();
      const last = git("rev-parse", "HEAD");
      handOffAndCommit();
      expect(git("rev-parse", "HEAD")).not.toBe(last);
      expect(git("diff", "--stat", "HEAD~1", "HEAD")).toBe("");
      expect(handOff({ input, out, format }).changes).toBe("Nothing changes.\n");
    });
  });

  test("states the commit that it is given", () => {
    inFolder((folder) => {
      const options = { input: stackFolder(folder, GRANT), out: join(folder, "out") };
      for (const commit of COMMITS) {
        handOff({ ...options, commit });
        expect(readFileSync(join(folder, "out/manifest.json"), "utf8")).toContain(commit);
      }
    });
  });

  test("keeps the last changes on its page", () => {
    inFolder((folder) => {
      const out = join(folder, "out");
      const page = () => readFileSync(join(out, "CHANGES.md"), "utf8");
      handOff({ input: stackFolder(folder, GRANT), out });
      const changed = stackFolder(folder, { ...GRANT, output: {} });
      handOff({ input: changed, out });
      const written = page();
      expect(linesOf(written, "Outputs")).toEqual(["`id`: removed"]);
      handOff({ input: changed, out });
      expect(page()).toBe(written);
    });
  });
});

describe("what changed", () => {
  test("names both commits", () => {
    inFolder((folder) => {
      const out = join(folder, "out");
      handOff({ input: stackFolder(folder, GRANT), out, commit: COMMITS[0] });
      const { changes } = handOff({ input: stackFolder(folder, { ...GRANT, output: {} }), out, commit: COMMITS[1] });
      expect(changes).toContain("From commit `1111111` to commit `2222222`.");
    });
  });

  test("is not who may pull by one identity that gets a count or loses it, which Terraform moves, and is with another one", () => {
    const puller = (body: JsonObject, principal: string) => ({
      resource: {
        azurerm_container_registry: { acr: { name: "contoso", resource_group_name: "rg", location: "x", sku: "Premium" } },
        azurerm_user_assigned_identity: { id: { name: "puller", resource_group_name: "rg", location: "x", ...body } },
        azurerm_role_assignment: {
          pull: {
            scope: "${azurerm_container_registry.acr.id}",
            role_definition_name: "AcrPull",
            principal_id: `\${azurerm_user_assigned_identity.id${principal}.principal_id}`,
          },
        },
      },
    });
    const [one, first] = [puller({}, ""), puller({ count: 2 }, "[0]")];
    for (const versions of [
      [one, first],
      [first, one],
    ]) {
      expect(changesOf(versions)).toContain("`azurerm_user_assigned_identity.id`: changed: `count`");
      expect(linesOf(changesOf(versions), "Who may pull what")).toEqual([]);
    }
    expect(linesOf(changesOf([one, puller({ count: 2 }, "[1]")]), "Who may pull what")).toEqual([
      expect.stringMatching(/^new: /),
      expect.stringMatching(/^no longer: /),
    ]);
  });

  test("is who may pull what", () => {
    const pushing = { pull: { ...PULL.pull, role_definition_name: "AcrPush" } };
    const page = changesOf([GRANT, resources({ azurerm_role_assignment: pushing })]);
    expect(linesOf(page, "Who may pull what")).toEqual([
      expect.stringMatching(/^new: .*var.*object.*id.* may push .*contoso.*AcrPush.*before: pull everything/),
    ]);
    expect(linesOf(changesOf([GRANT, resources({})]), "Who may pull what")).toEqual([
      expect.stringMatching(/^no longer: .* may pull .*contoso.*AcrPull/),
    ]);
  });

  test("is each resource: created, deleted, changed, moved, no longer managed", () => {
    const before = resources({
      azurerm_container_registry: { acr: { name: "contoso", sku: "Standard" } },
      azurerm_resource_group: { kept: { name: "a" }, gone: { name: "b" }, left: { name: "c" }, old: { name: "d" } },
    });
    const after = resources(
      {
        azurerm_container_registry: { acr: { name: "contoso", sku: "Premium", tags: { a: "b" } } },
        azurerm_resource_group: { kept: { name: "a" }, fresh: { name: "d" }, added: { name: "e" } },
      },
      {
        moved: [{ from: "azurerm_resource_group.old", to: "azurerm_resource_group.fresh" }],
        removed: [{ from: "azurerm_resource_group.left", lifecycle: { destroy: false } }],
      },
    );
    expect(linesOf(changesOf([before, after]), "Resources")).toEqual([
      "`azurerm_container_registry.acr`: changed: `sku`, `tags`; Terraform decides at plan whether it is replaced",
      "`azurerm_resource_group.added`: created",
      "`azurerm_resource_group.fresh`: moved from `azurerm_resource_group.old`",
      "`azurerm_resource_group.gone`: **deleted**",
      "`azurerm_resource_group.left`: kept, but no longer managed",
    ]);
  });

  test("is what Terraform plans, where it is asked, on the page that is told and not on the one that is written", () => {
    const before = resources({ azurerm_resource_group: { a: { name: "a" } } });
    const after = resources({ azurerm_resource_group: { a: { name: "c" } } });
    const asked: PlannedUpdate[] = [];
    const address = "azurerm_resource_group.a";
    const { page, told } = updated(before, after, (update) => {
      asked.push(update);
      return [{ address, next: address, end: "replaced", why: "because of `name`" }];
    });
    expect(linesOf(told, "What may be lost")).toEqual([`\`${address}\`: **replaced**, because of \`name\`; undo what forces it`]);
    expect(linesOf(told, "Resources")).toEqual([`\`${address}\`: changed: \`name\``]);
    expect(asked).toMatchObject([
      { name: "grant", variables: { object_id: expect.any(String) }, existing: { sections: { resource: before.resource } } },
    ]);
    expect(page).toBe(updated(before, after, () => undefined).told);
    expect(page).toContain("only a plan shows whether");
    expect(told).not.toContain("only a plan shows whether");
  });

  test("is planned by nobody where only comments differ", () => {
    const planned = jest.fn(() => undefined);
    updated(GRANT, { ...GRANT, "//": { metadata: { stackName: "grant", version: "9" } } }, planned);
    expect(planned).not.toHaveBeenCalled();
    updated(GRANT, { ...GRANT, output: {} }, planned);
    expect(planned).toHaveBeenCalledTimes(1);
  });

  test("is every input and output", () => {
    const before = {
      ...GRANT,
      variable: { gone: {}, a: { type: "string" }, b: { type: "string", default: "x" }, c: { description: "old" } },
      output: { gone: { value: 1 }, a: { value: 1 }, b: { value: 2 } },
    };
    const after = {
      ...GRANT,
      variable: {
        a: { type: "number" },
        b: { type: "string", default: "y", sensitive: false },
        c: { description: "new", validation: [{ condition: "${true}", error_message: "x" }] },
        added: { type: "string", sensitive: true },
      },
      output: { a: { value: 1, sensitive: true }, b: { value: 3 }, added: { value: 4 } },
    };
    const page = changesOf([before, after]);
    expect(linesOf(page, "Inputs")).toEqual([
      "`a`: changed `type`",
      "`added`: added, required",
      "`b`: changed `default`, `sensitive`",
      "`c`: changed `description`, `validation`",
      "`gone`: removed",
    ]);
    expect(linesOf(page, "Outputs")).toEqual([
      "`a`: changed `sensitive`",
      "`added`: added",
      "`b`: changed `value`",
      "`gone`: removed",
    ]);
  });

  test("is what the identity must be allowed to do, and what the state holds", () => {
    const page = changesOf([GRANT, resources({ azurerm_role_assignment: PULL, ...registry({ admin_enabled: true }) })]);
    const permissions = linesOf(page, "Permissions of the identity that runs Terraform");
    expect(permissions).toContain("`Microsoft.ContainerRegistry/registries/write`: new");
    expect(permissions.join()).not.toContain("roleAssignments");
    expect(linesOf(page, "Secrets in the state")).toEqual([expect.stringMatching(/^`azurerm_container_registry\.acr`: new, /)]);
  });

  test("is each version", () => {
    const terraform = { required_version: ">= 1.9", required_providers: { azurerm: { source: "azurerm", version: "5.0.0" } } };
    expect(linesOf(changesOf([GRANT, { ...GRANT, terraform }]), "Versions")).toEqual([
      "`azurerm`: `hashicorp/azurerm >= 4.55.0, < 5.0.0` is now `hashicorp/azurerm >= 5.0.0, < 6.0.0`",
      expect.stringMatching(/^`terraform`: `>= 1\.7\.0` is now `>= 1\.9/),
    ]);
  });

  test("is everything else that differs, and the language", () => {
    const after = { ...GRANT, provider: { azurerm: [{ features: [{}], storage_use_azuread: true }] }, locals: { a: 1 } };
    const page = changesOf([GRANT, after], { format: "hcl" });
    expect(titlesOf(page)).toEqual(["Other"]);
    expect(linesOf(page, "Other")).toEqual([
      "`locals` blocks: `a`",
      "`provider` blocks: `azurerm`",
      "language: `json` is now `hcl`",
    ]);
  });

  test("is each asset", () => {
    inFolder((folder) => {
      const out = join(folder, "out");
      const input = stackFolder(folder, GRANT);
      writeFiles(input, { "assets/a": "one", "assets/b": "one" });
      handOff({ input, out });
      writeFiles(input, { "assets/a": "two", "assets/c": "two" });
      const { changes } = handOff({ input, out });
      expect(linesOf(changes, "Other")).toEqual(["`assets/a`: changed", "`assets/c`: added"]);
    });
  });

  test("never shows a secret", () => {
    const secret = (canary: string) => ({
      ...GRANT,
      variable: { db_password: { default: canary }, token: { default: canary, sensitive: true }, code: { default: canary } },
      locals: { written: canary },
      resource: {
        aws_db_instance: { a: { password: "${var.code}" }, b: { password: "${local.written}" } },
        azurerm_key_vault_secret: { a: { value: canary } },
        kubernetes_secret_v1: { a: { data: { x: canary } } },
        random_thing: { a: { text: canary } },
        azurerm_mssql_server: { a: { administrator_login_password: canary } },
      },
    });
    const page = changesOf([secret("canary-1"), secret("canary-2")]);
    expect(linesOf(page, "Resources")).toHaveLength(4);
    expect(linesOf(page, "Inputs")).toHaveLength(3);
    expect(page).not.toContain("canary");
  });

  test("is text, never markup", () => {
    const page = changesOf([
      GRANT,
      { ...GRANT, variable: { a: { default: HOSTILE, type: "string" } }, output: { a: { value: HOSTILE } } },
      { ...GRANT, variable: { a: { default: 1, type: "number", description: HOSTILE } }, output: { a: { value: HOSTILE } } },
    ]);
    expect(page).not.toMatch(/<b>|\]\(y\)/);
  });
});

describe("a deletion", () => {
  test.each(["json", "hcl"] as const)("is refused with the addresses, until it is allowed, and not by force (%s)", (format) => {
    inFolder((folder) => {
      const out = join(folder, "out");
      const hand = (stack: Json, more: Partial<HandOffOptions> = {}) =>
        handOff({ input: cdktfOut(folder, { one: stack }), out, format, ...more });
      hand(GRANT);
      for (const more of [{}, { force: true, replaceStack: true }]) {
        expect(() => hand(resources({}), more)).toThrow(
          /destroys or replaces what it has, .*--allow-delete:\n {2}'one\/azurerm_role_assignment\.pull': destroyed, since the stack no longer has it\nsee \S+docs\/errors\.md#deleted-by-handoff$/,
        );
      }
      hand(resources({}), { allowDelete: ["one/azurerm_role_assignment.pull"] });
      hand(GRANT);
    });
  });

  test("is none where the resource moves, or stays without being managed", () => {
    inFolder((folder) => {
      const out = join(folder, "out");
      const { pull } = PULL;
      handOff({ input: stackFolder(folder, GRANT), out });
      const moved = [{ from: "azurerm_role_assignment.pull", to: "azurerm_role_assignment.renamed" }];
      handOff({ input: stackFolder(folder, resources({ azurerm_role_assignment: { renamed: pull } }, { moved })), out });
      const removed = [{ from: "azurerm_role_assignment.renamed", lifecycle: [{ destroy: false }] }];
      handOff({ input: stackFolder(folder, resources({}, { removed })), out });
      const destroyed = [{ from: "azurerm_role_assignment.pull", lifecycle: { destroy: true } }];
      handOff({ input: stackFolder(folder, GRANT), out });
      expect(() => handOff({ input: stackFolder(folder, resources({}, { removed: destroyed })), out })).toThrow("--allow-delete");
    });
  });
});

describe("a dry run", () => {
  test("says what would change, and writes nothing", () => {
    inFolder((folder) => {
      const out = join(folder, "out");
      handOff({ input: stackFolder(folder, GRANT), out });
      const before = readdirSync(folder, { recursive: true }).sort();
      const manifest = readFileSync(join(out, "manifest.json"), "utf8");
      const input = stackFolder(folder, { ...GRANT, output: {} });
      const { changes } = handOff({ input, out, dryRun: true });
      expect(linesOf(changes, "Outputs")).toEqual(["`id`: removed"]);
      expect(readdirSync(folder, { recursive: true }).sort()).toEqual(before);
      expect(readFileSync(join(out, "manifest.json"), "utf8")).toBe(manifest);
    });
  });

  test("says what changes even where the hand-off itself would be refused, and what it would need", () => {
    inFolder((folder) => {
      const out = join(folder, "out");
      handOff({ input: stackFolder(folder, GRANT), out });
      const input = stackFolder(folder, resources({}));
      const { changes, refusal } = handOff({ input, out, dryRun: true });
      expect(linesOf(changes, "Resources")).toEqual(["`azurerm_role_assignment.pull`: **deleted**"]);
      expect(namedIn(refusal ?? "")).toEqual(["azurerm_role_assignment.pull"]);
      expect(handOff({ input, out, dryRun: true, allowDelete: namedIn(refusal ?? "") }).refusal).toBeUndefined();
      expect(() => handOff({ input, out })).toThrow(refusal);
    });
  });

  test("creates no folder", () => {
    inFolder((folder) => {
      const { changes } = handOff({ input: stackFolder(folder, GRANT), out: join(folder, "deep/out"), dryRun: true });
      expect(changes).toContain("first hand-off");
      expect(readdirSync(folder)).toEqual(["stack"]);
    });
  });

  test("is refused after an interruption, since what is there is neither version", () => {
    inFolder((folder) => {
      writeFiles(join(folder, "out"), { ".hand-off/versions/0/manifest.json": "{}" });
      const dry = () => handOff({ input: stackFolder(folder, GRANT), out: join(folder, "out"), dryRun: true });
      expect(dry).toThrow("was interrupted, or another one is writing to it; run this one without --dry-run");
    });
  });
});

test("a bundle whose manifest an interrupted hand-off did not write yet keeps the page of changes that it wrote", () => {
  inFolder((folder) => {
    const out = join(folder, "out");
    const textOf = (path: string) => readFileSync(join(out, path), "utf8");
    handOff({ input: stackFolder(folder, GRANT), out });
    const old = textOf("manifest.json");
    const input = stackFolder(folder, { ...GRANT, output: {} });
    handOff({ input, out });
    const [page, manifest] = ["CHANGES.md", "manifest.json"].map(textOf);
    writeFiles(out, { "manifest.json": old, ".hand-off/versions/0/manifest.json": manifest });
    handOff({ input, out });
    expect(["CHANGES.md", "manifest.json"].map(textOf)).toEqual([page, manifest]);
    expect(page).toContain("`id`: removed");
  });
});

test("an index that an interrupted hand-off did not write yet states the commit of the bundles that it wrote", () => {
  inFolder((folder) => {
    const out = join(folder, "out");
    const git = (...args: readonly string[]) =>
      execFileSync("git", ["-C", folder, "-c", "user.name=x", "-c", "user.email=x", ...args], { encoding: "utf8" });
    const commit = () => git("commit", "--quiet", "--allow-empty", "--message", "x");
    const indexIn = (path: string): JsonObject => JSON.parse(readFileSync(join(path, "manifest.json"), "utf8"));
    const run = (stack: Json) => {
      commit();
      handOff({ input: cdktfOut(folder, { one: stack }), out });
      return { [out]: indexIn(out), [join(out, "one")]: indexIn(join(out, "one")) };
    };
    git("init", "--quiet");
    const old = run(GRANT);
    const last = git("rev-parse", "HEAD").trim();
    const { [out]: index, ...others } = run({ ...GRANT, output: {} });
    writeFiles(out, { "manifest.json": old[out], ".hand-off/versions/0/manifest.json": index });
    writeFiles(join(out, ".hand-off/versions/0/one"), { "manifest.json": others[join(out, "one")] });
    const again = run({ ...GRANT, output: {} });
    expect(again).toEqual({ [out]: index, ...others });
    expect(JSON.stringify(again)).not.toContain(last);
  });
});
