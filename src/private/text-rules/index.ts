import { AZURE_RULES } from "./azure";
import { KUBERNETES_RULES } from "./kubernetes";
import { REGISTRY_RULES } from "./registry";

export type { TextRule } from "./text-rule";

/** The rules by name, whatever room asks for them. */
export const RULES = { ...REGISTRY_RULES, ...AZURE_RULES, ...KUBERNETES_RULES };
