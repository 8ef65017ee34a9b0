import type { Access } from "../knowledge/access/access";
import { accessIn } from "../knowledge/access/access-in";
import { ownersById } from "../knowledge/access/known-ids";
import { accessMasks } from "../knowledge/access/masks";
import { provisionersOf } from "../planned/configured-stack";
import { type Plan, planOf } from "../planned/plan";
import type { ChangeNotes, ResourceChange, ShownPlan, StateResource } from "../planned/plan-json";
import { readPlan } from "../planned/read-plan";
import { MadeUpTexts, masksFor } from "../planned/sensitive";
import { momentsOf } from "../planned/stacks";
import type { Schemas } from "../providers/schema";
import { type TerraformBinary, terraformBinary } from "../providers/terraform-binary";
import { type Address, blockAddress, blockOfInstance, parseAddress, printAddress } from "../stack/address";
import { readExpression } from "../stack/expression/lexer";
import { stringOf } from "../stack/expression/quoted-string";
import { type Reference, wholeReference } from "../stack/expression/reference";
import { unwrapped } from "../stack/expression/template";
import { isSymbol } from "../stack/expression/token";
import { isList, type Json, type JsonObject, lookUp, texts } from "../stack/json";
import { allVersions, type JobResult, type Plannable, type Versions } from "./job";
import { checkMocks, type Mocks, mocksFor } from "./prepare/made-up-values";
import { prepare } from "./prepare/prepare";
import { run } from "./run";
import { jsonOf, stackFrom, type TerraformStack } from "./stack-input";

export interface PlanOptions {
  /** Values for the stack's variables, and for those of the existing version. @default none */
  readonly variables?: Readonly<Record<string, unknown>>;
  /**
   * The earlier version of the stack: the construct, its JSON, or the path of a file with its JSON.
   * @default the stack is new, and everything is created
   */
  readonly existing?: TerraformStack | JsonObject | string;
  /**
   * Answers by type or address, data sources with `data.` in front: what data sources find, and what the cloud has answered
   * for the resources of the existing version. A type or an address that neither version has is refused.
   * @default made-up values of the form that the cloud gives them
   */
  readonly mocks?: Mocks;
  /**
   * `terraform`, `tofu` or a path.
   * @default TERRAFORM_BINARY_NAME, as for cdktf, otherwise the first one on the PATH
   */
  readonly binary?: string;
}

/**
 * Plans a stack with the real Terraform or OpenTofu and the real providers: without credentials, without a cloud, and
 * without a network once the providers are in the cache. What only the cloud could answer is made up. Each version of a
 * stack is planned with the providers that it requires.
 *
 * Runs Node.js, Terraform or OpenTofu, and the providers as processes, which end with the plan. A provider's process
 * sees no credentials of the environment, and a proxy refuses its connections.
 * @throws PlanError for whatever makes Terraform's own plan fail, in the provider's words where it does not accept the
 * stack
 * @example
 * const update = plan(attach, { existing: "../main/cdktf.out/stacks/attach/cdk.tf.json" });
 * expect(update).toPlanNoReplacement();
 * expect(update).toMatchSnapshot();
 */
export function plan(stack: TerraformStack | JsonObject | string, options: PlanOptions = {}): Plan {
  const { shown } = madePlan(stack, options);
  return planOf(shown, masksFor([shown]), options.existing !== undefined);
}

/** A plan as it is read, and what planned it. */
export interface MadePlan {
  readonly shown: ShownPlan;
  /** The providers with their versions, such as `hashicorp/aws 5.84.0`. */
  readonly providers: readonly string[];
}

/** Plans as `plan` does. @param binary an engine that may be confined to providers on this machine */
export function madePlan(
  stack: TerraformStack | JsonObject | string,
  options: PlanOptions,
  binary?: TerraformBinary,
): MadePlan {
  const { variables = {}, existing, mocks = {} } = options;
  const changed = stackFrom(stack);
  const stacks = existing === undefined ? { changed } : { changed, existing: stackFrom(existing) };
  checkMocks(allVersions(stacks), mocks);
  const versions = prepare(stacks, jsonOf(variables));
  const answer = run(binary ?? terraformBinary(options.binary), versions, mocks);
  return { shown: shownPlan(versions, answer, mocks), providers: answer.providers };
}

type StackInput = TerraformStack | JsonObject | string;

/**
 * Who may pull which images after a deployment, by what and until when, and whether they may
 * push or delete too. Plans each stack as `plan` does. What nobody can judge from a plan, such as a chart, is not in it: `review` names that.
 * @param stacks one stack, or several that are deployed together, as where grants are in a stack of their own
 * @throws PlanError as `plan` does
 * @example
 * const access = accessOf(attach);
 * expect(access.map(({ who, repository }) => `${who}: ${repository}`)).toMatchSnapshot();
 */
export function accessOf(
  stacks: StackInput | readonly StackInput[],
  options: Omit<PlanOptions, "existing"> = {},
): readonly Access[] {
  const all = isSeveral(stacks) ? stacks : [stacks];
  const read = all.map(stackFrom);
  const { mocks = {} } = options;
  checkMocks(read, mocks);
  const plans = read.map((source) => madePlan(source.sections, { ...options, mocks: mocksFor([source], mocks) }).shown);
  return accessIn(momentsOf(plans, accessMasks(plans), ownersById).after);
}

function isSeveral(stacks: StackInput | readonly StackInput[]): stacks is readonly StackInput[] {
  return Array.isArray(stacks);
}

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
export function importedAddresses(version: Plannable): ReadonlySet<string> {
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
