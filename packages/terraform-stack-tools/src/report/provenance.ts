import type { Inline } from "../shared/document";

/** Where a report comes from, so that somebody can sign it. */
export interface Provenance {
  /** What is looked at, such as a commit and its branch. @default it is not told */
  readonly source?: Inline;
  /** What it is compared with. @default nothing */
  readonly target?: Inline;
  /** A day, or a time by RFC 3339. @default it is not told, so that the report is the same every day */
  readonly date?: string;
  /** The version of this package. */
  readonly tool: string;
  /** Such as `Terraform 1.11.4`. */
  readonly engine?: string;
  /** Such as `hashicorp/aws 5.84.0`. */
  readonly providers: readonly string[];
  /** What took the place of answers of the cloud. Empty if it was asked. */
  readonly madeUp: Inline;
}
