package io.grest.ws.server;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

import ch.qos.logback.classic.Level;
import io.grest.ws.contract.SocketContract;
import io.grest.ws.generate.snapshot.ContractDescription;
import io.grest.ws.handshake.HandshakeInterceptor;
import io.grest.ws.handshake.ServerHandshake;
import io.grest.ws.observation.SocketMetrics;
import io.grest.ws.observation.StatedVersion;
import io.grest.ws.protocol.PayloadCodec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import reactor.core.publisher.Mono;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What clients state of their version of a contract, by exact frames.
 */
@Timeout(60)
class ClientVersionsTests {

	private static final SocketContract<Server, Client> CONTRACT = SocketContract
		.define("VersionedApi", Server.class, Client.class)
		.path("/versions")
		.build();

	private static final SocketContract<Server, Client> OTHER_CONTRACT = SocketContract
		.define("OtherApi", Server.class, Client.class)
		.path("/versions")
		.build();

	private static final String OWN = ContractDescription.of(CONTRACT, new PayloadCodec()).fingerprint();

	private static final String OLD = "00000000000000aa";

	private static final String GRANTED = "k:::{\"extensions\":[\"contract\"]}";

	private final List<StatedVersion> metered = new CopyOnWriteArrayList<>();

	private final List<String> seen = new CopyOnWriteArrayList<>();

	private final List<RawSocket> sockets = new CopyOnWriteArrayList<>();

	private final SocketServer<Server, Client> served = server(CONTRACT);

	private final NettyServer server = new NettyServer(this.served, server(OTHER_CONTRACT));

	private final CapturedLog log = new CapturedLog("io.grest.ws.server", Level.INFO);

	private SocketServer<Server, Client> server(SocketContract<Server, Client> contract) {
		return SocketServer.of(contract, (connection) -> () -> {
		}).interceptors(List.of(new Headers())).metrics((name, path, side, errors) -> new SocketMetrics.OfContract() {

			@Override
			public void versionStated(StatedVersion version) {
				if (name.equals("VersionedApi")) {
					ClientVersionsTests.this.metered.add(version);
				}
			}

		}).build();
	}

	@AfterEach
	void stop() throws Exception {
		for (RawSocket socket : this.sockets) {
			socket.close();
		}
		this.server.close();
		this.log.close();
	}

	private RawSocket open(String headers, String answer) throws Exception {
		RawSocket socket = new RawSocket(this.server.port(), "/versions");
		socket.send("h:::" + headers);
		this.sockets.add(socket);
		assertThat(socket.read().text()).isEqualTo(answer);
		return socket;
	}

	private RawSocket stating(String versions) throws Exception {
		return open("{\"grest-ws-extensions\":\"contract\",\"grest-ws-contract\":\"" + versions + "\"}", GRANTED);
	}

	private Map<String, Integer> connections() {
		return this.served.versions().connections();
	}

	private List<String> logged() {
		return this.log.lines().stream().filter((line) -> line.contains("another version of VersionedApi")).toList();
	}

	@Test
	void countsNothingOfOwnVersion() throws Exception {
		stating("VersionedApi=" + OWN);
		await().until(() -> this.metered.equals(List.of(StatedVersion.SAME)));
		assertThat(connections()).isEmpty();
		assertThat(logged()).isEmpty();
		assertThat(this.served.versions().fingerprint()).contains(OWN);
	}

	@Test
	void logsOtherVersionOnceAndCountsItsOpenConnections() throws Exception {
		RawSocket first = stating("VersionedApi=" + OLD);
		RawSocket second = stating("VersionedApi=" + OLD);
		await().untilAsserted(() -> assertThat(connections()).isEqualTo(Map.of(OLD, 2)));
		second.close();
		await().untilAsserted(() -> assertThat(connections()).isEqualTo(Map.of(OLD, 1)));
		first.close();
		await().untilAsserted(() -> assertThat(connections()).isEmpty());
		assertThat(this.metered).containsExactly(StatedVersion.OTHER, StatedVersion.OTHER);
		assertThat(logged()).singleElement()
			.asString()
			.contains("another version of VersionedApi: " + OLD + ", this server has " + OWN, "ContractSnapshot");
	}

	@Test
	void countsClientWithoutExtensionAsUnstated() throws Exception {
		open("{\"authorization\":\"Bearer t\"}", "k:::null");
		open("{\"grest-ws-extensions\":\"limits\"}", "k:::{\"extensions\":[\"limits\"],\"maxFrameSize\":65536}");
		await().untilAsserted(() -> assertThat(connections()).isEqualTo(Map.of(ClientVersions.UNSTATED, 2)));
		assertThat(this.metered).containsExactly(StatedVersion.UNSTATED, StatedVersion.UNSTATED);
		assertThat(logged()).isEmpty();
	}

	@Test
	void countsNothingOfClientOfOtherContract() throws Exception {
		stating("OtherApi=" + OLD);
		await().until(() -> this.log.lines().stream().anyMatch((line) -> line.contains("version of OtherApi")));
		stating("VersionedApi=" + OWN);
		await().until(() -> this.metered.equals(List.of(StatedVersion.SAME)));
		assertThat(connections()).isEmpty();
	}

	@Test
	void takesWhatIsNoVersionAsUnstated() throws Exception {
		stating("VersionedApi=1\u00e4 =x VersionedApi=" + OLD + "b VersionedApi");
		await().untilAsserted(() -> assertThat(connections()).isEqualTo(Map.of(ClientVersions.UNSTATED, 1)));
	}

	@Test
	void countsInventedVersionsTogetherBeyondLimit() throws Exception {
		for (int i = 0; i < ClientVersions.MOST + 3; i++) {
			stating("VersionedApi=" + "%016x".formatted(i));
		}
		await().untilAsserted(() -> assertThat(connections()).hasSize(ClientVersions.MOST + 1)
			.containsEntry(ClientVersions.OTHER, 3));
		assertThat(logged()).hasSize(20);
		for (RawSocket socket : this.sockets) {
			socket.close();
		}
		await().untilAsserted(() -> assertThat(connections()).isEmpty());
	}

	@Test
	void hidesHeaderFromInterceptors() throws Exception {
		stating("VersionedApi=" + OWN);
		open("{\"Grest-WS-Contract\":\"VersionedApi=" + OWN + "\"}", "k:::null");
		assertThat(this.seen).isNotEmpty().containsOnly("false");
	}

	private final class Headers implements HandshakeInterceptor {

		@Override
		public Mono<Void> process(ServerHandshake handshake) {
			ClientVersionsTests.this.seen.add("" + handshake.header("grest-ws-contract").isPresent());
			return Mono.empty();
		}

	}

	interface Server {

		void hello();

	}

	interface Client {

		void tell(String text);

	}

}
