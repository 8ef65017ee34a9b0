import { parseAddress } from "../../stack/address";
import { blocksReadBy } from "../../stack/dependencies";
import { grouped } from "../../stack/grouped";
import { isList, isObject, type Json } from "../../stack/json";
import type { Block } from "../../stack/stack";
import type { Access } from "../access/access";
import { isUnclear } from "../access/changes";
import { granted } from "../access/grantee";
import { type Instance, instanceOf, type PlannedStack } from "../access/planned-stack";
import { clusterName, granteeOf } from "../access/principals";
import { isRegistry, registryScope } from "../access/registries";
import { translated } from "../access/translation/translated";
import type { Disagreement } from "../agreement/disagreements";
import { isCluster } from "../catalogue/questions";
import type { ControlId } from "./controls";

export type Result = "met" | "not met" | "unknown" | "to judge";

/** One control for one cluster or one registry. */
export interface Answer {
  /** Such as `AKS cluster prod` or `registry contoso`. */
  readonly subject: string;
  readonly result: Result;
  readonly because: string;
  /** What it rests on. */
  readonly rows: readonly Access[];
}

/** What the answers are taken from. */
export interface Basis {
  readonly stacks: readonly PlannedStack[];
  /** All access after the plans. */
  readonly access: readonly Access[];
  /** Undefined where nothing was agreed. */
  readonly disagreements?: readonly Disagreement[];
}

/** The answers to each control that a plan can answer. */
export function answersTo(given: Basis): Readonly<Record<ControlId, readonly Answer[]>> {
  const basis = { ...given, stacks: given.stacks.map(translated) };
  const registries = registriesIn(basis);
  const ofEach = (answer: (registry: Registry, basis: Basis) => Omit<Answer, "subject">) =>
    registries.map((one) => ({ subject: `registry ${one.name}`, ...answer(one, basis) }));
  return {
    "cis-aks-5.1.1": [],
    "cis-aks-5.1.2": ofEach(userAccess),
    "cis-aks-5.1.3": clustersIn(basis).map((name) => ({
      subject: `AKS cluster ${name}`,
      ...clusterAccess(name, basis),
    })),
    "cis-aks-5.1.4": [],
    "azure-policy-dc921057": ofEach((one, { access }) => setting(one, "admin_enabled", access)),
    "azure-policy-9f2dea28": ofEach((one, { access }) => setting(one, "anonymous_pull_enabled", access)),
    "azure-policy-ff05e24e": ofEach(tokens),
    "azure-policy-0fdf0491": ofEach((one, { access }) => setting(one, "public_network_access_enabled", access)),
  };
}

interface Registry {
  readonly name: string;
  /** Of all that manages it, such as a resource that changes another one. */
  readonly managed?: readonly Instance[];
  readonly instance?: Instance;
  readonly block?: Block;
}

/** Those that a plan manages, then those that it reads, then those that it only names. */
function registriesIn({ stacks, access }: Basis): Registry[] {
  const blocks = stacks.flatMap((planned) =>
    planned.stack.blocks.filter(isRegistry).map((block) => ({
      name: registryScope(block, planned).name,
      instance: instanceOf(block, planned),
      block,
    })),
  );
  const managed = blocks.filter(({ block }) => block.kind !== "data");
  const named = access.flatMap(({ registry, isScope }): Registry[] =>
    isScope || registry.includes(" ") ? [] : [{ name: registry }],
  );
  const all: readonly Registry[] = [...managed, ...blocks, ...named].reverse();
  const unique = new Map(all.map((one) => [one.name.toLowerCase(), one]));
  const managing = grouped(managed, ({ name }) => name.toLowerCase());
  return [...unique]
    .map(([key, one]) => ({ ...one, managed: (managing.get(key) ?? []).flatMap(({ instance }) => instance ?? []) }))
    .sort((left, right) => (left.name < right.name ? -1 : 1));
}

function clustersIn({ stacks, access }: Basis): string[] {
  const managed = stacks.flatMap((planned) =>
    planned.stack.blocks.filter(isCluster).map((block) => clusterName(block, planned)),
  );
  const named = access.flatMap(({ grantees }) =>
    grantees.flatMap((one) => {
      switch (one.kind) {
        case "nodes":
        case "control plane":
          return [one.cluster];
        default:
          return "cluster" in one && one.cluster !== undefined ? [one.cluster.name] : [];
      }
    }),
  );
  return [...new Set([...managed, ...named])].sort();
}

/** Who a cluster is, besides its kubelet: by object ids, and by names where these are not known. */
interface Identities {
  readonly ids: ReadonlySet<string>;
  readonly names: ReadonlySet<string>;
}

/** Of the control plane, and of add-ons, whose identities the nodes have, so that every pod gets their tokens. */
function identitiesOf(name: string, stacks: readonly PlannedStack[]): Identities {
  const found = stacks.flatMap((planned) =>
    planned.stack.blocks
      .filter((block) => isCluster(block) && clusterName(block, planned) === name)
      .flatMap((cluster) => [
        cluster,
        ...blocksReadBy(
          IDENTITIES.map((one) => cluster.body[one] ?? null),
          planned.stack,
        ),
      ])
      .map((block) => ({
        ids: objectIdsIn(instanceOf(block, planned)?.values ?? {}),
        who: granted([granteeOf(block, null, planned)]).who,
      })),
  );
  return {
    ids: new Set(found.flatMap(({ ids }) => ids.map((id) => id.toLowerCase()))),
    names: new Set(found.flatMap(({ ids, who }) => (ids.length === 0 ? [who] : []))),
  };
}

const IDENTITIES = ["identity", "service_principal"];

function objectIdsIn(value: Json): string[] {
  if (isList(value)) {
    return value.flatMap(objectIdsIn);
  }
  return isObject(value)
    ? Object.entries(value).flatMap(([name, one]) =>
        (name === "object_id" || name === "principal_id") && typeof one === "string" ? [one] : objectIdsIn(one),
      )
    : [];
}

/** Whether a row is about a cluster: its nodes, its control plane, its add-ons, and the pods that run in it. */
function isOf(
  name: string,
  { grantees, principal, who }: Access,
  stacks: readonly PlannedStack[],
  { ids, names }: Identities,
): boolean {
  if (principal === undefined ? names.has(who) : ids.has(principal.toLowerCase())) {
    return true;
  }
  return grantees.some((one) => {
    switch (one.kind) {
      case "nodes":
      case "control plane":
        return one.cluster === name;
      case "trusted pods":
        return one.clusters.some((address) =>
          stacks.some((planned) => {
            const block = planned.stack.blockByAddress.get(address);
            return block !== undefined && clusterName(block, planned) === name;
          }),
        );
      default:
        return "cluster" in one && one.cluster?.name === name;
    }
  });
}

/** Whether a row is about pods of which nobody knows in which cluster they run. */
function isOfSomeCluster({ grantees }: Access): boolean {
  return grantees.some((one) =>
    one.kind === "trusted pods" ? one.clusters.length === 0 : "namespaces" in one && one.cluster === undefined,
  );
}

function clusterAccess(name: string, { stacks, access }: Basis): Omit<Answer, "subject"> {
  const identities = identitiesOf(name, stacks);
  const own = access.filter((line) => isOf(name, line, stacks, identities));
  const beyond = own.filter(({ rights }) => rights.some((right) => right !== "pull"));
  // What somebody may have who is not known, the cluster may have.
  const unclear = access.filter(
    (line) =>
      isUnclear(line) ||
      (line.rights.length === 0 && own.includes(line)) ||
      (isOfSomeCluster(line) && line.rights.join() !== "pull"),
  );
  if (beyond.length > 0) {
    return { result: "not met", because: "it may do more than pull", rows: beyond };
  }
  if (unclear.length > 0) {
    return { result: "unknown", because: "nobody can tell what these rows allow, or to whom", rows: unclear };
  }
  return own.length === 0
    ? { result: "unknown", because: "these plans give it no access, and do not tell what others give it", rows: [] }
    : { result: "met", because: "it may pull, and nothing else", rows: own };
}

/** Scopes above a registry may hold it, and what nobody can tell may be about it. */
function rowsAbout({ name }: Registry, access: readonly Access[]): Access[] {
  return access.filter(
    ({ registry, isScope }) =>
      isScope === true || registry.includes(" ") || registry.toLowerCase() === name.toLowerCase(),
  );
}

function userAccess(registry: Registry, { access, disagreements }: Basis): Omit<Answer, "subject"> {
  const rows = rowsAbout(registry, access);
  const unclear = rows.filter(isUnclear);
  if (disagreements === undefined) {
    const because = "nothing was agreed with --expect, so people judge whether each row is needed";
    return { result: "to judge", because, rows };
  }
  const found = disagreements.filter((one) => rowsAbout(registry, [asAccess(one)]).length > 0);
  const differing = found.filter(({ kind }) => kind !== "unknown");
  if (differing.length > 0) {
    const because = `access is not as agreed: ${differing.map(({ message }) => message).join("; ")}`;
    return { result: "not met", because, rows: differing.flatMap(({ line }) => line ?? []) };
  }
  return unclear.length > 0
    ? { result: "unknown", because: "nobody can tell what these rows allow, or to whom", rows: unclear }
    : { result: "met", because: "access is what was agreed, in every row", rows };
}

/** A difference as a row, for the question which registry it is about. */
function asAccess({ registry, line }: Disagreement): Access {
  return (
    line ?? {
      who: "",
      grantees: [],
      registry,
      repository: "*",
      rights: [],
      origin: { kind: "anonymous pull" },
      address: "",
    }
  );
}

/** The arguments that a policy wants to be false, with what a registry has that does not set them. */
const SETTINGS = {
  admin_enabled: { origin: "admin account", otherwise: false },
  anonymous_pull_enabled: { origin: "anonymous pull", otherwise: false },
  public_network_access_enabled: { origin: undefined, otherwise: true },
} as const;

function setting(
  registry: Registry,
  argument: keyof typeof SETTINGS,
  access: readonly Access[],
): Omit<Answer, "subject"> {
  const answer = configured(registry, argument, access);
  const rows = answer.result === "met" ? access.filter(mayConfigure) : [];
  return rows.length === 0
    ? answer
    : { result: "unknown", because: `${answer.because}, and nobody can tell what else these rows set`, rows };
}

/** Whether a row is of what may change any argument of a registry. */
function mayConfigure({ address, origin, repository }: Access): boolean {
  const type = parseAddress(address)?.type ?? "";
  const isOfRegistry = /\b(unknown type|of type Microsoft\.ContainerRegistry\/registries) allows$/i.test(repository);
  return (
    origin.kind === "opaque resource" &&
    (/deployment|blueprint|managed_application|policy_assignment/.test(type) || isOfRegistry)
  );
}

function configured(
  { name, instance, block, managed = [] }: Registry,
  argument: keyof typeof SETTINGS,
  access: readonly Access[],
): Omit<Answer, "subject"> {
  const { origin: kind, otherwise } = SETTINGS[argument];
  const rows = access.filter(
    ({ registry, origin }) => registry.toLowerCase() === name.toLowerCase() && origin.kind === kind,
  );
  if (rows.length > 0 || managed.some(({ values }) => values[argument] === true)) {
    return { result: "not met", because: `${argument} is true`, rows };
  }
  if (block === undefined || instance === undefined) {
    return { result: "unknown", because: "these plans neither manage the registry nor read it", rows };
  }
  const value = instance.values[argument];
  if (typeof value === "boolean") {
    return { result: value ? "not met" : "met", because: `${argument} is ${value}`, rows };
  }
  if (block.kind === "data" || isSet(block.body[argument])) {
    return { result: "unknown", because: `nobody knows from the plan what ${argument} is`, rows };
  }
  return { result: otherwise ? "not met" : "met", because: `${argument} is not set, so it is ${otherwise}`, rows };
}

function isSet(value: Json | undefined): boolean {
  return value !== undefined && value !== null;
}

function tokens({ name }: Registry, { access }: Basis): Omit<Answer, "subject"> {
  const rows = access.filter(
    ({ registry, origin, secret }) =>
      secret === undefined && origin.kind === "registry token" && registry.toLowerCase() === name.toLowerCase(),
  );
  return rows.length > 0
    ? { result: "not met", because: "a token is enabled", rows }
    : {
        result: "unknown",
        because: "no token is in these plans, and they do not tell whether others have made one",
        rows,
      };
}
