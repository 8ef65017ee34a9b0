import type { PlannedStack } from "../../planned/planned-stack";
import { listed } from "../../shared/words";
import { grouped } from "../../stack/json";
import { type Access, accessSentence } from "../access/access";
import { clustersOf, isOfSomeCluster } from "../access/access-in";
import { isUnclear } from "../access/changes";
import { matches } from "../access/roles";
import type { Rule } from "../pages/access";
import { isForAll } from "./approval";
import { type AllowedImages, type ImagePolicy, imagePoliciesIn } from "./image-policies";

/** The rule about the images of a cluster, for stacks with a policy that says which. */
export const IMAGE_RULES = {
  "image-access-differs": {
    name: "What a cluster may pull is not what its policy allows, or this is unknown",
    level: "warning",
    help: "What is allowed and cannot be pulled fails late, with ErrImagePull; what can be pulled and is not allowed is a right that nobody needs. Grant what is missing, narrow the grant or the policy, or agree to it: images in the file of --expect.",
  },
} satisfies Record<string, Rule>;

/** What the policies of a cluster allow and nobody there may pull, or the other way round, or nobody can tell. */
export interface ImageDifference {
  /** Of the policy, or of what grants the access. */
  readonly address: string;
  /** By these words, people agree to it, too. */
  readonly message: string;
}

type Found = Pick<ImageDifference, "message"> & { readonly of: ImagePolicy | Access };

/** For each stack. What somebody may pull counts in all of them. @param access after the plans, by stack */
export function imageDifferences(
  stacks: readonly PlannedStack[],
  access: readonly (readonly Access[])[],
): ImageDifference[][] {
  const policies = stacks.map(imagePoliciesIn);
  const lines = policies.flat().length === 0 ? [] : access.flat().filter(mayPull);
  const found = [...grouped(policies.flat(), ({ cluster }) => cluster)].flatMap(([cluster, own]) =>
    cluster === undefined
      ? own.map((of): Found => ({ of, message: `the cluster of policy ${of.name} is unknown` }))
      : differencesIn(cluster, own, lines, stacks),
  );
  return stacks.map((_, index) => {
    const own = new Set<Found["of"]>([...policies[index], ...access[index]]);
    return found.filter(({ of }) => own.has(of)).map(({ of: { address }, message }) => ({ address, message }));
  });
}

/** A control plane runs no pods. */
function mayPull({ grantees, rights }: Access): boolean {
  return (rights.length === 0 || rights.includes("pull")) && grantees.some(({ kind }) => kind !== "control plane");
}

function differencesIn(
  cluster: string,
  policies: readonly ImagePolicy[],
  lines: readonly Access[],
  stacks: readonly PlannedStack[],
): Found[] {
  const own = lines.filter((line) => clustersOf(line, stacks).includes(cluster));
  const able = lines.filter((line) => own.includes(line) || line.grantees.some(({ kind }) => kind === "anyone"));
  const perhaps = lines.filter((line) => !own.includes(line) && (isUnclear(line) || isOfSomeCluster(line)));
  const unread = policies.filter(({ allowed, exempt }) => allowed === undefined || exempt === undefined);
  const allowed = policies.flatMap((of) =>
    entriesOf(of).flatMap((entry) =>
      lacking(entry, able, perhaps).map((words): Found => {
        return { of, message: `${entry.words} is allowed in AKS cluster ${cluster}, and ${words}` };
      }),
    ),
  );
  const untold = `these plans do not show what AKS cluster ${cluster} may pull`;
  const found = [
    ...unread.map((of): Found => ({ of, message: `it is unknown which images policy ${of.name} allows` })),
    ...(own.length > 0 ? allowed : allowed.slice(0, 1).map(({ of }) => ({ of, message: untold }))),
    // Elsewhere pods may use what a policy of some namespaces does not allow.
    ...(unread.length > 0 || !policies.some(isForAll) ? [] : own).flatMap((of) =>
      beyond(of, policies.flatMap(entriesOf)).map(
        (words): Found => ({ of, message: `${accessSentence(of)}, ${words}` }),
      ),
    ),
  ];
  // Pods, and what makes them, may have a policy each, with one list.
  return [...new Map(found.map((one) => [one.message, one])).values()];
}

function entriesOf({ allowed = [], exempt = [] }: ImagePolicy): readonly AllowedImages[] {
  return [...allowed, ...exempt];
}

/** How much of an entry may be pulled, where that is not all. */
function lacking(
  { registry, repository }: AllowedImages,
  able: readonly Access[],
  perhaps: readonly Access[],
): string[] {
  const isAbout = (line: Access) => isOpen(line) || line.registry.toLowerCase() === registry;
  const here = able.filter(isAbout);
  const isAll = (pattern: string) => matches(pattern, repository) || matches(pattern, `${repository}/`);
  if (registry === undefined || here.some((line) => isRead(line) && isAll(line.repository))) {
    return [];
  }
  if (!here.every(isRead) || perhaps.some(isAbout)) {
    return ["it is unknown whether it may be pulled there"];
  }
  const parts = here.map((line) => line.repository).filter((one) => isWithin(one, repository));
  return [`these plans let ${parts.length === 0 ? "nothing" : `only ${listed(parts)}`} of it be pulled there`];
}

/** What is said of an access that no entry has all of. */
function beyond(line: Access, entries: readonly AllowedImages[]): string[] {
  const here = entries.filter(({ registry }) => line.registry.toLowerCase() === registry);
  if (here.some(({ repository }) => repository === "" || (isRead(line) && isWithin(line.repository, repository)))) {
    return [];
  }
  if (isOpen(line) || (here.length > 0 && !isRead(line))) {
    return ["and it is unknown whether that is allowed there"];
  }
  const words = [...new Set(here.map((one) => one.words))];
  return [words.length === 0 ? "which is not allowed there" : `of which only ${listed(words)} is allowed there`];
}

/** Whether it is about registries that no plan names. */
function isOpen({ isScope, registry }: Access): boolean {
  return isScope === true || registry.includes(" ");
}

/** Whether its repositories are names or patterns in one registry, and no words. */
function isRead(line: Access): boolean {
  return line.rights.length > 0 && !line.repository.includes(" ") && !isOpen(line) && !isUnclear(line);
}

/** Whether all that a pattern has is a repository, or below it. */
function isWithin(pattern: string, repository: string): boolean {
  return repository === "" || pattern === repository || pattern.split("*")[0].startsWith(`${repository}/`);
}
