import { printAddress } from "../../stack/address";
import type { JsonObject } from "../../stack/json";
import type { ExistingResource } from "../job";
import { readPrivateState } from "./values";

/** The part of a state file, of format 4, that is read here. */
interface StateFile {
  readonly resources?: readonly {
    readonly module?: string;
    readonly mode: "managed" | "data";
    readonly type: string;
    readonly name: string;
    readonly instances: readonly {
      readonly index_key?: string | number;
      readonly private?: string;
      readonly attributes?: JsonObject;
    }[];
  }[];
}

/** What the proxies keep in the private state of each resource, and what each data source answered, by address. @param state a file that Terraform wrote */
export function existingResources(state: Buffer): Record<string, ExistingResource> {
  const { resources = [] }: StateFile = JSON.parse(state.toString());
  const instances = resources.flatMap(({ module, mode, type, name, instances }) =>
    instances.map(({ index_key: key, private: bytes, attributes }): [string, ExistingResource] => {
      const modules = module === undefined ? [] : [module];
      const { open, unplanned } = readPrivateState(bytes === undefined ? undefined : Buffer.from(bytes, "base64"));
      const address = printAddress({ modules, kind: mode === "data" ? "data" : "resource", type, name, key });
      const answer = mode === "data" && attributes !== undefined ? { answer: attributes } : {};
      return [address, { open, ...(unplanned === undefined ? {} : { unplanned }), ...answer }];
    }),
  );
  return Object.fromEntries(instances);
}
