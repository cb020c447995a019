package org.storkee.drivers.linstor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.storkee.testing.cluster.Certificates;
import org.storkee.testing.linstor.LinstorController;
import org.storkee.testing.linstor.LinstorController.Mood;
import org.storkee.testing.linstor.SimulatedLinstor;

class LinstorClientTest {
    private final SimulatedLinstor cluster = new SimulatedLinstor().node("n1", "10.0.0.1", 10);
    private final List<AutoCloseable> open = new ArrayList<>();

    @TempDir
    Path folder;

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable one : open.reversed()) {
            one.close();
        }
    }

    @Test
    void theFirstControllerThatAnswersIsUsedAndRemembered() throws Exception {
        LinstorController gone = controller();
        gone.close();
        open.remove(gone);
        LinstorController second = controller();
        LinstorClient client = client(Credentials.Settings.NONE, gone.url(), second.url());
        assertThat(names(client)).containsExactly("controller", "n1");

        LinstorController back = LinstorController.start(cluster, gone.port());
        open.add(back);
        assertThat(names(client)).hasSize(2);
        assertThat(back.questions()).as("questions to the one that came back").isZero();

        second.close();
        open.remove(second);
        assertThat(names(client)).hasSize(2);
        assertThat(back.questions()).isEqualTo(1);
    }

    @Test
    void aControllerThatIsNotInServiceIsPassedOver() throws Exception {
        LinstorController first = controller();
        LinstorController second = controller();
        first.become(Mood.RESTS);
        assertThat(names(client(Credentials.Settings.NONE, first.url(), second.url())))
                .hasSize(2);
    }

    @Test
    void whenNoneAnswersAllAreNamed() {
        LinstorController first = controller();
        LinstorController second = controller();
        first.become(Mood.RESTS);
        second.become(Mood.RESTS);
        assertThatIOException()
                .isThrownBy(() -> names(client(Credentials.Settings.NONE, first.url(), second.url())))
                .withMessage("GET " + first.url() + "/v1/nodes answered 503; GET " + second.url()
                        + "/v1/nodes answered 503");
    }

    @ParameterizedTest
    @EnumSource(
            value = Mood.class,
            names = {"RAVES", "FAILS"})
    void aWrongAnswerIsToldAndNotAskedForElsewhere(Mood mood) {
        LinstorController first = controller();
        LinstorController second = controller();
        first.become(mood);
        assertThatIOException()
                .isThrownBy(() -> names(client(Credentials.Settings.NONE, first.url(), second.url())))
                .withMessageStartingWith("GET " + first.url() + "/v1/nodes answered ");
        assertThat(second.questions()).isZero();
    }

    @Test
    void aListWithoutAnEndIsToldAndNotKept() {
        LinstorController endless = controller();
        endless.become(Mood.RAMBLES);
        assertThatIOException()
                .isThrownBy(() -> names(client(Credentials.Settings.NONE, endless.url())))
                .withMessage("GET " + endless.url() + "/v1/nodes answered with a list without an end");
    }

    @Test
    void aHangingControllerEndsWithTheInterruptAndTheNextRoundAsksTheOther() throws Exception {
        LinstorController first = controller();
        LinstorController second = controller();
        first.become(Mood.HANGS);
        LinstorClient client = client(Credentials.Settings.NONE, first.url(), second.url());
        AtomicReference<Throwable> problem = new AtomicReference<>();
        CountDownLatch done = new CountDownLatch(1);
        Thread round = Thread.ofVirtual().start(() -> {
            try {
                names(client);
            } catch (IOException | InterruptedException e) {
                problem.set(e);
            }
            done.countDown();
        });
        await().until(() -> first.questions() == 1);
        round.interrupt();
        done.await();
        assertThat(problem.get()).isInstanceOf(InterruptedException.class);
        assertThat(names(client)).hasSize(2);
    }

    @Test
    void basicAuthenticationIsSentAndARefusalSaysSoWithoutThePassword() throws Exception {
        LinstorController controller = controller();
        controller.require("Basic dXNlcjpwYXNz");
        assertThat(names(client(settings("user", "pass"), controller.url()))).hasSize(2);
        assertThatIOException()
                .isThrownBy(() -> names(client(settings("user", "wrong-password"), controller.url())))
                .withMessageContaining("401: the credentials are missing or not accepted")
                .satisfies(e -> assertThat(e.toString()).doesNotContain("wrong-password"));
    }

    @Test
    void changedCredentialsAreUsedFromTheNextObservationOn() throws Exception {
        LinstorController controller = controller();
        controller.require("Bearer second");
        Files.writeString(folder.resolve("token"), "first");
        LinstorClient client = client(new Credentials(Credentials.Settings.NONE, folder, "x"), controller.url());
        assertThatIOException().isThrownBy(() -> names(client));
        Files.writeString(folder.resolve("token"), "second");
        assertThat(names(client)).hasSize(2);
    }

    @Test
    void bothSidesProveWhoTheyAre() throws Exception {
        Certificates authority = new Certificates(folder.resolve("ours"));
        Certificates.Identity server = authority.server("linstor-controller");
        LinstorController controller = LinstorController.startMutual(cluster, authority.trust(server));
        open.add(controller);
        Certificates.Identity user = authority.client("stork", "");
        assertThat(names(client(tls(user, authority), controller.url()))).hasSize(2);

        assertThatThrownBy(() -> names(client(
                        new Credentials.Settings(
                                "", "", "", "", "", authority.authority().toString()),
                        controller.url())))
                .as("without a certificate of ours")
                .isInstanceOf(IOException.class);

        Certificates stranger = new Certificates(folder.resolve("strangers"));
        assertThatThrownBy(() -> names(client(tls(stranger.client("stork", ""), authority), controller.url())))
                .as("with a stranger's certificate")
                .isInstanceOf(IOException.class);
        assertThatThrownBy(() -> names(client(tls(user, stranger), controller.url())))
                .as("to a server whose authority is not ours")
                .isInstanceOf(IOException.class);
    }

    @Test
    void unusableTlsFilesAreTold() {
        URI nowhere = URI.create("https://127.0.0.1:1");
        assertThatIOException()
                .isThrownBy(() -> names(client(new Credentials.Settings("", "", "", "x", "", ""), nowhere)))
                .withMessageContaining("belong together");
        assertThatIOException()
                .isThrownBy(() -> names(client(new Credentials.Settings("", "", "", "", "", "no pem"), nowhere)))
                .withMessageContaining("the root CA holds no certificate");
    }

    private static Credentials.Settings settings(String user, String password) {
        return new Credentials.Settings(user, password, "", "", "", "");
    }

    private static Credentials.Settings tls(Certificates.Identity own, Certificates trusted) {
        return new Credentials.Settings(
                "",
                "",
                "",
                own.certificate().toString(),
                own.key().toString(),
                trusted.authority().toString());
    }

    private LinstorController controller() {
        LinstorController controller = LinstorController.start(cluster);
        open.add(controller);
        return controller;
    }

    private LinstorClient client(Credentials.Settings settings, URI... urls) {
        return client(new Credentials(settings, null, "x"), urls);
    }

    private LinstorClient client(Credentials credentials, URI... urls) {
        LinstorClient client = new LinstorClient(List.of(urls), credentials, null);
        open.add(client);
        return client;
    }

    private static List<String> names(LinstorClient client) throws IOException, InterruptedException {
        client.refreshCredentials();
        return client.list("/v1/nodes", Wire.Node.class).stream()
                .map(Wire.Node::name)
                .toList();
    }
}
