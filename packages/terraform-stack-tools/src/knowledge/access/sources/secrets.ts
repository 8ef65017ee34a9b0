import { blockOfInstance } from "../../../stack/address";
import { dependenciesOf } from "../../../stack/dependencies";
import type { Json } from "../../../stack/json";
import type { Block } from "../../../stack/stack";
import { isOfType, isPullSecret } from "../../catalogue/questions";
import type { Access } from "../access";
import { type Instance, type PlannedStack, unknown } from "../planned-stack";
import { registriesIn } from "../registries";
import { podsWith, secretName } from "./pods";
import { isServicePrincipal, secretSources } from "./secret-sources";

/**
 * What pods may do by pull secrets: as much as the credentials in them.
 * @param granted the access of the credentials themselves
 */
export function secretAccess(planned: PlannedStack, granted: readonly Access[]): Access[] {
  const secrets = planned.instances.filter(({ block }) => isPullSecret(block));
  const byBlock = new Map<Block, Omit<Access, "who" | "address">[]>();
  for (const secret of secrets) {
    byBlock.set(secret.block, byBlock.get(secret.block) ?? accessBy(secret, planned, granted));
  }
  return secrets.flatMap((secret) =>
    podsWith(secret, planned).flatMap((who) =>
      (byBlock.get(secret.block) ?? []).map((line) => ({
        ...line,
        who,
        secret: secretName(secret),
        address: secret.address,
      })),
    ),
  );
}

/** What the document of a secret allows, the same in each of its namespaces. */
function accessBy(
  secret: Instance,
  planned: PlannedStack,
  granted: readonly Access[],
): Omit<Access, "who" | "address">[] {
  const { body } = secret.block;
  const document: Json = [body.data ?? null, body.data_wo ?? null];
  const sources = secretSources(document, planned.stack);
  const addresses = new Set(sources.grantedBy.flatMap((source) => grantingAddresses(source, planned)));
  const lines = granted.filter(({ address }) => addresses.has(blockOfInstance(address)));
  const until = endOf(sources.passwords, planned);
  const known = lines.map(({ who, address: _address, by, ...line }) => ({
    ...line,
    ...(until === undefined || line.until !== undefined ? {} : { until }),
    by: by.startsWith("role ") ? `${who}, ${by}` : by,
  }));
  const named = new Set(known.map(({ registry }) => registry));
  const found = registriesIn(document, null, planned).filter(({ name }) => !named.has(name));
  const others = known.length + found.length === 0 ? [{ name: unknown("an unknown registry", secret) }] : found;
  const by = sources.isEphemeral ? "credentials from a key vault" : "user name and password";
  return [
    ...known,
    ...others.map(({ name }) => ({ registry: name, repository: "what its credentials allow", rights: [], by })),
  ];
}

/** The blocks whose access whoever has the credentials of a source has. */
function grantingAddresses(source: Block, { stack }: PlannedStack): string[] {
  if (!isServicePrincipal(source)) {
    return [source.address];
  }
  return stack.blocks
    .filter((block) => isOfType(block, "azurerm_role_assignment"))
    .filter(({ body }) => dependenciesOf(body.principal_id ?? null, stack).includes(source))
    .map(({ address }) => address);
}

/** When the password of a service principal ends, as far as the stack says. */
function endOf(passwords: readonly Block[], { instances }: PlannedStack): string | undefined {
  const addresses = passwords.map(({ address }) => address);
  const ends = instances.filter(({ block }) => addresses.includes(block.address)).map(({ values }) => values.end_date);
  const known = ends.filter((end) => typeof end === "string" && end !== "");
  return known.length === ends.length ? known.map(String).sort().pop() : undefined;
}
