import { type Access, originWords, unreachable } from "../access/access";
import { type AccessChanges, isElusive } from "../access/changes";
import { gainedSentences, opaqueSentence } from "../access/sentences";
import { isOfType } from "../catalogue/block-types";
import type { AccessRuleId } from "./rules";

/** What a reviewer has to look at. */
export interface AccessFinding {
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
  switch (origin.kind) {
    case "admin account":
      return [{ rule: "admin-account", address, message: `the admin account of ${registry} is enabled` }];
    case "registry token":
      return until === undefined
        ? [{ rule: "no-expiry", address, message: `${originWords(origin)} never expires` }]
        : [];
    case "role assignment":
    case "definition":
    case "delegation":
    case "anonymous pull":
    case "service principal":
    case "key vault":
    case "existing account":
    case "opaque":
      return [];
    default:
      return unreachable(origin);
  }
}

/** Of a block that exists after a change. */
export function blockFindings(block: Parameters<typeof isOfType>[0], address: string): AccessFinding[] {
  return isOfType(block, "kubernetes_default_service_account_v1")
    ? [{ rule: "default-service-account", address, message: "every pod of the namespace can pull with its secret" }]
    : [];
}
