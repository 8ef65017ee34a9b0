import { isUtf8 } from "node:buffer";
import { readFileSync, statSync } from "node:fs";
import { onDisk, Refusal } from "../shared/refusal";
import type { Source } from "../shared/sources";
import { isList, isObject, type Json, type JsonObject, quoted } from "../stack/json";
import { isDeeperThan } from "../stack/json-text";

/**
 * States with all their values, by the name of the stack.
 * @param given a file for the only stack, or `<stack>=<file>`
 * @throws Refusal where nobody knows which stack a file belongs to, or it is no state; the message repeats nothing of it
 */
export function readStates(given: readonly string[], sources: readonly Source[]): ReadonlyMap<string, JsonObject> {
  const states = new Map<string, JsonObject>();
  for (const { name, file } of given.map((one) => ownerOf(one, sources))) {
    if (states.has(name)) {
      throw new Refusal(`two states are given for ${quoted(name)}; leave one of them out.`);
    }
    states.set(name, stateIn(file));
  }
  return states;
}

function ownerOf(given: string, sources: readonly Source[]): { readonly name: string; readonly file: string } {
  const owner = sources.find(({ name }) => given.startsWith(`${name}=`));
  if (owner !== undefined) {
    return { name: owner.name, file: given.slice(owner.name.length + 1) };
  }
  if (sources.length > 1) {
    const names = sources.map(({ name }) => quoted(name)).join(", ");
    throw new Refusal(
      `${quoted(given)} does not say which stack it is the state of; write <stack>=<file>. Stacks: ${names}`,
    );
  }
  return { name: sources[0].name, file: given };
}

/** More than a backend keeps, and less than what fills the memory of a small machine. */
const MAXIMUM_BYTES = 256 * 2 ** 20;

/** More than providers have in their schemas, with what JSON values in them may have. */
const MAXIMUM_DEPTH = 500;

const PULL = "give what `terraform state pull` or `tofu state pull` prints";

function stateIn(file: string): JsonObject {
  const state = parsed(file);
  const { version, resources, encrypted_data: encrypted } = state;
  if (encrypted !== undefined) {
    throw new Refusal(`${quoted(file)} is encrypted; ${PULL}, which decrypts it.`);
  }
  if (version !== 4) {
    throw new Refusal(`${quoted(file)} is no state of version 4, as Terraform writes since 0.12; ${PULL}.`);
  }
  if (!isList(resources)) {
    throw new Refusal(`${quoted(file)} has no list of resources; ${PULL}.`);
  }
  return state;
}

function parsed(file: string): JsonObject {
  const bytes = onDisk(file, () => {
    const stats = statSync(file);
    if (!stats.isFile()) {
      throw new Refusal(`${quoted(file)} is not a file; ${PULL}.`);
    }
    if (stats.size > MAXIMUM_BYTES) {
      throw new Refusal(`${quoted(file)} is larger than ${MAXIMUM_BYTES / 2 ** 20} MiB, too large for a state.`);
    }
    return readFileSync(file);
  });
  if (!isUtf8(bytes)) {
    throw new Refusal(`${quoted(file)} is not UTF-8, as when PowerShell redirects; ${PULL}, saved as UTF-8.`);
  }
  const value = jsonOf(bytes.toString("utf8").replace(/^\ufeff/, ""));
  if (!isObject(value)) {
    throw new Refusal(`${quoted(file)} is not JSON of a state; ${PULL}.`);
  }
  if (isDeeperThan(MAXIMUM_DEPTH, value)) {
    throw new Refusal(`${quoted(file)} is nested more than ${MAXIMUM_DEPTH} levels deep, which no state is; ${PULL}.`);
  }
  return value;
}

/** Without the words of the parser, which quotes the text around the fault. */
function jsonOf(text: string): Json | undefined {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
