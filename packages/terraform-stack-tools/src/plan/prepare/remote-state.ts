import { expandedText } from "../../stack/expanded-text";
import { isList, isObject, type Json, type JsonObject, objectOf } from "../../stack/json";
import { remoteOutputs } from "../../stack/references";
import type { Block } from "../../stack/stack";
import { type MadeUpText, MadeUpValues } from "./made-up-values";
import type { Mocks } from "./mocks";
import type { Plannable } from "./versions";

/** A state file in place of one that a stack reads, and the body that reads it. */
export interface RemoteState {
  readonly address: string;
  readonly file: string;
  readonly content: JsonObject;
  readonly body: JsonObject;
  /** The texts made up for its outputs. */
  readonly madeUp: readonly MadeUpText[];
}

/** The states of other stacks that a stack reads, with made-up outputs. Another state has other outputs. */
export function remoteStates(version: Plannable, mocks: Mocks): RemoteState[] {
  const outputs = remoteOutputs(version.stack);
  const states = version.stack.blocks.filter(({ blockType }) => blockType === "data.terraform_remote_state");
  return states.map((block): RemoteState => {
    const { address, blockType, body, name } = block;
    const values = new MadeUpValues(expandedText(lookupOf(block), version.stack, version.variables));
    const madeUp = Object.fromEntries(
      (outputs.get(address) ?? []).map((output) => [output, values.output(output, `${address}.outputs.${output}`)]),
    );
    const given = { ...mocks[blockType], ...mocks[address] };
    const file = `${name}.tfstate`;
    const { workspace: _workspace, defaults: _defaults, ...rest } = body;
    return {
      address,
      file,
      content: stateFile({ ...madeUp, ...objectOf(given.outputs) }),
      body: { ...rest, backend: "local", config: { path: file } },
      madeUp: values.texts,
    };
  });
}

function lookupOf({ body }: Block): JsonObject {
  return { ...body, lifecycle: null, depends_on: null };
}

/** Any version of Terraform reads the state of an old one. */
function stateFile(outputs: JsonObject): JsonObject {
  const written = Object.entries(outputs).map(([name, value]) => [name, { value, type: typeOf(value) }]);
  return {
    version: 4,
    terraform_version: "1.0.0",
    serial: 1,
    lineage: "plan",
    outputs: Object.fromEntries(written),
    resources: [],
  };
}

/** The type of a value as state files write it. */
function typeOf(value: Json): Json {
  if (isList(value)) {
    return ["tuple", value.map(typeOf)];
  }
  if (isObject(value)) {
    return ["object", Object.fromEntries(Object.entries(value).map(([name, member]) => [name, typeOf(member)]))];
  }
  return typeof value === "boolean" ? "bool" : typeof value === "number" ? "number" : "string";
}
