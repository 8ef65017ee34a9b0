import type { Instance, PlannedStack } from "../../planned/planned-stack";
import type { Block } from "../../stack/stack";
import type { Access } from "../access/access";
import type { Disagreement } from "../agreement/disagreements";
import type { NotJudged } from "../judgement/judgement";

export type Result = "met" | "not met" | "unknown" | "to judge";

/** One control for one cluster or one registry. */
export interface Answer {
  /** Such as `AKS cluster prod` or `registry contoso`. */
  readonly subject: string;
  readonly result: Result;
  readonly because: string;
  /** What it rests on. */
  readonly rows: readonly Access[];
}

/** What the answers are taken from. */
export interface Basis {
  readonly stacks: readonly PlannedStack[];
  /** All access after the plans. */
  readonly access: readonly Access[];
  /** Of what nobody can tell what it sets or gives to anybody, without the kinds that somebody agreed to. */
  readonly notJudged: readonly NotJudged[];
  /** Undefined where nothing was agreed. */
  readonly disagreements?: readonly Disagreement[];
}

export interface Registry {
  readonly name: string;
  /** Of all that manages it, such as a resource that changes another one. */
  readonly managed?: readonly Instance[];
  readonly instance?: Instance;
  readonly block?: Block;
}
