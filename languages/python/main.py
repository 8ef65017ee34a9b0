from cdktf import App

from every_construct import EveryConstruct
from existing_cluster import ExistingCluster
from image_pull_secret import ImagePullSecretStack

app = App()
ExistingCluster(app, "existing-cluster")
ImagePullSecretStack(app, "image-pull-secret")
EveryConstruct(app, "every-construct")
app.synth()
