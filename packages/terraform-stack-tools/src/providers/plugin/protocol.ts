import { decode, encode, type Value } from "./message-pack";
import { bytesOf, type Field, listIn, numberIn, readMessage, textIn, writeFields, writeMessage } from "./protobuf";

/*
 * The parts of Terraform's plugin protocol that are read or written here, with the numbers that both protocols use.
 * Source: Terraform, "Provider plugin protocol".
 */

/** Numbers of fields, by message. */
export const ValidateConfig = { type: 1, config: 2, capabilities: 3 } as const;
export const Configure = { terraformVersion: 1, config: 2 } as const;
export const ConfigureDiagnostics = 1;
export const Upgrade = { type: 1, version: 2, state: 3 } as const;
export const Upgraded = { state: 1, diagnostics: 2 } as const;
export const Plan = { type: 1, prior: 2, proposed: 3, config: 4, priorPrivate: 5, capabilities: 7 } as const;
export const Planned = { state: 1, replace: 2, private: 3, diagnostics: 4, isLegacy: 5 } as const;
export const Apply = { type: 1, prior: 2, planned: 3, config: 4, private: 5 } as const;
export const Applied = { state: 1, private: 2, diagnostics: 3, isLegacy: 4 } as const;
export const Read = { type: 1, state: 2, private: 3 } as const;
export const ReadAnswer = { state: 1, private: 3 } as const;
export const Import = { type: 1, id: 2 } as const;
export const Imported = { resources: 1, diagnostics: 2 } as const;
export const ReadData = { type: 1, config: 2 } as const;
export const OpenEphemeral = { type: 1, config: 2 } as const;
export const OpenedEphemeral = { result: 3 } as const;
export const Move = { state: 4, private: 6 } as const;
export const Moved = { state: 1, diagnostics: 2, private: 3 } as const;
const RawState = { json: 1 } as const;
const Capabilities = { isDeferralAllowed: 1 } as const;

/** A value, or what is there in place of one: nothing. */
export function readValue(fields: readonly Field[], number: number): Value {
  const dynamic = readMessage(bytesOf(fields, number) ?? Buffer.alloc(0));
  const [messagePack, json] = [bytesOf(dynamic, 1), bytesOf(dynamic, 2)];
  if (messagePack !== undefined && messagePack.length > 0) {
    return decode(messagePack);
  }
  return json === undefined ? null : JSON.parse(json.toString("utf8"));
}

export function writeValue(value: Value): Buffer {
  return writeMessage([1, encode(value)]);
}

/** A value in the JSON that a state has. */
export function writeJson(json: Buffer): Buffer {
  return writeMessage([2, json]);
}

/** The state of a request, as a state file has it. */
export function rawState(fields: readonly Field[], number: number): Buffer {
  return bytesOf(readMessage(bytesOf(fields, number) ?? Buffer.alloc(0)), RawState.json) ?? Buffer.from("null");
}

export function writeRawState(json: Buffer): Buffer {
  return writeMessage([RawState.json, json]);
}

/** What Terraform is capable of, without deferring a plan: no plan here is continued later. */
export function withoutDeferral(fields: readonly Field[], number: number): Buffer | undefined {
  const bytes = bytesOf(fields, number);
  return (
    bytes &&
    writeFields(readMessage(bytes).filter((capability) => capability.number !== Capabilities.isDeferralAllowed))
  );
}

export interface ProviderDiagnostic {
  readonly severity: "error" | "warning";
  readonly summary: string;
  readonly detail: string;
}

const ERROR = 1;
const WARNING = 2;

export function readDiagnostics(fields: readonly Field[], number: number): ProviderDiagnostic[] {
  return listIn(fields, number).map((bytes) => {
    const diagnostic = readMessage(bytes);
    const severity = numberIn(diagnostic, 1) === ERROR ? "error" : "warning";
    return { severity, summary: textIn(diagnostic, 2), detail: textIn(diagnostic, 3) };
  });
}

/** The words of the errors; empty if there is none. */
export function errorsIn(fields: readonly Field[], number: number): string {
  const errors = readDiagnostics(fields, number).filter(({ severity }) => severity === "error");
  return errors.map(({ summary, detail }) => [summary, detail].filter((text) => text !== "").join(": ")).join("\n");
}

export function writeWarning(summary: string, detail: string): Buffer {
  return writeMessage([1, WARNING], [2, summary], [3, detail]);
}

export function readPath(bytes: Buffer): (string | number)[] {
  return listIn(readMessage(bytes), 1).map((step) => {
    const fields = readMessage(step);
    const name = bytesOf(fields, 1) ?? bytesOf(fields, 2);
    return name === undefined ? numberIn(fields, 3) : name.toString("utf8");
  });
}

/** The path of an attribute at the top. */
export function writePath(attribute: string): Buffer {
  return writeMessage([1, writeMessage([1, attribute])]);
}
