import { isUtf8 } from "node:buffer";
import { readFileSync, statSync } from "node:fs";
import { onDisk, Refusal } from "../../shared/refusal";
import { type Address, parseAddress, printAddress } from "../../stack/address";
import { isList, isObject, type Json, type JsonObject, listOf, quoted, textOf } from "../../stack/json";
import { isDeeperThan } from "../../stack/json-text";

/** More than a backend keeps, and less than what fills the memory of a small machine. */
const MAXIMUM_BYTES = 256 * 2 ** 20;

/** More than providers have in their schemas, with what JSON values in them may have. */
const MAXIMUM_DEPTH = 500;

const PULL = "give what `terraform state pull` or `tofu state pull` prints";

/**
 * The addresses of the objects in a state, each once. Nothing else leaves this function: values may be secrets.
 * @throws Refusal where the file is something else; the message repeats nothing of it
 */
export function addressesIn(file: string): Address[] {
  const { resources } = stateIn(file);
  return listOf(resources).flatMap((resource, index) => {
    const found = objectsOf(resource);
    if (found === undefined) {
      throw new Refusal(
        `${quoted(file)} has no address at resources[${index}] that Terraform could have written; ${PULL}.`,
      );
    }
    return found;
  });
}

/**
 * The whole state, for who plans over it.
 * @throws Refusal where the file is something else; the message repeats nothing of it
 */
export function stateIn(file: string): JsonObject {
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

/** HCL, "Native Syntax Specification", "Identifiers". */
const IDENTIFIER = /^[\p{ID_Start}_][\p{ID_Continue}-]*$/u;

/** The instances of one resource; none of a data source; undefined for what Terraform does not write. */
function objectsOf(resource: Json): Address[] | undefined {
  if (!isObject(resource) || !isList(resource.instances)) {
    return undefined;
  }
  const { mode, instances } = resource;
  if (mode === "data") {
    return [];
  }
  const [type, name] = [textOf(resource.type), textOf(resource.name)];
  const modules = modulesOf(resource.module);
  if (mode !== "managed" || modules === undefined || ![type, name].every((text) => IDENTIFIER.test(text))) {
    return undefined;
  }
  const keys = instances.map((instance) => (isObject(instance) ? instance.index_key : null));
  // A deposed object has the key of the one that replaces it.
  const found = [...new Set(keys)].map((key): Address | undefined =>
    key === undefined || isKey(key) ? { modules, kind: "resource", type, name, key } : undefined,
  );
  return found.some((address) => address === undefined) ? undefined : found.filter((address) => address !== undefined);
}

function isKey(key: Json): key is string | number {
  return typeof key === "string" || (Number.isSafeInteger(key) && Number(key) >= 0);
}

/** The calls of modules around a resource, outermost first. */
function modulesOf(module: Json | undefined): string[] | undefined {
  if (module === undefined) {
    return [];
  }
  const address = parseAddress(textOf(module));
  if (address?.kind !== "module") {
    return undefined;
  }
  return [...address.modules, printAddress({ ...address, modules: [] })];
}
