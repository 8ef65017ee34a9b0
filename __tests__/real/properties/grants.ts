import type { AzurermProvider } from "@cdktf/provider-azurerm/lib/provider";
import { type ITerraformIterator, TerraformIterator, Token } from "cdktf";
import type { Construct } from "constructs";
import { PullRoleAssignment, type PullRoleAssignmentProps, RegistryRoleAssignmentMode } from "../../../src";
import { type Direction, type LivingPart, type Rows, turned } from "./living-stack";

const REGISTRY =
  "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg-shared/providers/Microsoft.ContainerRegistry/registries/abacregistry";
const PRINCIPALS = [2, 3, 4].map((number) => `20000000-0000-0000-0000-00000000000${number}`);

interface Parts {
  readonly iterators: readonly ITerraformIterator[];
  readonly other: AzurermProvider;
}

/** Round 0 switches the roles, round 1 from one grant to many and back. */
const rows = ({ iterators, other }: Parts): Rows<PullRoleAssignmentProps> => ({
  roleAssignmentMode: { on: RegistryRoleAssignmentMode.ABAC, changed: RegistryRoleAssignmentMode.EITHER },
  repositories: { on: ["team/app"], changed: ["team/app", "team/jobs/*"] },
  forEach: { on: iterators[0], changed: iterators[1], rounds: [1] },
  provider: { on: other, rounds: [2] },
  existingRoleAssignmentId: "imports a grant instead of creating one: the suite of adopting does it",
  principalType: "is that of the identity, so that another type is another identity",
  movedFrom: "plans a move and nothing else: the suite of renaming grants does it",
});

function build(scope: Construct, other: AzurermProvider, round: number, direction: Direction): void {
  const iterators = [PRINCIPALS.slice(1, 2), PRINCIPALS.slice(1)].map((ids) => TerraformIterator.fromList(ids));
  const props = turned(rows({ iterators, other }), round, direction);
  const principalId = props.forEach ? Token.asString(iterators[direction === "on" ? 0 : 1].value) : PRINCIPALS[0];
  new PullRoleAssignment(scope, "pull", { registryId: REGISTRY, principalId, ...props });
}

export const GRANTS: LivingPart<AzurermProvider> = { rounds: [0, 1, 2], build };
