import { createHash } from "node:crypto";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { InstalledProvider } from "../initialized-folder";
import { NOWHERE, providerEnvironment, UNREACHABLE } from "../plugin/environment";
import { CallError } from "../plugin/grpc";
import type { ValueObject } from "../plugin/message-pack";
import { readMessage, writeMessage } from "../plugin/protobuf";
import { Configure, ConfigureDiagnostics, errorsIn, Import, Imported, writeValue } from "../plugin/protocol";
import { ProviderProcess } from "../plugin/provider-process";
import { providerSchema } from "../schema";
import { type OfflineSetup, type OfflineSetups, offlineConfiguration } from "./setup";

/** How long a provider may take to start or to be configured, and to answer, in milliseconds. */
const START_TIMEOUT = 20_000;
const ANSWER_TIMEOUT = 15_000;

/** A provider that ends at many resources is not started for each of them. */
const MAXIMUM_STARTS = 5;

/** What the user of a provider says that it is, which some providers log. */
const TERRAFORM_VERSION = "1.11.0";

/**
 * A provider's own program without credentials and without a network. It is started at the first question, again after
 * it has ended, and answers one question at a time, so that it is known which one it ended at.
 */
export class OfflineProvider {
  private process?: ProviderProcess;
  private configuredProcess?: ProviderProcess;
  private starts = 0;
  private readonly ending = new AbortController();
  private turn: Promise<unknown> = Promise.resolve();
  private readonly answers = new Map<string, Buffer>();
  private own: ValueObject = {};
  private failure?: string;
  private readonly setup: OfflineSetup | undefined;

  /** @param folder of its own, which the caller removes */
  constructor(
    private readonly provider: InstalledProvider,
    private readonly folder: string,
    private readonly setups: OfflineSetups,
  ) {
    this.setup = setups.of(provider.address);
  }

  /** The path of its program. */
  public get file(): string {
    return this.provider.file;
  }

  /** Why its errors may come from the missing configuration; nothing if it is configured. */
  public get unconfigured(): string | undefined {
    return this.failure;
  }

  /** Starts it ahead of the first question, without its configuration. */
  public launch(): void {
    this.inTurn(() => this.started()).catch(() => undefined);
  }

  /** Configures it ahead of the first question. @param own the configuration that the stack gives it */
  public prepare(own: ValueObject): void {
    this.own = this.configuredProcess === undefined ? own : this.own;
    this.inTurn(() => this.running()).catch(() => undefined);
  }

  /**
   * Asks each question once: Terraform validates a resource in each of its walks, and plans it again to apply it.
   * @throws CallError that says why it does not answer
   */
  public async ask(method: string, request: Buffer): Promise<Buffer> {
    const question = createHash("sha256").update(method).update(request).digest("base64");
    const known = this.answers.get(question);
    if (known !== undefined) {
      return known;
    }
    return this.inTurn(async () => {
      const process = await this.running();
      try {
        const answer = await process.call(method, request, ANSWER_TIMEOUT);
        this.answers.set(question, answer);
        return answer;
      } catch (error) {
        // One that hangs would not answer the next question either.
        process.stop();
        throw error;
      }
    });
  }

  /** Whether its errors about ids say which form they have. */
  public get tellsIds(): boolean {
    return this.setup?.idForm !== undefined;
  }

  /** An id of the form that the provider accepts, as it says in the error about one of another form. */
  public async exampleId(type: string): Promise<string | undefined> {
    const answer = await this.ask("ImportResourceState", writeMessage([Import.type, type], [Import.id, "x"]));
    const errors = errorsIn(readMessage(answer), Imported.diagnostics).replace(/\s+/g, " ");
    return this.setup?.idForm?.exec(errors)?.[1];
  }

  public stop(): void {
    this.starts = MAXIMUM_STARTS;
    this.process?.stop();
    this.ending.abort();
  }

  private inTurn<T>(body: () => Promise<T>): Promise<T> {
    const result = this.turn.then(body);
    this.turn = result.catch(() => undefined);
    return result;
  }

  private async running(): Promise<ProviderProcess> {
    const process = await this.started();
    if (this.configuredProcess !== process) {
      this.configuredProcess = process;
      this.failure = await this.configured(process);
    }
    return process;
  }

  private async started(): Promise<ProviderProcess> {
    if (this.process?.isRunning) {
      return this.process;
    }
    if (this.starts === MAXIMUM_STARTS) {
      throw new CallError(`it was started ${MAXIMUM_STARTS} times and ended each time`);
    }
    this.starts += 1;
    const home = join(this.folder, String(this.starts));
    mkdirSync(home, { recursive: true });
    const { file, version } = this.provider;
    const environment = {
      ...providerEnvironment(home, this.setups.writePrograms(home)),
      ...this.setup?.environment?.(version),
    };
    this.process = await ProviderProcess.start(file, environment, START_TIMEOUT, this.ending.signal);
    return this.process;
  }

  /** Why it is not configured. */
  private async configured(process: ProviderProcess): Promise<string | undefined> {
    const { provider } = providerSchema(this.provider.schemas);
    const configuration = offlineConfiguration(this.setup, provider, this.own);
    if (configuration === undefined) {
      return "it is not configured";
    }
    const request = writeMessage(
      [Configure.terraformVersion, TERRAFORM_VERSION],
      [Configure.config, writeValue(configuration)],
    );
    const answer = await process.call("ConfigureProvider", request, START_TIMEOUT);
    const errors = errorsIn(readMessage(answer), ConfigureDiagnostics);
    return errors === "" ? undefined : `it cannot be configured: ${errors}`;
  }
}

/** Whether an error says that the provider wanted to send something. */
export function isAboutNetwork(error: string): boolean {
  return [new URL(NOWHERE).host, UNREACHABLE, "proxyconnect"].some((text) => error.includes(text));
}
