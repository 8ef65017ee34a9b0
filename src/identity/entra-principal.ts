import { Construct } from "constructs";
import { type IRegistryGrant, type IRegistryGrantee, PrincipalType } from "../interfaces";
import { read } from "../private/props/reader";
import { Rules } from "../private/rules";
import { RULES } from "../private/text-rules";

export interface EntraPrincipalProps {
  /**
   * Object id (a GUID) in the registry's tenant, as `az ad group show --group <name> --query id --output tsv`,
   * `az ad sp show --id <client id>` or `az ad user show --id <name>` print it. Not a client id.
   */
  readonly principalId: string;

  /** Azure refuses the grant of another type. @default PrincipalType.SERVICE_PRINCIPAL */
  readonly principalType?: PrincipalType;
}

const COMMANDS: Readonly<Record<PrincipalType, string>> = {
  [PrincipalType.GROUP]: "`az ad group show --group <name> --query id --output tsv`",
  [PrincipalType.SERVICE_PRINCIPAL]: "`az ad sp show --id <client id> --query id --output tsv`",
  [PrincipalType.USER]: "`az ad user show --id <name> --query id --output tsv`",
};

/**
 * A principal of Microsoft Entra ID that exists: a group of developers, the identity of a pipeline, a user. It is only
 * named: nothing is created or read, and nothing lands in the state but its grants.
 *
 * @example
 * const pipeline = new EntraPrincipal(this, "pipeline", { principalId: "11111111-1111-1111-1111-111111111111" });
 * registry.grantPullPush(pipeline);
 * const developers = new EntraPrincipal(this, "developers", {
 *   principalId: "22222222-2222-2222-2222-222222222222",
 *   principalType: PrincipalType.GROUP,
 * });
 * registry.grantPull(developers);
 */
export class EntraPrincipal extends Construct implements IRegistryGrantee {
  public readonly principalId: string;
  /** The type of the principal. @default PrincipalType.SERVICE_PRINCIPAL */
  public readonly principalType?: PrincipalType;

  /** @throws if the object id is not a GUID */
  constructor(scope: Construct, id: string, props: EntraPrincipalProps) {
    super(scope, id);
    const rules = new Rules(this);
    const { principalId, principalType } = rules.props(props, "EntraPrincipalProps");
    const rule = {
      ...RULES.objectId,
      repair: `use what ${COMMANDS[principalType ?? PrincipalType.SERVICE_PRINCIPAL]} prints`,
    };
    rules.text("principalId", principalId, rule, { atPlan: "left to the role assignment" });
    this.principalId = principalId;
    this.principalType = principalType;
  }

  /** Nothing that exists can wait for a grant. */
  public bindGrant(grant: IRegistryGrant): void {
    read(this, "grant", grant, "IRegistryGrant");
  }
}
