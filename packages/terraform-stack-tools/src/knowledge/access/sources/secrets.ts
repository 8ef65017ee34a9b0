import { type Instance, type PlannedStack, unknown } from "../../../planned/planned-stack";
import { blockOfInstance } from "../../../stack/address";
import type { Json } from "../../../stack/json";
import type { Block } from "../../../stack/stack";
import { isPullSecret } from "../../catalogue/questions";
import type { Access } from "../access";
import { RIGHTS } from "../actions";
import { granted } from "../grantee";
import { type Identity, identityOf, joined, providerIdentity } from "../identity";
import { type Credential, originWords } from "../origin";
import { registriesIn } from "../registries";
import { podsWith, secretName } from "./pods";
import { loginsIn, otherCredential, type SecretSource, secretSources } from "./secret-sources";

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
  const sources = secretSources(document, secret, planned);
  const hidden = sources.length === 0 ? hiddenAccess(secret, planned) : [];
  if (hidden.length > 0) {
    return hidden;
  }
  const known = sources.flatMap((source) => {
    if (source.isDisabled) {
      return [];
    }
    const lines = others.filter(({ address }) =>
      [address, blockOfInstance(address)].some((one) => source.grantedBy.includes(one)),
    );
    return lines.length > 0 ? lines.map((line) => inSecret(line, source)) : undocumented(source, secret, planned);
  });
  const named = new Set([
    ...known.map(({ registry }) => registry),
    ...sources.flatMap((source) => {
      // Of several, nobody can tell which ones have other credentials in the document.
      const own = source.isDisabled ? registriesOf(source, planned) : [];
      return own.length === 1 ? own : [];
    }),
  ]);
  const rest = registriesIn(document, null, planned).filter(({ name }) => !named.has(name));
  const registries =
    sources.length + rest.length === 0 ? [{ name: unknown("an unknown registry", secret, ...DATA) }] : rest;
  const credential = registries.length === 0 ? undefined : otherCredential(document, planned);
  const identity = identityOfDocument(secret, planned);
  return [
    ...known,
    ...registries.flatMap(({ name }) => (credential === undefined ? [] : { ...lineOf(name, credential), identity })),
  ];
}

/** Of a document that comes from what a plan does not show, such as a local value: the credentials that anything reads. */
function hiddenAccess(secret: Instance, planned: PlannedStack): SecretAccess[] {
  const isHidden = DATA.some((name) => (secret.hanging?.get(name)?.open ?? []).length > 0);
  const possible = isHidden ? secretSources(planned.relevant ?? [], secret, planned) : [];
  if (possible.length === 0) {
    return [];
  }
  const perhaps = [...new Set(possible.map(({ credential }) => originWords(credential)))].join(" or ");
  const registries = [...new Set(possible.flatMap((source) => registriesOf(source, planned)))];
  const registry = registries.length === 1 ? registries[0] : unknown("an unknown registry", secret, ...DATA);
  return [{ ...lineOf(registry, { kind: "opaque", perhaps }), identity: identityOf(secret, DATA, planned) }];
}

/** Of a document that is known, the accounts: another password of the same account is no other access. */
function identityOfDocument(secret: Instance, planned: PlannedStack): Identity {
  const logins = loginsIn(secret);
  return logins.length === 0
    ? identityOf(secret, DATA, planned)
    : { text: JSON.stringify(logins).toLowerCase(), isComplete: true };
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
function undocumented(source: SecretSource, secret: Instance, planned: PlannedStack): SecretAccess[] {
  const { credential, until } = source;
  const registries = registriesOf(source, planned);
  const names = registries.length > 0 ? registries : [unknown("an unknown registry", secret, ...DATA)];
  return names.map((name) => ({ ...lineOf(name, credential), ...(until === undefined ? {} : { until }) }));
}

function registriesOf({ registry, about }: SecretSource, planned: PlannedStack): string[] {
  return registry === undefined ? registriesIn(about, null, planned).map(({ name }) => name) : [registry];
}

/** An admin account may do everything, wherever its registry is managed. */
function lineOf(registry: string, origin: Credential): SecretAccess {
  return origin.kind === "admin account"
    ? { registry, repository: "*", rights: RIGHTS, origin }
    : { registry, repository: "what its credentials allow", rights: [], origin };
}
