import { Fn, type IResolvable, Token } from "cdktf";
import { fail } from "../../private/fail";
import { operand } from "../../private/rendering/operand";
import type { Rules } from "../../private/rules";
import { RULES } from "../../private/text-rules";

/** The import of an assignment on another registry would destroy that one. */
export function checkExistingAssignment(rules: Rules, existing: string, registryId: string, isForEach: boolean): void {
  rules.text("existingRoleAssignmentId", existing, RULES.roleAssignmentId, {
    atPlan: "the scope below is checked, and Terraform imports nothing by a malformed id",
  });
  rules.that(isWithin(existing, registryId), {
    property: "existingRoleAssignmentId",
    must: "be an assignment on the registry itself, or the import would replace it",
    got: existing,
    repair: "use the one whose scope is the registry",
    see: "existing-role-assignment",
  });
  if (isForEach) {
    fail(rules.construct, {
      property: "existingRoleAssignmentId",
      must: "be left out with forEach",
      got: existing,
      repair: "run `terraform import` for the address of each element",
      see: "existing-role-assignment",
    });
  }
}

function isWithin(id: string, scope: string): boolean | IResolvable {
  if (Token.isUnresolved(id) || Token.isUnresolved(scope)) {
    return Fn.startswith(Fn.lower(operand(id)), Fn.lower(Fn.join("", [operand(scope), "/"])));
  }
  return id.toLowerCase().startsWith(`${scope.toLowerCase()}/`);
}
