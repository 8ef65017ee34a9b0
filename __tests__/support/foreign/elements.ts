import {
  listMapper,
  TerraformDataSource,
  type TerraformMetaArguments,
  TerraformProvider,
  TerraformResource,
  type TerraformResourceConfig,
  type TerraformStack,
} from "cdktf";

/** Arguments by their names in Terraform, as bindings pass them to cdktf. */
export type Arguments = Readonly<Record<string, unknown>>;

type Options = Omit<TerraformResourceConfig, "terraformResourceType">;

/** A resource of any provider, as cdktf synthesizes one with bindings. */
export class Resource extends TerraformResource {
  constructor(
    scope: TerraformStack,
    id: string,
    type: string,
    private readonly body: Arguments = {},
    options: Options = {},
  ) {
    super(scope, id, { terraformResourceType: type, ...options });
  }

  protected synthesizeAttributes() {
    return { ...this.body };
  }
}

export class DataSource extends TerraformDataSource {
  constructor(
    scope: TerraformStack,
    id: string,
    type: string,
    private readonly body: Arguments = {},
    options: TerraformMetaArguments = {},
  ) {
    super(scope, id, { terraformResourceType: type, ...options });
  }

  protected synthesizeAttributes() {
    return { ...this.body };
  }
}

export class Provider extends TerraformProvider {
  constructor(
    scope: TerraformStack,
    name: string,
    source: string,
    version: string,
    private readonly body: Arguments = {},
    private readonly ownAlias?: string,
  ) {
    super(scope, ownAlias === undefined ? name : `${name}-${ownAlias}`, {
      terraformResourceType: name,
      terraformGeneratorMetadata: { providerName: name, providerVersion: version },
      terraformProviderSource: source,
    });
  }

  public override get alias(): string | undefined {
    return this.ownAlias;
  }

  protected synthesizeAttributes() {
    return { ...this.body, alias: this.alias };
  }
}

/** Blocks, of which an iterator may be the source. */
export function blocks(value: unknown): unknown {
  return listMapper((block: unknown) => block, true)(value as never);
}
