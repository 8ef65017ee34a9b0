import { textOf } from "../../../../packages/terraform-stack-tools/src/stack/json";
import type { Resource } from "../../store/contents";
import { isType, type Store } from "../../store/store";
import { REGISTRIES } from "../registry/names";

/** What an endpoint of a registry has an address for. */
export interface Member {
  /** As Azure calls it: `registry`, `registry_data_westeurope`. */
  readonly name: string;
  readonly host: string;
}

/** Azure, "Connect privately to an Azure container registry": the login server, and the data of each region. */
export function membersOf(store: Store, registry: Resource): Member[] {
  const loginServer = textOf(registry.properties.loginServer);
  const data = regionsOf(store, registry).map((region) => ({
    name: `registry_data_${region}`,
    host: dataEndpointOf(loginServer, region),
  }));
  return [...data, { name: "registry", host: loginServer }];
}

/** The home of a registry and its replicas. */
export function regionsOf(store: Store, registry: Resource): string[] {
  const replicas = store.below(registry.id).filter((one) => isType(one, `${REGISTRIES}/replications`));
  const regions = [registry, ...replicas].map(({ location }) => textOf(location).replace(/ /g, "").toLowerCase());
  return [...new Set(regions)];
}

/** `contoso.westeurope.data.azurecr.io` */
export function dataEndpointOf(loginServer: string, region: string): string {
  const [name, ...domain] = loginServer.split(".");
  return [name, region, "data", ...domain].join(".");
}
