import type { AccessChanges } from "../access/access";
import { type Access, originWords } from "../access/access";
import { isElusive } from "../access/changes";
import { gainedSentences, opaqueSentence } from "../access/sentences";
import { isOfType } from "../catalogue/block-types";

/** What a report warns of. The ids are contracts: people filter by them. */
export interface Rule {
  readonly name: string;
  readonly level: "error" | "warning" | "note";
  /** What it means and what to do, in one or two sentences. */
  readonly help: string;
}

/** The rules about who may pull, for stacks that have to do with images. */
export const ACCESS_RULES = {
  "access-gained": {
    name: "Somebody gains access to images",
    level: "warning",
    help: "After the deployment, an identity, a credential or the pods of a namespace may do more with the images of a registry than before. Check that this is intended.",
  },
  "access-opaque": {
    name: "Nobody can tell from the stack whether somebody gains access to images",
    level: "warning",
    help: "A template, a module, an unknown role, principal or value decides who may do what, and a report cannot see through it. Read what it contains; --allow-opaque says that this was done.",
  },
  "access-not-judged": {
    name: "Nobody can judge from a plan whether somebody gains access by this kind of resource",
    level: "warning",
    help: "It runs a program, deploys a template or is of a kind of which nothing is known. Read what it does; --allow-unjudged with the name of the kind says that this was done, as does unjudged in the file of --expect.",
  },
  "registry-unreachable": {
    name: "Somebody has access to images in a registry that they do not reach",
    level: "warning",
    help: "A role, a token or a secret lets them pull, and the network does not: their pods fail with a name that is not found, a timeout or a 403. Give their network a private endpoint with its DNS zone, let their addresses in, or take the access away.",
  },
  "admin-account": {
    name: "The admin account of a registry is enabled",
    level: "warning",
    help: "One account, shared by everyone, can pull, push and delete in the whole registry. Use an identity, a registry token or a service principal instead.",
  },
  "no-expiry": {
    name: "A registry token never expires",
    level: "note",
    help: "Whoever has its password may pull for ever. Set an expiry and rotate the token.",
  },
  "default-service-account": {
    name: "The default service account of a namespace carries a pull secret",
    level: "note",
    help: "Every pod of the namespace that names no service account can pull with it. Use a service account of its own if only some workloads may pull.",
  },
} satisfies Record<string, Rule>;

/** The rules about the way to a registry. */
export const NETWORK_RULES = {
  "network-opened": {
    name: "A registry lets in more than before",
    level: "warning",
    help: "Its public address answers addresses that it did not answer before. A login is still needed, unless anonymous pull is on. Check that this is intended, and that its tokens and its admin account are.",
  },
} satisfies Record<string, Rule>;

/** The rules about the Terraform state. */
export const STATE_RULES = {
  "secret-in-state": {
    name: "A secret enters the Terraform state",
    level: "warning",
    help: "Everyone who can read the state can read the secret. Keep the state encrypted, locked and restricted, or read the credentials from a key vault.",
  },
} satisfies Record<string, Rule>;

type AccessRuleId = keyof typeof ACCESS_RULES;

/** What a reviewer has to look at. */
interface AccessFinding {
  readonly rule: AccessRuleId;
  readonly address: string;
  readonly message: string;
}

/** What is to be said of who may pull what after a change. */
export function accessFindings(changes: AccessChanges): AccessFinding[] {
  const { gained, kept, opaque } = changes;
  const accounts = [...gained, ...kept, ...opaque].flatMap(accountFindings);
  return [
    ...gainedSentences(changes).map(
      ([{ address }, message]): AccessFinding => ({ rule: "access-gained", address, message }),
    ),
    ...[...gained.filter(isElusive), ...opaque].map(
      (line): AccessFinding => ({ rule: "access-opaque", address: line.address, message: opaqueSentence(line) }),
    ),
    ...unreached([...gained, ...kept, ...opaque]),
    ...accounts.filter(({ rule }) => rule === "admin-account"),
    ...accounts.filter(({ rule }) => rule === "no-expiry"),
  ];
}

/** A line for each resource that grants what nobody can use, however many repositories it is about. */
function unreached(lines: readonly Access[]): AccessFinding[] {
  const found = lines.flatMap(({ address, registry, who, reach }) =>
    reach?.kind === "closed"
      ? [
          [
            `${address} ${registry}`,
            { address, message: `${who}: authorized in ${registry}, not reachable: ${reach.because}` },
          ] as const,
        ]
      : [],
  );
  return [...new Map(found).values()].map(({ address, message }) => ({
    rule: "registry-unreachable",
    address,
    message,
  }));
}

/** Of an account itself. A secret with its password has none of its own. */
function accountFindings({ origin, registry, address, until, secret }: Access): AccessFinding[] {
  if (secret !== undefined) {
    return [];
  }
  if (origin.kind === "admin account") {
    return [{ rule: "admin-account", address, message: `the admin account of ${registry} is enabled` }];
  }
  return origin.kind === "registry token" && until === undefined
    ? [{ rule: "no-expiry", address, message: `${originWords(origin)} never expires` }]
    : [];
}

/** Of a block that exists after a change. */
export function blockFindings(block: Parameters<typeof isOfType>[0], address: string): AccessFinding[] {
  return isOfType(block, "kubernetes_default_service_account_v1")
    ? [{ rule: "default-service-account", address, message: "every pod of the namespace can pull with its secret" }]
    : [];
}
