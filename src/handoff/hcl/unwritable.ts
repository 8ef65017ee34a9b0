/** Something that HCL cannot say as Terraform's JSON does. The message completes a sentence that begins with the place. */
export class Unwritable extends Error {
  public override readonly name = "Unwritable";
}

/** Collects what cannot be written, so that all of it is reported at once. */
export type Report = (place: string, problem: string) => void;
