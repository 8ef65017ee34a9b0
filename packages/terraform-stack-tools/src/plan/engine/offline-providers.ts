import { join } from "node:path";
import type { InstalledProvider } from "../../providers/initialized-folder";
import type { OfflineProvider } from "../../providers/offline/offline-provider";

/** The providers' own programs, each started once, whichever run of Terraform asks. */
export class OfflineProviders {
  private readonly byFile = new Map<string, OfflineProvider>();

  constructor(private readonly folder: string) {}

  public of(provider: InstalledProvider): OfflineProvider {
    const known = this.byFile.get(provider.file);
    if (known !== undefined) {
      return known;
    }
    // Terraform has been started when the code is read.
    const program: typeof import("../../providers/offline/offline-provider") = require("../../providers/offline/offline-provider");
    const setups: typeof import("../../knowledge/offline/setups") = require("../../knowledge/offline/setups");
    const own = new program.OfflineProvider(provider, join(this.folder, `p${this.byFile.size}`), setups.OFFLINE_SETUPS);
    this.byFile.set(provider.file, own);
    return own;
  }

  public stop(): void {
    for (const provider of this.byFile.values()) {
      provider.stop();
    }
  }
}
