import { ADDRESS_ARGUMENT } from "../../planned/plan-json";
import type { Handler } from "../../providers/plugin/grpc";
import { isValueObject } from "../../providers/plugin/message-pack";
import { bytesOf, type Field, readMessage, writeMessage } from "../../providers/plugin/protobuf";
import {
  Configure,
  Move,
  Moved,
  Read,
  ReadAnswer,
  rawState,
  readValue,
  Upgrade,
  Upgraded,
  ValidateConfig,
  withoutDeferral,
  writeJson,
  writeRawState,
  writeValue,
} from "../../providers/plugin/protocol";
import { Cloud } from "./cloud";
import type { ProxyContext } from "./proxy-context";
import { ResourcePlan } from "./resource-plan";
import {
  providerPart,
  readPrivateState,
  replaced,
  withAddress,
  withoutAddress,
  withProviderPart,
  writePrivateState,
} from "./values";

const EMPTY = Buffer.alloc(0);

/**
 * A provider in Terraform's eyes. It plans with the provider's own program, and answers by itself what only the cloud
 * could answer: what data sources find, and what a resource is like once it has been created.
 */
export function proxyProvider(context: ProxyContext): Handler {
  const connection = new Connection(context);
  return (method, request) => connection.answer(method, request);
}

class Connection {
  private readonly cloud: Cloud;
  private readonly resources: ResourcePlan;

  constructor(private readonly context: ProxyContext) {
    this.cloud = new Cloud(context);
    this.resources = new ResourcePlan(context);
  }

  public answer(method: string, request: Buffer): Promise<Buffer> | undefined {
    const fields = () => readMessage(request);
    switch (method) {
      case "GetProviderSchema":
        return Promise.resolve(this.context.schemas);
      case "ValidateProviderConfig":
      case "RenewEphemeralResource":
      case "CloseEphemeralResource":
      case "StopProvider":
        return Promise.resolve(EMPTY);
      case "ConfigureProvider":
        return this.configure(fields());
      case "ValidateResourceConfig":
      case "ValidateDataResourceConfig":
      case "ValidateEphemeralResourceConfig":
        return this.validate(method, fields());
      case "UpgradeResourceState":
        return this.upgrade(fields());
      case "MoveResourceState":
        return this.move(fields());
      case "ReadResource":
        return Promise.resolve(this.unchanged(fields()));
      case "PlanResourceChange":
        return this.resources.plan(fields());
      case "ApplyResourceChange":
        return this.cloud.apply(fields());
      case "ReadDataSource":
        return this.cloud.read(fields());
      case "OpenEphemeralResource":
        return this.cloud.open(fields());
      case "CallFunction":
        return this.context.provider.ask(method, request);
      default:
        return undefined;
    }
  }

  private async configure(fields: Field[]): Promise<Buffer> {
    const configuration = readValue(fields, Configure.config);
    this.cloud.configuration = isValueObject(configuration) ? configuration : {};
    this.context.provider.prepare(this.cloud.configuration);
    return EMPTY;
  }

  private async validate(method: string, fields: Field[]): Promise<Buffer> {
    const request = replaced(fields, {
      [ValidateConfig.config]: writeValue(withoutAddress(readValue(fields, ValidateConfig.config))),
      [ValidateConfig.capabilities]: withoutDeferral(fields, ValidateConfig.capabilities),
    });
    try {
      return await this.context.provider.ask(method, request);
    } catch {
      // The plan says why.
      return EMPTY;
    }
  }

  private async upgrade(fields: Field[]): Promise<Buffer> {
    const json = rawState(fields, Upgrade.state);
    const { earlierSchemaOf, isStateGiven, provider } = this.context;
    if (earlierSchemaOf === undefined && !(isStateGiven && provider.file !== "")) {
      return writeMessage([Upgraded.state, writeJson(json)]);
    }
    const { [ADDRESS_ARGUMENT]: address = null, ...state } = JSON.parse(json.toString("utf8"));
    const request = replaced(fields, { [Upgrade.state]: writeRawState(Buffer.from(JSON.stringify(state))) });
    const answer = readMessage(await provider.ask("UpgradeResourceState", request));
    const upgraded = withAddress(readValue(answer, Upgraded.state), address);
    return replaced(answer, { [Upgraded.state]: writeValue(upgraded) });
  }

  private async move(fields: Field[]): Promise<Buffer> {
    const { [ADDRESS_ARGUMENT]: address = null, ...state } = JSON.parse(rawState(fields, Move.state).toString("utf8"));
    const kept = readPrivateState(bytesOf(fields, Move.private));
    const request = replaced(fields, {
      [Move.state]: writeRawState(Buffer.from(JSON.stringify(state))),
      [Move.private]: providerPart(kept),
    });
    const answer = readMessage(await this.context.provider.ask("MoveResourceState", request));
    return replaced(answer, {
      [Moved.state]: writeValue(withAddress(readValue(answer, Moved.state), address)),
      [Moved.private]: writePrivateState(withProviderPart(kept, bytesOf(answer, Moved.private))),
    });
  }

  /** Nothing is refreshed. */
  private unchanged(fields: readonly Field[]): Buffer {
    return writeMessage(
      [ReadAnswer.state, bytesOf(fields, Read.state)],
      [ReadAnswer.private, bytesOf(fields, Read.private)],
    );
  }
}
