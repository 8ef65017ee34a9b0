import { dirname, join } from "node:path";
import ts from "typescript";

const PROJECT = join(__dirname, "../..");

/** What the compiler says about files that exist in memory only, by path. */
export function typeErrors(files: ReadonlyMap<string, string>): string[] {
  const folders = new Set([...files.keys()].map(dirname));
  const { config } = ts.readConfigFile(join(PROJECT, "tsconfig.json"), ts.sys.readFile);
  const { options } = ts.convertCompilerOptionsFromJson({ ...config.compilerOptions, noUnusedLocals: false }, PROJECT);
  const host = ts.createCompilerHost(options);
  const { readFile, fileExists, directoryExists, getSourceFile } = host;
  host.readFile = (path) => files.get(path) ?? readFile(path);
  host.fileExists = (path) => files.has(path) || fileExists(path);
  host.directoryExists = (path) => folders.has(path) || (directoryExists?.(path) ?? false);
  host.getSourceFile = (path, version) => {
    const text = files.get(path);
    return text === undefined ? getSourceFile(path, version) : ts.createSourceFile(path, text, version);
  };
  const program = ts.createProgram([...files.keys()], options, host);
  return ts.getPreEmitDiagnostics(program).map(({ file, messageText }) => {
    const place = file ? `${file.fileName}: ` : "";
    return place + ts.flattenDiagnosticMessageText(messageText, "\n");
  });
}
