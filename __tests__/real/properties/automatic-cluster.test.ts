import { AzurermProvider } from "@cdktf/provider-azurerm/lib/provider";
import type { TerraformStack } from "cdktf";
import { AksAutomaticCluster, type AksAutomaticClusterProps } from "../../../src";
import { AZURERM_5, azureStack, startAzure } from "../support/providers";
import { type Direction, type Rows, turnEverything, turned } from "./living-stack";

const rows = (provider: AzurermProvider): Rows<AksAutomaticClusterProps> => ({
  apiServerAccess: {
    on: { authorizedIpRanges: ["203.0.113.7"] },
    changed: { authorizedIpRanges: ["198.51.100.0/24"] },
    reset: { authorizedIpRanges: [] },
  },
  preventDestroy: { on: true, changed: false },
  tags: { on: { team: "web" }, changed: { team: "api" }, reset: {} },
  provider: { on: provider },
});

function stackOf(round: number, direction: Direction): TerraformStack {
  const stack = azureStack();
  const features = [{}];
  const other = new AzurermProvider(stack, "other", { alias: "other", features, resourceProviderRegistrations: "none" });
  const place = { clusterName: "turned", resourceGroupName: "rg-prod", location: "westeurope" };
  new AksAutomaticCluster(stack, "aks", { ...place, ...turned(rows(other), round, direction) });
  return stack;
}

turnEverything({ start: () => startAzure(), rounds: [0], stackOf }, [AZURERM_5]);
