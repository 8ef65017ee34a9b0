import type { TerraformProvider } from "cdktf";
import type { Construct } from "constructs";
import { SUBSCRIPTION } from "../../../testbed/azure/known/identities";

/** Where an app is written: apps share a stack, as teams do. */
export interface StrangersPlace {
  readonly scope: Construct;
  /** Exists in the cluster, for this app alone. */
  readonly namespace: string;
  /** Of the other subscription. */
  readonly provider: TerraformProvider;
}

export type StrangersApp = readonly [title: string, write: (place: StrangersPlace) => void];

export const SHARED = `/subscriptions/${SUBSCRIPTION}/resourceGroups/rg-shared/providers`;
