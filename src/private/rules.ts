import { type IResolvable, type Precondition, type TerraformResourceLifecycle, Token } from "cdktf";
import type { IConstruct } from "constructs";
import { checkText } from "./check-text";
import { condition, isInput, obeys } from "./condition";
import { type Complaint, fail } from "./fail";
import { checkOneCdk } from "./one-cdk";
import { providerProperty, readProps } from "./props/reader";
import { demandProvider } from "./provider-settings";
import { expressionsOf } from "./rendering/expression";
import type { TextRule } from "./text-rules";

/** Why a rule has no condition in the plan. */
export interface Exemption {
  readonly atPlan: string;
}

export interface WholeNumberRule {
  readonly minimum: number;
  readonly maximum?: number;
  readonly repair: string;
}

/**
 * The rules for the properties of one construct, each stated once: what is known at synth throws at once, and what a
 * user decides at plan becomes a condition with the same words, in the order of the calls. `lifecycle` hands the
 * conditions to a resource.
 */
export class Rules {
  private readonly preconditions: Precondition[] = [];
  private readonly structs: string[] = [];

  constructor(public readonly construct: IConstruct) {
    checkOneCdk(construct);
    demandProvider(construct, (type) => providerProperty(this.structs, type));
  }

  /** The properties of a struct as they were meant. To be called before any of them is used. */
  public props<P extends object>(given: P, struct: string): P {
    this.structs.push(struct);
    return readProps(this.construct, given, struct);
  }

  public text(property: string, value: string, rule: TextRule, exemption?: Exemption): void {
    checkText(this.construct, property, value, rule);
    if (!exemption && isInput(this.construct, value, rule)) {
      const complaint = { property, must: rule.must, got: value, repair: rule.repair, see: rule.see };
      this.preconditions.push(condition(this.construct, obeys(value, rule), complaint));
    }
  }

  /** The texts of a list. Those of a list that is a token are left to the provider. */
  public texts(property: string, values: readonly string[], rule: TextRule, exemption: Exemption): void {
    if (Token.isUnresolved(values)) {
      return;
    }
    for (const value of values) {
      this.text(property, value, rule, exemption);
    }
  }

  /** A list whose order means nothing, without two values that differ at most in their case. */
  public distinct(property: string, thing: string, values: readonly string[]): void {
    const names = expressionsOf(this.construct, [...values]).map((name) =>
      name.includes("${") ? name : name.toLowerCase(),
    );
    const duplicate = names.find((name, index) => names.indexOf(name) !== index);
    if (duplicate !== undefined) {
      fail(this.construct, {
        property,
        must: `not contain ${thing} twice`,
        got: duplicate,
        repair: "remove the duplicate",
      });
    }
  }

  /** A whole number in a range. No condition at plan: the provider checks the arguments that take one. */
  public wholeNumber(property: string, value: number, { minimum, maximum, repair }: WholeNumberRule): void {
    if (Token.isUnresolved(value)) {
      return;
    }
    if (!Number.isInteger(value) || value < minimum || value > (maximum ?? value)) {
      const range = maximum === undefined ? `of at least ${minimum}` : `from ${minimum} to ${maximum}`;
      fail(this.construct, { property, must: `be a whole number ${range}`, got: String(value), repair });
    }
  }

  /** A rule of another form: its answer, or the expression that Terraform evaluates at plan. */
  public that(holds: boolean | IResolvable, complaint: Complaint): void {
    if (holds === false) {
      fail(this.construct, complaint);
    }
    if (holds !== true) {
      this.preconditions.push(condition(this.construct, holds, complaint));
    }
  }

  /**
   * The conditions, added to a resource's own lifecycle. Empty lists are left out, since they would show up in every
   * plan.
   */
  public lifecycle(own: TerraformResourceLifecycle = {}): TerraformResourceLifecycle | undefined {
    const lifecycle = this.preconditions.length > 0 ? { ...own, precondition: this.preconditions } : own;
    const isUsed = (setting: unknown) => !Array.isArray(setting) || setting.length > 0;
    const settings = Object.values(lifecycle);
    if (settings.length > 0 && settings.every(isUsed)) {
      return lifecycle;
    }
    const used = Object.entries(lifecycle).filter(([, setting]) => isUsed(setting));
    return used.length > 0 ? Object.fromEntries(used) : undefined;
  }
}
