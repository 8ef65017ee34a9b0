export { PlanError } from "../providers/plan-error";
export { hasTerraform } from "../providers/terraform-binary";
export type { JsonObject as Json } from "../terraform/json";
export type { Action, PlannedChange } from "./changes/planned-change";
export type { CheckResult } from "./engine/checks";
export { Plan, type PlanOptions, plan } from "./plan";
export { type PlanMatchers, planMatchers } from "./plan-matchers";
export { planSerializer } from "./plan-serializer";
export { SynthesizedStack, synthesize } from "./synthesized-stack";
