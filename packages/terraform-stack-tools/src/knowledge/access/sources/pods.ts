import type { Instance, PlannedStack } from "../../../planned/planned-stack";
import { type Json, type JsonObject, listOf, objectOf } from "../../../stack/json";
import { clustersBehind, isOfType } from "../../catalogue/questions";
import type { SecretPlace, SecretUser } from "../grantee";
import { clusterName } from "../principals";

/** The pods that use a pull secret: by their service accounts, or by naming the secret. */
export function podsWith(secret: Instance, planned: PlannedStack): SecretUser[] {
  const place = placeOf(secret, planned);
  const { naming } = planned;
  const accounts = planned.instances.filter((candidate) => isAccount(candidate) && carries(candidate, secret));
  if (accounts.length === 0) {
    return [{ kind: "pods that name the secret", ...place }];
  }
  return accounts.map((account) =>
    isDefaultAccount(account)
      ? { kind: "every pod", ...place }
      : { kind: "pods of a service account", ...place, account: naming.of(nameOf(account)) },
  );
}

/** The namespace of an instance, or those of all instances where only the variable with their names is known. */
function namespaces(secret: Instance, { naming }: PlannedStack): string {
  const name = naming.of(namespaceOf(secret));
  if (secret.block.isRepeated && name.startsWith("var.")) {
    return `each namespace in ${name}`;
  }
  return name.includes(", ") ? `namespaces ${name}` : `namespace ${name}`;
}

/** As kubectl writes it, with the namespace in front. */
export function secretName(secret: Instance, { naming }: PlannedStack): string {
  return `${naming.of(namespaceOf(secret))}/${naming.of(nameOf(secret))}`;
}

function placeOf(secret: Instance, planned: PlannedStack): SecretPlace {
  const { provider } = secret.block;
  const [cluster] = clustersBehind(secret.block, planned.stack);
  const { naming } = planned;
  const more = { namespaces: naming.of(namespaceOf(secret)), secret: naming.of(nameOf(secret)), provider };
  if (cluster !== undefined) {
    const name = clusterName(cluster, planned);
    const place = `${namespaces(secret, planned)} of AKS cluster ${name}`;
    return { ...more, place, cluster: { name, address: cluster.address } };
  }
  const { name, alias } = provider;
  const where = alias === undefined ? "" : ` of the cluster of provider ${name}.${alias}`;
  return { ...more, place: `${namespaces(secret, planned)}${where}` };
}

function isAccount(instance: Instance): boolean {
  return isOfType(instance.block, "kubernetes_service_account_v1") || isDefaultAccount(instance);
}

/** The one of a namespace that pods use when they name none, whichever resource manages it. */
function isDefaultAccount(instance: Instance): boolean {
  return isOfType(instance.block, "kubernetes_default_service_account_v1") || nameOf(instance) === "default";
}

function carries(account: Instance, secret: Instance): boolean {
  const isInSameCluster =
    account.block.provider.name === secret.block.provider.name &&
    account.block.provider.alias === secret.block.provider.alias;
  const names = listOf(account.values.image_pull_secret).map((reference) => objectOf(reference).name);
  return isInSameCluster && namespaceOf(account) === namespaceOf(secret) && names.includes(nameOf(secret));
}

/** What Kubernetes calls an object. */
function nameOf(instance: Instance): string {
  return text(metadataOf(instance).name) ?? instance.block.name;
}

function namespaceOf(instance: Instance): string {
  return text(metadataOf(instance).namespace) ?? "default";
}

function metadataOf({ values }: Instance): JsonObject {
  return objectOf(listOf(values.metadata)[0]);
}

function text(value: Json | undefined): string | undefined {
  return typeof value === "string" ? value : undefined;
}
