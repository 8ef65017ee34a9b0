import type { Json } from "../../terraform/json";

/** What `terraform show -json` prints of a plan. Terraform, "JSON Output Format", and OpenTofu's page of the same name. */
export interface PlanJson {
  readonly resource_changes?: readonly ResourceChange[];
  readonly output_changes?: Readonly<Record<string, Change>>;
  readonly checks?: readonly Check[];
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
  /** Such as `registry.terraform.io/hashicorp/azurerm`. */
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
    /** The block that it is about, such as `resource.azurerm_subnet.a`. */
    readonly context?: string | null;
    readonly values?: readonly { readonly traversal: string }[];
  };
}
