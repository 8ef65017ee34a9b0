import { initializedFolder, lockedVersions, schemasOf } from "../../providers/provider-cache";
import type { Schemas } from "../../providers/schema";
import type { TerraformBinary } from "../../providers/terraform-binary";
import type { Mocks } from "../mocked/answers";
import { adaptToMocks } from "../mocked/provider-gaps";
import { requirementsOf } from "../mocked/requirements";
import type { Plannable, Versions } from "../mocked/versions";

/** Everything that planning a stack needs, as often as it takes. */
export interface Initialized {
  readonly binary: TerraformBinary;
  /** Where `init` has run. */
  readonly folder: string;
  readonly schemas: Schemas;
  /** The versions that `init` selected, by the provider's source, such as `hashicorp/azurerm`. */
  readonly providerVersions: Readonly<Record<string, string>>;
  readonly mocks: Mocks;
  readonly versions: Versions<Plannable>;
}

/**
 * Downloads the providers, unless an earlier plan has, and adapts the stacks to them.
 * @throws PlanError if `init` fails
 */
export function initialize(binary: TerraformBinary, versions: Versions<Plannable>, mocks: Mocks): Initialized {
  const folder = initializedFolder(binary, requirementsOf(versions));
  const schemas = schemasOf(folder);
  return {
    binary,
    folder,
    schemas,
    providerVersions: lockedVersions(folder),
    mocks,
    versions: adaptToMocks(versions, schemas, mocks),
  };
}
