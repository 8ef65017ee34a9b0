import { BLOCK_TYPES, type Permission } from "../packages/terraform-stack-tools/src/knowledge/catalogue/block-types";
import { table } from "../packages/terraform-stack-tools/src/shared/words";
import { synthesizedUsages } from "./constructs";
import { actions, page } from "./page";
import roles from "./pages/roles.json";

/** What a built-in role of Azure allows. */
interface Role {
  readonly actions: readonly string[];
  readonly dataActions?: readonly string[];
  /** What it reaches, whoever assigns it. */
  readonly reach: string;
}

/** By name. Azure, "Azure built-in roles" for Containers, Identity, Networking and Security. */
export const ROLES: ReadonlyMap<string, Role> = new Map(Object.entries<Role>(roles));

export function permissionsPage(): string {
  return page("permissions.md", { constructs: constructTable(), blockTypes: blockTypeTable(), roles: roleTable() });
}

function constructTable(): string {
  const rows = synthesizedUsages().map(({ name, blocks }) => {
    const types = [...new Set(blocks.map(({ blockType }) => `\`${blockType}\``))];
    return [name, types.length > 0 ? types.join("<br>") : "none: it creates and reads nothing"];
  });
  return table(["Construct", "Block types"], rows);
}

/** Of what constructs synthesize, of providers, and of the states that stacks read. The tools know other types, too. */
function blockTypeTable(): string {
  const synthesized = new Set(synthesizedUsages().flatMap(({ blocks }) => blocks.map(({ blockType }) => blockType)));
  const isOurs = (type: string) => /^(provider|data\.terraform)[._]/.test(type) || synthesized.has(type);
  const rows = [...BLOCK_TYPES].flatMap(([type, { permission }]) =>
    permission && isOurs(type) ? [blockTypeRow(type, permission)] : [],
  );
  return table(
    ["Block type", "Azure actions", "Scope", "Microsoft Graph", "Kubernetes, in each namespace", "Note"],
    rows,
  );
}

function blockTypeRow(type: string, permission: Permission): string[] {
  const { azure = [], azureData = [], on = "", graph = [], kubernetes = [], note = "" } = permission;
  return [`\`${type}\``, actions([...azure, ...azureData.map(data)]), on, actions(graph), actions(kubernetes), note];
}

function roleTable(): string {
  const rows = [...ROLES].map(([name, { actions: management, dataActions = [], reach }]) => [
    name,
    actions([...management, ...dataActions.map(data)]),
    reach,
  ]);
  return table(["Role", "Actions", "Reach"], rows);
}

function data(action: string): string {
  return `${action} (data)`;
}
