import { isValueObject, type ValueObject } from "../plugin/message-pack";
import type { BlockSchema, TypeSchema } from "../schema";

/** How a provider runs without credentials and without a cloud. */
export interface OfflineSetup {
  /** Its configuration, from the one that the stack gives it, which may hold credentials. */
  readonly configure: (own: ValueObject) => ValueObject;
  readonly environment?: (version: string) => Readonly<Record<string, string>>;
  /** Finds the form of an id in the provider's error about one of another form. */
  readonly idForm?: RegExp;
}

/** What is known of running providers so. */
export interface OfflineSetups {
  /** @param address such as `registry.terraform.io/hashicorp/aws` */
  readonly of: (address: string) => OfflineSetup | undefined;
  /** Writes stand-ins for the programs that providers start into a folder. @returns the folders to put on the PATH */
  readonly writePrograms: (folder: string) => readonly string[];
}

/** Nothing for a provider that cannot be configured without knowing it. */
export function offlineConfiguration(
  setup: OfflineSetup | undefined,
  { block }: TypeSchema,
  own: ValueObject,
): ValueObject | undefined {
  const { attributes = {}, block_types = {} } = block;
  const isEmpty = Object.keys(attributes).length === 0 && Object.keys(block_types).length === 0;
  const configure = isEmpty ? () => ({}) : setup?.configure;
  return configure && conformed(block, configure(own));
}

/** A value with every member that a block has, null or empty where it is not set. */
export function conformed({ attributes = {}, block_types = {} }: BlockSchema, value: ValueObject): ValueObject {
  const members = Object.keys(attributes).map((name) => [name, value[name] ?? null]);
  const blocks = Object.entries(block_types).map(([name, { nesting_mode = "list", block }]) => {
    const bodies = [value[name] ?? []].flat();
    const written = bodies.map((body) => (isValueObject(body) ? conformed(block, body) : body));
    if (nesting_mode === "single" || nesting_mode === "group") {
      return [name, written[0] ?? null];
    }
    return [name, nesting_mode === "map" ? {} : written];
  });
  return Object.fromEntries([...members, ...blocks]);
}
