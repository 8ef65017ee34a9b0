import { withVisibleLetters } from "../../stack/json";
import { type Access, originWords } from "../access/access";
import type { Answer, Basis } from "./answer";
import { answersTo } from "./answers";
import { CONTROLS, type Control, LIMITS } from "./controls";

/** Grows in the first part when a reader must change, in the second when something is added. */
const EVIDENCE_VERSION = "1.0";

const EVIDENCE_SCHEMA =
  "https://raw.githubusercontent.com/cdktf-acr-aks/cdktf-acr-aks/main/packages/terraform-stack-tools/schemas/evidence.json";

/** A file that evidence is about. */
export interface EvidenceInput {
  readonly name: string;
  /** Such as `sha256:` and 64 digits. */
  readonly digest: string;
  /** Such as `Terraform 1.11.4`. */
  readonly engine?: string;
  /** When the engine made it, as it says. */
  readonly made?: string;
  /** A plan that was made tells what the configuration allows, and not which version was chosen. */
  readonly providers: readonly EvidenceProvider[];
}

export interface EvidenceProvider {
  readonly name: string;
  readonly version?: string;
  readonly allowed?: string;
}

/** All that is known for an auditor. */
export interface Evidence {
  /** The version of this package. */
  readonly tool: string;
  readonly inputs: readonly EvidenceInput[];
  /** The digest of the file of --expect. */
  readonly agreement?: string;
  readonly access: readonly Access[];
  readonly controls: readonly AnsweredControl[];
}

export interface AnsweredControl extends Control {
  readonly answers: readonly Answer[];
}

export function evidenceOf(basis: Basis, about: Pick<Evidence, "tool" | "inputs" | "agreement">): Evidence {
  const answers = answersTo(basis);
  return { ...about, access: basis.access, controls: CONTROLS.map((one) => ({ ...one, answers: answers[one.id] })) };
}

/** Rows have numbers, by which controls name them. */
export function rowNumbers({ access }: Evidence): ReadonlyMap<Access, number> {
  return new Map(access.map((line, index) => [line, index + 1]));
}

/** As JSON, the same for the same input: no time is in it but the plan's own. */
export function evidenceJson(evidence: Evidence): string {
  const numbers = rowNumbers(evidence);
  const { tool, inputs, agreement, access, controls } = evidence;
  const document = {
    $schema: EVIDENCE_SCHEMA,
    formatVersion: EVIDENCE_VERSION,
    tool: { name: "terraform-stack-tools", version: tool },
    inputs: inputs.map(({ name, digest, engine, made, providers }) => ({
      ...{ name, digest, engine, made },
      providers: providers.map(({ name: source, version, allowed }) => ({ name: source, version, allowed })),
    })),
    agreement: agreement === undefined ? undefined : { digest: agreement },
    controls: controls.map(({ id, source, title, answered, how, benchmark, answers }) => ({
      ...{ id, source, title, answered, how, benchmark },
      answers: answers.map(({ subject, result, because, rows }) => ({
        ...{ subject, result, because },
        rows: rows.flatMap((line) => numbers.get(line) ?? []),
      })),
    })),
    access: access.map((line, index) => rowRecord(line, index + 1)),
    limits: LIMITS,
  };
  return `${withVisibleLetters(JSON.stringify(document, null, 2))}\n`;
}

function rowRecord(
  { who, principal, registry, repository, rights, origin, mode, secret, until, address }: Access,
  row: number,
) {
  return {
    ...{ row, who, id: principal, registry, repository, rights, by: originWords(origin) },
    ...{ mode, secret, until, address },
  };
}
