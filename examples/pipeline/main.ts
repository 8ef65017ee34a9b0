import { App } from "cdktf";
import { Grants } from "./grants";

const app = new App();
new Grants(app, "grants");
app.synth();
