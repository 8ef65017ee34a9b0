import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { inFolder } from "../../../../__tests__/support/hand-off";
import { eject } from "../../src/eject";
import { blockAddress, parseAddress } from "../../src/stack/address";
import { readStack } from "../../src/stack/stack";

/** Stacks of others: where they are, so that whoever wants can bring them. Their licences do not let them be here. */
interface Listed {
  readonly repository: string;
  readonly commit: string;
  /** The paths of its stacks. */
  readonly stacks: readonly string[];
}

interface Outcome {
  readonly stack: string;
  readonly verdict: "converted" | "refused" | "wrong";
  readonly reason?: string;
}

const LIST: readonly Listed[] = JSON.parse(
  readFileSync(join(__dirname, "../../../../__tests__/fixtures/foreign-repositories.json"), "utf8"),
);

/** The folder that the stacks were brought to, as `<repository>/<commit>/<path>`, with bindings in its node_modules. */
const FOLDER = process.env.FOREIGN_STACKS;

const stacks = LIST.flatMap(({ repository, commit, stacks: paths }) => paths.map((path) => [repository, commit, path].join("/")));

test("the list has at least 100 stacks of at least 16 repositories, each once", () => {
  expect(new Set(stacks).size).toBe(stacks.length);
  expect(stacks.length).toBeGreaterThanOrEqual(100);
  expect(new Set(LIST.map(({ repository }) => repository)).size).toBeGreaterThanOrEqual(16);
  expect(LIST.filter(({ commit }) => !/^[0-9a-f]{40}$/.test(commit))).toEqual([]);
});

test("the page counts them", () => {
  const page = readFileSync(join(__dirname, "../../../../docs/how-to/operations/leave-cdktf.md"), "utf8");
  const repositories = new Set(LIST.map(({ repository }) => repository)).size;
  expect(page).toContain(`${stacks.length} stacks of ${repositories} public repositories`);
});

const brought = FOLDER === undefined ? test.skip : test;

brought(
  "at most 2 % of them are refused, and no object of any is lost",
  () => {
    const outcomes = stacks.map((stack) => outcomeOf(stack, FOLDER ?? ""));
    const of = (verdict: Outcome["verdict"]) => outcomes.filter((one) => one.verdict === verdict);
    writeFileSync(join(FOLDER ?? "", "outcomes.json"), `${JSON.stringify(outcomes, undefined, 2)}\n`);
    expect(of("wrong")).toEqual([]);
    expect(of("refused").length).toBeLessThanOrEqual(outcomes.length * 0.02);
  },
  600_000,
);

/** Ejects a stack over the state that deploying it leaves, then formats it. */
function outcomeOf(stack: string, folder: string): Outcome {
  const file = join(folder, stack);
  if (!existsSync(file)) {
    throw new Error(`${file} is missing; bring it there, or unset FOREIGN_STACKS.`);
  }
  return inFolder((temporary) => {
    const [out, state] = [join(temporary, "out"), join(temporary, "state")];
    mkdirSync(out);
    writeFileSync(state, JSON.stringify(stateOf(file)));
    try {
      const { states } = eject({ input: dirname(file), out, state: [state], allowSecrets: true });
      const { onlyInState, onlyInResult } = states[0];
      const lost = [...onlyInState, ...onlyInResult];
      const faults = lost.length === 0 ? unformatted(out) : lost;
      return faults.length === 0 ? { stack, verdict: "converted" } : { stack, verdict: "wrong", reason: faults.join(", ") };
    } catch (error) {
      if (error instanceof Error && error.name === "Refusal") {
        return { stack, verdict: "refused", reason: error.message };
      }
      return { stack, verdict: "wrong", reason: String(error) };
    }
  });
}

/** What `terraform fmt` would change or cannot read. */
function unformatted(folder: string): string[] {
  const { status, stdout, stderr } = spawnSync("terraform", ["fmt", "-check", "-recursive", folder], { encoding: "utf8" });
  const hasCode = readdirSync(folder).some((name) => name.endsWith(".tf"));
  return status === 0 && hasCode ? [] : [`fmt: ${stdout}${stderr}`];
}

/** One object of each resource of a stack that has no other number of them. */
function stateOf(file: string): object {
  const { blocks, moves } = readStack(JSON.parse(readFileSync(file, "utf8")));
  const before = new Map(moves.map(({ from, to }) => [blockAddress(to), from]));
  const resources = blocks
    .filter(({ kind, isRepeated }) => kind === "resource" && !isRepeated)
    .map(({ address, type, name }) => {
      const origin = before.get(address) ?? parseAddress(address);
      const key = origin?.key;
      const instance = key === undefined ? {} : { index_key: key };
      return { mode: "managed", type: origin?.type ?? type, name: origin?.name ?? name, instances: [instance] };
    });
  return { version: 4, resources };
}
