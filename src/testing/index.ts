export type { Json } from "./json";
export { Plan, type PlanOptions, plan } from "./plan";
export { PlanError } from "./plan-error";
export { type PlanMatchers, planMatchers } from "./plan-matchers";
export { planSerializer } from "./plan-serializer";
export type { Action, PlannedChange } from "./planned-change";
export type { CheckResult } from "./planning";
export { SynthesizedStack, synthesize } from "./synthesized-stack";
