import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { eject } from "../../src/eject";
import { configurationsOf } from "../../src/eject/configuration";
import { SHIPPED_SCHEMAS } from "../../src/knowledge/catalogue/schemas";
import { KnownSchemas } from "../../src/providers/schemas/known-schemas";
import { bindingSchemas } from "../../src/providers/schemas/sources";
import { readSources } from "../../src/shared/files";

import { inFolder, sourceOf } from "../support/hand-off";
import { differencesBetween } from "./read-back";

/** Stacks of others: where they are, so that whoever wants can bring them. Their licences do not let them be here. */
interface Listed {
  readonly repository: string;
  readonly commit: string;
  /** The SPDX identifier of what its licence file says; undefined where it has none. */
  readonly licence?: string;
  /** Where the stacks are not in the repository, but what its apps synthesize. */
  readonly synthesized?: true;
  /** The paths of its stacks. */
  readonly stacks: readonly string[];
}

interface Outcome {
  readonly stack: string;
  readonly verdict: "converted" | "refused" | "wrong";
  readonly reason?: string;
}

const LIST: readonly Listed[] = JSON.parse(readFileSync(join(__dirname, "../fixtures/foreign-repositories.json"), "utf8"));

/** The folder that the stacks were brought to, as `<repository>/<commit>/<path>`, with bindings in its node_modules. */
const FOLDER = process.env.FOREIGN_STACKS;

const stacks = LIST.flatMap(({ repository, commit, stacks: paths }) => paths.map((path) => [repository, commit, path].join("/")));

test("the list has at least 150 stacks of at least 60 repositories, each once, with licences that have a name", () => {
  expect(new Set(stacks).size).toBe(stacks.length);
  expect(stacks.length).toBeGreaterThanOrEqual(150);
  expect(new Set(LIST.map(({ repository }) => repository)).size).toBeGreaterThanOrEqual(60);
  expect(LIST.filter(({ commit }) => !/^[0-9a-f]{40}$/.test(commit))).toEqual([]);
  const licences = new Set(LIST.flatMap(({ licence }) => licence ?? []));
  expect([...licences].sort()).toEqual(["Apache-2.0", "MIT", "MIT-0", "MPL-2.0"]);
});

const brought = FOLDER === undefined ? test.skip : test;

brought(
  "at most 2 % of them are refused, no object of any is lost, and all values read back are the same",
  async () => {
    const outcomes: Outcome[] = [];
    for (const stack of stacks) {
      outcomes.push(await outcomeOf(stack, FOLDER ?? ""));
    }
    const of = (verdict: Outcome["verdict"]) => outcomes.filter((one) => one.verdict === verdict);
    writeFileSync(join(FOLDER ?? "", "outcomes.json"), `${JSON.stringify(outcomes, undefined, 2)}\n`);
    expect(of("wrong")).toEqual([]);
    expect(of("refused").length).toBeLessThanOrEqual(outcomes.length * 0.02);
  },
  1_200_000,
);

async function readBack(input: string): Promise<string[]> {
  const [source] = readSources(input).sources;
  const known = new KnownSchemas([bindingSchemas(input), SHIPPED_SCHEMAS]);
  const [{ draft, code }] = configurationsOf([source], known, true);
  return differencesBetween(source.stack, draft, code);
}

describe("what is read back", () => {
  const subnet = (name: string, index: number) => ({
    name: `snet-${name}`,
    resource_group_name: "${azurerm_resource_group.Group_0A0B0C0D.name}",
    virtual_network_name: "vnet",
    address_prefixes: [`10.0.${index}.0/24`],
    "//": { metadata: { path: `s/subnet-${name}` } },
  });
  const source = sourceOf({
    terraform: { required_providers: { azurerm: { source: "hashicorp/azurerm", version: "4.55.0" } } },
    resource: {
      azurerm_resource_group: { Group_0A0B0C0D: { name: "rg", location: "westeurope", tags: { team: "web" } } },
      azurerm_user_assigned_identity: {
        Id_0A0B0C0D: { name: "id", resource_group_name: "rg", location: "westeurope", tags: { team: "web" } },
      },
      azurerm_subnet: { "subnet-apps": subnet("apps", 0), "subnet-data": subnet("data", 2), "subnet-jobs": subnet("jobs", 1) },
    },
    output: { id: { value: "/x/${azurerm_subnet.subnet-jobs.id}" } },
  });
  const [{ draft, code }] = configurationsOf([source], new KnownSchemas([SHIPPED_SCHEMAS]), true);

  test("is the same after names and instances are put back", async () => {
    expect([...code.values()].join()).toContain("for_each");
    expect(await differencesBetween(source.stack, draft, code)).toEqual([]);
  });

  test.each([
    ["10.0.1.0/24", "10.0.9.0/24", "azurerm_subnet.subnet-jobs"],
    ['"westeurope"', '"northeurope"', "azurerm_resource_group.Group_0A0B0C0D"],
    ["azurerm_resource_group.group.name", "azurerm_resource_group.group.id", "azurerm_subnet.subnet-apps"],
    ['subnet["jobs"].id', 'subnet["apps"].id', "output.id"],
  ])("differs where %s is %s", async (from, to, place) => {
    const changed = new Map([...code].map(([path, text]) => [path, text.replace(from, to)]));
    const found = await differencesBetween(source.stack, draft, changed);
    expect(found.map((one) => one.slice(0, one.indexOf(":")))).toContain(place);
  });
});

/** Ejects a stack, formats it and reads it back. */
async function outcomeOf(stack: string, folder: string): Promise<Outcome> {
  const file = join(folder, stack);
  if (!existsSync(file)) {
    throw new Error(`${file} is missing; bring it there, or unset FOREIGN_STACKS.`);
  }
  const ejected = inFolder((temporary): Outcome => {
    const out = join(temporary, "out");
    try {
      eject({ input: dirname(file), out, allowSecrets: true });
      const faults = unformatted(out);
      return faults.length === 0 ? { stack, verdict: "converted" } : { stack, verdict: "wrong", reason: faults.join(", ") };
    } catch (error) {
      if (error instanceof Error && error.name === "Refusal") {
        return { stack, verdict: "refused", reason: error.message };
      }
      return { stack, verdict: "wrong", reason: String(error) };
    }
  });
  const differences = ejected.verdict === "converted" ? await readBack(dirname(file)) : [];
  return differences.length === 0 ? ejected : { stack, verdict: "wrong", reason: differences.join("\n") };
}

/** What `terraform fmt` would change or cannot read. */
function unformatted(folder: string): string[] {
  const { status, stdout, stderr } = spawnSync("terraform", ["fmt", "-check", "-recursive", folder], { encoding: "utf8" });
  const hasCode = readdirSync(folder).some((name) => name.endsWith(".tf"));
  return status === 0 && hasCode ? [] : [`fmt: ${stdout}${stderr}`];
}
