/** Something that HCL cannot say. Messages put its place first, as in `locals.x: must be a type`. */
export class Unwritable extends Error {
  public override readonly name = "Unwritable";
}

/** Collects what cannot be written, so that all of it is reported at once. */
export type Report = (place: string, problem: string) => void;
