package io.grest.ws.demo.page;

import java.nio.file.Path;
import java.util.List;

import org.h2.tools.Server;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of the page over two nodes, of which one is killed. Skipped without a browser or
 * a Redis.
 */
@Timeout(180)
class NodesPageTests {

	private static final String SECRET = "a secret of the tests, of 32 bytes or more";

	@TempDir
	private Path directory;

	private Process redis;

	private int redisPort;

	private Server database;

	@BeforeEach
	void startStores() throws Exception {
		Path server = Chromium.find("redis-server").orElse(null);
		Assumptions.assumeTrue(server != null, "There is no redis-server on the PATH: install it to run this test");
		this.redisPort = ServerProcess.freePort();
		this.redis = new ProcessBuilder(server.toString(), "--port", String.valueOf(this.redisPort), "--save", "",
				"--bind", "127.0.0.1", "--dir", this.directory.toString())
			.redirectErrorStream(true)
			.redirectOutput(ProcessBuilder.Redirect.DISCARD)
			.start();
		this.database = Server.createTcpServer("-tcpPort", String.valueOf(ServerProcess.freePort()), "-ifNotExists")
			.start();
	}

	@AfterEach
	void stopStores() {
		if (this.redis != null) {
			this.redis.destroyForcibly();
		}
		if (this.database != null) {
			this.database.stop();
		}
	}

	private ServerProcess start(int port, int other) throws Exception {
		return ServerProcess.start(port, "--spring.profiles.active=redis", "--demo.login.secret=" + SECRET,
				"--demo.nodes=http://localhost:" + port + ",http://localhost:" + other,
				"--spring.data.redis.port=" + this.redisPort, "--spring.datasource.url=jdbc:h2:tcp://localhost:"
						+ this.database.getPort() + "/mem:pages;DB_CLOSE_DELAY=-1");
	}

	@Test
	void guestGoesOnAtOtherNodeAfterKill() throws Exception {
		int firstPort = ServerProcess.freePort();
		int secondPort = ServerProcess.freePort();
		try (ServerProcess first = start(firstPort, secondPort);
				ServerProcess second = start(secondPort, firstPort);
				Window ann = Window.open(first.url());
				Window bob = Window.open(second.url())) {
			ann.enter("ann", "kitchen").awaitText("presence", "at " + firstPort);
			bob.enter("bob", "kitchen").awaitText("presence", "at " + secondPort);
			ann.awaitText("presence", "bob");
			ann.say("Before the kill");
			bob.awaitText("messages", "Before the kill");
			ann.press("cut").awaitState("Cut by you");
			for (String word : List.of("One", "Two", "Three")) {
				bob.say(word);
				bob.awaitAnswer(word);
			}
			ann.press("banner-other").awaitText("messages", ": 3 messages caught up");
			ann.awaitText("presence", "at " + secondPort);
			ann.press("cut").awaitState("Cut by you");
			ann.press("banner-other").awaitText("presence", "at " + firstPort);
			first.kill();
			ann.awaitState("Connected");
			ann.awaitText("presence", "at " + secondPort);
			bob.say("After the kill");
			ann.awaitText("messages", "After the kill");
			ann.say("Still here");
			bob.awaitText("messages", "Still here");
			// The lease of the killed node ends.
			bob.awaitNoText("presence", "at " + firstPort);
			assertThat(ann.count("Before the kill")).isEqualTo(1);
			assertThat(bob.text("messages")).doesNotContain("ann left");
		}
	}

}
