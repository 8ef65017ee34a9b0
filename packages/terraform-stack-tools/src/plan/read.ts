import type { ChangeNotes, ResourceChange, ShownPlan, StateResource } from "../planned/plan-json";
import { provisionersOf } from "../planned/planned-stack";
import { readPlan } from "../planned/read-plan";
import { MadeUpTexts } from "../planned/sensitive";
import type { Schemas } from "../providers/schema";
import { type Address, blockAddress, blockOfInstance, parseAddress, printAddress } from "../stack/address";
import { isList, type Json, type JsonObject, lookUp, texts } from "../stack/json";
import { isSymbol, readExpression } from "../stack/lexer";
import { type Reference, wholeReference } from "../stack/reference";
import { stringOf, unwrapped } from "../stack/template";
import { allVersions, type JobResult, type Mocks, type Plannable, type Versions } from "./job";

/** What became of a job that has a plan, and what is needed to read it. */
export interface ReadablePlan extends JobResult {
  readonly plan: JsonObject;
  readonly schemas: Schemas;
  /** The arguments and blocks of a resource that the provider of the earlier version does not know yet. */
  readonly added: (type: string) => readonly string[];
}

/** The plan of a job, as one of anybody else is read, with what is known of it because it was made here. */
export function shownPlan(versions: Versions<Plannable>, answer: ReadablePlan, mocks: Mocks): ShownPlan {
  const { changed } = versions;
  const imported = importedAddresses(changed);
  const inPlace = new Map(
    readPlan(answer.inPlacePlan ?? {}).resource_changes.map((change) => [change.address, change]),
  );
  const notesOn = ({ address: text, previous_address: previous = text, ...reported }: ResourceChange): ChangeNotes => {
    const address = parseAddress(text);
    const { mode, type, change } = reported;
    const unplanned = answer.unplanned[text] ?? answer.existing[previous]?.unplanned;
    return {
      inPlace: inPlace.get(text),
      configuration: bodyOf(changed, address),
      schema: answer.schemas(mode === "data" ? "data_source" : "resource", type) ?? {},
      isImported: address !== undefined && isImported(address, imported),
      open: answer.existing[previous]?.open ?? [],
      added: (change.before ?? null) === null ? [] : answer.added(type),
      ...(unplanned === undefined ? {} : { unplanned }),
    };
  };
  return {
    ...readPlan(answer.plan),
    engine: {
      madeUp: new MadeUpTexts(answer.madeUp),
      notesOn,
      ...(versions.existing === undefined ? {} : { former: formerData(answer) }),
      provisioners: new Map(changed.source.blocks.map((block) => [block.address, provisionersOf(block)])),
      locals: changed.stack.locals,
      given: (text) => {
        const address = parseAddress(text);
        const type = address === undefined ? "" : `data.${address.type}`;
        const answers = [mocks[type], mocks[blockOfInstance(text)], mocks[text], bodyOf(changed, address)];
        return answers.flatMap((one) => Object.keys(one ?? {}));
      },
      written: new Set(allVersions(versions).flatMap(({ source }) => texts(source.sections).map(({ text }) => text))),
      outputs: changed.stack.outputs.map(({ name }) => name),
    },
  };
}

function formerData({ existing }: ReadablePlan): StateResource[] {
  return Object.entries(existing).flatMap(([address, { answer }]): StateResource[] => {
    const { type = "", name = "" } = parseAddress(address) ?? {};
    const own = { address, mode: "data", type, name, providerName: "" } as const;
    return answer === undefined ? [] : [{ ...own, values: answer, sensitive: false }];
  });
}

/** The body of the block that a resource is an instance of. Those in modules are not read. */
function bodyOf({ stack }: Plannable, instance: Address | undefined): JsonObject {
  return (instance && stack.blockByAddress.get(blockAddress(instance))?.body) ?? {};
}

/** By its own address, or by that of its block where only Terraform can evaluate the keys of the instances. */
function isImported(instance: Address, imported: ReadonlySet<string>): boolean {
  return imported.has(printAddress(instance)) || imported.has(blockAddress(instance));
}

/** The addresses that the `import` blocks of a stack name: of a whole block where only Terraform can evaluate the keys. */
function importedAddresses(version: Plannable): ReadonlySet<string> {
  const addresses = version.source.imports.flatMap(({ to, forEach }) => {
    const keys = to.key === undefined ? membersOf(forEach, version) : undefined;
    return keys === undefined ? [printAddress(to)] : keys.map((key) => printAddress({ ...to, key }));
  });
  return new Set(addresses);
}

const TOSET = "toset(";

/** The members of a set, which are its keys, where it is made of a list of strings or of a variable. */
function membersOf(forEach: Json | undefined, version: Plannable): string[] | undefined {
  const expression = typeof forEach === "string" ? unwrapped(forEach) : undefined;
  if (!expression?.startsWith(TOSET) || !expression.endsWith(")")) {
    return undefined;
  }
  const argument = expression.slice(TOSET.length, -1);
  const reference = wholeReference(argument);
  return reference === undefined ? listedStrings(argument) : variableStrings(reference, version);
}

/** The strings of a list such as `["apps", "jobs"]`; undefined where it has anything else. */
function listedStrings(list: string): string[] | undefined {
  const members = readExpression(list).filter((token) => !["[", "]", ","].some((symbol) => isSymbol(token, symbol)));
  const values = members.map((token) => (token.kind === "string" ? stringOf(token.template) : undefined));
  return values.every((value) => value !== undefined) ? values : undefined;
}

function variableStrings(reference: Reference, { source, variables }: Plannable): string[] | undefined {
  const [step, ...others] = reference.root === "var" ? reference.steps : [];
  if (step?.kind !== "attribute" || others.length > 0) {
    return undefined;
  }
  const declared = source.variables.find(({ name }) => name === step.name);
  const value = lookUp(variables, step.name) ?? declared?.default;
  return isList(value) ? value.filter((member) => typeof member === "string") : undefined;
}
