package org.storkee.testing.demo;

/** One thing the demo shows. Scenes are played in a fixed order on one stage; a later one may use what an earlier made. */
interface Scene {
    /** One line, without a number. */
    String title();

    /**
     * Shows it and checks it by {@link Stage#expect}. Any exception counts as a failure of the scene.
     *
     * @throws Exception whatever goes wrong
     */
    void play(Stage stage) throws Exception;
}
