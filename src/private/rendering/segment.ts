import { Fn, Token } from "cdktf";

/** A segment of a resource id. Terraform splits an id that is a token. */
export function segmentOf(resourceId: string, index: number): string {
  return Token.isUnresolved(resourceId)
    ? Token.asString(Fn.element(Fn.split("/", resourceId), index))
    : resourceId.split("/")[index];
}
