import type { BlockSchema } from "../providers/schema";
import type { Json, JsonObject } from "../stack/json";
import type { Path } from "./values";

/** The argument with which each block of a plan that is made here tells its address. No provider has one of this name. */
export const ADDRESS_ARGUMENT = "stack_tools_address";

/** The conditions of one block. */
export interface Check {
  readonly address: { readonly kind: string; readonly to_display: string };
  readonly status: "pass" | "fail" | "error" | "unknown";
}

export interface ResourceChange {
  readonly address: string;
  /** Where the resource was before it moved. */
  readonly previous_address?: string;
  readonly mode: "managed" | "data";
  readonly type: string;
  /** Such as `registry.terraform.io/hashicorp/aws`. */
  readonly provider_name: string;
  readonly action_reason?: string;
  readonly change: Change;
}

export interface Change {
  /** One action, or two for a replacement in the order they happen. */
  readonly actions: readonly ChangeAction[];
  readonly before?: Json;
  readonly after?: Json;
  /** `true` in the places whose values are known after apply. */
  readonly after_unknown?: Json;
  /** `true` in the places whose values are sensitive. */
  readonly before_sensitive?: Json;
  readonly after_sensitive?: Json;
  readonly replace_paths?: readonly (readonly (string | number)[])[];
}

export type ChangeAction = "no-op" | "create" | "read" | "update" | "delete" | "forget";

export interface Diagnostic {
  readonly severity: "error" | "warning";
  readonly summary: string;
  readonly detail?: string;
  readonly address?: string;
  readonly snippet?: {
    /** The block that it is about, such as `resource.aws_subnet.a`. */
    readonly context?: string | null;
    /** The lines that it is about. */
    readonly code?: string;
    /** What the expression reads, as in `has a sensitive value`. */
    readonly values?: readonly { readonly traversal: string; readonly statement?: string }[];
  };
}

/** A plan as `show -json` prints it, checked as far as this package reads it. Terraform, "JSON Output Format". */
export interface ShownPlan {
  readonly resource_changes: readonly ShownChange[];
  readonly output_changes: Readonly<Record<string, Change>>;
  readonly checks: readonly Check[];
  /** What was changed outside of the engine since the last apply: from what the state had to what was found. */
  readonly drift: readonly ShownChange[];
  readonly deferred: readonly DeferredChange[];
  /** What the states before and after have. Without sensitive values in clear only as far as the marks say. */
  readonly prior: readonly StateResource[];
  readonly planned: readonly StateResource[];
  /** The values of root variables. */
  readonly variables: JsonObject;
  /** Undefined for a plan that was shown without it. */
  readonly rootModule?: JsonObject;
  readonly providers: JsonObject;
  /** Of Terraform or OpenTofu. */
  readonly engineVersion?: string;
  /** When the engine made it. */
  readonly made?: string;
  readonly notes: readonly PlanNote[];
  /** Every other value that has marks of its own: outputs of the states, what an action is invoked with. */
  readonly others: readonly Marked[];
  /** What is known of a plan that was made here, beside what the engine prints. */
  readonly engine?: EngineNotes;
}

/** That a plan is a part only or about the state alone, or that applying it does more than its changes say. */
export interface PlanNote {
  readonly kind: "incomplete" | "refresh-only" | "deferred" | "action";
  /** Of what it is about. */
  readonly address: string;
  readonly message: string;
}

/** A value, and `true` in its sensitive places. */
export interface Marked {
  readonly value: Json;
  readonly marks: Json;
}

/** One object that a plan is about. */
export interface ShownChange extends ResourceChange {
  readonly name: string;
  /** The id by which it is imported, null where that is not known. Undefined where it is not imported. */
  readonly importing?: string | null;
}

/** A change that another plan decides. */
export interface DeferredChange {
  readonly change: ShownChange;
  readonly reason: string;
}

/** One object of a state. */
export interface StateResource {
  readonly address: string;
  readonly mode: "managed" | "data";
  readonly type: string;
  readonly name: string;
  readonly providerName: string;
  readonly values: JsonObject;
  /** `true` in the places of sensitive values. */
  readonly sensitive: Json;
}

/** What is known of a change in a plan that was made here, beside what the engine reports. */
export interface ChangeNotes {
  /** The same change in a plan that replaces nothing that may perhaps be updated in place. */
  readonly inPlace?: ResourceChange;
  /** The body of the resource in the stack; empty for a resource in a module, whose configuration is not read. */
  readonly configuration: JsonObject;
  readonly schema: BlockSchema;
  readonly isImported: boolean;
  /** What the provider left open in the earlier version; the empty path if it did not plan it. */
  readonly open: readonly Path[];
  /** Arguments and blocks that the provider of the earlier version did not know. */
  readonly added: readonly string[];
  /** Why the provider did not plan the resource. */
  readonly unplanned?: string;
}

/** Texts that were made up in place of what the cloud answers. */
export interface MadeUp {
  has(text: string): boolean;
  /** A value in which a mark takes the place of each of them, also within another text. */
  marked(value: Json): Json;
}

/** What is known of a plan that was made here, beside what the engine prints. */
export interface EngineNotes {
  readonly madeUp: MadeUp;
  readonly notesOn: (change: ResourceChange) => ChangeNotes;
  /** The arguments and answers of a data source that somebody has given. Whatever else it has was made up. */
  readonly given: (address: string) => readonly string[];
  /** The data sources of the earlier version, which no plan has. @default there is none, or nobody knows */
  readonly former?: readonly StateResource[];
  /** The types of provisioners, which are not planned, by block of the stack. */
  readonly provisioners: ReadonlyMap<string, readonly string[]>;
  /** The local values of the stack, by name. */
  readonly locals: ReadonlyMap<string, Json>;
  /** The texts that the stack itself has, which everybody can read. */
  readonly written: ReadonlySet<string>;
  /** The outputs of the stack, of which an engine leaves out those that are null. */
  readonly outputs: readonly string[];
}
