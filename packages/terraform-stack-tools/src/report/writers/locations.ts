import { existsSync, readdirSync, readFileSync } from "node:fs";
import { posix } from "node:path";
import { blockOfInstance, parseAddress } from "../../stack/address";

/** A line of a file, as a reader would find it. */
export interface Location {
  readonly path: string;
  readonly line: number;
}

type Lines = ReadonlyMap<string, Location>;

/**
 * Where the blocks of a stack are written. The JSON of a plan says nothing of files, so the configuration beside it is
 * looked through: the lines that open a block, which is what an annotation needs.
 */
export class Locations {
  private readonly lines: Lines;

  /** @param file the synthesized JSON of a stack, or the JSON of a plan */
  constructor(private readonly file: string) {
    const files = file.endsWith(".tf.json") ? [file] : configurationBeside(file);
    // The first one wins, as a second one would be an error to Terraform.
    this.lines = new Map(files.flatMap((one) => [...linesIn(one)]).reverse());
  }

  /** The line that names a block, or the call of the module that it is in; the first one of the file where there is neither. */
  public of(address: string): Location {
    const [call = address] = parseAddress(address)?.modules ?? [];
    return (
      this.lines.get(blockOfInstance(address)) ?? this.lines.get(blockOfInstance(call)) ?? { path: this.file, line: 1 }
    );
  }
}

function configurationBeside(file: string): string[] {
  const folder = posix.dirname(file);
  if (!existsSync(folder)) {
    return [];
  }
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.(tf|tofu|tf\.json)$/.test(entry.name))
    .map(({ name }) => posix.join(folder, name))
    .sort();
}

function linesIn(file: string): Lines {
  if (!existsSync(file)) {
    return new Map();
  }
  const lines = readFileSync(file, "utf8").split("\n");
  return new Map(
    (file.endsWith(".json") ? blocksOfJson(lines) : blocksOfHcl(lines)).map(([address, index]) => [
      address,
      { path: file, line: index + 1 },
    ]),
  );
}

/** In JSON as cdktf indents it. */
function blocksOfJson(lines: readonly string[]): [string, number][] {
  const names: string[] = [];
  return lines.flatMap((line, index): [string, number][] => {
    const [, spaces, name] = /^( {2}| {4}| {6})"([^"]+)": [[{]/.exec(line) ?? [];
    if (name === undefined) {
      return [];
    }
    names.splice(spaces.length / 2 - 1, names.length, name);
    const [section, type] = names;
    if (section === "module" && spaces.length === 4) {
      return [[`module.${name}`, index]];
    }
    return spaces.length === 6 ? [[addressOf(section, type, name), index]] : [];
  });
}

function blocksOfHcl(lines: readonly string[]): [string, number][] {
  return lines.flatMap((line, index): [string, number][] => {
    const [, section, type, name] = /^\s*(resource|data|module)\s+"([^"]+)"(?:\s+"([^"]+)")?\s*\{/.exec(line) ?? [];
    if (section === "module") {
      return [[`module.${type}`, index]];
    }
    return name === undefined ? [] : [[addressOf(section, type, name), index]];
  });
}

function addressOf(section: string, type: string, name: string): string {
  return section === "resource" ? `${type}.${name}` : `${section}.${type}.${name}`;
}
