import { instanceOf } from "../../planned/planned-stack";
import { grouped } from "../../stack/json";
import type { Access } from "../access/access";
import { isUnclear } from "../access/changes";
import { isRegistry, registryScope } from "../access/registries";
import { translated } from "../access/translation";
import type { Disagreement } from "../agreement/disagreements";
import { notJudgedHeadline } from "../pages/not-judged-parts";
import type { Answer, Basis, Registry } from "./answer";
import { clusterAccess, clustersIn } from "./cluster-access";
import type { ControlId } from "./controls";
import { setting } from "./setting";

/** The answers to each control that a plan can answer. */
export function answersTo(given: Basis): Readonly<Record<ControlId, readonly Answer[]>> {
  const basis = { ...given, stacks: given.stacks.map(translated) };
  const registries = registriesIn(basis);
  const ofEach = (answer: (registry: Registry, basis: Basis) => Omit<Answer, "subject">) =>
    registries.map((one) => ({ subject: `registry ${one.name}`, ...withDoubt(answer(one, basis), basis) }));
  return {
    "cis-aks-5.1.1": [],
    "cis-aks-5.1.2": ofEach(userAccess),
    "cis-aks-5.1.3": clustersIn(basis).map((name) => ({
      subject: `AKS cluster ${name}`,
      ...withDoubt(clusterAccess(name, basis), basis),
    })),
    "cis-aks-5.1.4": [],
    "azure-policy-dc921057": ofEach((one, { access }) => setting(one, "admin_enabled", access)),
    "azure-policy-9f2dea28": ofEach((one, { access }) => setting(one, "anonymous_pull_enabled", access)),
    "azure-policy-ff05e24e": ofEach(tokens),
    "azure-policy-0fdf0491": ofEach((one, { access }) => setting(one, "public_network_access_enabled", access)),
  };
}

/** What is not judged may set or allow anything, so that beside it nothing is certain. */
function withDoubt<T extends Omit<Answer, "subject">>(answer: T, { notJudged }: Basis): T {
  if (answer.result !== "met" || notJudged.length === 0) {
    return answer;
  }
  return {
    ...answer,
    result: "unknown",
    because: `${answer.because}; ${notJudgedHeadline(notJudged)}`,
  };
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
    const because = "no agreed access was given with --expect, so somebody must judge whether each row is needed";
    return { result: "to judge", because, rows };
  }
  const found = disagreements.filter((one) => rowsAbout(registry, [asAccess(one)]).length > 0);
  const differing = found.filter(({ kind }) => kind === "more" || kind === "less");
  if (differing.length > 0) {
    const because = `access is not as agreed: ${differing.map(({ message }) => message).join("; ")}`;
    return { result: "not met", because, rows: differing.flatMap(({ line }) => line ?? []) };
  }
  return unclear.length > 0
    ? { result: "unknown", because: "it is unknown what these rows allow, or to whom", rows: unclear }
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

function tokens({ name }: Registry, { access }: Basis): Omit<Answer, "subject"> {
  const rows = access.filter(
    ({ registry, origin, secret }) =>
      secret === undefined && origin.kind === "registry token" && registry.toLowerCase() === name.toLowerCase(),
  );
  return rows.length > 0
    ? { result: "not met", because: "a token is enabled", rows }
    : {
        result: "unknown",
        because: "these plans have no token, and do not show whether one was created elsewhere",
        rows,
      };
}
