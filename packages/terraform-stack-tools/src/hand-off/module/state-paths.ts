import { isObject, type JsonObject, objectOf } from "../../stack/json";
import type { Block, Stack } from "../../stack/stack";

/** The sections of a stack, with an input for the path of every local state that it reads. */
export function withStatePaths({ sections, blocks }: Stack): JsonObject {
  const states = blocks.filter(isLocalState);
  if (states.length === 0) {
    return sections;
  }
  const data = objectOf(sections.data);
  const bodies = states.map(({ name, body }) => [name, withVariable(name, body)]);
  const variables = states.map(({ name, address }) => [variableOf(name), declaration(address)]);
  return {
    ...sections,
    data: {
      ...data,
      terraform_remote_state: { ...objectOf(data.terraform_remote_state), ...Object.fromEntries(bodies) },
    },
    variable: { ...objectOf(sections.variable), ...Object.fromEntries(variables) },
  };
}

function isLocalState({ blockType, body }: Block): boolean {
  return blockType === "data.terraform_remote_state" && body.backend === "local" && isObject(body.config);
}

function withVariable(name: string, body: JsonObject): JsonObject {
  return { ...body, config: { ...objectOf(body.config), path: `\${var.${variableOf(name)}}` } };
}

function variableOf(name: string): string {
  return `${name}_state_path`;
}

function declaration(address: string): JsonObject {
  return { type: "string", nullable: false, description: `Path of the state file that ${address} reads` };
}
