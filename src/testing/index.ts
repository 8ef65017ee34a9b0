export { PlanError } from "../providers/plan-error";
export type { Action, PlannedChange } from "./changes/planned-change";
export type { Json } from "./mocked/json";
export { Plan, type PlanOptions, plan } from "./plan";
export { type PlanMatchers, planMatchers } from "./plan-matchers";
export { planSerializer } from "./plan-serializer";
export type { CheckResult } from "./planning";
export { SynthesizedStack, synthesize } from "./synthesized-stack";
