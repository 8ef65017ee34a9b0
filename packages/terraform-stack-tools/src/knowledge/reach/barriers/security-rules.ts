import { isList, type Json, type JsonObject, textOf } from "../../../stack/json";

/**
 * What nodes send to: login servers, the storage that layers come from or the dedicated data endpoints in its place, and
 * private endpoints. Azure, "Configure rules to access an Azure container registry behind a firewall".
 */
export type Target = "registry" | "storage" | "data" | "endpoint";

export type Direction = "Outbound" | "Inbound";

/** What the rules of a group let through, and the rule that decides. */
export interface Verdict {
  readonly is: "allowed" | "denied" | "unknown";
  readonly rule?: string;
}

/**
 * Rules are asked in the order of their priority, and the first that matches decides; what none matches leaves, and comes
 * in from the virtual network. Azure, "Network security groups".
 */
export function verdictOf(rules: readonly JsonObject[], target: Target, direction: Direction): Verdict {
  const ordered = [...rules].sort((left, right) => Number(left.priority ?? 0) - Number(right.priority ?? 0));
  const doubts = new Map<string, string>();
  for (const rule of ordered) {
    const match = matchOf(rule, target, direction);
    const access = textOf(rule.access);
    const name = textOf(rule.name);
    if (match === "yes" && (access === "Allow" || access === "Deny")) {
      const doubt = doubts.get(access === "Allow" ? "Deny" : "Allow") ?? doubts.get("");
      return doubt === undefined
        ? { is: access === "Allow" ? "allowed" : "denied", rule: name }
        : { is: "unknown", rule: doubt };
    }
    if (match !== "no") {
      doubts.set(access, doubts.get(access) ?? name);
    }
  }
  const doubt = doubts.get("Deny") ?? doubts.get("");
  return doubt === undefined ? { is: "allowed" } : { is: "unknown", rule: doubt };
}

type Match = "yes" | "no" | "perhaps";

function matchOf(rule: JsonObject, target: Target, direction: Direction): Match {
  if (typeof rule.direction === "string" && rule.direction !== direction) {
    return "no";
  }
  const near = (prefix: string) => nearMatch(prefix);
  const far = (prefix: string) => addressMatch(prefix, target);
  const [source, destination] = direction === "Outbound" ? [near, far] : [far, near];
  const parts = [
    typeof rule.direction === "string" ? "yes" : "perhaps",
    protocolMatch(rule.protocol),
    anyOf(valuesOf(rule, "destination_port_range"), portMatch),
    anyOf(valuesOf(rule, "source_port_range"), (range) => (range === "*" ? "yes" : "perhaps")),
    anyOf(valuesOf(rule, "source_address_prefix"), source),
    anyOf(valuesOf(rule, "destination_address_prefix"), destination),
  ] as const;
  if (parts.includes("no")) {
    return "no";
  }
  return parts.includes("perhaps") ? "perhaps" : "yes";
}

/** An argument that is one value, or a list in its plural; undefined where neither is known, as for groups of applications. */
function valuesOf(rule: JsonObject, name: string): readonly string[] | undefined {
  const plural = name.endsWith("x") ? `${name}es` : `${name}s`;
  const [one, all] = [rule[name], rule[plural]];
  if (typeof one === "string" && one !== "") {
    return [one];
  }
  return isList(all) && all.length > 0 && all.every((each) => typeof each === "string") ? all.map(String) : undefined;
}

function anyOf(values: readonly string[] | undefined, match: (value: string) => Match): Match {
  const matches = values?.map(match) ?? ["perhaps"];
  if (matches.includes("yes")) {
    return "yes";
  }
  return matches.includes("perhaps") ? "perhaps" : "no";
}

function protocolMatch(protocol: Json | undefined): Match {
  if (typeof protocol !== "string") {
    return "perhaps";
  }
  return ["*", "tcp"].includes(protocol.toLowerCase()) ? "yes" : "no";
}

/** All of a registry is reached over port 443. */
function portMatch(range: string): Match {
  const [from, to = from] = range.split("-").map(Number);
  if (range === "*" || (from <= 443 && 443 <= to)) {
    return "yes";
  }
  return Number.isNaN(from) || Number.isNaN(to) ? "perhaps" : "no";
}

const EVERYTHING = ["*", "0.0.0.0/0"];

/** The side of the nodes when they send, and of the endpoint when it receives. */
function nearMatch(prefix: string): Match {
  return [...EVERYTHING, "VirtualNetwork"].includes(prefix) ? "yes" : "perhaps";
}

function addressMatch(prefix: string, target: Target): Match {
  const [tag, region] = prefix.toLowerCase().split(".");
  if (EVERYTHING.includes(prefix)) {
    return "yes";
  }
  if (/^[0-9]/.test(prefix) || prefix.includes(":")) {
    return isPrivate(prefix) && target !== "endpoint" ? "no" : "perhaps";
  }
  if (target === "endpoint") {
    return tag === "virtualnetwork" ? "yes" : "no";
  }
  const tags = TAGS[target];
  if (tag === "internet") {
    return "yes";
  }
  if (!["azurecloud", ...tags].includes(tag)) {
    return "no";
  }
  return region === undefined && target !== "data" ? "yes" : "perhaps";
}

/** The service tags with the addresses of a target. Which one has those of dedicated data endpoints is not documented. */
const TAGS: Readonly<Record<Exclude<Target, "endpoint">, readonly string[]>> = {
  registry: ["azurecontainerregistry"],
  storage: ["storage"],
  data: ["azurecontainerregistry", "storage"],
};

/** The ranges that are not public. */
function isPrivate(prefix: string): boolean {
  return /^(10\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.)/.test(prefix) && Number(prefix.split("/")[1] ?? 32) >= 8;
}
