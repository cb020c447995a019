package org.storkee.admission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.storkee.storage.PodPatch;

class ReviewCodecTest {
    private static final String REVIEW = """
            {"kind":"AdmissionReview","apiVersion":"admission.k8s.io/v1","request":{"uid":"u-1",
             "kind":{"group":"","version":"v1","kind":"Pod"},"resource":{"group":"","version":"v1","resource":"pods"},
             "namespace":"shop","operation":"CREATE","userInfo":{"username":"x"},"dryRun":true,"options":null,
             "object":{"kind":"Pod","apiVersion":"v1","metadata":{"generateName":"db-","annotations":{"a":"b"}},
              "spec":{"volumes":[{"name":"data","persistentVolumeClaim":{"claimName":"data"}}],"newField":{"x":[1]},
               "containers":[{"name":"c"}],"schedulerName":"default-scheduler"}}}}""";

    private static Review read(String body) throws BadReviewException {
        return ReviewCodec.read(body.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void aReviewIsReadAlsoWithFieldsNobodyKnows() throws Exception {
        Review review = read(REVIEW);
        assertThat(review.uid()).isEqualTo("u-1");
        assertThat(review.namespace()).isEqualTo("shop");
        assertThat(review.dryRun()).isTrue();
        assertThat(review.pod()
                        .getSpec()
                        .getVolumes()
                        .getFirst()
                        .getPersistentVolumeClaim()
                        .getClaimName())
                .isEqualTo("data");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"kind\":\"Pod\"}               | \"kind\":\"Deployment\"}",
                "\"group\":\"\",\"version\":\"v1\",\"kind\":\"Pod\" | \"group\":\"apps\",\"version\":\"v1\",\"kind\":\"Pod\"",
                "CREATE                          | UPDATE",
                "\"options\":null                | \"subResource\":\"binding\"",
            })
    void whatIsNotTheCreationOfAPodHasNone(String from, String to) throws Exception {
        assertThat(read(REVIEW.replace(from, to)).pod()).isNull();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\'',
            value = {
                "''                          | the body",
                "not json                    | the body is not JSON",
                "'{\"kind\":'                | the body is not JSON",
                "[]                          | the body: a JSON object expected",
                "null                        | the body: a JSON object expected",
                "'\"text\"'                  | the body: a JSON object expected",
                "{}                          | kind: AdmissionReview expected",
                "'{\"kind\":7}'              | kind: AdmissionReview expected",
                "'{\"kind\":\"AdmissionReview\"}' | apiVersion: admission.k8s.io/v1 expected",
                "'{\"kind\":\"AdmissionReview\",\"apiVersion\":\"admission.k8s.io/v2\",\"request\":{}}' | apiVersion",
                "'{\"kind\":\"AdmissionReview\",\"apiVersion\":\"admission.k8s.io/v1\"}' | request: an object expected",
                "'{\"kind\":\"AdmissionReview\",\"apiVersion\":\"admission.k8s.io/v1\",\"request\":[]}' | request: an object",
                "'{\"kind\":\"AdmissionReview\",\"apiVersion\":\"admission.k8s.io/v1\",\"request\":{\"uid\":\"\"}}' | request.uid",
            })
    void aBodyThatIsNoReviewIsToldWhatIsWrongWithIt(String body, String message) {
        assertThatThrownBy(() -> read(body))
                .isInstanceOf(BadReviewException.class)
                .hasMessageContaining(message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"metadata\":{\"generateName\":\"db-\",\"annotations\":{\"a\":\"b\"}}, | '' | request.object.metadata",
                "\"metadata\":{\"generateName\":\"db-\",\"annotations\":{\"a\":\"b\"}} | \"metadata\":null | request.object.metadata",
                "\"spec\":{\"volumes\"           | \"speck\":{\"volumes\" | request.object: a pod",
                "{\"claimName\":\"data\"}        | [7]                    | request.object: not a pod",
                "[{\"name\":\"c\"}]              | {\"a\":1}              | request.object: not a pod",
            })
    void aPodThatIsNoneIsToldWhereItIsWrong(String from, String to, String message) {
        assertThatThrownBy(() -> read(REVIEW.replace(from, to)))
                .isInstanceOf(BadReviewException.class)
                .hasMessageContaining(message);
    }

    /** Whatever a client sends: a review or a refusal, never another exception; and the answer has the request's uid. */
    @Property(tries = 2000)
    void noBodyBreaksAnything(@ForAll Random random) throws Exception {
        byte[] body = REVIEW.getBytes(StandardCharsets.UTF_8);
        int edits = 1 + random.nextInt(4);
        for (int i = 0; i < edits; i++) {
            int at = random.nextInt(body.length);
            switch (random.nextInt(4)) {
                case 0 -> body[at] = (byte) random.nextInt(256);
                case 1 -> body[at] = (byte) "{}[],:\"0tn".charAt(random.nextInt(10));
                case 2 -> body = Arrays.copyOf(body, Math.max(1, at));
                default -> {
                    int from = random.nextInt(body.length);
                    int length = Math.min(random.nextInt(20), body.length - Math.max(from, at));
                    System.arraycopy(body, from, body, at, Math.max(0, length));
                }
            }
        }
        Review review;
        try {
            review = ReviewCodec.read(body);
        } catch (BadReviewException refused) {
            assertThat(refused.getMessage()).isNotBlank();
            return;
        }
        assertThat(new ObjectMapper()
                        .readTree(ReviewCodec.write(review, "m", List.of()))
                        .at("/response/uid")
                        .asText())
                .isEqualTo(review.uid());
        if (review.pod() != null) {
            AdmissionWorld world = new AdmissionWorld();
            AdmissionRules.judge(
                    review.pod(),
                    new AdmissionPolicy("stork", false, "x/y"),
                    () -> PodStorage.of(review.pod(), "default", world, world));
        }
    }

    @Test
    void anAnswerEchoesVersionAndUidAndCarriesThePatch() throws Exception {
        Review review = new Review("admission.k8s.io/v1beta1", "u-2", "shop", false, null);
        JsonNode answer = new ObjectMapper()
                .readTree(ReviewCodec.write(
                        review,
                        Outcome.STORK.message(),
                        List.of(
                                new PodPatch.Operation("/metadata/labels/a~1b", "true"),
                                new PodPatch.Operation("/spec/volumes/-", Map.of("name", "x")),
                                new PodPatch.Operation("/spec/schedulerName", "stork"))));
        assertThat(answer.at("/kind").asText()).isEqualTo("AdmissionReview");
        assertThat(answer.at("/apiVersion").asText()).isEqualTo("admission.k8s.io/v1beta1");
        assertThat(answer.at("/response/uid").asText()).isEqualTo("u-2");
        assertThat(answer.at("/response/allowed").asBoolean()).isTrue();
        assertThat(answer.at("/response/status/message").asText()).isEqualTo("Successful");
        assertThat(answer.at("/response/patchType").asText()).isEqualTo("JSONPatch");
        assertThat(new String(answer.at("/response/patch").binaryValue(), StandardCharsets.UTF_8))
                .isEqualTo("[{\"op\":\"add\",\"path\":\"/metadata/labels/a~1b\",\"value\":\"true\"},"
                        + "{\"op\":\"add\",\"path\":\"/spec/volumes/-\",\"value\":{\"name\":\"x\"}},"
                        + "{\"op\":\"add\",\"path\":\"/spec/schedulerName\",\"value\":\"stork\"}]");
    }

    @Test
    void anAnswerWithoutChangesHasNoPatchAndUpstreamsMessage() throws Exception {
        JsonNode answer = new ObjectMapper()
                .readTree(ReviewCodec.write(
                        new Review("admission.k8s.io/v1", "u-3", "", false, null),
                        Outcome.NOT_STORAGE.message(),
                        List.of()));
        assertThat(answer.at("/response").has("patch")).isFalse();
        assertThat(answer.at("/response").has("patchType")).isFalse();
        assertThat(answer.at("/response/allowed").asBoolean()).isTrue();
        assertThat(answer.at("/response/status/message").asText())
                .isEqualTo("Ignoring backends which are not supported by stork ");
    }
}
