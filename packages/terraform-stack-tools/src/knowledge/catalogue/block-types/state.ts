import type { StateContent } from "../block-type";

export const NO_SECRET: StateContent = { nothing: "it contains no secret" };
export const NOT_STORED: StateContent = { nothing: "ephemeral values are never stored" };
