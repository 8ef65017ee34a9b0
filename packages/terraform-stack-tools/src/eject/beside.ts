import { resolve } from "node:path";
import type { Source } from "../shared/sources";
import { entries, isObject, type Json, type JsonObject, objectOf, textOf } from "../stack/json";
import { type Stack, withSections } from "../stack/stack";

/** The name of the other stack whose state each data source reads, by address. */
export type Reads = ReadonlyMap<string, string>;

/** Which stacks of the same app a stack reads outputs of: those whose backend it names. */
export function readsAmong({ stack, name }: Source, owners: Owners): Reads {
  const states = stack.blocks.filter(({ blockType }) => blockType === "data.terraform_remote_state");
  return new Map(
    states.flatMap(({ address, body: { backend, config, workspace } }): [string, string][] => {
      const isCurrent = workspace === undefined || workspace === "${terraform.workspace}";
      const others = isCurrent ? (owners.get(placeOf(textOf(backend), config ?? {})) ?? []) : [];
      const other = others.find((one) => one !== name);
      return other === undefined ? [] : [[address, other]];
    }),
  );
}

/** The names of the stacks that keep their state in each place. */
export type Owners = ReadonlyMap<string, readonly string[]>;

export function ownersAmong(sources: readonly Source[]): Owners {
  const owners = new Map<string, string[]>();
  for (const { name, stack } of sources) {
    for (const [kind, settings] of entries(stack.settings.backend)) {
      const place = placeOf(kind, settings);
      owners.set(place, [...(owners.get(place) ?? []), name]);
    }
  }
  return owners;
}

function placeOf(kind: string, settings: Json): string {
  return JSON.stringify([kind, entries(settings)]);
}

/** The stack that finds the states of the others where their owners put them: each in the folder beside. */
export function withStatesBeside(stack: Stack, reads: Reads): Stack {
  const data = objectOf(stack.sections.data);
  const states = entries(data.terraform_remote_state).map(([name, body]): [string, Json] => {
    const other = reads.get(`data.terraform_remote_state.${name}`);
    return [
      name,
      other === undefined || !isLocal(body) ? body : withPath(objectOf(body), `../${other}/terraform.tfstate`),
    ];
  });
  return states.length === 0
    ? stack
    : withSections(stack, {
        ...stack.sections,
        data: { ...data, terraform_remote_state: Object.fromEntries(states) },
      });
}

function isLocal(body: Json): boolean {
  return isObject(body) && body.backend === "local";
}

/** A file beside another one has no workspaces. */
function withPath({ workspace: _workspace, ...body }: JsonObject, path: string): JsonObject {
  return { ...body, config: { path } };
}

/** The path of the file in which a stack keeps its state, from the folder of the app; undefined where it is elsewhere. */
export function stateFileOf({ stack, file }: Source): string | undefined {
  const local = objectOf(stack.settings.backend).local;
  const path = local === undefined ? undefined : textOf(objectOf(local).path) || "terraform.tfstate";
  return path === undefined ? undefined : resolve(file, "..", path).split(/[\\/]/).pop();
}
