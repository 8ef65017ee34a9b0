import { blockName, type Instance, instanceOf, nameIn, type PlannedStack, unknown } from "../../planned/planned-stack";
import {
  collected,
  compare,
  defined,
  isList,
  type Json,
  type JsonObject,
  listOf,
  lookUp,
  objectOf,
  textOf,
} from "../../stack/json";
import { literalKeys, referencesIn } from "../../stack/reference";
import {
  attributesRead,
  blocksNamed,
  blocksReadBy,
  blocksReferredTo,
  dependenciesOf,
  namesIn,
  variablesIn,
  withLocals,
} from "../../stack/references";
import { once, remembered } from "../../stack/remembered";
import type { Block, Stack } from "../../stack/stack";
import { clusterBlocks, clustersBehind, isCluster, isOfType } from "../catalogue/block-types";
import { type Access, type Grantee, granted, UNKNOWN_GROUP } from "./access";
import type { Fault } from "./effect";
import { ANY_REGISTRY, type Identity, identityOf, joined, principalIdentity } from "./registries";
import { isKubelet } from "./translation";

/** Who a role is assigned to, or whoever else an argument names by an object id. */
export function principalsOf(assignment: Instance, planned: PlannedStack, argument = "principal_id"): Grantee[] {
  const { block, values } = assignment;
  const configured = withLocals(block.body[argument], planned.stack);
  const named = blocksReferredTo(configured, planned.stack.blocks).filter(({ kind }) => kind !== "module");
  const known = values[argument];
  if (named.length > 0) {
    const isOpen = known === undefined && (assignment.hanging?.get(argument)?.open ?? []).length > 0;
    return [
      ...named.map((one) => granteeOf(one, configured, planned)),
      ...(isOpen ? [unknownPrincipal(assignment, argument)] : []),
    ];
  }
  if (typeof known === "string") {
    return [{ kind: "principal", words: `principal ${planned.naming.of(known)}` }];
  }
  const [variable] = [...variablesIn(configured), ...variablesIn(block.body.for_each)];
  return variable === undefined
    ? [unknownPrincipal(assignment, argument)]
    : [{ kind: "principal", words: `principal of var.${variable}`, input: `var.${variable}` }];
}

/** Ids that belong to an application or an identity and are no object ids of a principal. */
const CLIENT_IDS = ["client_id", "application_id"];

/** What a role is assigned to, where that is no object id of a principal. Azure, "Manage access to Azure resources using RBAC and Azure CLI", 2019-11-21. */
export function wrongIdentity({ block, values }: Instance, planned: PlannedStack): Fault | undefined {
  const faults = referencesIn(withLocals(block.body.principal_id, planned.stack)).map((reference) => {
    const blocks = blocksNamed(reference).flatMap(([address]) => planned.stack.blockByAddress.get(address) ?? []);
    const known = blocks.find(({ type }) => OBJECT_IDS.has(type));
    const last = reference.steps.at(-1);
    return known === undefined || last?.kind !== "attribute" ? undefined : wrongId(known.type, last.name);
  });
  const isSure = faults.length === 1 || values.principal_id === undefined;
  return isSure && faults.every((fault) => fault !== undefined) ? faults[0] : undefined;
}

function wrongId(type: string, attribute: string): Fault | undefined {
  const instead = OBJECT_IDS.get(type);
  const isApplication = type === "azuread_application" && ["id", "object_id"].includes(attribute);
  const is = isApplication ? "the id of an application" : attribute;
  return instead !== undefined && (isApplication || CLIENT_IDS.includes(attribute))
    ? { kind: "wrong identity", is, instead }
    : undefined;
}

/** What to use instead, of all that is known to have a client id. */
const OBJECT_IDS: ReadonlyMap<string, string> = new Map([
  ["azurerm_kubernetes_cluster", "kubelet_identity[0].object_id"],
  ["azurerm_user_assigned_identity", "principal_id"],
  ["azuread_application", "object_id of its service principal"],
  ["azuread_service_principal", "object_id"],
  ["azurerm_client_config", "object_id"],
  ["azuread_client_config", "object_id"],
]);

/** Whether it is a service principal that gets no tokens. Microsoft Entra, "Disable user sign-in for application", of 14 February 2024. */
export function isDisabledPrincipal({ block }: Instance, planned: PlannedStack, argument = "principal_id"): boolean {
  const named = blocksReadBy(block.body[argument], planned.stack).filter(({ kind }) => kind !== "module");
  return named.length > 0 && named.every((one) => isDisabled(one, planned));
}

export function isDisabled(principal: Block, planned: PlannedStack): boolean {
  return (
    principal.type === "azuread_service_principal" && instanceOf(principal, planned)?.values.account_enabled === false
  );
}

function unknownPrincipal(assignment: Instance, argument: string): Grantee {
  return { kind: "principal", words: unknown("an unknown principal", assignment, argument), isUnknown: true };
}

/** Whatever has access by a role of the stack, and what that is made of. */
export function holdersOf(lines: readonly Access[], planned: PlannedStack): ReadonlySet<Block> {
  const addresses = new Set(lines.map(({ address }) => address));
  return new Set(
    planned.instances
      .filter(({ address }) => addresses.has(address))
      .flatMap(({ block }) => dependenciesOf(block.body.principal_id, planned.stack)),
  );
}

/** The member of an access that says as whom somebody acts, if no role of the stack is theirs. */
export function idleOf(blocks: readonly Block[], holders: ReadonlySet<Block>): Pick<Access, "idle"> {
  const isIdle = blocks.length > 0 && blocks.every((block) => block.kind === "resource" && !holders.has(block));
  return isIdle ? { idle: blocks.map(({ address }) => address) } : {};
}

/** The clusters whose nodes pull as an identity or a service principal, by the block that the principal comes from. */
export function clustersPullingAs(principal: Block, planned: PlannedStack): readonly Block[] {
  const named = [principal, applicationOf(principal, planned) ?? principal];
  const clusters = named.flatMap(({ address }) => clustersByPrincipal(planned.stack).get(address) ?? []);
  return isPrincipal(principal) ? [...new Set(clusters)] : [];
}

/** By the addresses that a cluster pulls with. */
const clustersByPrincipal = once((stack: Stack) =>
  collected(
    clusterBlocks(stack).flatMap((cluster) => {
      const { kubelet_identity = null, service_principal = null } = cluster.body;
      const names = namesIn(withLocals([kubelet_identity, service_principal], stack));
      return [...names].map((name) => [name, cluster] as const);
    }),
  ),
);

/** Who a block is, or whose principal it has. */
function granteeOf(named: Block, configured: Json, planned: PlannedStack): Grantee {
  const name = blockName(named, planned);
  if (isCluster(named)) {
    const attributes = attributesRead(configured).get(named.address);
    if (attributes?.has("kubelet_identity") || isKubelet(JSON.stringify(configured), named.body.exports)) {
      return nodesOf(named, planned);
    }
    const isOpen = attributes?.has("output") === true;
    return isOpen
      ? { kind: "principal", words: `principal of ${named.address}` }
      : { kind: "control plane", cluster: name };
  }
  const [cluster] = clustersPullingAs(named, planned);
  if (cluster !== undefined) {
    return nodesOf(cluster, planned);
  }
  switch (named.type) {
    case "azurerm_user_assigned_identity":
      return trusted(named, planned, { kind: "managed identity", name });
    case "azuread_service_principal":
    case "azuread_application":
      return trusted(applicationOf(named, planned) ?? named, planned, {
        kind: "service principal",
        name: displayName(named, planned),
      });
    case "azuread_group":
      return defined({ kind: "group", name: displayName(named, planned), isEmpty: isEmptyGroup(named, planned) });
    case "azuread_client_config":
    case "azurerm_client_config":
      return { kind: "deployer" };
    default:
      return { kind: "principal", words: `principal of ${named.address}` };
  }
}

function trusted(identity: Block, planned: PlannedStack, otherwise: Grantee): Grantee {
  const pods = podsTrustedBy(identity, planned);
  return pods.length > 0 ? { kind: "trusted pods", pods, clusters: clustersTrustedBy(identity, planned) } : otherwise;
}

export function nodesOf(cluster: Block, planned: PlannedStack): Grantee {
  return { kind: "nodes", cluster: blockName(cluster, planned), address: cluster.address };
}

/** What Microsoft Entra ID shows of a service principal is the name of its application. */
export function displayName(block: Block, planned: PlannedStack): string {
  const named = applicationOf(block, planned) ?? block;
  const value = instanceOf(named, planned)?.values.display_name ?? named.body.display_name;
  return typeof value === "string" ? planned.naming.of(value) : named.name;
}

function applicationOf({ body }: Block, { stack }: PlannedStack): Block | undefined {
  return blocksReadBy(body.client_id, stack).find((candidate) => isOfType(candidate, "azuread_application"));
}

/** How the subject of a service account's token begins. Kubernetes, "Managing Service Accounts". */
const SERVICE_ACCOUNT = "system:serviceaccount:";

/**
 * The pods that may use an identity without a password, in words: by federated credentials for the tokens of their
 * service accounts, or by a role in the cluster that an identity binding obeys.
 */
function podsTrustedBy(identity: Block, planned: PlannedStack): string[] {
  const trusting = trustingIn(planned).get(identity.address) ?? [];
  return [...new Set(trusting.flatMap((instance) => [...federated(instance, planned), ...bound(instance, planned)]))];
}

/** What makes pods act as an identity, by the addresses that it names. */
const trustingIn = once(({ instances }: PlannedStack) => {
  const trusting = instances.filter(({ block }) => isFederatedCredential(block) || isRoleBinding(block));
  return collected(
    trusting.flatMap((instance) => [...namesIn(instance.block.body)].map((name) => [name, instance] as const)),
  );
});

function isRoleBinding(block: Block): boolean {
  return isOfType(block, "kubernetes_cluster_role_binding_v1");
}

/** The clusters that those pods run in, by their addresses: by who issues their tokens, or by where the role is. */
function clustersTrustedBy(identity: Block, planned: PlannedStack): string[] {
  const { stack } = planned;
  const clusters = (trustingIn(planned).get(identity.address) ?? []).flatMap(({ block }) => {
    const issuers = [block.body.issuer ?? null, block.body.for_each ?? null];
    return isFederatedCredential(block)
      ? blocksReadBy(issuers, stack, clusterBlocks(stack))
      : clustersBehind(block, stack);
  });
  return [...new Set(clusters.map(({ address }) => address))];
}

/** The pods whose tokens a federated credential trusts, in words; none where it trusts others. */
function federated({ block, values }: Instance, planned: PlannedStack): string[] {
  if (!isFederatedCredential(block)) {
    return [];
  }
  const { subject } = values;
  const written = subject ?? block.body.subject;
  if (typeof written === "string" && !written.startsWith(SERVICE_ACCOUNT) && !written.startsWith("${")) {
    return [];
  }
  const names =
    typeof subject === "string" ? [subject.slice(SERVICE_ACCOUNT.length)] : literalKeys(block.body.for_each);
  if (names.length > 0) {
    return names.map((name) => {
      const [namespace, account = name] = name.split(":");
      return podsOf(namespace, account, "", planned);
    });
  }
  const [variable] = variablesIn(block.body.for_each);
  return variable === undefined ? [] : [`pods with the service accounts of var.${variable}`];
}

const FEDERATED_CREDENTIALS = [
  "azurerm_federated_identity_credential",
  "azuread_application_federated_identity_credential",
  "azuread_application_flexible_federated_identity_credential",
];

function isFederatedCredential(block: Pick<Block, "blockType">): boolean {
  return FEDERATED_CREDENTIALS.includes(block.blockType);
}

function bound({ block, values }: Instance, planned: PlannedStack): string[] {
  if (!isRoleBinding(block)) {
    return [];
  }
  const [cluster] = clustersBehind(block, planned.stack);
  const where = cluster === undefined ? "" : ` of AKS cluster ${blockName(cluster, planned)}`;
  return listOf(values.subject)
    .map(objectOf)
    .flatMap((subject) => podsIn(subject, where, planned));
}

function podsIn({ kind, name, namespace }: JsonObject, where: string, planned: PlannedStack): string[] {
  if (kind === "Group" && name === "system:serviceaccounts") {
    return [`every pod${where}`];
  }
  return kind === "ServiceAccount" ? [podsOf(String(namespace), String(name), where, planned)] : [];
}

function podsOf(namespace: string, account: string, where: string, { naming }: PlannedStack): string {
  return `pods in namespace ${naming.of(namespace)}${where} with service account ${naming.of(account)}`;
}

/** The identities of users that a value refers to. */
export function identitiesIn(value: Json | undefined, { stack }: PlannedStack): Block[] {
  return blocksReadBy(value, stack).filter(isIdentity);
}

export function isIdentity({ type }: Block): boolean {
  return type === "azurerm_user_assigned_identity";
}

/** Whether something is what tokens are for. */
export function isPrincipal(block: Block): boolean {
  return isIdentity(block) || ["azuread_application", "azuread_service_principal"].includes(block.type);
}

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
    : `AKS cluster ${blockName(cluster, planned)}`;
}

function credentialsFor(principal: Json | undefined, planned: PlannedStack): readonly Instance[] {
  if (credentialsIn(planned).length === 0) {
    return [];
  }
  return typeof principal === "string"
    ? credentialsByPrincipal(planned)(principal)
    : credentialsRead(principal, planned);
}

/** Both who issues the tokens and whose they are is asked for. */
const credentialsByPrincipal = once((planned: PlannedStack) =>
  remembered((principal) => credentialsRead(principal, planned)),
);

function credentialsRead(principal: Json | undefined, planned: PlannedStack): readonly Instance[] {
  const credentials = credentialsIn(planned);
  const places = dependenciesOf(principal, planned.stack).flatMap(
    ({ address }) => placesByOwner(planned).get(address) ?? [],
  );
  return [...new Set(places)].sort((left, right) => left - right).map((place) => credentials[place]);
}

/** The places of credentials among all, by the address of the identity that they are for. */
const placesByOwner = once((planned: PlannedStack) =>
  collected(
    credentialsIn(planned).flatMap((credential, place) =>
      ownersOf(credential, planned).map(({ address }) => [address, place] as const),
    ),
  ),
);

/** What the holders of tokens may do whom a stack trusts in the place of an identity, unless its role assignments say so. */
export function federatedAccess(
  planned: PlannedStack,
  others: readonly Access[],
  holders: ReadonlySet<Block>,
  rolesOf: (identity: Block) => readonly Access[],
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
    const [owner] = owners.map((block) => granteeOf(block, null, planned));
    const whose = owner === undefined || owner.kind === "trusted pods" ? "the identity" : granted([owner]).who;
    const how = `federated credential of ${whose}`;
    const identity = identityOf(credential, [...TRUSTED, ...OWNERS], planned);
    const own = {
      ...granted([holder]),
      ...(holder.kind === "trusted pods" ? { issuers: [issuerOf(credential, planned)] } : {}),
      address: credential.address,
    };
    const isTold = holder.kind === "trusted pods" && holder.pods.every((pods) => told.has(pods));
    const roles = owners.flatMap(rolesOf).filter((line) => !isTold || !others.includes(line));
    const isAssigned = roles.length > 0 || (isTold && owners.some((one) => holders.has(one)));
    return [
      ...roles.map((line): Access => {
        const { address: grantedBy, origin } = line;
        const by =
          "role" in origin && origin.role !== undefined ? { ...origin, role: { ...origin.role, how } } : origin;
        return { ...line, ...own, origin: by, grantedBy, identity: joined([identity, line.identity ?? identity]) };
      }),
      {
        ...own,
        ...ANY_REGISTRY,
        repository: `what ${whose} may do`,
        rights: [],
        origin: { kind: "delegation", words: how },
        identity,
        ...(isAssigned ? { idle: [] } : idleOf(owners, holders)),
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
  const words = `whoever has a token of ${issuer ?? "an unknown issuer"} for ${subject ?? "an unknown subject"}`;
  const isUnknown = issuer === undefined || subject === undefined;
  return { kind: "somebody", words, ...(isUnknown ? { isUnknown } : {}) };
}

/** How somebody comes into a group, or may let others in. */
interface Membership {
  readonly as: "member" | "owner" | "eligible member";
  readonly who: readonly Grantee[];
  /** Where the arguments are that name who it is. */
  readonly from: Instance;
  readonly about: string;
}

/** What members of groups may do, since groups are given roles: as much as the group, wherever that is decided. */
export function groupAccess(planned: PlannedStack, holders: ReadonlySet<Block>): Access[] {
  return planned.instances.flatMap((instance) => {
    const usable = membershipsIn(instance, planned).filter(
      ({ from, about }) => !isDisabledPrincipal(from, planned, about),
    );
    return usable.map(({ as, who, from, about }): Access => {
      const block = groupOf(instance, planned);
      const group = groupWords(instance, block, planned);
      return {
        ...granted(who),
        ...ANY_REGISTRY,
        repository: `what ${group} may do`,
        rights: [],
        origin: defined({
          ...({ kind: "delegation", words: `${as} of ${group}` } as const),
          isEligible: as === "eligible member" ? (true as const) : undefined,
        }),
        address: instance.address,
        identity: identityOf(from, [about, ...NAMES], planned),
        ...(as === "member"
          ? { holder: principalIdentity(from, about, planned), memberOf: groupIdentity(instance, planned) }
          : {}),
        ...(block === undefined ? {} : idleOf([block], holders)),
      };
    });
  });
}

/** As role assignments name it. */
function groupIdentity(instance: Instance, planned: PlannedStack): Identity {
  const { block, values } = instance;
  if (block.type === "azuread_group") {
    // Of old versions of the provider, both are the same.
    const name = values.id === values.object_id && values.id !== undefined ? "id" : "object_id";
    const body = { ...block.body, [name]: `\${${block.address}.${name}}` };
    return principalIdentity({ ...instance, block: { ...block, body } }, name, planned);
  }
  return principalIdentity(instance, argumentIn(block), planned);
}

const GROUP_IDS = ["group_object_id", "group_id"];

/** The arguments that name the group. */
const NAMES = [...GROUP_IDS, "display_name"];

/** What makes one member, and the argument that names who it is. */
const MEMBERS: Readonly<Record<string, readonly [as: Membership["as"], about: string]>> = {
  azuread_group_member: ["member", "member_object_id"],
  azuread_privileged_access_group_assignment_schedule: ["member", "principal_id"],
  azuread_privileged_access_group_eligibility_schedule: ["eligible member", "principal_id"],
};

/** Owners of a group, and whoever fits its rule, are not judged. */
function membershipsIn(instance: Instance, planned: PlannedStack): Membership[] {
  const { block, values } = instance;
  const [kind, about] = lookUp(MEMBERS, block.blockType) ?? [];
  if (kind !== undefined && about !== undefined) {
    const as = kind === "member" && values.assignment_type === "owner" ? "owner" : kind;
    return [{ as, who: principalsOf(instance, planned, about), from: instance, about }];
  }
  if (block.type !== "azuread_group") {
    return [];
  }
  return listedIn(instance).map(
    (from): Membership => ({ as: "member", who: principalsOf(from, planned), from, about: "principal_id" }),
  );
}

/** Whether nobody is a member of a group, as far as the stack or the cloud says. */
function isEmptyGroup(group: Block, planned: PlannedStack): true | undefined {
  const instance = instanceOf(group, planned);
  const isOpen = instance === undefined || listOf(instance.values.dynamic_membership).length > 0;
  const isNamed = planned.instances.some(
    (one) => one.block.blockType in MEMBERS && groupOf(one, planned)?.address === group.address,
  );
  // Who they are is not asked: groups may be members of each other.
  return isOpen || isNamed || listedIn(instance).length > 0 ? undefined : true;
}

/** Each of those whom a list names, so that one more is told from those that were there. */
function listedIn(instance: Instance): Instance[] {
  const { block, values } = instance;
  // What nobody has written, or written as empty, is empty until somebody adds to it.
  const { written: ownArguments } = instance;
  const isUnset = ownArguments !== undefined && isNothing(ownArguments.members ?? []);
  const isEmpty = values.members === undefined && isUnset;
  const configured = isEmpty ? undefined : block.body.members;
  // Members that are made up in place of what the cloud answers are told as an attribute of the group itself.
  if (configured === undefined || configured === null || JSON.stringify(configured).includes(`\${${block.address}.`)) {
    return [];
  }
  const [known, written] = [listOf(values.members), isList(configured) ? configured : undefined];
  const isOpen = !isList(values.members) && (written?.length ?? 0) === 0;
  const length = Math.max(known.length, written?.length ?? 0, isOpen ? 1 : 0);
  return Array.from({ length }, (_, index): Instance => {
    const body = { ...block.body, principal_id: written?.[index] ?? known[index] ?? configured };
    return { ...instance, block: { ...block, body }, values: { ...values, ...ofOne(known[index]) } };
  });
}

function isNothing(value: Json): boolean {
  return isList(value) && value.length === 0;
}

function ofOne(principal: Json | undefined): JsonObject {
  return principal === undefined || principal === null ? {} : { principal_id: principal };
}

function groupOf({ block }: Instance, { stack }: PlannedStack): Block | undefined {
  return block.type === "azuread_group"
    ? block
    : blocksReadBy(block.body[argumentIn(block)], stack).find(({ kind }) => kind !== "module");
}

function groupWords({ block, values }: Instance, group: Block | undefined, planned: PlannedStack): string {
  if (group !== undefined) {
    return `group ${displayName(group, planned)}`;
  }
  const id = textOf(values[argumentIn(block)]);
  return id === "" ? UNKNOWN_GROUP : `group ${planned.naming.of(id)}`;
}

function argumentIn({ body }: Block): string {
  return GROUP_IDS.find((one) => one in body) ?? "group_id";
}
