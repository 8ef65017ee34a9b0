import { App } from "cdktf";
import { Grants } from "./grants";
import { PipelineIdentity } from "./pipeline-identity";

const app = new App();
new PipelineIdentity(app, "pipeline-identity");
new Grants(app, "grants");
app.synth();
