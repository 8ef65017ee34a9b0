import { type Instance, type PlannedStack, unknown } from "../../../planned/planned-stack";
import { blocksReadBy } from "../../../stack/dependencies";
import { blockOf, isList, type Json, type JsonObject, listOf, textOf } from "../../../stack/json";
import type { Block } from "../../../stack/stack";
import { isOfType } from "../../catalogue/questions";
import { type Access, UNKNOWN_GROUP } from "../access";
import { type Grantee, granted } from "../grantee";
import { type Identity, identityOf, principalIdentity } from "../identity";
import { displayName, idleOf, isDisabledPrincipal, principalsOf } from "../principals";
import { ANY_REGISTRY } from "../registries";

/** How somebody comes into a group, or may let others in. */
interface Membership {
  readonly as: "member" | "owner" | "eligible member";
  readonly who: readonly Grantee[];
  /** Where the arguments are that name who it is. */
  readonly from: Instance;
  readonly about: string;
}

/** What members of groups may do, since groups are given roles: as much as the group, wherever that is decided. */
export function groupAccess(planned: PlannedStack, holders: ReadonlySet<Block>): Access[] {
  return planned.instances.flatMap((instance) => {
    const usable = membershipsIn(instance, planned).filter(
      ({ from, about }) => !isDisabledPrincipal(from, planned, about),
    );
    return usable.map(({ as, who, from, about }): Access => {
      const block = groupOf(instance, planned);
      const group = groupWords(instance, block, planned);
      const isMember = as === "member" && about !== RULE;
      return {
        ...granted(who),
        ...ANY_REGISTRY,
        repository: `what ${group} may do`,
        rights: [],
        origin: { kind: "delegation", words: `${as} of ${group}` },
        address: instance.address,
        identity: identityOf(from, [about, ...NAMES], planned),
        ...(isMember
          ? { holder: principalIdentity(from, about, planned), memberOf: groupIdentity(instance, planned) }
          : {}),
        ...(block === undefined ? {} : idleOf([block], holders)),
      };
    });
  });
}

/** As role assignments name it. */
function groupIdentity(instance: Instance, planned: PlannedStack): Identity {
  const { block, values } = instance;
  if (block.type === "azuread_group") {
    // Of old versions of the provider, both are the same.
    const name = values.id === values.object_id && values.id !== undefined ? "id" : "object_id";
    const body = { ...block.body, [name]: `\${${block.address}.${name}}` };
    return principalIdentity({ ...instance, block: { ...block, body } }, name, planned);
  }
  return principalIdentity(instance, argumentIn(block), planned);
}

const GROUP_IDS = ["group_object_id", "group_id"];

/** The arguments that name the group. */
const NAMES = [...GROUP_IDS, "display_name"];

/** Microsoft Entra, "Manage rules for dynamic membership groups": a rule stands for all that fit. */
function membershipsIn(instance: Instance, planned: PlannedStack): Membership[] {
  const { block, values } = instance;
  const principal = (as: Membership["as"], argument: string): Membership => ({
    as,
    who: principalsOf(instance, planned, argument),
    from: instance,
    about: argument,
  });
  if (isOfType(block, "azuread_group_member")) {
    return [principal("member", "member_object_id")];
  }
  if (isOfType(block, "azuread_privileged_access_group_assignment_schedule")) {
    return [principal(values.assignment_type === "owner" ? "owner" : "member", "principal_id")];
  }
  if (isOfType(block, "azuread_privileged_access_group_eligibility_schedule")) {
    return [principal("eligible member", "principal_id")];
  }
  if (block.blockType === "data.azuread_group") {
    return [...listedIn(instance, "members", "member", planned), ...listedIn(instance, "owners", "owner", planned)];
  }
  if (!isOfType(block, "azuread_group")) {
    return [];
  }
  return [
    ...listedIn(instance, "members", "member", planned),
    ...listedIn(instance, "owners", "owner", planned),
    ...ruleOf(instance, planned),
  ];
}

/** Each of those whom a list names, so that one more is told from those that were there. */
function listedIn(instance: Instance, argument: string, as: Membership["as"], planned: PlannedStack): Membership[] {
  const { block, values } = instance;
  const configured = block.body[argument];
  // Members that are made up in place of what the cloud answers are told as an attribute of the group itself.
  if (configured === undefined || configured === null || JSON.stringify(configured).includes(`\${${block.address}.`)) {
    return [];
  }
  const [known, written] = [listOf(values[argument]), isList(configured) ? configured : undefined];
  const isOpen = !isList(values[argument]) && (written?.length ?? 0) === 0;
  const length = Math.max(known.length, written?.length ?? 0, isOpen ? 1 : 0);
  return Array.from({ length }, (_, index): Membership => {
    const body = { ...block.body, principal_id: written?.[index] ?? known[index] ?? configured };
    const one = { ...instance, block: { ...block, body }, values: { ...values, ...ofOne(known[index]) } };
    return { as, who: principalsOf(one, planned), from: one, about: "principal_id" };
  });
}

function ofOne(principal: Json | undefined): JsonObject {
  return principal === undefined || principal === null ? {} : { principal_id: principal };
}

function ruleOf(instance: Instance, { naming }: PlannedStack): Membership[] {
  const { block, values } = instance;
  if (block.body.dynamic_membership === undefined && block.body.dynamic === undefined) {
    return [];
  }
  const { rule, enabled } = blockOf(values.dynamic_membership);
  const who: Grantee =
    typeof rule === "string"
      ? { kind: "somebody", words: `whoever fits the rule ${naming.of(rule)}` }
      : {
          kind: "somebody",
          words: unknown("whoever fits an unknown rule", instance, "dynamic_membership"),
          isUnknown: true,
        };
  return enabled === false ? [] : [{ as: "member", who: [who], from: instance, about: RULE }];
}

const RULE = "dynamic_membership";

function groupOf({ block }: Instance, { stack }: PlannedStack): Block | undefined {
  return block.type === "azuread_group"
    ? block
    : blocksReadBy(block.body[argumentIn(block)], stack).find(({ kind }) => kind !== "module");
}

function groupWords({ block, values }: Instance, group: Block | undefined, planned: PlannedStack): string {
  if (group !== undefined) {
    return `group ${displayName(group, planned)}`;
  }
  const id = textOf(values[argumentIn(block)]);
  return id === "" ? UNKNOWN_GROUP : `group ${planned.naming.of(id)}`;
}

function argumentIn({ body }: Block): string {
  return GROUP_IDS.find((one) => one in body) ?? "group_id";
}
