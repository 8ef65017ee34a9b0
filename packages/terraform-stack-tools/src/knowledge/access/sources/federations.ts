import { blocksReadBy } from "../../../stack/dependencies";
import type { Json } from "../../../stack/json";
import type { Access } from "../access";
import { type Grantee, granted } from "../grantee";
import { type Identity, identityOf } from "../identity";
import { type Instance, nameIn, type PlannedStack } from "../planned-stack";
import { granteeOf } from "../principals";
import { ANY_REGISTRY } from "../registries";
import { isFederatedCredential, podsOfSubject, SERVICE_ACCOUNT } from "./service-accounts";

/** The arguments that say whose tokens are trusted. A flexible credential has an expression in place of the subject. */
const TRUSTED = ["issuer", "subject", "claims_matching_expression"];

/** Whose tokens stand for the identities that a value refers to. */
export function federationsOf(principal: Json | undefined, planned: PlannedStack): Identity[] {
  const identities = blocksReadBy(principal, planned.stack).map(({ address }) => address);
  return federated(planned)
    .filter((credential) => ownersOf(credential, planned).some(({ address }) => identities.includes(address)))
    .map((credential) => identityOf(credential, TRUSTED, planned));
}

/** What the holders of tokens may do whom a stack trusts in the place of an identity, unless its role assignments say so. */
export function federatedAccess(planned: PlannedStack, others: readonly Access[]): Access[] {
  const told = new Set(
    others.flatMap(({ grantees }) => grantees.flatMap((one) => (one.kind === "trusted pods" ? one.pods : []))),
  );
  return federated(planned).flatMap((credential): Access[] => {
    const holder = holderOf(credential, planned);
    if (holder.kind === "trusted pods" && holder.pods.every((pods) => told.has(pods))) {
      return [];
    }
    const [owner] = ownersOf(credential, planned).map((block) => granteeOf(block, null, planned));
    const whose = owner === undefined || owner.kind === "trusted pods" ? "the identity" : granted([owner]).who;
    return [
      {
        ...granted([holder]),
        ...ANY_REGISTRY,
        repository: `what ${whose} may do`,
        rights: [],
        origin: { kind: "delegation", words: `federated credential of ${whose}` },
        address: credential.address,
        identity: identityOf(credential, [...TRUSTED, ...OWNERS], planned),
      },
    ];
  });
}

function federated({ instances }: PlannedStack): Instance[] {
  return instances.filter(({ block }) => isFederatedCredential(block));
}

/** The arguments that name the identity, in the versions of the providers. */
const OWNERS = ["parent_id", "user_assigned_identity_id", "application_id"];

function ownersOf({ block }: Instance, { stack }: PlannedStack) {
  const configured = OWNERS.map((name) => block.body[name] ?? null);
  return blocksReadBy(configured, stack).filter(({ kind }) => kind !== "module");
}

function holderOf({ block, values }: Instance, planned: PlannedStack): Grantee {
  const subject = nameIn(values.subject ?? values.claims_matching_expression, block.body.subject, planned);
  if (subject?.startsWith(SERVICE_ACCOUNT)) {
    return { kind: "trusted pods", pods: [podsOfSubject(subject)] };
  }
  const issuer = nameIn(values.issuer, block.body.issuer, planned) ?? "an issuer that is not known";
  return {
    kind: "somebody",
    words: `whoever has a token of ${issuer} for ${subject ?? "a subject that is not known"}`,
  };
}
