import { type Instance, type PlannedStack, unknown } from "../../../planned/planned-stack";
import { blockOfInstance } from "../../../stack/address";
import type { Json } from "../../../stack/json";
import type { Block } from "../../../stack/stack";
import { isPullSecret } from "../../catalogue/questions";
import type { Access } from "../access";
import { RIGHTS } from "../actions";
import { granted } from "../grantee";
import { identityOf, joined, providerIdentity } from "../identity";
import type { Credential } from "../origin";
import { registriesIn } from "../registries";
import { podsWith, secretName } from "./pods";
import { otherCredential, type SecretSource, secretSources } from "./secret-sources";

type SecretAccess = Omit<Access, "who" | "grantees" | "address">;

/**
 * What pods may do by pull secrets: as much as the credentials in them.
 * @param others the access of the credentials themselves
 */
export function secretAccess(planned: PlannedStack, others: readonly Access[]): Access[] {
  const secrets = planned.instances.filter(({ block, values }) => isPullSecret(block, values));
  const byBlock = new Map<Block, SecretAccess[]>();
  for (const secret of secrets) {
    byBlock.set(secret.block, byBlock.get(secret.block) ?? accessBy(secret, planned, others));
  }
  return secrets.flatMap((secret) => {
    const place = providerIdentity(secret.block.provider, planned);
    return podsWith(secret, planned).flatMap((user) =>
      (byBlock.get(secret.block) ?? []).map((line) => ({
        ...line,
        ...granted([user]),
        secret: secretName(secret, planned),
        address: secret.address,
        identity: joined([place, ...(line.identity === undefined ? [] : [line.identity])]),
      })),
    );
  });
}

const DATA = ["data", "data_wo", "binary_data", "binary_data_wo"];

/** The document of a pull secret, as configured. */
function documentOf({ body }: Block): Json {
  return DATA.map((name) => body[name] ?? null);
}

/** What the document of a secret allows, the same in each of its namespaces. */
function accessBy(secret: Instance, planned: PlannedStack, others: readonly Access[]): SecretAccess[] {
  const document = documentOf(secret.block);
  const known = secretSources(document, planned).flatMap((source) => {
    const lines = others.filter(({ address }) =>
      [address, blockOfInstance(address)].some((one) => source.grantedBy.includes(one)),
    );
    return lines.length > 0 ? lines.map((line) => inSecret(line, source)) : undocumented(source, secret, planned);
  });
  const named = new Set(known.map(({ registry }) => registry));
  const rest = registriesIn(document, null, planned).filter(({ name }) => !named.has(name));
  const registries =
    known.length + rest.length === 0 ? [{ name: unknown("an unknown registry", secret, ...DATA) }] : rest;
  const credential = registries.length === 0 ? undefined : otherCredential(document, planned);
  const identity = identityOf(secret, DATA, planned);
  return [
    ...known,
    ...registries.flatMap(({ name }) => (credential === undefined ? [] : { ...lineOf(name, credential), identity })),
  ];
}

function inSecret(
  { who, grantees: _holders, address: grantedBy, ...line }: Access,
  source: SecretSource,
): SecretAccess {
  const { credential, until } = source;
  const role = line.origin.kind === "role assignment" ? line.origin.role : undefined;
  const isRole = credential.kind === "service principal" && role !== undefined;
  return {
    ...line,
    grantedBy,
    origin: isRole ? { ...credential, name: who, role } : line.origin,
    ...(until === undefined ? {} : { until }),
  };
}

/** Credentials to which nothing in the stack grants anything. */
function undocumented(
  { credential, about, until }: SecretSource,
  secret: Instance,
  planned: PlannedStack,
): SecretAccess[] {
  const registries = registriesIn(about, null, planned);
  const names =
    registries.length > 0 ? registries.map(({ name }) => name) : [unknown("an unknown registry", secret, ...DATA)];
  return names.map((name) => ({ ...lineOf(name, credential), ...(until === undefined ? {} : { until }) }));
}

/** An admin account may do everything, wherever its registry is managed. */
function lineOf(registry: string, origin: Credential): SecretAccess {
  return origin.kind === "admin account"
    ? { registry, repository: "*", rights: RIGHTS, origin }
    : { registry, repository: "what its credentials allow", rights: [], origin };
}
