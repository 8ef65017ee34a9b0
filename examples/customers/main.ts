import { App } from "cdktf";
import { CUSTOMERS } from "./contracts";
import { CustomerPull } from "./customer-pull";
import { Customers } from "./customers";

const app = new App();
new Customers(app, "customers", CUSTOMERS);
new CustomerPull(app, "customer-pull");
app.synth();
