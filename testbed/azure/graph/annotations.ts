import { type Json, type JsonObject, listOf, textOf } from "../../../packages/terraform-stack-tools/src/stack/json";

/** The members of an object without the annotations of OData. */
export function withoutAnnotations(body: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(body).filter(([name]) => !name.includes("@odata")));
}

/** The ids of what a request binds: `owners@odata.bind`. */
export function boundIds(body: JsonObject, name: string): string[] {
  return listOf(body[`${name}@odata.bind`]).map(idIn);
}

/** The last part of an object's URL. */
export function idIn(url: Json): string {
  return textOf(url).split("/").slice(-1)[0].toLowerCase();
}
