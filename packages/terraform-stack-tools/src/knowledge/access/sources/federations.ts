import { type Instance, nameIn, type PlannedStack } from "../../../planned/planned-stack";
import { blocksReadBy, dependenciesOf } from "../../../stack/dependencies";
import { compare, type Json } from "../../../stack/json";
import { once } from "../../../stack/once";
import type { Block } from "../../../stack/stack";
import { clusterBlocks } from "../../catalogue/questions";
import type { Access } from "../access";
import { type Grantee, granted } from "../grantee";
import { type Identity, identityOf } from "../identity";
import { clusterName, granteeOf, idleOf } from "../principals";
import { ANY_REGISTRY } from "../registries";
import { federated, isFederatedCredential } from "./service-accounts";

/** The arguments that say whose tokens are trusted. A flexible credential has an expression in place of the subject. */
const TRUSTED = ["issuer", "subject", "claims_matching_expression"];

/** Whose tokens stand for the identities that a value refers to. */
export function federationsOf(principal: Json | undefined, planned: PlannedStack): Identity[] {
  return credentialsFor(principal, planned).map((credential) => identityOf(credential, TRUSTED, planned));
}

/** Who issues the tokens of pods that stand for the identities that a value refers to, in order. */
export function issuersOf(principal: Json | undefined, planned: PlannedStack): string[] {
  const trusting = credentialsFor(principal, planned).filter((credential) => federated(credential, planned).length > 0);
  return [...new Set(trusting.map((credential) => issuerOf(credential, planned)))].sort(compare);
}

/** A cluster is told by its name, before it exists as well as after. */
function issuerOf({ block, values }: Instance, planned: PlannedStack): string {
  const [cluster] = blocksReadBy(block.body.issuer, planned.stack, clusterBlocks(planned.stack));
  return cluster === undefined
    ? (nameIn(values.issuer, block.body.issuer, planned) ?? "an unknown issuer")
    : `AKS cluster ${clusterName(cluster, planned)}`;
}

function credentialsFor(principal: Json | undefined, planned: PlannedStack): readonly Instance[] {
  const credentials = credentialsIn(planned);
  if (credentials.length === 0) {
    return [];
  }
  if (typeof principal !== "string") {
    return credentialsRead(principal, planned);
  }
  const known = credentialsByPrincipal(planned);
  const found = known.get(principal) ?? credentialsRead(principal, planned);
  known.set(principal, found);
  return found;
}

/** Both who issues the tokens and whose they are is asked for. */
const credentialsByPrincipal = once((_planned: PlannedStack) => new Map<string, readonly Instance[]>());

function credentialsRead(principal: Json | undefined, planned: PlannedStack): readonly Instance[] {
  const credentials = credentialsIn(planned);
  const places = dependenciesOf(principal, planned.stack).flatMap(
    ({ address }) => placesByOwner(planned).get(address) ?? [],
  );
  return [...new Set(places)].sort((left, right) => left - right).map((place) => credentials[place]);
}

/** The places of credentials among all, by the address of the identity that they are for. */
const placesByOwner = once((planned: PlannedStack): ReadonlyMap<string, readonly number[]> => {
  const found = new Map<string, number[]>();
  for (const [place, credential] of credentialsIn(planned).entries()) {
    for (const { address } of ownersOf(credential, planned)) {
      const others = found.get(address) ?? [];
      others.push(place);
      found.set(address, others);
    }
  }
  return found;
});

/** What the holders of tokens may do whom a stack trusts in the place of an identity, unless its role assignments say so. */
export function federatedAccess(
  planned: PlannedStack,
  others: readonly Access[],
  holders: ReadonlySet<Block>,
): Access[] {
  if (credentialsIn(planned).length === 0) {
    return [];
  }
  const told = new Set(
    others.flatMap(({ grantees }) => grantees.flatMap((one) => (one.kind === "trusted pods" ? one.pods : []))),
  );
  return credentialsIn(planned).flatMap((credential): Access[] => {
    const holder = holderOf(credential, planned);
    const owners = ownersOf(credential, planned);
    const isAssigned = owners.some((owner) => holders.has(owner));
    if (isAssigned && holder.kind === "trusted pods" && holder.pods.every((pods) => told.has(pods))) {
      return [];
    }
    const [owner] = owners.map((block) => granteeOf(block, null, planned));
    const whose = owner === undefined || owner.kind === "trusted pods" ? "the identity" : granted([owner]).who;
    return [
      {
        ...granted([holder]),
        ...(holder.kind === "trusted pods" ? { issuers: [issuerOf(credential, planned)] } : {}),
        ...ANY_REGISTRY,
        repository: `what ${whose} may do`,
        rights: [],
        origin: { kind: "delegation", words: `federated credential of ${whose}` },
        address: credential.address,
        identity: identityOf(credential, [...TRUSTED, ...OWNERS], planned),
        ...idleOf(owners, holders),
      },
    ];
  });
}

const credentialsIn = once(({ instances }: PlannedStack) =>
  instances.filter(({ block }) => isFederatedCredential(block)),
);

/** The arguments that name the identity, in the versions of the providers. */
const OWNERS = ["parent_id", "user_assigned_identity_id", "application_id"];

function ownersOf({ block }: Instance, { stack }: PlannedStack) {
  const configured = OWNERS.map((name) => block.body[name] ?? null);
  return blocksReadBy(configured, stack).filter(({ kind }) => kind !== "module");
}

function holderOf(credential: Instance, planned: PlannedStack): Grantee {
  const pods = federated(credential, planned);
  if (pods.length > 0) {
    return { kind: "trusted pods", pods, clusters: [] };
  }
  const { block, values } = credential;
  const named = (name: string) => nameIn(values[name], block.body[name], planned);
  const subject = named("subject") ?? named("claims_matching_expression");
  const issuer = named("issuer");
  const words = `whoever has a token of ${issuer ?? "an issuer that is not known"} for ${subject ?? "a subject that is not known"}`;
  const isUnknown = issuer === undefined || subject === undefined;
  return { kind: "somebody", words, ...(isUnknown ? { isUnknown } : {}) };
}
