import type { PlannedChange } from "../planned/change";
import { planOf } from "../planned/plan";
import type { ShownPlan } from "../planned/plan-json";
import { ADDRESS_ARGUMENT } from "../planned/plan-json";
import { masksFor } from "../planned/sensitive";
import { terraformBinary } from "../providers/terraform-binary";
import { type JsonObject, objectOf } from "../stack/json";
import { type Stack, withSections } from "../stack/stack";
import type { JobVersion, Mocks, Versions } from "./job";
import { guardedFile } from "./prepare/modules";
import { prepare } from "./prepare/prepare";
import { run, shownPlan } from "./run";

/** The same configuration in other words. */
export interface Rewritten {
  readonly stack: Stack;
  /** Its files in HCL, by path. */
  readonly files: ReadonlyMap<string, string>;
  /** What each block was called, by its address now, as a template: what is made up for a block depends on its name. */
  readonly labels: ReadonlyMap<string, string>;
  /** The module that it calls: the name of the call, the path of the folder, and the addresses of the blocks in it. */
  readonly call?: { readonly name: string; readonly folder: string; readonly addresses: ReadonlySet<string> };
}

/** What Terraform would do with a configuration. */
export interface ConfigurationPlan {
  /** By address. */
  readonly resources: Readonly<Record<string, PlannedChange>>;
  /** What outputs change to, by the names of those that do. */
  readonly outputs: JsonObject;
}

/** What Terraform would do with the rewritten configuration, over the state that applying the source would leave. */
export interface RewrittenPlan extends ConfigurationPlan {
  /** The values of all outputs. */
  readonly values: JsonObject;
  /** Plans the source over such a state. @throws PlanError where it cannot be planned */
  source(): ConfigurationPlan;
}

/** What both configurations are planned with. */
export interface PlanInputs {
  readonly variables: JsonObject;
  readonly mocks: Mocks;
}

/**
 * Plans the files themselves over a state of the source, with the providers of the source.
 * @throws PlanError where they cannot be planned
 */
export function planRewritten(
  source: Stack,
  { stack, ...code }: Rewritten,
  { variables, mocks }: PlanInputs,
  binary: string | undefined,
): RewrittenPlan {
  const engine = terraformBinary(binary);
  const { required_providers = {} } = source.settings;
  const terraform = { ...objectOf(stack.sections.terraform), required_providers };
  const changed = withSections(stack, { ...stack.sections, terraform });
  const versions = prepare({ existing: source, changed }, variables);
  const adapted = (all: Versions<JobVersion>) => ({
    ...all,
    changed: { ...all.changed, ...inFiles(code), ...foundBy(all) },
  });
  const answer = run(engine, versions, mocks, adapted);
  const shown = shownPlan(versions, answer, mocks);
  const values = Object.entries(shown.output_changes).map(([name, { after = null }]) => [name, after]);
  return {
    ...planned(shown),
    values: Object.fromEntries(values),
    source: () => {
      const own = prepare({ existing: source, changed: source }, variables);
      return planned(shownPlan(own, run(engine, own, mocks), mocks));
    },
  };
}

function planned(shown: ShownPlan): ConfigurationPlan {
  const changed = Object.entries(shown.output_changes).filter(([, { actions }]) => actions[0] !== "no-op");
  return {
    resources: planOf(shown, masksFor([shown])).resources,
    outputs: Object.fromEntries(changed.map(([name, { after = null }]) => [name, after])),
  };
}

/** Where the state is and what is imported says nothing about the rest. */
const LEFT_OUT: readonly string[] = ["backend.tf", "imports.tf"];

/** Terraform merges an override file into the blocks: each tells its name to the proxies, and the files stay as they are. */
function inFiles({ files, labels, call }: Omit<Rewritten, "stack">): Pick<JobVersion, "files"> {
  const texts = [...files]
    .filter(([path]) => !LEFT_OUT.includes(path))
    .map(([path, text]) => [path, guardedFile(path, "the result", Buffer.from(text)).toString("utf8")]);
  const own = [...labels].filter(([address]) => !call?.addresses.has(address));
  const called = [...labels].filter(([address]) => call?.addresses.has(address));
  return {
    files: {
      ...Object.fromEntries(texts),
      [OVERRIDES]: overrides(own),
      ...(call === undefined
        ? {}
        : {
            [`${call.folder}/${OVERRIDES}`]: overrides(called),
            // As `init` would write it.
            ".terraform/modules/modules.json": {
              Modules: [
                { Key: "", Source: "", Dir: "." },
                { Key: call.name, Source: call.folder, Dir: call.folder },
              ],
            },
          }),
    },
  };
}

const OVERRIDES = "stack_tools_override.tf.json";

function overrides(labels: readonly (readonly [string, string])[]): JsonObject {
  const sections: Record<string, Record<string, Record<string, JsonObject>>> = {};
  for (const [address, label] of labels) {
    const [name, type, kind = "resource"] = address.split(".").reverse();
    sections[kind] ??= {};
    sections[kind][type] ??= {};
    sections[kind][type][name] = { [ADDRESS_ARGUMENT]: label };
  }
  return sections;
}

/** What the source finds in the states of other stacks. */
function foundBy({ existing, changed }: Versions<JobVersion>): Pick<JobVersion, "states" | "outputs"> {
  const { states, outputs } = existing ?? changed;
  return { states, outputs };
}
