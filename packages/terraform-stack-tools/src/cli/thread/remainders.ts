import { removeEmptyFolders } from "../../shared/folders";
import { removeFolder } from "../../shared/remove-folder";
import type { Remainder } from "../../shared/supervisor";
import { forgetWorkTree } from "../plan/input/git";

/** What a signal would leave behind. */
export class Remainders {
  private readonly all = new Map<string, Remainder>();

  public note(remainder: Remainder): void {
    this.all.set(JSON.stringify(remainder), remainder);
  }

  public forget(remainder: Remainder): void {
    this.all.delete(JSON.stringify(remainder));
  }

  /** Undoes the latest first. What cannot be undone does not keep the rest from it. */
  public undo(): void {
    for (const remainder of [...this.all.values()].reverse()) {
      try {
        undo(remainder);
      } catch {
        // It stays.
      }
    }
  }
}

function undo(remainder: Remainder): void {
  switch (remainder.kind) {
    case "folder":
      removeFolder(remainder.path);
      break;
    case "empty folders":
      removeEmptyFolders(remainder.path, remainder.top);
      break;
    case "work tree":
      removeFolder(remainder.path);
      forgetWorkTree(remainder, remainder.path);
  }
}
