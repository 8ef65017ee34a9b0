import { type Access, type AccessChanges, ineffectiveMessage, originWords } from "../../knowledge/access/access";
import { isUnreachable } from "../../knowledge/access/changes";
import { isOfType, remainsOf } from "../../knowledge/catalogue/block-types";
import { literalSecrets } from "../../knowledge/secrets/secret-scan";
import { isUnset } from "../../planned/values";
import { told } from "../../shared/words";
import type { JsonObject } from "../../stack/json";
import {
  blockAt,
  type Clause,
  changesWith,
  type Finding,
  finding,
  looksAtAccess,
  type ReviewedStack,
  type Section,
} from "../model";

/** Secrets that everybody reads who has the JSON of the version after the change. */
export const writtenSecrets = {
  rules: {
    "secret-in-stack": {
      name: "A secret is written in the stack",
      level: "error",
      help: "Everyone who can read the synthesized JSON, a bundle of it or the state can read the secret. Make it a sensitive variable, or read it from a vault, and replace the secret.",
    },
  },
  findings: ({ stack }) =>
    literalSecrets(stack).map(({ address, place }) =>
      finding("secret-in-stack", address, `a secret is written in ${place}`),
    ),
} satisfies Section<"secret-in-stack">;

/** Pull secrets that pods use which name none. */
export const defaultAccounts = {
  rules: {
    "default-service-account": {
      name: "The default service account of a namespace carries a pull secret",
      level: "note",
      help: "Every pod of the namespace that names no service account can pull with it. Use a service account of its own if only some workloads may pull.",
      isStanding: true,
    },
  },
  isAbout: looksAtAccess,
  findings: (reviewed) =>
    Object.entries(reviewed.resources).flatMap(([address, { action }]) => {
      const block = blockAt(reviewed.stack, address);
      const isThere = action !== "delete" && block !== undefined;
      return isThere && isOfType(block, "kubernetes_default_service_account_v1")
        ? [finding("default-service-account", address, "every pod of the namespace can pull with its secret")]
        : [];
    }),
} satisfies Section<"default-service-account">;

/** Secrets that the state does not hold yet. */
export const stateSecrets = {
  rules: {
    "secret-in-state": {
      name: "A secret enters the Terraform state",
      level: "warning",
      help: "Everyone who can read the state can read the secret. Keep the state encrypted, locked and restricted, or read the credentials from a key vault.",
    },
  },
  clauses: (stacks): Clause[] => {
    const count = stacks.flatMap(newSecrets).length;
    const words = told(count, "one secret enters the state", `${count} secrets enter the state`);
    return [{ damage: "secret", full: words, short: words }];
  },
  findings: newSecrets,
} satisfies Section<"secret-in-state">;

function newSecrets(reviewed: ReviewedStack): Finding<"secret-in-state">[] {
  return changesWith(reviewed, ["create", "forget and create", "import, changes unknown"]).flatMap((change) => {
    const { address, values = {} } = change;
    const block = blockAt(reviewed.stack, address);
    if (block === undefined) {
      return [];
    }
    // Planned values tell more than expressions; no plan has the value of what is write-only.
    const remains = remainsOf({ ...block, body: { ...block.body, ...withoutUnset(values) }, isPlanned: true });
    return "secret" in remains ? [finding("secret-in-state", address, remains.secret)] : [];
  });
}

function withoutUnset(values: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => !isUnset(value)));
}

const rules = {
  "access-ineffective": {
    name: "What gives access has no effect",
    level: "warning",
    help: "It names no object id, no registry, a role that the mode of the registry ignores, or an account that is disabled: nobody pulls by it. The message has the repair.",
    stop: "ineffective",
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
    isStanding: true,
  },
  "no-expiry": {
    name: "A registry token never expires",
    level: "note",
    help: "Anyone with its password may pull forever. Set an expiry and rotate the token.",
    isStanding: true,
  },
} as const;

type Rule = keyof typeof rules;

/** What gives access to no avail, and accounts that give it to more than they should. */
export const accessFaults = {
  rules,
  isAbout: looksAtAccess,
  findings: ({ access }) => findings(access),
} satisfies Section<Rule>;

function findings({ gained, kept, opaque, lost, ineffective }: AccessChanges): Finding<Rule>[] {
  const granted = [...gained, ...kept, ...opaque, ...lost.filter(isUnreachable)];
  const idle = [...ineffective, ...gained.filter(({ fault }) => fault !== undefined)];
  const accounts = granted.flatMap(accountFindings);
  return [
    ...idle.map((line) => finding("access-ineffective", line.address, ineffectiveMessage(line))),
    ...unreached(granted),
    ...accounts.filter(({ rule }) => rule === "admin-account"),
    ...accounts.filter(({ rule }) => rule === "no-expiry"),
  ];
}

/** A line for each resource that grants what nobody can use, however many repositories it is about. */
function unreached(lines: readonly Access[]): Finding<Rule>[] {
  const found = new Map<string, Finding<Rule>>();
  for (const { address, registry, who, reach } of lines) {
    if (reach?.kind === "closed") {
      const message = `${who}: authorized in ${registry}, not reachable: ${reach.because}`;
      found.set(`${address} ${registry}`, finding("registry-unreachable", address, message));
    }
  }
  return [...found.values()];
}

/** Of an account itself. A secret with its password has none of its own. */
function accountFindings({ origin, registry, address, until, secret }: Access): Finding<Rule>[] {
  if (secret !== undefined) {
    return [];
  }
  if (origin.kind === "admin account") {
    return [finding("admin-account", address, `the admin account of ${registry} is enabled`)];
  }
  return origin.kind === "registry token" && until === undefined
    ? [finding("no-expiry", address, `${originWords(origin)} never expires`)]
    : [];
}
