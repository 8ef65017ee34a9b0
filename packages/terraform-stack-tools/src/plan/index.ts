export type { Access } from "../knowledge/access/access";
export type { Right } from "../knowledge/access/roles";
export type { Action, PlannedChange, ValueChange } from "../planned/change";
export { type CheckResult, Plan } from "../planned/plan";
export { hasTerraform } from "../providers/terraform-binary";
export { PlanError } from "../shared/refusal";
export type { JsonObject as Json } from "../stack/json";
export {
  type AccessMatchers,
  accessMatchers,
  type ExpectedPulls,
  type PlanMatchers,
  planMatchers,
  planSerializer,
} from "./jest-extensions";
export type { Mocks } from "./job";
export { accessOf, type PlanOptions, plan, SynthesizedStack, synthesize } from "./plan";
