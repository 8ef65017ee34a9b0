import { App } from "cdktf";
import { Adopted } from "./adopted";

const app = new App();
new Adopted(app, "adopted");
app.synth();
