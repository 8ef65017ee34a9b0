import type { Json } from "../../stack/json";
import type { Access } from "../access/access";
import type { Answer, Registry } from "./answer";

/** The arguments that a policy wants to be false, with what a registry has that does not set them. */
const SETTINGS = {
  admin_enabled: { origin: "admin account", otherwise: false },
  anonymous_pull_enabled: { origin: "anonymous pull", otherwise: false },
  public_network_access_enabled: { origin: undefined, otherwise: true },
} as const;

export function setting(
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
