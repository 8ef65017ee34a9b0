using HashiCorp.Cdktf;
using Pulls;

var app = new App();
_ = new ExistingCluster(app, "existing-cluster");
_ = new ImagePullSecretStack(app, "image-pull-secret");
_ = new EveryConstruct(app, "every-construct");
app.Synth();
