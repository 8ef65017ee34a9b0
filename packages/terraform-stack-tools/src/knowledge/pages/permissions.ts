import { code, codeList, prose, table } from "../../shared/words";
import { compare } from "../../stack/json";
import type { Block, Stack } from "../../stack/stack";
import {
  isComputed,
  isOfType,
  type Permission,
  permissionOf,
  ROLES,
  type Role,
  titleOf,
} from "../catalogue/block-types";

/** What the identity that runs Terraform must be allowed to do, and what the roles allow that it assigns. */
export function permissions(stack: Stack): string[] {
  const needs = needsOf(stack);
  const roles = assignedRoles(stack.blocks);
  return [
    coverage(needs),
    ...SERVICES.flatMap((service) => tableOf(service, needs)),
    ...(roles.length > 0 ? [ROLES_TITLE, roleTable(roles)] : []),
  ];
}

/** What one type of block or one provider needs. */
interface Need {
  readonly type: string;
  /** In a reader's words. */
  readonly title: string;
  /** Undefined where this package does not know. */
  readonly permission?: Permission;
}

/** What a permission allows, each action once in Markdown. */
export function permissionLines({ azure = [], azureData = [], graph = [], kubernetes = [] }: Permission): string[] {
  return [...actions(azure, azureData), ...graph.map(code), ...kubernetes];
}

const VERBS =
  "`write` is needed to create and change resources, `delete` to destroy them. A plan needs only the read permissions.";

const ROLES_TITLE = "The module assigns these roles to others:";

function needsOf({ blocks, requiredProviders }: Stack): Need[] {
  const types = [...new Set(blocks.map(typeOf))].sort(compare);
  const providers = requiredProviders
    .map(({ name }) => `provider.${name}`)
    .filter((type) => permissionOf(type) !== undefined);
  return [
    ...types.map((type) => ({ type, title: typeTitle(type), permission: permissionOf(type) })),
    ...providers.map((type) => ({
      type,
      title: `the provider ${code(type.replace("provider.", ""))}`,
      permission: permissionOf(type),
    })),
  ];
}

/** A child module has no type. */
function typeOf({ kind, blockType, address }: Block): string {
  return kind === "module" ? address : blockType;
}

function typeTitle(type: string): string {
  return type.startsWith("data.") && !isComputed(type) ? `existing ${prose(titleOf(type))}` : prose(titleOf(type));
}

/** Says what is known and what is not in one breath, so that nobody reads a part as the whole. */
function coverage(needs: readonly Need[]): string {
  const unknown = needs.filter(({ permission }) => permission === undefined).map(({ type }) => type);
  if (needs.length === 0) {
    return "It needs no permission.";
  }
  const verbs = needs.some(({ permission }) => permission?.azure !== undefined) ? VERBS : "";
  if (unknown.length === 0) {
    return verbs;
  }
  const types = codeList(unknown);
  if (unknown.length === needs.length) {
    return `**Unknown.** This page does not know what these need: ${types}. See their documentation.`;
  }
  return `**Incomplete:** this page does not know what these need: ${types}. See their documentation. ${verbs}`.trim();
}

/** What one service needs: nothing where no block needs it. */
interface Service {
  readonly title: string;
  readonly heads: readonly string[];
  readonly cells: (permission: Permission) => readonly string[] | undefined;
}

const SERVICES: readonly Service[] = [
  {
    title: "In Azure:",
    heads: ["For", "Scope", "Actions"],
    cells: ({ azure = [], azureData = [], on = "", note }) => {
      const all = actions(azure, azureData);
      return all.length === 0 ? undefined : [on, lines(all, note)];
    },
  },
  {
    title: "In Microsoft Graph, as application permissions:",
    heads: ["For", "Permission"],
    cells: ({ graph, note }) => graph && [lines(graph.map(code), note)],
  },
  {
    title: "In Kubernetes, in each namespace:",
    heads: ["For", "Resources and verbs"],
    cells: ({ kubernetes, note }) => kubernetes && [lines(kubernetes, note)],
  },
  {
    // What has a note alone, such as that it needs nothing.
    title: "Other resources:",
    heads: ["For", "Permission"],
    cells: ({ azure, azureData, graph, kubernetes, note }) =>
      note === undefined || azure || azureData || graph || kubernetes ? undefined : [note],
  },
];

function tableOf({ title, heads, cells }: Service, needs: readonly Need[]): string[] {
  const rows = needs.flatMap(({ title: what, permission }) => {
    const own = permission && cells(permission);
    return own === undefined ? [] : [[what, ...own]];
  });
  return rows.length === 0 ? [] : [title, table(heads, rows)];
}

/** By name or id, as the stack writes it; of a role that is not in the catalogue, nothing else is known. */
function assignedRoles(blocks: readonly Block[]): [string, Role | undefined][] {
  const assignments = blocks.filter((block) => isOfType(block, "azurerm_role_assignment"));
  const names = assignments
    .map(({ body }) => body.role_definition_name ?? body.role_definition_id)
    .filter((name) => typeof name === "string");
  return [...new Set(names)].sort(compare).map((name) => [name, ROLES.get(name)]);
}

function roleTable(roles: readonly [string, Role | undefined][]): string {
  const rows = roles.map(([name, role]) =>
    role === undefined
      ? [code(name), "what is in its scope", "not known to this page: see its definition in Azure"]
      : [name, role.reach, lines(actions(role.actions, role.dataActions ?? []), undefined)],
  );
  return table(["Role", "Reaches", "Allows"], rows);
}

function actions(management: readonly string[], data: readonly string[]): string[] {
  return [...management.map(code), ...data.map((action) => `${code(action)} (data)`)];
}

function lines(texts: readonly string[], note: string | undefined): string {
  return [...texts, ...(note === undefined ? [] : [note])].join("<br>");
}
