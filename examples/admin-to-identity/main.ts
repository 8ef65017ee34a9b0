import { App } from "cdktf";
import { Pull } from "./pull";
import { STAGE } from "./stage";

const app = new App();
new Pull(app, "pull", STAGE);
app.synth();
