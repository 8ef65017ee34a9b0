import { Fn, Token } from "cdktf";

/** A segment of a resource id. Terraform splits an id that is a token. */
export function segmentOf(resourceId: string, index: number): string {
  return Token.isUnresolved(resourceId)
    ? Token.asString(Fn.element(Fn.split("/", resourceId), index))
    : resourceId.split("/")[index];
}

/** The first segments of a resource id: the id of a parent. */
export function firstSegmentsOf(resourceId: string, count: number): string {
  return Token.isUnresolved(resourceId)
    ? Token.asString(Fn.join("/", Fn.slice(Fn.split("/", resourceId), 0, count)))
    : resourceId.split("/").slice(0, count).join("/");
}
