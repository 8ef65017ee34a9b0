import { type IResolvable, type Postcondition, type Precondition, type TerraformResourceLifecycle, Token } from "cdktf";
import type { IConstruct } from "constructs";
import { checkText } from "./check-text";
import { condition, isInput, obeys } from "./condition";
import { type Complaint, fail } from "./fail";
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
  private readonly postconditions: Postcondition[] = [];

  constructor(public readonly construct: IConstruct) {}

  public text(property: string, value: string, rule: TextRule, exemption?: Exemption): void {
    checkText(this.construct, property, value, rule);
    if (!exemption && isInput(this.construct, value, rule)) {
      const complaint = { property, must: rule.must, got: value, repair: rule.repair };
      this.preconditions.push(condition(this.construct, obeys(value, rule), complaint));
    }
  }

  /**
   * A value of an enumeration. No condition at plan: the enumeration decides which blocks exist, or the provider checks
   * it.
   */
  public oneOf(
    property: string,
    value: string,
    enumeration: { [name: string]: string },
    repair = "use a value of the enumeration",
  ): void {
    const values = Object.values(enumeration);
    // Callers without a type checker may pass anything, and a default branch could grant more than intended.
    if (!Token.isUnresolved(value) && !values.includes(value)) {
      fail(this.construct, { property, must: `be one of ${values.join(", ")}`, got: value, repair });
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

  /** A boolean that Terraform takes as a literal only. */
  public literal(property: string, value: boolean | undefined): void {
    if (value !== undefined && typeof value !== "boolean") {
      fail(this.construct, {
        property,
        must: "be true or false, since Terraform accepts no expression here",
        got: String(value),
        repair: "decide it when the stack is synthesized",
      });
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

  /** A rule for the finished resource, as an expression of `self`. */
  public result(holds: string, complaint: Complaint): void {
    this.postconditions.push(condition(this.construct, holds, complaint));
  }

  /**
   * The conditions, added to a resource's own lifecycle. Empty lists are left out, since they would show up in every
   * plan.
   */
  public lifecycle(own: TerraformResourceLifecycle = {}): TerraformResourceLifecycle | undefined {
    const lifecycle = { ...own, precondition: this.preconditions, postcondition: this.postconditions };
    const used = Object.entries(lifecycle).filter(([, setting]) => !Array.isArray(setting) || setting.length > 0);
    return used.length > 0 ? Object.fromEntries(used) : undefined;
  }
}
