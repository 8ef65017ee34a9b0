from cdktf import App

from stack import ImagePulls

app = App()
ImagePulls(app, "image-pulls")
app.synth()
