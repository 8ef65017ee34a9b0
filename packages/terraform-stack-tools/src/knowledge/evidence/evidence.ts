import { blockName, type Instance, instanceOf, type PlannedStack } from "../../planned/planned-stack";
import { codes, heading, type Inline, type Part, sentence, type Tone, withCode } from "../../shared/document";
import { listed } from "../../shared/words";
import { compare, grouped, isList, isObject, type Json, withVisibleLetters } from "../../stack/json";
import { blocksReadBy } from "../../stack/references";
import { type Access, accessRemark, granted, originWords } from "../access/access";
import { clustersOf, isOfSomeCluster } from "../access/access-in";
import { isUnclear } from "../access/changes";
import { granteeOf } from "../access/principals";
import { isRegistry, registryScope } from "../access/registries";
import { translated } from "../access/translation";
import type { Disagreement } from "../agreement/agreement";
import { isCluster } from "../catalogue/block-types";
import { approvalIn } from "../images/approval";
import type { NotJudged } from "../judgement/judgement";
import { notJudgedHeadline } from "../pages/access";

type Result = "met" | "not met" | "unknown" | "to judge";

/** One control for one cluster or one registry. */
interface Answer {
  /** Such as `AKS cluster prod` or `registry contoso`. */
  readonly subject: string;
  readonly result: Result;
  readonly because: string;
  /** What it rests on. */
  readonly rows: readonly Access[];
}

/** What the answers are taken from. */
interface Basis {
  readonly stacks: readonly PlannedStack[];
  /** All access after the plans. */
  readonly access: readonly Access[];
  /** Of what nobody can tell what it sets or gives to anybody, without the kinds that somebody agreed to. */
  readonly notJudged: readonly NotJudged[];
  /** Undefined where nothing was agreed. */
  readonly disagreements?: readonly Disagreement[];
}

type Given = Omit<Answer, "subject">;

/** What somebody demands, and whether a plan can say that it is so. */
interface Control {
  readonly id: string;
  /** Who demands it, with the version. */
  readonly source: string;
  readonly title: string;
  readonly answered: "yes" | "in part" | "no";
  /** What is looked at, and what is not. */
  readonly how: string;
  /** The controls of Microsoft cloud security benchmark to which Azure maps the policy that checks this. */
  readonly benchmark?: string;
  /** Answers for each cluster, or for each registry. @default a plan does not show it */
  readonly ask?:
    | { readonly of: "cluster"; readonly answer: (name: string, basis: Basis) => Given }
    | { readonly of: "registry"; readonly answer: (registry: Registry, basis: Basis) => Given };
}

/**
 * kube-bench, "cfg/aks-1.8/managedservices.yaml" of 2026-03-10: the recommendations on images, with their numbers and titles, all of
 * them assessed by hand. They have them in the versions 1.0, 1.7 and 1.8 alike.
 */
const CIS = "CIS Azure Kubernetes Service (AKS) Benchmark 1.8";

/**
 * Azure, "Azure Policy built-in definitions for Azure Container Registry", undated. Which controls of its benchmark a policy stands
 * for is in the initiative: Azure, "Microsoft cloud security benchmark" of 2026-02-23.
 */
const POLICY = "Azure Policy, built-in definition";

/** In the order in which a report tells them. Ids are contracts: people file by them. */
export const CONTROLS: readonly Control[] = [
  {
    id: "cis-aks-5.1.1",
    source: CIS,
    title:
      "Ensure Image Vulnerability Scanning using Microsoft Defender for Cloud (MDC) image scanning or a third party provider",
    answered: "no",
    how: "A plan does not show whether images are scanned. Azure's policy 090c7b07-b4ed-4561-ad20-e9075f3ccaff evaluates the results of scans.",
    benchmark: "PV-6 and DS-6, by policy 090c7b07-b4ed-4561-ad20-e9075f3ccaff",
  },
  {
    id: "cis-aks-5.1.2",
    source: CIS,
    title: "Minimize user access to Azure Container Registry (ACR)",
    answered: "in part",
    how: "Lists everyone who gets access to the registry from these plans. People decide whether that is the minimum: with --expect, met and not met compare it with the agreed access; without it, somebody must judge the rows.",
    ask: { of: "registry", answer: userAccess },
  },
  {
    id: "cis-aks-5.1.3",
    source: CIS,
    title: "Minimize cluster access to read-only for Azure Container Registry (ACR)",
    answered: "yes",
    how: "The rights of the cluster's kubelet identity, of its control plane, and of its pods through federated credentials and pull secrets: met if none goes beyond pull. What they get as members of groups is unknown here.",
    ask: { of: "cluster", answer: clusterAccess },
  },
  {
    id: "cis-aks-5.1.4",
    source: CIS,
    title: "Minimize Container Registries to only those approved",
    answered: "in part",
    how: "A ValidatingAdmissionPolicy of these plans with the variable allowedImages: met if its binding denies other images in every namespace but the exempt ones, which are named. Its expressions are not evaluated, and Azure's policy febd0533-8e55-448f-b837-bd0e06f16469, which restricts images as well, is not read.",
    benchmark: "PV-2, by policy febd0533-8e55-448f-b837-bd0e06f16469",
    ask: { of: "cluster", answer: (name, { stacks }) => ({ ...approvalIn(name, stacks), rows: [] }) },
  },
  {
    id: "azure-policy-dc921057",
    source: `${POLICY} dc921057-6b28-4fbe-9b83-f7bec05db6c2, version 1.0.1`,
    title: "Container registries should have local admin account disabled.",
    answered: "yes",
    how: "The argument of each registry that these plans manage or read.",
    ask: { of: "registry", answer: isOff("admin_enabled", false, "admin account") },
  },
  {
    id: "azure-policy-9f2dea28",
    source: `${POLICY} 9f2dea28-e834-476c-99c5-3507b4728395, version 1.0.0`,
    title: "Container registries should have anonymous authentication disabled.",
    answered: "yes",
    how: "The argument of each registry that these plans manage.",
    ask: { of: "registry", answer: isOff("anonymous_pull_enabled", false, "anonymous pull") },
  },
  {
    id: "azure-policy-ff05e24e",
    source: `${POLICY} ff05e24e-195c-447e-b322-5e90c9f9f366, version 1.0.0`,
    title: "Container registries should have repository scoped access token disabled.",
    answered: "in part",
    how: "The enabled tokens in these plans. Without one, the answer is unknown, since tokens may be created elsewhere.",
    ask: { of: "registry", answer: tokens },
  },
  {
    id: "azure-policy-0fdf0491",
    source: `${POLICY} 0fdf0491-d080-4575-b627-ad0e843cba0f, version 1.0.0`,
    title: "Public network access should be disabled for Container registries",
    answered: "yes",
    how: "The argument of each registry that these plans manage.",
    ask: { of: "registry", answer: isOff("public_network_access_enabled", true) },
  },
];

/** What evidence of a plan does not prove, in sentences. */
const LIMITS: readonly string[] = [
  "It covers what these plans show, as if they were applied. It does not cover access that is granted by hand, in other states, or at scopes above those that these plans read.",
  "It does not prove that a plan was applied, or that nothing has changed since. A later plan without changes does.",
  "It is not a certificate, and does not replace the benchmark, whose recommendations on images are assessed manually.",
  "The digests identify the plans that were evaluated. They do not prove who made them: sign the files, or have a pipeline attest them.",
  "Unknown does not mean met: the named rows are those that a plan does not show in full.",
];

/** The answers to each control, in its order. */
function answersTo(given: Basis): readonly (readonly Answer[])[] {
  const basis = { ...given, stacks: given.stacks.map(translated) };
  const registries = registriesIn(basis);
  const clusters = clustersIn(basis);
  return CONTROLS.map(({ ask }): Answer[] => {
    switch (ask?.of) {
      case "cluster":
        return clusters.map((name) => ({
          subject: `AKS cluster ${name}`,
          ...withDoubt(ask.answer(name, basis), basis),
        }));
      case "registry":
        return registries.map((one) => ({
          subject: `registry ${one.name}`,
          ...withDoubt(ask.answer(one, basis), basis),
        }));
      default:
        return [];
    }
  });
}

/** What is not judged may set or allow anything, so that beside it nothing is certain. */
function withDoubt(answer: Given, { notJudged }: Basis): Given {
  return answer.result === "met" && notJudged.length > 0
    ? { ...answer, result: "unknown", because: `${answer.because}; ${notJudgedHeadline(notJudged)}` }
    : answer;
}

interface Registry {
  readonly name: string;
  /** Of all that manages it, such as a resource that changes another one. */
  readonly managed: readonly Instance[];
  /** The resource or the data source. */
  readonly instance?: Instance;
}

/** Those that a plan manages, then those that it reads, then those that it only names. */
function registriesIn({ stacks, access }: Basis): Registry[] {
  const found = stacks.flatMap((planned) =>
    planned.stack.blocks
      .filter(isRegistry)
      .map((block) => ({ name: registryScope(block, planned).name, instance: instanceOf(block, planned) })),
  );
  const isManaged = ({ instance }: (typeof found)[number]) => instance?.block.kind === "resource";
  const named = access.flatMap(({ registry, isScope }) =>
    isScope || registry.includes(" ") ? [] : [{ name: registry, instance: undefined }],
  );
  const all = [...found.filter(isManaged), ...found, ...named];
  return [...grouped(all, ({ name }) => name.toLowerCase()).values()]
    .map(([first, ...others]) => ({
      ...first,
      managed: [first, ...others].filter(isManaged).flatMap(({ instance }) => instance ?? []),
    }))
    .sort((left, right) => compare(left.name, right.name));
}

/** Scopes above a registry may hold it, and what nobody can tell may be about it. */
function isAbout({ name }: Registry, { registry, isScope }: Pick<Access, "registry" | "isScope">): boolean {
  return isScope === true || registry.includes(" ") || isOwn(name, registry);
}

function isOwn(name: string, registry: string): boolean {
  return registry.toLowerCase() === name.toLowerCase();
}

const UNCLEAR = "it is unknown what these rows allow, or who gets it";

function userAccess(registry: Registry, { access, disagreements }: Basis): Given {
  const rows = access.filter((line) => isAbout(registry, line));
  const unclear = rows.filter(isUnclear);
  if (disagreements === undefined) {
    const because = "no agreed access was given with --expect, so somebody must judge whether each row is needed";
    return { result: "to judge", because, rows };
  }
  const differing = disagreements
    .filter(({ kind }) => kind === "more" || kind === "less")
    .filter((one) => isAbout(registry, one.line ?? one));
  if (differing.length > 0) {
    const because = `access is not as agreed: ${differing.map(({ message }) => message).join("; ")}`;
    return { result: "not met", because, rows: differing.flatMap(({ line }) => line ?? []) };
  }
  return unclear.length > 0
    ? { result: "unknown", because: UNCLEAR, rows: unclear }
    : { result: "met", because: "access is what was agreed, in every row", rows };
}

function tokens({ name }: Registry, { access }: Basis): Given {
  const rows = access.filter(
    ({ registry, origin, secret }) => secret === undefined && origin.kind === "registry token" && isOwn(name, registry),
  );
  return rows.length > 0
    ? { result: "not met", because: "a token is enabled", rows }
    : {
        result: "unknown",
        because: "these plans have no token, and do not show whether one was created elsewhere",
        rows,
      };
}

/**
 * An argument that a policy wants to be false.
 * @param otherwise what a registry has that does not set it
 * @param origin of the access that shows it
 */
function isOff(argument: string, otherwise: boolean, origin?: Access["origin"]["kind"]) {
  return ({ name, instance, managed }: Registry, { access }: Basis): Given => {
    const rows = access.filter((line) => isOwn(name, line.registry) && line.origin.kind === origin);
    if (rows.length > 0 || managed.some(({ values }) => values[argument] === true)) {
      return { result: "not met", because: `${argument} is true`, rows };
    }
    if (instance === undefined) {
      return { result: "unknown", because: "these plans neither manage the registry nor read it", rows };
    }
    const value = instance.values[argument];
    if (typeof value === "boolean") {
      return { result: value ? "not met" : "met", because: `${argument} is ${value}`, rows };
    }
    if (instance.block.kind === "data" || (instance.block.body[argument] ?? null) !== null) {
      return { result: "unknown", because: `the plan does not show what ${argument} is`, rows };
    }
    return { result: otherwise ? "not met" : "met", because: `${argument} is not set, so it is ${otherwise}`, rows };
  };
}

function clustersIn({ stacks, access }: Basis): string[] {
  const managed = stacks.flatMap((planned) =>
    planned.stack.blocks.filter(isCluster).map((block) => blockName(block, planned)),
  );
  const named = access.flatMap((line) => clustersOf(line, stacks));
  return [...new Set([...managed, ...named])].sort();
}

/** Who a cluster is, besides its kubelet: by object ids, and by names where these are not known. */
interface Identities {
  readonly ids: ReadonlySet<string>;
  readonly names: ReadonlySet<string>;
}

/** Of the control plane, and of add-ons, whose identities the nodes have, so that every pod gets their tokens. */
function identitiesOf(name: string, stacks: readonly PlannedStack[]): Identities {
  const found = stacks.flatMap((planned) =>
    planned.stack.blocks
      .filter((block) => isCluster(block) && blockName(block, planned) === name)
      .flatMap((cluster) => [
        cluster,
        ...blocksReadBy(
          IDENTITIES.map((one) => cluster.body[one] ?? null),
          planned.stack,
        ),
      ])
      .map((block) => ({
        ids: objectIdsIn(instanceOf(block, planned)?.values ?? {}),
        who: granted([granteeOf(block, null, planned)]).who,
      })),
  );
  return {
    ids: new Set(found.flatMap(({ ids }) => ids.map((id) => id.toLowerCase()))),
    names: new Set(found.flatMap(({ ids, who }) => (ids.length === 0 ? [who] : []))),
  };
}

const IDENTITIES = ["identity", "service_principal"];

function objectIdsIn(value: Json): string[] {
  if (isList(value)) {
    return value.flatMap(objectIdsIn);
  }
  return isObject(value)
    ? Object.entries(value).flatMap(([name, one]) =>
        (name === "object_id" || name === "principal_id") && typeof one === "string" ? [one] : objectIdsIn(one),
      )
    : [];
}

/** Whether a row is about a cluster: its nodes, its control plane, its add-ons, and the pods that run in it. */
function isOf(name: string, line: Access, stacks: readonly PlannedStack[], { ids, names }: Identities): boolean {
  const { principal, who } = line;
  const isIdentity = principal === undefined ? names.has(who) : ids.has(principal.toLowerCase());
  return isIdentity || clustersOf(line, stacks).includes(name);
}

function clusterAccess(name: string, { stacks, access }: Basis): Given {
  const identities = identitiesOf(name, stacks);
  const own = access.filter((line) => isOf(name, line, stacks, identities));
  const beyond = own.filter(({ rights }) => rights.some((right) => right !== "pull"));
  // What somebody may have who is not known, the cluster may have.
  const unclear = access.filter(
    (line) =>
      isUnclear(line) ||
      (line.rights.length === 0 && own.includes(line)) ||
      (isOfSomeCluster(line) && line.rights.join() !== "pull"),
  );
  if (beyond.length > 0) {
    return { result: "not met", because: "it may do more than pull", rows: beyond };
  }
  if (unclear.length > 0) {
    return { result: "unknown", because: UNCLEAR, rows: unclear };
  }
  return own.length === 0
    ? { result: "unknown", because: "these plans give it no access, and do not show what others give it", rows: [] }
    : { result: "met", because: "it may pull, and nothing else", rows: own };
}

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
interface Evidence {
  /** The version of this package. */
  readonly tool: string;
  readonly inputs: readonly EvidenceInput[];
  /** The digest of the file of --expect. */
  readonly agreement?: string;
  readonly access: readonly Access[];
  readonly controls: readonly AnsweredControl[];
}

interface AnsweredControl extends Control {
  readonly answers: readonly Answer[];
}

export function evidenceOf(basis: Basis, about: Pick<Evidence, "tool" | "inputs" | "agreement">): Evidence {
  const answers = answersTo(basis);
  return {
    ...about,
    access: basis.access,
    controls: CONTROLS.map((one, index) => ({ ...one, answers: answers[index] })),
  };
}

/** Rows have numbers, by which controls name them. */
function rowNumbers({ access }: Evidence): ReadonlyMap<Access, number> {
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
    access: access.map(
      ({ who, principal, registry, repository, rights, origin, mode, secret, until, address }, index) => ({
        ...{ row: index + 1, who, id: principal, registry, repository, rights, by: originWords(origin) },
        ...{ mode, secret, until, address },
      }),
    ),
    limits: LIMITS,
  };
  return `${withVisibleLetters(JSON.stringify(document, null, 2))}\n`;
}

/** The gravest first. */
const TONES: Readonly<Record<Result, Tone>> = {
  "not met": "removed",
  unknown: "unclear",
  "to judge": "unclear",
  met: "added",
};

/** The page for people, in the order in which an auditor asks. */
export function evidenceParts(evidence: Evidence): Part[] {
  const numbers = rowNumbers(evidence);
  const { controls } = evidence;
  return [
    { kind: "sentence", text: { strong: verdictOf(controls) } },
    heading("All controls", 2),
    {
      kind: "table",
      heads: ["Control", "Of", "Result", "Why", "Rows"],
      rows: controls.flatMap((control) => answerRows(control, numbers)),
    },
    { kind: "facts", items: factsOf(evidence) },
    heading("What this does not prove", 2),
    ...LIMITS.map(sentence),
    heading("How the controls are answered", 2),
    {
      kind: "table",
      heads: ["Control", "Source", "Answered", "How", "Microsoft cloud security benchmark"],
      rows: controls.map((control): Inline[] => [
        titleOf(control),
        control.source,
        control.answered,
        withCode(control.how),
        control.benchmark ?? "",
      ]),
    },
    heading("Access", 2),
    sentence("Who may do what after the plans are applied, in rows that the controls name."),
    ...(evidence.access.length === 0
      ? [sentence("These plans give nobody access to images.")]
      : [
          {
            kind: "table" as const,
            heads: ["Row", "Who", "May", "Of", "In", "By", "Granted by"],
            rows: evidence.access.map((line): Inline[] => [
              String(numbers.get(line)),
              line.principal === undefined || line.who.includes(line.principal)
                ? line.who
                : [`${line.who}, `, { code: line.principal }],
              listed(line.rights) || "not known by itself",
              line.repository === "*" ? "everything" : line.repository,
              line.registry,
              accessRemark(line),
              { code: line.address },
            ]),
          },
        ]),
  ];
}

function verdictOf(controls: readonly AnsweredControl[]): string {
  const answers = controls.flatMap(({ answers: own }) => own);
  const told = Object.keys(TONES).flatMap((result) => {
    const count = answers.filter((one) => one.result === result).length;
    return count === 0 ? [] : [`${count} ${result}`];
  });
  const open = controls.filter(({ answered }) => answered === "no").length;
  const start = told.length === 0 ? "No control has an answer" : `Answers: ${told.join(", ")}`;
  return `${start}; ${open} of ${controls.length} controls cannot be answered by a plan.`;
}

function answerRows(control: AnsweredControl, numbers: ReadonlyMap<Access, number>): Inline[][] {
  const { ask, answers } = control;
  if (answers.length === 0) {
    const none = ask === undefined ? "a plan does not show it" : `no ${ask.of} is in these plans`;
    return [[titleOf(control), "", "no answer", none, ""]];
  }
  return answers.map(({ subject, result, because, rows }) => [
    titleOf(control),
    subject,
    { mark: result, tone: TONES[result] },
    because,
    listed(rows.flatMap((line) => String(numbers.get(line) ?? ""))),
  ]);
}

function titleOf({ id, title }: AnsweredControl): string {
  return `${id.replace(/^cis-aks-/, "").replace(/^azure-policy-/, "Policy ")} ${title}`;
}

function factsOf({ tool, inputs, agreement }: Evidence): (readonly [string, Inline])[] {
  return [
    ["Made", `by stack-tools ${tool}`],
    ...inputs.flatMap(({ name, digest, engine, made, providers }): (readonly [string, Inline])[] => [
      [
        `Plan ${name}`,
        [
          { code: digest },
          ...(engine === undefined ? [] : [`, by ${engine}`]),
          ...(made === undefined ? [] : [`, made ${made}`]),
        ],
      ],
      ...(providers.length === 0 ? [] : [[`Providers of ${name}`, codes(providers.map(providerWords))] as const]),
    ]),
    ["Agreed access", agreement === undefined ? "not given" : { code: agreement }],
  ];
}

function providerWords({ name, version, allowed }: EvidenceProvider): string {
  return [name, version, allowed && `(allowed: ${allowed})`].filter((part) => part !== undefined).join(" ");
}
