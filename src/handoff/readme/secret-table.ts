import { remainsOf } from "../../catalogue/questions";
import type { Block } from "../../terraform/stack";
import type { Output, Variable } from "../../terraform/variable";
import { code, table } from "./markdown";

/** Which secrets end up in the state, which do not, and what nobody here can tell. */
export function secretSection(blocks: readonly Block[], variables: readonly Variable[], outputs: readonly Output[]): string {
  const remains = blocks
    .filter(({ kind }) => kind !== "module")
    .map((block) => ({ address: block.address, remains: remainsOf(block) }));
  const secret = remains.flatMap(({ address, remains }) => ("secret" in remains ? [[code(address), remains.secret]] : []));
  const nothing = remains.flatMap(({ address, remains }) => ("nothing" in remains ? [[code(address), remains.nothing]] : []));
  const unknown = [
    ...remains.flatMap(({ address, remains }) => ("unknown" in remains ? [address] : [])),
    ...blocks.filter(({ kind }) => kind === "module").map(({ address }) => address),
  ];
  const inputs = variables.filter(({ isSecret, isEphemeral }) => isSecret && !isEphemeral).map(({ name }) => code(name));
  const ephemeral = variables.filter(({ isEphemeral }) => isEphemeral).map(({ name }) => code(name));
  const results = outputs.filter(({ isSecret }) => isSecret).map(({ name }) => code(name));
  return [
    secret.length > 0
      ? "**In the state, readable by all who may read it:**"
      : "**No secret that this page knows of ends up in the state.**",
    ...(secret.length > 0 ? [table(["Block", "Secret"], secret, "")] : []),
    ...(nothing.length > 0 ? ["**Not in the state:**", table(["Block", "Why"], nothing, "")] : []),
    ...(unknown.length > 0 ? [`**Unknown, so treat the state as secret:** ${unknown.map(code).join(", ")}.`] : []),
    ...(inputs.length > 0
      ? [
          `Secret inputs are ${inputs.join(", ")}: they are in the state as far as a block above keeps them, and in saved plans always.`,
        ]
      : []),
    ...(ephemeral.length > 0 ? [`Ephemeral inputs are ${ephemeral.join(", ")}: they are in no state and no plan.`] : []),
    ...(results.length > 0 ? [`Secret outputs are ${results.join(", ")}: they stand in the state too.`] : []),
    "A saved plan (`terraform plan -out`) holds what the state holds. Keep both where they are encrypted, locked and readable by few.",
  ].join("\n\n");
}
