import type { Store } from "../store/store";
import type { Switches } from "./switches";

/** The imitated cloud: what exists in it, how it behaves, and where it listens. */
export interface Azure {
  readonly store: Store;
  readonly switches: Switches;
  readonly origins: Origins;
}

export interface Origins {
  /** Azure Resource Manager and Microsoft Entra ID. */
  readonly arm: string;
  readonly graph: string;
  readonly vault: string;
}
