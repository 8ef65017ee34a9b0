import { isHere, REAL } from "../../../testbed/binaries";

export { isHere, REAL };

/** Before the tests: says why none of them runs where the real providers are missing. */
export default function setup(): void {
  if (!isHere) {
    console.log("skipped: the real providers are not here");
  }
}
