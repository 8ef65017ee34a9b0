import type { TerraformStack } from "cdktf";
import { terraformBinary } from "../providers/terraform-binary";
import { changedInstances } from "./changes/instance-references";
import { type PlannedChange, plannedChange, type ReportedChange } from "./changes/planned-change";
import { shown, withoutMadeUp } from "./changes/planned-values";
import { isKnown, type Replacement, replacementOf } from "./changes/replacement";
import { blockOf, isObject, type Json, withoutKeys } from "./mocked/json";
import type { Mocks } from "./mocked/test-file";
import { type Answer, type CheckResult, Planning } from "./planning";
import { rendered } from "./rendered-stack";

export interface PlanOptions {
  /** Values of the stack's variables; those of the existing version too, where it has others. @default none */
  readonly variables?: Readonly<Record<string, unknown>>;
  /** An earlier version of the stack: the construct, its JSON or the path of that. @default the stack is new, and everything is created */
  readonly existing?: TerraformStack | Json | string;
  /** Answers instead of made-up ones, by type or address, data sources with `data.` in front. @default values that are shaped as Azure's */
  readonly mocks?: Mocks;
  /** `terraform`, `tofu` or a path. @default TERRAFORM_BINARY_NAME, as for cdktf, or else whichever is on the PATH */
  readonly binary?: string;
  /**
   * Arguments whose change replaces a resource, by type, such as `{ random_pet: ["length"] }`, for what this package does not know.
   * @default azurerm, azuread, kubernetes and time at the versions that the data was read from
   */
  readonly forceNew?: Readonly<Record<string, readonly string[]>>;
}

const PLAN = Symbol.for("cdktf-acr-aks.Plan");

/** What Terraform would do. */
export class Plan {
  constructor(
    /** By address, sorted. */
    public readonly resources: Readonly<Record<string, PlannedChange>>,
    public readonly outputs: Json,
    /** The check blocks. A condition that fails elsewhere fails the plan. */
    public readonly checks: Readonly<Record<string, CheckResult>>,
    /** Whether there was an earlier version to compare with. */
    public readonly isUpdate: boolean,
  ) {}

  /** Tells a plan from other values, also one of another copy of this package. */
  public get [PLAN](): true {
    return true;
  }

  public static isPlan(value: unknown): value is Plan {
    return isObject(value) && value[PLAN as unknown as string] === true;
  }
}

/** More than any chain of resources that replace each other has links. */
const MOST_ROUNDS = 20;

/**
 * Plans a stack with the real Terraform or OpenTofu and mocked providers: no credentials, no cloud, and no network once the providers
 * are there. Providers of an existing version are planned at the versions of the stack.
 */
export function plan(stack: TerraformStack | Json | string, options: PlanOptions = {}): Plan {
  const { variables = {}, existing, mocks = {}, binary, forceNew = {} } = options;
  const sources = { changed: rendered(stack), ...(existing === undefined ? {} : { existing: rendered(existing) }) };
  const planning = new Planning(terraformBinary(binary), sources, variables, mocks);
  const forced = new Map<string, Replacement>();
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const answer = planning.answer([...forced.keys()]);
    const changes = reportedChanges(planning, answer, forced, forceNew);
    // Mocked providers report every change as an update. Replacing what is replaced shows what that means for those that refer to it.
    const more = changes.filter(({ reported, replacement }) => isUpdate(reported) && replacement.forced.length > 0);
    if (more.length === 0) {
      const resources = changes.map((change): [string, PlannedChange] => [change.reported.address, plannedChange(change)]);
      return new Plan(sorted(resources), outputsOf(planning, answer), checksOf(planning), existing !== undefined);
    }
    for (const { reported, replacement } of more) {
      forced.set(reported.address, replacement);
    }
  }
  throw new Error("the stack replaces more and more resources, which must not be; report it with both versions of its JSON");
}

function reportedChanges(
  planning: Planning,
  { plan: { resource_changes = [] }, madeUp }: Answer,
  forced: ReadonlyMap<string, Replacement>,
  forceNew: NonNullable<PlanOptions["forceNew"]>,
): ReportedChange[] {
  return resource_changes.map((reported: Json) => {
    const { address, previous_address, mode, type, provider_name, change } = reported;
    const schema = planning.schemas(mode === "data" ? "data_source" : "resource", type) ?? {};
    const [configuration, existing] = [
      bodyOf(planning.changed.json, address),
      bodyOf(planning.existing?.json, previous_address ?? address),
    ];
    const values = { before: change.before ?? {}, after: change.after ?? {}, unknown: blockOf(change.after_unknown) };
    const isInModule = address.startsWith("module.");
    const found = replacementOf({ type, ...values, existing, changed: configuration, schema, isInModule }, forceNew);
    const provider = provider_name.replace(/^[^/]*\//, "");
    return {
      reported,
      configuration,
      // Of a module only the call is known, not what it sets.
      schema: isInModule ? {} : schema,
      isImported: planning.changed.imports.some((target) => target === address || target === withoutKeys(address)),
      isKnown: isKnown(type, provider.startsWith("hashicorp/") ? planning.versions[provider] : undefined, forceNew),
      existing,
      replacement: forced.get(address) ?? {
        forced: found.forced,
        uncertain: [
          ...found.uncertain,
          ...(planning.existing
            ? changedInstances(
                { body: existing, configuration: planning.existing },
                { body: configuration, configuration: planning.changed },
                values,
                keyOf(address),
              )
            : []),
        ],
      },
      madeUp,
    };
  });
}

/** The key of an instance of `for_each`. */
function keyOf(address: string): string | undefined {
  const [, key] = /\[("(?:[^"\\]|\\.)*")\]$/.exec(address) ?? [];
  return key === undefined ? undefined : JSON.parse(key);
}

function isUpdate({ change }: Json): boolean {
  return change.actions.join() === "update";
}

function bodyOf(json: Json | undefined, address: string): Json {
  const [type, name] = withoutKeys(address)
    .replace(/^data\./, "")
    .split(".");
  return blockOf(json?.[address.startsWith("data.") ? "data" : "resource"]?.[type]?.[name]);
}

function outputsOf({ changed }: Planning, { plan: { output_changes }, madeUp }: Answer): Json {
  const outputs = Object.keys(changed.json.output ?? {}).map((name): [string, unknown] => {
    const { after, after_unknown, after_sensitive } = output_changes?.[name] ?? {};
    return [name, withoutMadeUp(shown(after, after_unknown, after_sensitive), madeUp)];
  });
  return sorted(outputs);
}

function checksOf({ checks }: Planning): Record<string, CheckResult> {
  return sorted(Object.entries(checks).map(([name, result]): [string, CheckResult] => [`check.${name}`, result]));
}

function sorted<Value>(entries: [string, Value][]): Record<string, Value> {
  return Object.fromEntries(entries.sort(([one], [other]) => (one < other ? -1 : 1)));
}
