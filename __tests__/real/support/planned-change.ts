import { differences, type Json } from "./json";

/** What a plan does to one resource. */
export interface PlannedChange {
  readonly address: string;
  /** Such as `update` or `delete+create`. */
  readonly action: string;
  /** Paths of the arguments that differ, such as `default_node_pool.0.node_count`. */
  readonly paths: readonly string[];
  /** Paths of the arguments that force a replacement. */
  readonly replaces: readonly string[];
}

/** The part of `terraform show -json` that the tests read. */
export interface Plan {
  readonly resource_changes?: readonly ResourceChange[];
}

interface ResourceChange {
  readonly address: string;
  readonly change: {
    readonly actions: readonly string[];
    readonly before: Json;
    readonly after: Json;
    readonly replace_paths?: readonly (readonly (string | number)[])[];
  };
}

/** Without the resources that stay as they are and the data sources. */
export function plannedChanges({ resource_changes = [] }: Plan): PlannedChange[] {
  return resource_changes.map(plannedChange).filter(({ action }) => action !== "no-op" && action !== "read");
}

function plannedChange({ address, change }: ResourceChange): PlannedChange {
  const { actions, before, after, replace_paths = [] } = change;
  return {
    address,
    action: actions.join("+"),
    paths: differences(before, after),
    replaces: replace_paths.map((path) => path.join(".")),
  };
}
