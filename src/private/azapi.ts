import {
  type ITerraformDependable,
  TerraformElement,
  TerraformProvider,
  TerraformResource,
  type TerraformResourceLifecycle,
  TerraformStack,
} from "cdktf";
import type { Construct, IConstruct } from "constructs";

/** The first release that knows the stable API of identity bindings, below the next major version. */
const REQUIRED = { source: "Azure/azapi", version: "~> 2.11" };

export interface AzapiConfig {
  /** A resource type of Azure with the version of its API: `Microsoft.…@2026-04-01`. */
  readonly type: string;
  readonly name?: string;
  readonly parentId?: string;
  /** For an update of an existing resource, in place of name and parent. */
  readonly resourceId?: string;
  readonly body: object;
  readonly dependsOn?: ITerraformDependable[];
  readonly lifecycle?: TerraformResourceLifecycle;
}

/** A resource of the provider azapi, of which cdktf has no prebuilt binding. */
export class AzapiResource extends TerraformResource {
  constructor(
    scope: Construct,
    id: string,
    terraformResourceType: "azapi_resource" | "azapi_update_resource",
    private readonly config: AzapiConfig,
  ) {
    const { dependsOn, lifecycle } = config;
    super(scope, id, { terraformResourceType, dependsOn, lifecycle });
    AzapiRequirement.addTo(TerraformStack.of(scope), this);
  }

  /** @internal Whether azurerm lacks it in the stack as it is rendered. */
  public get _isNeeded(): boolean {
    return true;
  }

  public toTerraform() {
    return this._isNeeded ? super.toTerraform() : {};
  }

  public toHclTerraform() {
    return this._isNeeded ? super.toHclTerraform() : {};
  }

  protected synthesizeAttributes() {
    const { type, name, parentId, resourceId, body } = this.config;
    return {
      type,
      name,
      parent_id: parentId,
      resource_id: resourceId,
      body,
      // Azure compares resource ids without regard to case, and AKS may answer `resourcegroups` in them.
      ignore_casing: true,
    };
  }

  protected synthesizeHclAttributes() {
    return hclOf(this.synthesizeAttributes());
  }
}

function hclOf(attributes: object) {
  const given = Object.entries(attributes).filter(([, value]) => value !== undefined);
  return Object.fromEntries(given.map(([name, value]) => [name, { value, ...hclForm(name, value) }]));
}

function hclForm(name: string, value: unknown) {
  if (name === "identity") {
    return { isBlock: true, type: "list", storageClassType: "object" };
  }
  if (Array.isArray(value)) {
    return { isBlock: false, type: "list", storageClassType: "stringList" };
  }
  return typeof value === "object"
    ? { isBlock: false, type: "map", storageClassType: "anyMap" }
    : { isBlock: false, type: "simple", storageClassType: typeof value };
}

/** Requires azapi in a stack that uses it, unless the stack has a provider of that type already. */
class AzapiRequirement extends TerraformElement {
  private static readonly ID = "AzapiProvider";

  private readonly users: Pick<AzapiResource, "_isNeeded">[] = [];

  public static addTo(stack: IConstruct & Construct, user: Pick<AzapiResource, "_isNeeded">): void {
    const existing = stack.node.tryFindChild(AzapiRequirement.ID) as AzapiRequirement | undefined;
    (existing ?? new AzapiRequirement(stack, AzapiRequirement.ID)).users.push(user);
  }

  public toTerraform() {
    if (!this.users.some(({ _isNeeded }) => _isNeeded)) {
      return {};
    }
    const elements = TerraformStack.of(this).node.findAll();
    const hasProvider = elements.some(
      (element) => TerraformProvider.isTerraformProvider(element) && element.terraformResourceType === "azapi",
    );
    return hasProvider ? {} : { terraform: { required_providers: { azapi: REQUIRED } }, provider: { azapi: [{}] } };
  }

  public toHclTerraform() {
    return this.toTerraform();
  }
}
