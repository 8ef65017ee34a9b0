import { readFileSync } from "node:fs";
import { join } from "node:path";
import { stacksOf } from "../__tests__/support/scenarios";
import { render } from "../__tests__/support/stack";
import { help as createHelp } from "../packages/create-cdktf-acr-aks/src/program";
import { helpOf } from "../packages/terraform-stack-tools/src/cli/command";
import { COMMANDS, helpOfProgram } from "../packages/terraform-stack-tools/src/cli/program";
import {
  BLOCK_TYPES,
  NO_SECRET,
  type Permission,
  recordOf,
  type StateContent,
} from "../packages/terraform-stack-tools/src/knowledge/catalogue/block-types";
import { table } from "../packages/terraform-stack-tools/src/shared/words";
import { scenarios } from "../stacks/main";
import { copyPins } from "./action-pins";
import { type SynthesizedUsage, synthesizedUsages } from "./constructs";
import { writeProjectFile } from "./inputs";
import roles from "./roles.json";

/** What a built-in role of Azure allows. */
interface Role {
  readonly actions: readonly string[];
  readonly dataActions?: readonly string[];
  /** What it reaches, whoever assigns it. */
  readonly reach: string;
}

/** By name. Azure, "Azure built-in roles" for Containers, Identity, Networking and Security. */
export const ROLES: ReadonlyMap<string, Role> = new Map(Object.entries<Role>(roles));

/** Files with what `npm run docs` writes in them; everything else in a page is written by hand. */
export function writtenFiles(): ReadonlyMap<string, string> {
  const usages = synthesizedUsages();
  return new Map([
    ["docs/reference/permissions.md", withTables("docs/reference/permissions.md", permissionTables(usages))],
    ["SECURITY.md", withTables("SECURITY.md", [stateTable(usages)])],
    ["docs/tools/program.md", programPage()],
    [
      "packages/terraform-stack-tools/__tests__/fixtures/scenarios.json",
      `{\n${stacksOf(scenarios)
        .map((stack) => `${JSON.stringify(stack.node.id)}: ${JSON.stringify(render(stack))}`)
        .join(",\n")}\n}\n`,
    ],
  ]);
}

/** A page with each of these tables in place of the one with the same heads. */
function withTables(path: string, tables: readonly string[]): string {
  return tables.reduce(
    (page, text) => {
      const start = page.indexOf(`\n${text.split("\n")[0]}\n`) + 1;
      if (start === 0) {
        throw new Error(`${path} has no table with the heads ${text.split("\n")[0]}`);
      }
      return page.slice(0, start) + text + page.slice(page.indexOf("\n\n", start));
    },
    readFileSync(join(__dirname, "..", path), "utf8"),
  );
}

function permissionTables(usages: readonly SynthesizedUsage[]): string[] {
  const constructs = usages.map(({ name, blocks }) => {
    const types = [...new Set(blocks.map(({ blockType }) => `\`${blockType}\``))];
    return [name, types.length > 0 ? types.join("<br>") : "none: it creates and reads nothing"];
  });
  // Of what constructs synthesize, of providers, and of the states that stacks read. The tools know other types, too.
  const synthesized = new Set(usages.flatMap(({ blocks }) => blocks.map(({ blockType }) => blockType)));
  const isOurs = (type: string) => /^(provider|data\.terraform)[._]/.test(type) || synthesized.has(type);
  const blockTypes = [...BLOCK_TYPES].flatMap(([type, { permission }]) =>
    permission && isOurs(type) ? [blockTypeRow(type, permission)] : [],
  );
  const allowed = [...ROLES].map(([name, { actions, dataActions = [], reach }]) => [
    name,
    inCode([...actions, ...dataActions.map(data)]),
    reach,
  ]);
  return [
    table(["Construct", "Block types"], constructs),
    table(
      ["Block type", "Azure actions", "Scope", "Microsoft Graph", "Kubernetes, in each namespace", "Note"],
      blockTypes,
    ),
    table(["Role", "Actions", "Reach"], allowed),
  ];
}

function blockTypeRow(type: string, permission: Permission): string[] {
  const { azure = [], azureData = [], on = "", graph = [], kubernetes = [], note = "" } = permission;
  return [`\`${type}\``, inCode([...azure, ...azureData.map(data)]), on, inCode(graph), inCode(kubernetes), note];
}

/** Marks the action or resource at the beginning of each text as code. */
function inCode(texts: readonly string[]): string {
  return texts.map((text) => text.replace(/^[^\s:]+/, "`$&`")).join("<br>");
}

function data(action: string): string {
  return `${action} (data)`;
}

function stateTable(usages: readonly SynthesizedUsage[]): string {
  const rows = usages.map((usage) => [usage.name, stateCell(usage), usage.inCluster ?? "nothing"]);
  return table(["Construct", "In the Terraform state", "In the cluster"], rows);
}

/** What the types of the blocks leave in the state, whatever their arguments are here. */
function stateCell({ blocks, inState }: SynthesizedUsage): string {
  const contents = blocks.map(({ blockType }) => recordOf(blockType)?.state).filter((state) => state !== undefined);
  const secrets = [...new Set(contents.flatMap(secretWords))];
  const reasons = contents.flatMap((state) =>
    "nothing" in state && state.nothing !== NO_SECRET ? [state.nothing] : [],
  );
  const found = secrets.length > 0 ? secrets : [...new Set(reasons)].map((reason) => `**nothing**: ${reason}`);
  const words = [...found, ...(inState === undefined ? [] : [inState])];
  return words.length > 0 ? words.join("; ") : "nothing secret";
}

function secretWords(state: StateContent): string[] {
  if ("nothing" in state) {
    return [];
  }
  if (state.unless === undefined) {
    return [state.secret];
  }
  return [`${state.secret}, unless ${state.unless.map(({ reason }) => reason).join(", or ")}`];
}

/** Each command with `--help` in the page is followed by what it prints. */
function programPage(): string {
  const printed = new Map([
    ["npx terraform-stack-tools --help", helpOfProgram()],
    ["npm create cdktf-acr-aks -- --help", createHelp()],
    ...COMMANDS.map(({ name, load }) => [`npx terraform-stack-tools ${name} --help`, helpOf(load())] as const),
  ]);
  const page = readFileSync(join(__dirname, "../docs/tools/program.md"), "utf8");
  return page.replace(
    /^(```console\n\$ (.*)\n)[\s\S]*?(?=^```$)/gm,
    (_, start: string, command: string) => `${start}${printed.get(command)}\n`,
  );
}

if (require.main === module) {
  copyPins();
  for (const [path, text] of writtenFiles()) {
    writeProjectFile(path, text);
  }
}
