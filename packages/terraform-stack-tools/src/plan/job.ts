import type { Diagnostic } from "../planned/plan-json";
import type { MadeUpText } from "../planned/sensitive";
import type { InstalledProvider } from "../providers/initialized-folder";
import type { Json, JsonObject } from "../stack/json";
import type { Stack } from "../stack/stack";

/** Answers of a user, by type or by address, data sources with `data.` in front. An address wins over a type. */
export type Mocks = Readonly<Record<string, JsonObject>>;

/** A stack and, for an update, the earlier version of it. */
export interface Versions<T> {
  readonly existing?: T;
  readonly changed: T;
}

export type Version = keyof Versions<unknown>;

/** How messages call them. */
export const VERSION_NAMES: Readonly<Record<Version, string>> = {
  existing: "the existing version of the stack",
  changed: "the stack",
};

export function mapVersions<T, U>(versions: Versions<T>, map: (value: T, version: Version) => U): Versions<U> {
  const changed = map(versions.changed, "changed");
  return versions.existing === undefined ? { changed } : { existing: map(versions.existing, "existing"), changed };
}

/** The earlier version first. */
export function allVersions<T>({ existing, changed }: Versions<T>): readonly T[] {
  return existing === undefined ? [changed] : [existing, changed];
}

/** A version of a stack that can be planned without a cloud. */
export interface Plannable {
  /** As it was read. */
  readonly source: Stack;
  /** Without whatever mocks cannot plan. */
  readonly stack: Stack;
  /** The values of its variables. Variables without one keep their defaults. */
  readonly variables: JsonObject;
}

/** The summary of a warning by which a proxy tells why the provider did not plan a resource. */
export const UNPLANNED = "terraform-stack-tools: the provider did not plan this resource";

/** What a process of its own plans, as JSON on its standard input. */
export interface Job {
  /** Where it works. The caller creates and removes it. */
  readonly folder: string;
  /** `terraform`, `tofu` or a path. */
  readonly command: string;
  readonly versions: Versions<JobVersion>;
  /** The types whose schemas Terraform needs. */
  readonly types: readonly string[];
  /** A state of the earlier version, as Terraform wrote it, in place of what applying that version would leave. */
  readonly state?: JsonObject;
}

/** One version of a stack. */
export interface JobVersion {
  /** The files of its folder, by path: JSON, or the text of a file in another language. */
  readonly files: Readonly<Record<string, Json>>;
  readonly variables: JsonObject;
  /** The folders of modules, which are copied, by their path. */
  readonly modules: Readonly<Record<string, string>>;
  /** Files of modules that are other ones in the copy, by path. */
  readonly texts: Readonly<Record<string, string>>;
  readonly providers: readonly InstalledProvider[];
  readonly mocks: Mocks;
  /** Where blocks are now that have moved, by their earlier address, which they tell the proxies. */
  readonly moved: Readonly<Record<string, string>>;
  /** The outputs of other stacks that the stack reads, by the address of the data source. */
  readonly states: Readonly<Record<string, JsonObject>>;
  /** The names of outputs of other stacks that modules and checks may read. */
  readonly outputs: readonly string[];
  /** The attributes and blocks that the stack reads of a block, by its address. */
  readonly read: Readonly<Record<string, readonly string[]>>;
}

/** What became of a job, as JSON on its standard output. */
export interface JobResult {
  /** What `show -json` prints; missing if the plan failed. */
  readonly plan?: JsonObject;
  /**
   * The plan in which nothing is replaced that may perhaps be updated in place; missing where that is the case for
   * nothing.
   */
  readonly inPlacePlan?: JsonObject;
  /** Those of the failure if there is no plan. */
  readonly diagnostics: readonly Diagnostic[];
  /** The version of the stack that failed. */
  readonly failed?: keyof Versions<unknown>;
  /** What is known of the resources of the earlier version, by address. */
  readonly existing: Readonly<Record<string, ExistingResource>>;
  /** The texts made up in place of what the cloud would answer, or has answered for the earlier version. */
  readonly madeUp: readonly MadeUpText[];
  /** Why the provider did not plan a resource, by address. */
  readonly unplanned: Readonly<Record<string, string>>;
}

/** What a proxy keeps in the private state of a resource. */
export interface ExistingResource {
  /** Paths of the values that the provider left open when it planned the earlier version. */
  readonly open: readonly (readonly (string | number)[])[];
  /** Why the provider did not plan it. */
  readonly unplanned?: string;
  /** What it has, of a data source. */
  readonly answer?: JsonObject;
}
