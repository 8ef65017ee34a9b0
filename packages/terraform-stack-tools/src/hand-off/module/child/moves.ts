import { isRename, Origins, printAddress } from "../../../stack/address";
import type { JsonObject } from "../../../stack/json";
import type { Stack } from "../../../stack/stack";
import { inModule } from "./caller-parts";

/**
 * The `moved` blocks with which the caller of a module takes over a state that the stack itself was applied to: each
 * object moves from the root into the module.
 *
 * An object may have been renamed in the stack. The module renames it too, for those who called an earlier version, and
 * no two moves may have the same target. So the caller first renames it in the root, and then moves it to its oldest
 * name in the module, from where the module's own moves lead on.
 */
export function movesIntoModule({ blocks, moves }: Stack, call: string): JsonObject[] {
  const renames = moves.filter(isRename);
  const origins = new Origins(renames);
  const managed = blocks.filter(({ kind }) => kind === "resource" || kind === "module").map(({ address }) => address);
  const others = moves.filter((move) => !isRename(move)).map(({ from }) => printAddress({ ...from, key: undefined }));
  const entering = [...new Set([...managed, ...others])];
  return [
    ...renames.map(({ from, to }) => ({ from: printAddress(from), to: printAddress(to) })),
    ...entering.map((address) => ({ from: address, to: inModule(origins.of(address), call) })),
  ];
}
