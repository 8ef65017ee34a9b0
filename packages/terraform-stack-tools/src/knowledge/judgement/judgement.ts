import { isTemplate } from "../../stack/expression/template";
import { lookUp, textOf } from "../../stack/json";
import { AZURE_RULES } from "./azure";
import { existingIdentity, identityInBody, passwordGiven, registryLogin } from "./credentials";
import { KUBERNETES_RULES } from "./kubernetes";
import { type Around, isGiven, type Rule, whole } from "./rule";
import { type Given, isOfKnownProvider, type Line, lineFor, literal, subjectOf } from "./table";

/** Something of which nobody can tell from a plan whether it gives access to images. */
export interface Unjudged {
  /** What somebody types to agree to it, such as `helm_release`. */
  readonly kind: string;
  readonly reason: string;
}

/** Undefined for what is derived exactly, and for what is harmless. */
export function unjudged(given: Given, around: Around = {}): Unjudged | undefined {
  const { kind, key, unknown } = subjectOf(given);
  const line = key === undefined ? undefined : lineFor(key);
  if (line === undefined) {
    return isReading(given) ? undefined : { kind, reason: unknown };
  }
  const reason = reasonBy(line, given, around);
  return reason === undefined ? undefined : { kind, reason };
}

/** Programs that Terraform runs beside a resource. Terraform, "Provisioners". */
export function unjudgedProvisioner(type: string): Unjudged {
  const kind = ["provisioner", literal(type, /^[\w-]+$/) ?? ""].join(" ").trim();
  return { kind, reason: lookUp(PROVISIONERS, type) ?? "nothing is known of what it runs" };
}

const PROVISIONERS: Readonly<Record<string, string>> = {
  file: "what it copies to a machine may run there",
  "local-exec": "its program may use the login of whoever runs Terraform",
  "remote-exec": "its program may use the identity of the machine",
};

/** By a data source nothing changes, but for those that the table has. */
function isReading({ block }: Given): boolean {
  return (
    (block.kind === "data" || block.kind === "ephemeral") &&
    block.type !== "azapi_resource_action" &&
    isOfKnownProvider(block.type)
  );
}

function reasonBy({ verdict, reason, unless }: Line, given: Given, around: Around): string | undefined {
  if (verdict === "not judged") {
    return reason;
  }
  const rules = [...(unless === undefined ? [] : [RULES[unless]]), ...(verdict === "harmless" ? FOR_ALL : [])];
  const told = rules.length === 0 ? given : whole(given);
  return rules.map((rule) => rule(told, around)).find((found) => found !== undefined);
}

/** Only a request that is written out and asks for nothing to be done. */
const request: Rule = ({ block, values }) => {
  const method = values.method ?? block.body.method ?? "GET";
  const isAsking = ["GET", "HEAD"].includes(textOf(method)) && !isGiven(block.body.request_body);
  const url = textOf(values.url);
  return isAsking && url !== "" && !isTemplate(url)
    ? undefined
    : "its request may do more than read, or tell what nobody is to know";
};

const RULES: Readonly<Record<string, Rule>> = { ...AZURE_RULES, ...KUBERNETES_RULES, request };

/** Of whatever is harmless by itself. */
const FOR_ALL: readonly Rule[] = [existingIdentity, identityInBody, registryLogin, passwordGiven];
