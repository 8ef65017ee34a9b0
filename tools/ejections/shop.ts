import type { JsonObject } from "../../packages/terraform-stack-tools/src/stack/json";

/** An app of two stacks of one class, as cdktf synthesizes it: what a team that sells something might have on AWS. */
export function shop(): Readonly<Record<string, JsonObject>> {
  return {
    "shop-dev": stackOf({
      environment: "dev",
      region: "eu-central-1",
      network: "10.1",
      retention: 7,
      size: "t3.small",
    }),
    "shop-prod": stackOf({
      environment: "prod",
      region: "eu-west-1",
      network: "10.2",
      retention: 90,
      size: "m7g.large",
    }),
  };
}

interface Props {
  readonly environment: string;
  readonly region: string;
  /** The first two numbers of its addresses. */
  readonly network: string;
  readonly retention: number;
  readonly size: string;
}

const BUCKET = "contoso-terraform-states";

function stackOf({ environment, region, network, retention, size }: Props): JsonObject {
  const name = `shop-${environment}`;
  const tags = { app: "shop", environment };
  const at = (path: string, body: JsonObject): JsonObject => ({
    ...body,
    "//": { metadata: { path: `${name}/${path}`, uniqueId: path.replace(/\W/g, "_") } },
  });
  const subnet = (zone: string, index: number): JsonObject =>
    at(`network/Subnet-${zone}`, {
      vpc_id: "${aws_vpc.network_Vpc_3D7C1A52.id}",
      availability_zone: `${region}${zone}`,
      cidr_block: `${network}.${index}.0/24`,
      tags,
    });
  const queue = (path: string, label: string, seconds: number): JsonObject =>
    at(`orders/${path}`, {
      name: `${name}-${label}`,
      visibility_timeout_seconds: seconds,
      kms_master_key_id: "alias/aws/sqs",
      tags,
    });
  return {
    "//": { metadata: { backend: "s3", stackName: name, version: "0.21.0" }, outputs: {} },
    terraform: {
      backend: { s3: { bucket: BUCKET, key: `${name}.tfstate`, region: "eu-central-1", encrypt: true } },
      required_providers: { aws: { source: "aws", version: "6.25.0" } },
    },
    provider: { aws: [{ region }] },
    variable: { image: { type: "string" } },
    resource: {
      aws_vpc: {
        network_Vpc_3D7C1A52: at("network/Vpc", { cidr_block: `${network}.0.0/16`, enable_dns_hostnames: true, tags }),
      },
      aws_subnet: {
        "network_Subnet-a_8E21B0C4": subnet("a", 0),
        "network_Subnet-b_1F44D9A7": subnet("b", 1),
        "network_Subnet-c_C07E6633": subnet("c", 2),
      },
      aws_sqs_queue: {
        orders_Placed_51A0E2D9: queue("Placed", "placed", 30),
        orders_Invoices_9B3F7714: queue("Invoices", "invoices", 300),
      },
      aws_iam_role: {
        orders_WorkerRole_6C9D0B1E: at("orders/WorkerRole", {
          name: `${name}-worker`,
          assume_role_policy: JSON.stringify({
            Version: "2012-10-17",
            Statement: [{ Effect: "Allow", Principal: { Service: "ec2.amazonaws.com" }, Action: "sts:AssumeRole" }],
          }),
          tags,
        }),
      },
      aws_iam_role_policy: {
        orders_WorkerPolicy_2A8C55F0: at("orders/WorkerPolicy", {
          name: "queues",
          role: "${aws_iam_role.orders_WorkerRole_6C9D0B1E.name}",
          policy: JSON.stringify({
            Version: "2012-10-17",
            Statement: [
              {
                Effect: "Allow",
                Action: ["sqs:ReceiveMessage", "sqs:DeleteMessage"],
                Resource: "${aws_sqs_queue.orders_Placed_51A0E2D9.arn}",
              },
              { Effect: "Allow", Action: "sqs:SendMessage", Resource: "${aws_sqs_queue.orders_Invoices_9B3F7714.arn}" },
            ],
          }),
        }),
      },
      aws_iam_instance_profile: {
        orders_WorkerProfile_7710FA2B: at("orders/WorkerProfile", {
          name: `${name}-worker`,
          role: "${aws_iam_role.orders_WorkerRole_6C9D0B1E.name}",
        }),
      },
      aws_instance: {
        orders_Worker_E4B1908D: at("orders/Worker", {
          ami: "${var.image}",
          instance_type: size,
          iam_instance_profile: "${aws_iam_instance_profile.orders_WorkerProfile_7710FA2B.name}",
          subnet_id: "${aws_subnet.network_Subnet-a_8E21B0C4.id}",
          metadata_options: { http_tokens: "required" },
          tags,
        }),
      },
      aws_cloudwatch_log_group: {
        orders_Log_0D5512C3: at("orders/Log", {
          name: `/shop/${environment}/worker`,
          retention_in_days: retention,
          tags,
        }),
      },
    },
    output: {
      vpc_id: { value: "${aws_vpc.network_Vpc_3D7C1A52.id}" },
      "orders-queue": { value: "${aws_sqs_queue.orders_Placed_51A0E2D9.url}" },
    },
  };
}

const text = (description: string): JsonObject => ({ type: "string", optional: true, description });
const computed = (description: string): JsonObject => ({ type: "string", computed: true, description });
const tagged: JsonObject = { tags: { type: ["map", "string"], optional: true } };

function typeOf(attributes: JsonObject, block_types: JsonObject = {}): JsonObject {
  return { version: 1, block: { attributes: { id: { type: "string", computed: true }, ...attributes }, block_types } };
}

/** In the form of `terraform providers schema -json`: what of the types above is needed, with descriptions of our own. */
export function shopSchemas(): JsonObject {
  const options = { nesting_mode: "list", block: { attributes: { http_tokens: text("Whether a token is needed.") } } };
  return {
    format_version: "1.0",
    provider_schemas: {
      "registry.terraform.io/hashicorp/aws": {
        provider: typeOf({ region: text("The region.") }),
        resource_schemas: {
          aws_vpc: typeOf({
            id: computed("The id of the network."),
            cidr_block: text("The addresses of the network."),
            enable_dns_hostnames: { type: "bool", optional: true },
            ...tagged,
          }),
          aws_subnet: typeOf({
            vpc_id: text("The network."),
            availability_zone: text("The zone."),
            cidr_block: text("The addresses."),
            ...tagged,
          }),
          aws_sqs_queue: typeOf({
            arn: computed("The ARN of the queue."),
            kms_master_key_id: text("The key that encrypts messages."),
            name: text("The name of the queue."),
            url: computed("Where messages are sent to."),
            visibility_timeout_seconds: { type: "number", optional: true },
            ...tagged,
          }),
          aws_iam_role: typeOf({
            name: text("The name of the role."),
            assume_role_policy: text("Who may take the role."),
            ...tagged,
          }),
          aws_iam_role_policy: typeOf({
            name: text("The name of the policy."),
            role: text("The role."),
            policy: text("What the role may do."),
          }),
          aws_iam_instance_profile: typeOf({ name: text("The name of the profile."), role: text("The role.") }),
          aws_instance: typeOf(
            {
              ami: text("The image that the server starts from."),
              iam_instance_profile: text("What the server may do."),
              instance_type: text("The size of the server."),
              subnet_id: text("The subnet."),
              ...tagged,
            },
            { metadata_options: options },
          ),
          aws_cloudwatch_log_group: typeOf({
            name: text("The name of the group."),
            retention_in_days: { type: "number", optional: true, description: "How many days logs are kept." },
            ...tagged,
          }),
        },
      },
    },
  };
}
