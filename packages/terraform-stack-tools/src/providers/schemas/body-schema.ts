import { lookUp } from "../../stack/json";

/** What the JSON of a body does not tell, since it writes blocks and arguments alike. */
export interface BodySchema {
  /** The body of a block, or nothing for an argument. */
  readonly blockOf: (name: string) => BodySchema | undefined;
  /** Whether an argument takes a list, a set, a map or an object. */
  readonly takesCollection: (name: string) => boolean;
  /** Whether an argument or a block is required; false where that is not known. HCL has what is required first. */
  readonly isRequired?: (name: string) => boolean;
  /** What the provider says of an argument or an attribute; undefined where it says nothing. */
  readonly describe?: (name: string) => string | undefined;
}

/** A body without blocks, whose arguments take any value. */
export const ANY_ARGUMENTS: BodySchema = { blockOf: () => undefined, takesCollection: () => true };

/** The body of a type of Terraform's own provider, which no stack requires. */
export function builtInSchema(type: string): BodySchema | undefined {
  return lookUp(BUILT_IN, type);
}

const BUILT_IN: Readonly<Record<string, BodySchema>> = {
  "data.terraform_remote_state": ANY_ARGUMENTS,
  terraform_data: ANY_ARGUMENTS,
};
