import { type Modules, rootFolder } from "../layout";
import type { Format } from "../root-module";
import { azurePipelines, SERVICE_CONNECTION } from "./azure-pipelines";
import { gitHubWorkflow } from "./github-workflow";
import { jobsOf } from "./jobs";

/** What runs the pipeline of a bundle. */
export type Platform = "github" | "azure-devops";

/** The file in which a platform finds the pipeline of a bundle. */
export interface PipelineFile {
  readonly path: string;
  readonly text: string;
  /** The names of the variables and secrets that it reads from the settings of the platform. */
  readonly settings: readonly string[];
}

/**
 * A pipeline that checks pull requests without credentials, and plans the main branch with a login by OpenID Connect.
 * It applies nothing.
 */
export function pipelineFile(platform: Platform, modules: Modules, format: Format): PipelineFile {
  const jobs = jobsOf(modules.whole, rootFolder(modules), format);
  const inputs = jobs.inputs.map(({ setting }) => setting);
  switch (platform) {
    case "github":
      return {
        path: ".github/workflows/terraform.yml",
        text: gitHubWorkflow(jobs),
        settings: [...jobs.login, ...inputs],
      };
    case "azure-devops":
      return {
        path: "azure-pipelines.yml",
        text: azurePipelines(jobs),
        settings: [...(jobs.login.length === 0 ? [] : [SERVICE_CONNECTION]), ...jobs.login, ...inputs],
      };
  }
}
