package org.storkee.scheduling;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Whatever order things happen in: no room is given twice, and none is lost. */
class CapacityLedgerPropertyTest {
    @Property(tries = 3000)
    void noRoomIsGivenTwiceAndNoneIsLost(@ForAll("histories") List<Step> history) {
        LedgerModel model = new LedgerModel(3, 25);
        history.forEach(step -> step.run(model)); // decide() checks that the room is there
        model.settle();
        assertThat(model.ledger.size()).as("claims still charged").isZero();
        for (int node = 0; node < model.nodes(); node++) {
            assertThat(model.roomByTheBooks(node))
                    .as("room on node%s, all steps done", node)
                    .isEqualTo(model.realRoom(node));
        }
    }

    @Property(tries = 1000)
    void aPodRefusedOnlyForOthersOffersIsToldToWait(@ForAll("histories") List<Step> history) {
        LedgerModel model = new LedgerModel(3, 25);
        history.forEach(step -> step.run(model));
        model.filter("late", 20);
        String told = model.told("late");
        model.withdrawOffersButOf("late");
        model.filter("late", 20);
        if (model.told("late").equals("accepted")) {
            assertThat(told).isIn("accepted", "wait");
        } else {
            assertThat(told).isNotEqualTo("accepted");
        }
    }

    @Provide
    Arbitrary<List<Step>> histories() {
        Arbitrary<Kind> kinds = Arbitraries.frequencyOf(
                net.jqwik.api.Tuple.of(4, Arbitraries.just(Kind.FILTER)),
                net.jqwik.api.Tuple.of(4, Arbitraries.just(Kind.DECIDE)),
                net.jqwik.api.Tuple.of(8, Arbitraries.of(Kind.class)));
        return Combinators.combine(kinds, Arbitraries.integers().between(0, 11))
                .as(Step::new)
                .list()
                .ofMaxSize(60);
    }

    /** One thing that happens; {@code pick} says to whom. */
    record Step(Kind kind, int pick) {
        void run(LedgerModel model) {
            switch (kind) {
                case FILTER -> model.filter("pod" + pick, 1 + pick % 4 * 6, pick % 3);
                case DECIDE -> model.decide(pick);
                case CHOOSE -> model.choose(pick);
                case NOMINATE -> model.nominate(pick);
                case HEAR_PODS -> model.hearPods();
                case PROVISION -> model.provision(pick);
                case HEAR_BOUND -> model.hearBound(pick);
                case PUBLISH -> model.publish(pick);
                case TOGGLE -> model.toggle(pick);
                case DELETE -> model.delete(pick);
                case TIME -> model.clock.pass(Duration.ofMillis(300L * pick));
            }
        }
    }

    enum Kind {
        FILTER,
        DECIDE,
        CHOOSE,
        NOMINATE,
        HEAR_PODS,
        PROVISION,
        HEAR_BOUND,
        PUBLISH,
        TOGGLE,
        DELETE,
        TIME
    }
}
