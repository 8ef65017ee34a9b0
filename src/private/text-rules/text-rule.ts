import type { ErrorTopic } from "../error-topics";

/**
 * What a text must look like. JavaScript reads the pattern at synth and Terraform (RE2) reads it at plan: no
 * look-around, and `[.]` instead of a backslash, which cdktf does not escape.
 */
export interface TextRule {
  readonly pattern: string;
  /** What must not occur in it, for what a pattern without look-around cannot exclude. */
  readonly forbidden?: string;
  readonly maximumLength?: number;
  readonly must: string;
  readonly repair: string;
  /**
   * Attributes of Azure resources that are known to obey the rule, so that no plan checks them. By default every
   * attribute is.
   */
  readonly attributes?: readonly string[];
  /** Whether a wrong value may contain a secret, so that no error shows it. */
  readonly mayBeSecret?: boolean;
  /** Where docs/errors.md says more of it than of any property. */
  readonly see?: ErrorTopic;
}
