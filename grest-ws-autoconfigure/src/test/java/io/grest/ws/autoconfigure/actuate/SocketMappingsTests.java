package io.grest.ws.autoconfigure.actuate;

import org.junit.jupiter.api.Test;

import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.web.reactive.server.WebTestClient;

/**
 * The endpoints of contracts in {@code /actuator/mappings}.
 */
@SpringBootTest(classes = EndpointApplication.class, webEnvironment = WebEnvironment.RANDOM_PORT,
		properties = { "spring.reactor.netty.shutdown-quiet-period=0s", "server.shutdown=immediate",
				"management.endpoints.web.exposure.include=mappings" })
class SocketMappingsTests {

	@LocalServerPort
	private int port;

	@Test
	void describesEndpointsOfHandlers() {
		WebTestClient.BodyContentSpec body = WebTestClient.bindToServer()
			.baseUrl("http://localhost:" + this.port)
			.build()
			.get()
			.uri("/actuator/mappings")
			.exchange()
			.expectStatus()
			.isOk()
			.expectBody();
		String mappings = "$.contexts.*.mappings.";
		body.jsonPath(mappings + "dispatcherHandlers").exists();
		body.jsonPath(mappings + "socketHandlers.length()").isEqualTo(1);
		String endpoint = mappings + "socketHandlers[0].";
		body.jsonPath(endpoint + "path").isEqualTo("/ws/rooms/{room}");
		body.jsonPath(endpoint + "contract").isEqualTo("RoomApi");
		body.jsonPath(endpoint + "handler").isEqualTo(EndpointApplication.Rooms.class.getName());
		body.jsonPath(endpoint + "bean").isEqualTo("rooms");
		body.jsonPath(endpoint + "methods[0]").isEqualTo("RoomApi.enter");
		body.jsonPath(endpoint + "methods[2]").isEqualTo("RoomApi.say");
	}

}
