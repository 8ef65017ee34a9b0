import type { Json } from "../../terraform/json";

/**
 * What `terraform test -json -verbose` prints of a plan. Terraform, "JSON Output Format", and OpenTofu's page of the
 * same name.
 */
export interface PlanJson {
  readonly resource_changes?: readonly ResourceChange[];
  readonly output_changes?: Readonly<Record<string, Change>>;
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
  /** The run of the test that it belongs to. */
  readonly run?: string;
}

/** What a test printed: the plan of its last run, if there is one, and all diagnostics. */
export interface Outcome {
  readonly plan?: PlanJson;
  readonly diagnostics: readonly Diagnostic[];
}

/** A line of the output. */
interface Event {
  readonly "@testrun"?: string;
  readonly diagnostic?: Omit<Diagnostic, "run">;
  readonly test_plan?: PlanJson;
}

/** Reads the output of a test. */
export function readOutcome(stdout: string, stderr: string): Outcome {
  const lines = stdout.split("\n").filter((line) => line.startsWith("{"));
  const events = lines.map((line): Event => JSON.parse(line));
  const diagnostics = events.flatMap(({ diagnostic, "@testrun": run }) =>
    diagnostic === undefined ? [] : [{ ...diagnostic, run }],
  );
  const plan = events.filter(({ test_plan }) => test_plan !== undefined).at(-1)?.test_plan;
  if (plan !== undefined) {
    return { plan, diagnostics };
  }
  return { diagnostics: diagnostics.length > 0 ? diagnostics : [silence(stderr)] };
}

function silence(stderr: string): Diagnostic {
  const detail = stderr.trim().split("\n").slice(0, 12).join("\n");
  return { severity: "error", summary: "It ended without a plan", detail };
}
