import { readFileSync } from "node:fs";
import { basename, isAbsolute } from "node:path";
import type { Access } from "../knowledge/access/access";
import { accessIn, accessMasks, ownersById } from "../knowledge/access/access-in";
import { joinedGrants } from "../knowledge/access/changes";
import { effectOf } from "../knowledge/access/effect";
import { type Plan, planOf } from "../planned/plan";
import type { ShownPlan } from "../planned/plan-json";
import { masksFor } from "../planned/sensitive";
import { momentsOf } from "../planned/stacks";
import { type TerraformBinary, terraformBinary } from "../providers/terraform-binary";
import { isObject, type Json, type JsonObject, objectOf } from "../stack/json";
import { parseJson } from "../stack/json-text";
import { type Block, readStack, type Stack, StackError, withLocalStates, withSections } from "../stack/stack";
import { allVersions, type Mocks } from "./job";
import { checkMocks, mocksFor } from "./prepare/made-up-values";
import { prepare } from "./prepare/prepare";
import { run, shownPlan } from "./run";

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
  const read = (isSeveral(stacks) ? stacks : [stacks]).map(stackFrom);
  const { mocks = {} } = options;
  checkMocks(read, mocks);
  const plans = read.map((source) => madePlan(source.sections, { ...options, mocks: mocksFor([source], mocks) }).shown);
  const lines = joinedGrants(accessIn(momentsOf(plans, accessMasks(plans), ownersById).after));
  return lines.map((line) => ({ ...line, effect: effectOf(line) }));
}

function isSeveral(stacks: StackInput | readonly StackInput[]): stacks is readonly StackInput[] {
  return Array.isArray(stacks);
}

/** A construct of any CDK, as far as it is asked here. */
interface Construct {
  readonly node: {
    readonly path: string;
    readonly children: readonly Construct[];
    readonly metadata: readonly { readonly type: string; readonly data: unknown }[];
    findAll(): readonly Construct[];
  };
}

/** A stack of cdktf or cdktn. No class of theirs is loaded, so that one build serves both. */
export interface TerraformStack extends Construct {
  prepareStack(): void;
  runAllValidations(): void;
  toTerraform(): object;
}

interface Aspect {
  visit(construct: Construct): void;
}

function isLiveStack(input: TerraformStack | JsonObject): input is TerraformStack {
  return typeof input.toTerraform === "function";
}

/**
 * Does what `cdktf synth` does before it writes files. `Testing.synth` of cdktf copies an object once for each of its
 * keys.
 * @throws Error for validation errors and error annotations
 */
function synthesizedJson(stack: TerraformStack): JsonObject {
  visit(stack, []);
  stack.prepareStack();
  stack.runAllValidations();
  const errors = stack.node
    .findAll()
    .flatMap(({ node }) =>
      node.metadata.filter(({ type }) => type === "@cdktf/error").map(({ data }) => `[${node.path}] ${data}`),
    );
  if (errors.length > 0) {
    throw new Error(errors.join("\n"));
  }
  return jsonOf(stack.toTerraform());
}

/** A value as JSON has it: without members that are undefined. */
function jsonOf(value: object): JsonObject {
  return JSON.parse(JSON.stringify(value));
}

/** Calls the aspects of parents first, each once for a construct. */
function visit(construct: Construct, inherited: readonly Aspect[]): void {
  const all = [...new Set([...inherited, ...aspectsOf(construct)])];
  for (const aspect of all) {
    aspect.visit(construct);
  }
  for (const child of construct.node.children) {
    visit(child, all);
  }
}

/** Both CDKs keep the aspects of a construct in a property of its own, which no API reads without their code. */
function aspectsOf(construct: Construct): readonly Aspect[] {
  const symbol = Object.getOwnPropertySymbols(construct).find(({ description }) => description === "cdktf-aspects");
  const aspects: { readonly all?: readonly Aspect[] } | undefined =
    symbol && Object.getOwnPropertyDescriptor(construct, symbol)?.value;
  return aspects?.all ?? [];
}

/**
 * Reads a stack: the construct, its JSON, or the path of a file with its JSON. Writes no file.
 * @throws Error for validation errors and error annotations of the construct, and for what is not a stack
 */
export function stackFrom(input: TerraformStack | JsonObject | string): Stack {
  if (typeof input === "string") {
    return read(input, () => parseJson(readFileSync(input, "utf8")));
  }
  if (!isObject(input)) {
    throw new Error(`the stack must be a TerraformStack, its JSON or the path of that, got ${JSON.stringify(input)}`);
  }
  const json = isLiveStack(input) ? synthesizedJson(input) : jsonOf(input);
  return read("the given JSON", () => json);
}

function read(name: string, json: () => Json): Stack {
  try {
    const value = json();
    // A configuration without any block is valid.
    return readStack(isObject(value) && Object.keys(value).length === 0 ? { terraform: {} } : value);
  } catch (error) {
    const reason = error instanceof StackError ? error.message : "cannot be read";
    throw new Error(`${name} ${reason}; give the JSON of a stack, such as cdktf.out/stacks/<stack>/cdk.tf.json`);
  }
}

/** A stack as Terraform reads it, for snapshots and for questions by address. */
export class SynthesizedStack {
  constructor(private readonly stack: Stack) {}

  /**
   * The body of a resource or data source.
   * @param address such as `aws_subnet.a` or `data.aws_region.current`
   * @throws Error that lists the addresses of the stack if there is no such block
   */
  public resource(address: string): JsonObject {
    const block = this.resources().find((resource) => resource.address === address);
    if (block === undefined) {
      throw new Error(`the stack has no ${address}; it has ${this.addresses().join(", ") || "no resources"}`);
    }
    return block.body;
  }

  /** The addresses of all resources and data sources, in order. */
  public addresses(): string[] {
    return this.resources().map(({ address }) => address);
  }

  /** What `toMatchSnapshot` prints. */
  public toJSON(): JsonObject {
    return this.stack.sections;
  }

  private resources(): Block[] {
    return this.stack.blocks.filter(({ kind }) => kind === "resource" || kind === "data");
  }
}

/**
 * Validates a stack and synthesizes it, in time linear to its size and without writing a file. Keys are in order.
 * cdktf's metadata is left out, and so is the backend that it adds to stacks without one, because that contains a path
 * of this machine. Of the local states of other stacks, only the file names are left.
 * @throws Error for validation errors and error annotations
 * @example
 * const stack = synthesize(attach);
 * expect(stack.resource("aws_subnet.a").cidr_block).toBe("10.0.1.0/24");
 */
export function synthesize(stack: TerraformStack): SynthesizedStack {
  const read = withoutLocalBackend(stackFrom(stack));
  return new SynthesizedStack(
    withSections(
      read,
      withLocalStates(read, ({ body }) => withRelativePath(body)),
    ),
  );
}

function withoutLocalBackend(stack: Stack): Stack {
  const { backend, ...settings } = stack.settings;
  const { path } = objectOf(objectOf(backend).local);
  return typeof path === "string" && isAbsolute(path)
    ? withSections(stack, { ...stack.sections, terraform: settings })
    : stack;
}

function withRelativePath(body: JsonObject): JsonObject {
  const config = objectOf(body.config);
  const { path } = config;
  return typeof path === "string" && isAbsolute(path) ? { ...body, config: { ...config, path: basename(path) } } : body;
}
