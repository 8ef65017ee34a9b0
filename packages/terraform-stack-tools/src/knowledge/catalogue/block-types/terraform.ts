import { isObject } from "../../../stack/json";
import type { BlockType } from "../block-type";

/** What Terraform has by itself, without a provider. */
export const TERRAFORM = {
  "data.terraform_remote_state": {
    title: "state of another stack",
    permission: { note: "reading that state, in its backend" },
    state: { secret: "every output of the other stack, secret ones too" },
  },
  terraform_data: {
    title: "stored value",
    permission: { note: "none: it exists in the state only" },
    state: {
      secret: "stored values (`input`, `triggers_replace`)",
      unless: {
        reason: "it stores an object id or the name of a field manager only",
        applies: ({ input, triggers_replace }) =>
          triggers_replace === undefined &&
          isObject(input) &&
          ["object_id", "field_manager"].includes(Object.keys(input).join()),
      },
    },
  },
} satisfies Record<string, BlockType>;
