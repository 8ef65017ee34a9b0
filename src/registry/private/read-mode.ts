import { TerraformLocal, type TerraformProvider, type TerraformResource } from "cdktf";
import type { Construct } from "constructs";
import { AzapiData } from "../../private/azapi";
import { isForAzurerm5, ROLE_ASSIGNMENT_MODE } from "../../private/ownership/azurerm5";

/** The first stable version that has the mode. */
export const TYPE = "Microsoft.ContainerRegistry/registries@2025-11-01";

export const MODE = { mode: "properties.roleAssignmentMode" };

/** How a plan can tell the mode that a registry has in Azure. */
export interface ModeReading {
  /** The registry's own resource, which has the mode with azurerm 5. Its data source has it in no version. */
  readonly resource?: TerraformResource;
  /** Whether azapi reads it. By default where that logs in already, and the registry has no login of its own. */
  readonly isAsked?: boolean;
  /** Whether that resource is refused in another mode than the stated one, so that its grants need not be. */
  readonly isJudged?: boolean;
}

interface ModeReader {
  /** To be called once somebody asks for the mode. */
  readonly add: () => void;
  /** The mode as an expression, undefined where no plan can tell. Known once the stack is complete. */
  readonly mode: (otherwise: string) => string | undefined;
}

/** The expression of what azapi has read; where a plan asks no cloud, there is no output. */
export function modeIn({ friendlyUniqueId }: AzapiData, otherwise: string): string {
  return `try(data.azapi_resource.${friendlyUniqueId}.output.mode, "${otherwise}")`;
}

/** Known at plan unless the registry is new: neither way waits for changes of the registry. */
export function modeReader(
  registry: Construct,
  known: { readonly registryId: string; readonly provider?: TerraformProvider; readonly reading: ModeReading },
): ModeReader {
  const { resource, isAsked, isJudged } = known.reading;
  const resourceOf5 = () => (resource !== undefined && isForAzurerm5(resource) ? resource : undefined);
  let data: AzapiData | undefined;
  const add = () => {
    const id = new ReadId(registry, known.registryId, () => data?._isNeeded === true);
    data = new AzapiData(registry, "PermissionMode", {
      type: TYPE,
      resourceId: id.asString,
      output: MODE,
      isNeeded: () => resourceOf5() === undefined && (isAsked ?? known.provider === undefined),
      isOptional: isAsked !== true,
    });
  };
  return {
    add: () => data ?? add(),
    mode: (otherwise) => {
      const own = resourceOf5();
      if (data === undefined || (own !== undefined && isJudged)) {
        return undefined;
      }
      if (own !== undefined) {
        return `${own.terraformResourceType}.${own.friendlyUniqueId}.${ROLE_ASSIGNMENT_MODE}`;
      }
      return data._isNeeded ? modeIn(data, otherwise) : undefined;
    },
  };
}

/** Of a registry that is read. What refers to a resource itself is not read before the changes of that are applied. */
class ReadId extends TerraformLocal {
  constructor(
    registry: Construct,
    registryId: string,
    private readonly isNeeded: () => boolean,
  ) {
    super(registry, "ReadId", registryId);
  }

  public toTerraform() {
    return this.isNeeded() ? super.toTerraform() : {};
  }

  public toHclTerraform() {
    return this.isNeeded() ? super.toHclTerraform() : {};
  }
}
