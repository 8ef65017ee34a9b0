/** The content of `fleet.json`. Its keys become construct ids, and with them Terraform addresses: never rename one. */
export interface Fleet {
  /** Subscription ids, by the names that the other sections use. */
  readonly subscriptions: Readonly<Record<string, string>>;
  readonly registries: Readonly<Record<string, Registry>>;
  readonly clusters: Readonly<Record<string, Cluster>>;
}

interface Registry {
  readonly registryName: string;
  readonly resourceGroupName: string;
  readonly subscription: string;
}

interface Cluster {
  readonly clusterName: string;
  readonly resourceGroupName: string;
  readonly subscription: string;
  /** Keys of the registries. */
  readonly pullsFrom: readonly string[];
}
