import { App } from "cdktf";
import { settings } from "./settings";
import { ImagePulls } from "./stack";

const app = new App();
new ImagePulls(app, "image-pulls", settings);
app.synth();
