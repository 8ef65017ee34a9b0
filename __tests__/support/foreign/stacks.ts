import { join } from "node:path";
import {
  type App,
  TerraformAsset,
  TerraformCount,
  TerraformHclModule,
  TerraformIterator,
  TerraformOutput,
  TerraformStack,
  TerraformVariable,
  Token,
} from "cdktf";
import { blocks, DataSource, Provider, Resource } from "./elements";

/** What these stacks use of the schemas of their providers, as `terraform providers schema -json` prints it. */
export const FOREIGN_SCHEMAS = join(__dirname, "./schemas.json");

/** Stacks of other people's kinds, by name. None has a construct of this package. */
export const FOREIGN: Readonly<Record<string, (stack: TerraformStack, app: App) => void>> = {
  "aws-network": (stack) => {
    const main = new Provider(stack, "aws", "aws", "6.25.0", {
      region: "eu-central-1",
      default_tags: [{ tags: { team: "web" } }],
    });
    const global = new Provider(stack, "aws", "aws", "6.25.0", { region: "us-east-1" }, "global");
    const ports = new TerraformVariable(stack, "ports", { type: "map(number)", default: { http: 80, https: 443 } });
    const network = new TerraformHclModule(stack, "network", {
      source: "terraform-aws-modules/vpc/aws",
      version: "6.0.1",
      variables: { name: "web", cidr: "10.0.0.0/16", tags: { "kubernetes.io/cluster/web": "shared" } },
      providers: [main, { provider: global, moduleAlias: "global" }],
    });
    const iterator = TerraformIterator.fromMap(ports.value);
    const group = new Resource(stack, "group", "aws_security_group", {
      vpc_id: network.get("vpc_id"),
      name: "web",
      timeouts: [{ create: "5m" }],
    });
    new Resource(
      stack,
      "rule",
      "aws_security_group_rule",
      {
        type: "ingress",
        protocol: "tcp",
        from_port: iterator.value,
        to_port: iterator.value,
        security_group_id: group.getStringAttribute("id"),
      },
      { forEach: iterator },
    );
    new Resource(
      stack,
      "server",
      "aws_instance",
      {
        ami: "ami-2757f631",
        instance_type: "t3.micro",
        ebs_block_device: blocks(iterator.dynamic({ device_name: `/dev/${iterator.key}`, volume_size: 8 })),
        root_block_device: [{ encrypted: true }],
        user_data: "#!/bin/sh\necho $${HOME} ${terraform.workspace}\n",
      },
      {
        lifecycle: { createBeforeDestroy: true, ignoreChanges: ["ami", 'tags["seen"]'] },
        connection: { type: "ssh", host: "${self.public_ip}", user: "ubuntu", privateKey: '${file("id_rsa")}' },
        provisioners: [
          { type: "file", source: "app.conf", destination: "/etc/app.conf" },
          { type: "remote-exec", inline: ["sudo systemctl restart app", 'echo "$${HOME}"'] },
          { type: "local-exec", command: "echo ${self.id} >> ids.txt", environment: { PORTS: "${jsonencode(var.ports)}" } },
          { type: "local-exec", command: "rm -f ids.txt", when: "destroy" },
        ],
      },
    );
    new TerraformOutput(stack, "group-id", { value: group.getStringAttribute("id") });
  },
  "google-run": (stack) => {
    new Provider(stack, "google", "google", "6.50.0", { project: "contoso", region: "europe-west4" });
    const service = new Resource(stack, "service", "google_cloud_run_service", {
      name: "hello",
      location: "europe-west4",
      template: [{ spec: [{ containers: [{ image: "gcr.io/cloudrun/hello", env: [{ name: "A", value: "1" }] }] }] }],
      traffic: [{ percent: 100, latest_revision: true }],
    });
    const policy = new DataSource(stack, "public", "google_iam_policy", {
      binding: [{ role: "roles/run.invoker", members: ["allUsers"] }],
    });
    new Resource(stack, "invoker", "google_cloud_run_service_iam_policy", {
      location: "europe-west4",
      service: service.getStringAttribute("name"),
      policy_data: policy.getStringAttribute("policy_data"),
    });
    new TerraformOutput(stack, "url", { value: `\${${service.fqn}.status[0].url}` });
  },
  helm: (stack) => {
    new Provider(stack, "helm", "helm", "3.1.1", { kubernetes: { config_path: "kubeconfig" } });
    new Resource(stack, "ingress", "helm_release", {
      name: "ingress",
      repository: "https://kubernetes.github.io/ingress-nginx",
      chart: "ingress-nginx",
      values: ["controller:\n  replicaCount: 2\n"],
      set: [{ name: "a.b", value: "1" }],
    });
  },
  datadog: (stack) => {
    new Provider(stack, "datadog", "DataDog/datadog", "3.82.0");
    new Resource(stack, "latency", "datadog_monitor", {
      name: "Latency",
      type: "metric alert",
      query: "avg(last_5m):avg:http.latency{env:prod} > 1",
      message: "{{#is_alert}}100%%{{/is_alert}} $${not} %%{a template}",
      monitor_thresholds: [{ critical: "1", warning: "0.5" }],
    });
    new Resource(stack, "board", "datadog_dashboard", {
      title: "Web",
      layout_type: "ordered",
      widget: [
        { note_definition: [{ content: "# Web" }] },
        {
          timeseries_definition: [
            { title: "CPU", request: [{ q: "avg:cpu{*}", display_type: "line", style: [{ palette: "dog_classic" }] }] },
          ],
        },
      ],
    });
    const overridden = new Resource(stack, "groups", "datadog_dashboard", { title: "Groups", layout_type: "ordered" });
    overridden.addOverride("dynamic.widget", {
      for_each: '${toset(["a", "b"])}',
      iterator: "group",
      content: {
        group_definition: {
          layout_type: "ordered",
          dynamic: {
            widget: { for_each: "${range(2)}", content: { note_definition: { content: "${group.key}-${widget.value}" } } },
          },
        },
      },
    });
  },
  cloudflare: (stack) => {
    new Provider(stack, "cloudflare", "cloudflare/cloudflare", "5.14.0");
    const zone = new DataSource(stack, "zone", "cloudflare_zone", { filter: { name: "contoso.com" } });
    new Resource(
      stack,
      "record",
      "cloudflare_dns_record",
      {
        zone_id: zone.getStringAttribute("id"),
        name: "web${count.index}",
        type: "A",
        content: "192.0.2.${count.index + 1}",
        ttl: 300,
      },
      { count: TerraformCount.of(2) },
    );
    new Resource(stack, "rules", "cloudflare_ruleset", {
      zone_id: zone.getStringAttribute("id"),
      name: "redirects",
      kind: "zone",
      phase: "http_request_dynamic_redirect",
      rules: [
        {
          action: "redirect",
          expression: '(http.host eq "old.contoso.com")',
          action_parameters: { from_value: { status_code: 301, target_url: { value: "https://contoso.com" } } },
        },
      ],
    });
  },
  utilities: (stack) => {
    for (const [name, version] of [
      ["random", "3.7.2"],
      ["null", "3.2.4"],
      ["local", "2.5.3"],
      ["tls", "4.1.0"],
      ["http", "3.5.0"],
    ] as const) {
      new Provider(stack, name, name, version);
    }
    const pet = new Resource(stack, "pet", "random_pet", { length: 2, keepers: { at: "${terraform.workspace}" } });
    const key = new Resource(stack, "key", "tls_private_key", { algorithm: "ED25519" });
    new Resource(stack, "file", "local_file", {
      filename: "hosts",
      content: `%{ for name in ["a", "b"] ~}\n\${name} \${${pet.fqn}.id}\n%{ endfor ~}\n`,
    });
    new Resource(
      stack,
      "run",
      "null_resource",
      { triggers: { key: key.getStringAttribute("public_key_openssh") } },
      { provisioners: [{ type: "local-exec", command: "make", interpreter: ["/bin/sh", "-c"], workingDir: "app" }] },
    );
    new DataSource(stack, "ip", "http", { url: "https://example.com", request_headers: { Accept: "text/plain" } });
    stack.addOverride("moved", [{ from: "random_pet.old", to: "random_pet.pet" }]);
    stack.addOverride("removed", [{ from: "null_resource.old", lifecycle: { destroy: false } }]);
    stack.addOverride("check.name", { assert: { condition: `\${length(${pet.fqn}.id) > 3}`, error_message: "too short" } });
  },
};

/** Those whose providers run in the tests. */
export const RUNNING: Readonly<Record<string, (stack: TerraformStack, app: App) => void>> = {
  "azure-network": (stack) => {
    new Provider(stack, "azurerm", "azurerm", "4.55.0", {
      features: [{}],
      subscription_id: "00000000-0000-0000-0000-000000000000",
    });
    new Provider(stack, "time", "time", "0.13.1");
    const names = TerraformIterator.fromList(["apps", "jobs"]);
    const delegations = TerraformIterator.fromList(["containers"]);
    const group = new Resource(stack, "group", "azurerm_resource_group", {
      name: "web",
      location: "westeurope",
      tags: { "a.b": "1" },
    });
    const network = new Resource(stack, "network", "azurerm_virtual_network", {
      name: "web",
      location: group.getStringAttribute("location"),
      resource_group_name: group.getStringAttribute("name"),
      address_space: ["10.0.0.0/16"],
    });
    new Resource(
      stack,
      "subnet",
      "azurerm_subnet",
      {
        name: names.value,
        resource_group_name: group.getStringAttribute("name"),
        virtual_network_name: network.getStringAttribute("name"),
        address_prefixes: ['${cidrsubnet("10.0.0.0/16", 8, length(each.key))}'],
        delegation: blocks(
          delegations.dynamic({
            name: delegations.value,
            service_delegation: [{ name: "Microsoft.ContainerInstance/containerGroups" }],
          }),
        ),
      },
      { forEach: names },
    );
    new Resource(stack, "wait", "time_sleep", { create_duration: "30s" }, { dependsOn: [network] });
  },
  "kubernetes-app": (stack) => {
    new Provider(stack, "kubernetes", "kubernetes", "2.38.0", { config_path: "kubeconfig" });
    const settings = new TerraformVariable(stack, "settings", { type: "map(string)", default: { A: "1", B: "two ${not}" } });
    const iterator = TerraformIterator.fromMap(settings.value);
    new Resource(stack, "app", "kubernetes_deployment_v1", {
      metadata: [{ name: "app", labels: { app: "web" } }],
      spec: [
        {
          replicas: "2",
          selector: [{ match_labels: { app: "web" } }],
          template: [
            {
              metadata: [{ labels: { app: "web" } }],
              spec: {
                container: {
                  name: "app",
                  image: "nginx",
                  dynamic: {
                    env: { for_each: iterator._getForEachExpression(), content: { name: "${env.key}", value: "${env.value}" } },
                  },
                },
              },
            },
          ],
        },
      ],
    });
    new Resource(stack, "config", "kubernetes_config_map_v1", {
      metadata: [{ name: "app" }],
      data: { "app.conf": "listen $${PORT};\n%{ if length(var.settings) > 1 ~}\nmany on;\n%{ endif ~}\n" },
    });
  },
  "data-and-provisioners": (stack) => {
    const asset = new TerraformAsset(stack, "script", { path: __filename });
    const first = new Resource(
      stack,
      "first",
      "terraform_data",
      { input: { text: "a\n  b ${terraform.workspace}\n", file: asset.path } },
      {
        provisioners: [
          { type: "local-exec", command: "true" },
          { type: "local-exec", command: "true", when: "destroy" },
        ],
      },
    );
    new Resource(stack, "second", "terraform_data", {
      triggers_replace: [Token.asAny(first.interpolationForAttribute("id"))],
      input: "$$${x} %%{y}",
    });
  },
  "reads-another-stack": (stack, app) => {
    const other = app.node.findChild("data-and-provisioners").node.findChild("second");
    if (other instanceof Resource) {
      new Resource(stack, "copy", "terraform_data", { input: other.getStringAttribute("id") });
    }
  },
};

/** Every stack, in one app. */
export function foreignStacks(app: App): TerraformStack[] {
  return Object.entries({ ...FOREIGN, ...RUNNING }).map(([name, fill]) => {
    const stack = new TerraformStack(app, name);
    fill(stack, app);
    return stack;
  });
}
