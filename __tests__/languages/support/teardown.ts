import { rmSync } from "node:fs";
import { languagesFolder } from "./programs";

export default function teardown(): void {
  rmSync(languagesFolder(), { recursive: true, force: true });
}
