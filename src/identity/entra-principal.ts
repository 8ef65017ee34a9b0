import { Construct } from "constructs";
import { type IPullGrant, type IPullGrantee, PrincipalType } from "../interfaces";
import { read } from "../private/props/reader";
import { Rules } from "../private/rules";
import { RULES } from "../private/text-rules";

export interface EntraPrincipalProps {
  /**
   * Object id (a GUID) in the registry's tenant, as `az ad group show --group <name> --query id --output tsv`,
   * `az ad sp show --id <client id>` or `az ad user show --id <name>` print it. Not a client id.
   */
  readonly objectId: string;

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
 * const pipeline = new EntraPrincipal(this, "pipeline", { objectId: "11111111-1111-1111-1111-111111111111" });
 * registry.grantPush(pipeline);
 * const developers = new EntraPrincipal(this, "developers", {
 *   objectId: "22222222-2222-2222-2222-222222222222",
 *   principalType: PrincipalType.GROUP,
 * });
 * registry.grantPull(developers);
 */
export class EntraPrincipal extends Construct implements IPullGrantee {
  public readonly pullPrincipalId: string;
  /** The type of the principal. @default PrincipalType.SERVICE_PRINCIPAL */
  public readonly pullPrincipalType?: PrincipalType;

  /** @throws if the object id is not a GUID */
  constructor(scope: Construct, id: string, props: EntraPrincipalProps) {
    super(scope, id);
    const rules = new Rules(this);
    const { objectId, principalType } = rules.props(props, "EntraPrincipalProps");
    const rule = {
      ...RULES.objectId,
      repair: `use what ${COMMANDS[principalType ?? PrincipalType.SERVICE_PRINCIPAL]} prints`,
    };
    rules.text("objectId", objectId, rule, { atPlan: "left to the role assignment" });
    this.pullPrincipalId = objectId;
    this.pullPrincipalType = principalType;
  }

  /** Nothing that exists can wait for a grant. */
  public bindPullGrant(grant: IPullGrant): void {
    read(this, "grant", grant, "IPullGrant");
  }
}
