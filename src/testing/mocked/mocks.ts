import type { JsonObject } from "../../terraform/json";

/** Answers of a user, by type or by address, data sources with `data.` in front. An address wins over a type. */
export type Mocks = Readonly<Record<string, JsonObject>>;
