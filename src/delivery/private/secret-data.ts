import type { SecretV1Config } from "@cdktf/provider-kubernetes/lib/secret-v1";
import type { IRegistryCredentials } from "../../interfaces";
import { digestOf } from "../../private/rendering/digest";

/** The data in the argument that the state stores, or in the one that is only written. */
export function secretData(
  data: Readonly<Record<string, string>>,
  credentials: readonly IRegistryCredentials[],
): Pick<SecretV1Config, "data" | "dataWo" | "dataWoRevision"> {
  const revisions = credentials.flatMap(({ writeOnlyRevision }) => writeOnlyRevision ?? []);
  if (revisions.length === 0) {
    return { data };
  }
  return { dataWo: data, dataWoRevision: revisions.length === 1 ? revisions[0] : digestOf(revisions) };
}
