import { AzurermProvider } from "@cdktf/provider-azurerm/lib/provider";
import { AzurermBackend, TerraformStack } from "cdktf";
import { AksCluster, ContainerRegistry } from "cdktf-acr-aks";
import type { Construct } from "constructs";
import type { Fleet } from "./fleet";

/** Lets each cluster of the fleet pull from its registries, across subscriptions. */
export class PullGrants extends TerraformStack {
  constructor(scope: Construct, id: string, fleet: Fleet) {
    super(scope, id);
    new AzurermBackend(this, {
      resourceGroupName: "rg-terraform",
      storageAccountName: "contosoterraform",
      containerName: "state",
      key: `${id}.tfstate`,
      useAzureadAuth: true,
    });

    const providers = mapValues(
      fleet.subscriptions,
      (subscriptionId, name) =>
        new AzurermProvider(this, name, {
          alias: name,
          features: [{}],
          subscriptionId,
          resourceProviderRegistrations: "none",
        }),
    );
    const registries = mapValues(fleet.registries, ({ subscription, ...registry }, name) => {
      const provider = find(providers, subscription, `registries.${name}.subscription`);
      return ContainerRegistry.fromLookup(this, `acr-${name}`, { ...registry, provider });
    });
    for (const [name, { subscription, pullsFrom, ...options }] of Object.entries(fleet.clusters)) {
      const provider = find(providers, subscription, `clusters.${name}.subscription`);
      const cluster = AksCluster.fromLookup(this, `aks-${name}`, { ...options, provider });
      for (const registry of pullsFrom) {
        find(registries, registry, `clusters.${name}.pullsFrom`).grantPull(cluster);
      }
    }
  }
}

type Named<T> = Readonly<Record<string, T>>;

function mapValues<T, R>(values: Named<T>, map: (value: T, name: string) => R): Named<R> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, map(value, name)]));
}

function find<T>(values: Named<T>, name: string, place: string): T {
  if (!Object.keys(values).includes(name)) {
    throw new Error(`${place} in fleet.json must be one of ${Object.keys(values).join(", ")}, got '${name}'`);
  }
  return values[name];
}
