import { type JsonObject, texts } from "../../../stack/json";
import { EXPRESSION, type WrittenText, writtenTexts } from "../../../stack/template";

/** The places of paths that exist on one machine only, or that lead out of the folder. */
export function machinePaths(sections: JsonObject): string[] {
  const places = texts(sections)
    .filter(({ text }) => writtenTexts(text).some(isMachinePath))
    .map(({ place }) => place);
  return [...new Set(places)];
}

/** Folders that differ from one machine to the next, unlike those in an image or in the id of a cloud resource. */
const MACHINE_FOLDERS = [
  ...["home", "Users", "root", "tmp", "private", "var/folders", "mnt", "opt"],
  ...["workspace", "workspaces", "build", "builds", "github", "__w", "codebuild"],
];

/** Terraform's functions that read a file or a folder. */
const FILE_FUNCTION = /^(?:file\w*|templatefile|abspath|pathexpand)$/;

function isMachinePath({ text, functionName = "" }: WrittenText): boolean {
  const path = text.replace(/^file:\/\//, "");
  return (
    /^[A-Za-z]:[\\/]/.test(path) ||
    /^~[\w-]*\//.test(path) ||
    MACHINE_FOLDERS.some((folder) => path.startsWith(`/${folder}/`)) ||
    (FILE_FUNCTION.test(functionName) && leavesFolder(belowModule(path)))
  );
}

/** What follows `${path.module}/`. */
function belowModule(path: string): string {
  return path.startsWith(`${EXPRESSION}/`) ? path.slice(EXPRESSION.length + 1) : path;
}

/** Whether a path leads above the folder that it begins in. */
function leavesFolder(path: string): boolean {
  let depth = 0;
  for (const part of path.split("/")) {
    if (part === "..") {
      depth -= 1;
    } else if (part !== "" && part !== ".") {
      depth += 1;
    }
    if (depth < 0) {
      return true;
    }
  }
  return false;
}
