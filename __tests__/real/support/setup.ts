import { hasReal, useEngines } from "../../testbed/programs/place";

/** Before the tests: lets them find the engines, and says why none of them runs where the real providers are missing. */
export default function setup(): void {
  useEngines();
  if (!hasReal()) {
    console.log("skipped: the real providers are not here; npm run testbed:get brings them");
  }
}
