import type { Json, JsonObject } from "../stack/json";

/** What `terraform show -json` prints of a plan. Terraform, "JSON Output Format", and OpenTofu's page of the same name. */
export interface PlanJson {
  readonly resource_changes?: readonly ResourceChange[];
  readonly output_changes?: Readonly<Record<string, Change>>;
  readonly checks?: readonly Check[];
  /** The state before, with the data sources that were read. */
  readonly prior_state?: { readonly values?: { readonly root_module?: StateModule } };
  readonly configuration?: { readonly root_module?: ModuleConfiguration };
}

/** The resources of a module and of those that it calls. */
export interface StateModule {
  readonly resources?: readonly {
    readonly address: string;
    readonly mode: "managed" | "data";
    readonly type: string;
    readonly values?: Json;
    readonly sensitive_values?: Json;
  }[];
  readonly child_modules?: readonly StateModule[];
}

/** The configuration of a module: without its local values, and with references in place of most expressions. */
export interface ModuleConfiguration {
  readonly resources?: readonly ResourceConfiguration[];
  readonly module_calls?: Readonly<Record<string, ModuleCall>>;
  readonly outputs?: Readonly<Record<string, { readonly expression?: Json }>>;
  readonly variables?: Readonly<Record<string, { readonly default?: Json }>>;
}

export interface ModuleCall {
  readonly expressions?: JsonObject;
  readonly for_each_expression?: Json;
  readonly module?: ModuleConfiguration;
}

export interface ResourceConfiguration {
  readonly mode: "managed" | "data" | "ephemeral";
  readonly type: string;
  readonly name: string;
  /** The provider configuration, such as `aws.west`, after the address of the module that has it, and a colon. */
  readonly provider_config_key: string;
  readonly expressions?: JsonObject;
  readonly for_each_expression?: Json;
  readonly count_expression?: Json;
}

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
