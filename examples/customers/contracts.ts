/** What one customer may pull, and until when. */
export interface Contract {
  readonly repositories: string[];
  /** In UTC. Pulls fail from then on. */
  readonly expiry: string;
  /** Raise it for the first half of a rotation. */
  readonly generation: number;
  /** Raise it to `generation` once the customer has moved. */
  readonly oldestGeneration: number;
  /** Where the customer reads the password; without it, it is an output. */
  readonly keyVaultId?: string;
}

/** The keys become token names and construct ids, so never rename one. Whoever is removed can pull no more. */
export const CUSTOMERS: Readonly<Record<string, Contract>> = {
  fabrikam: {
    repositories: ["product/*", "fabrikam/*"],
    expiry: "2027-06-30T00:00:00Z",
    generation: 1,
    oldestGeneration: 1,
    keyVaultId:
      "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg-shared/providers/Microsoft.KeyVault/vaults/contosovault",
  },
  northwind: { repositories: ["product/*"], expiry: "2027-03-31T00:00:00Z", generation: 2, oldestGeneration: 1 },
  tailspin: { repositories: ["product/app"], expiry: "2027-03-31T00:00:00Z", generation: 2, oldestGeneration: 2 },
};
