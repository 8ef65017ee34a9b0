import com.hashicorp.cdktf.App;

public final class Main {
    public static void main(String[] arguments) {
        App app = new App();
        new ExistingCluster(app, "existing-cluster");
        new ImagePullSecretStack(app, "image-pull-secret");
        new EveryConstruct(app, "every-construct");
        app.synth();
    }
}
