import { bindingSchemas } from "./bindings";
import { initializedSchemas } from "./initialized";
import { printedSchemas } from "./printed";
import type { SchemaSource } from "./schema-source";

export interface GivenSchemas {
  /** Files with what `terraform providers schema -json` prints. */
  readonly files: readonly string[];
  /** Whether to initialize the providers and ask them. */
  readonly init: boolean;
  /** `terraform`, `tofu` or a path. */
  readonly binary?: string;
}

/** Where else than from this package the schemas for a stack in a folder are, in the order in which they count. */
export function schemaSources(folder: string, { files, init, binary }: GivenSchemas): SchemaSource[] {
  const initialized = init ? [initializedSchemas(binary)] : [];
  return [...files.map(printedSchemas), ...initialized, bindingSchemas(folder)];
}
