import { AzurermProvider } from "@cdktf/provider-azurerm/lib/provider";
import { type ITerraformIterator, TerraformIterator, type TerraformStack, Token } from "cdktf";
import { PullRoleAssignment, type PullRoleAssignmentProps, RegistryRoleAssignmentMode } from "../../../src";
import { azureStack, startAzure } from "../support/providers";
import { type Direction, type Rows, turnEverything, turned } from "./living-stack";

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

function stackOf(round: number, direction: Direction): TerraformStack {
  const stack = azureStack();
  const other = new AzurermProvider(stack, "other", { alias: "other", features: [{}], resourceProviderRegistrations: "none" });
  const iterators = [PRINCIPALS.slice(1, 2), PRINCIPALS.slice(1)].map((ids) => TerraformIterator.fromList(ids));
  const props = turned(rows({ iterators, other }), round, direction);
  const principalId = props.forEach ? Token.asString(iterators[direction === "on" ? 0 : 1].value) : PRINCIPALS[0];
  new PullRoleAssignment(stack, "pull", { registryId: REGISTRY, principalId, ...props });
  return stack;
}

turnEverything({ start: () => startAzure(), rounds: [0, 1, 2], stackOf });
