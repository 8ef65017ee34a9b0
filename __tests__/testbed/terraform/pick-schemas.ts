import { readFileSync } from "node:fs";
import { picked } from "./pick";

// terraform providers schema -json | node --import tsx __tests__/testbed/terraform/pick-schemas.ts azurerm > __tests__/testbed/terraform/schemas/azurerm.json
const [provider] = process.argv.slice(2);
process.stdout.write(picked(JSON.parse(readFileSync(0, "utf8")), provider));
