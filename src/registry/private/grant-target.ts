import type { IPullGrant } from "../../interfaces";
import type { RegistryOrId } from "./same-registry";

/** Who may pull from which registry. */
export interface GrantTarget {
  readonly registry: RegistryOrId;
  readonly principalObjectId: string;
}

const targets = new WeakMap<IPullGrant, GrantTarget>();

/** Remembers what a grant allows. */
export function noteTarget(grant: IPullGrant, target: GrantTarget): void {
  targets.set(grant, target);
}

/** Undefined for a grant of a class that is not ours, and for one that is many. */
export function targetOf(grant: IPullGrant): GrantTarget | undefined {
  return targets.get(grant);
}
