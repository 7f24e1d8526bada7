package io.grest.ws.handshake;

import java.net.InetSocketAddress;
import java.net.URI;
import java.security.Principal;

import org.junit.jupiter.api.Test;

import org.springframework.http.HttpCookie;
import org.springframework.http.HttpHeaders;
import org.springframework.util.LinkedMultiValueMap;
import org.springframework.util.MultiValueMap;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link UpgradeRequest}.
 */
class UpgradeRequestTests {

	@Test
	void readsTheFirstCookieOfAName() {
		MultiValueMap<String, HttpCookie> cookies = new LinkedMultiValueMap<>();
		cookies.add("session", new HttpCookie("session", "first"));
		cookies.add("session", new HttpCookie("session", "second"));
		UpgradeRequest upgrade = upgrade(cookies);
		assertThat(upgrade.cookie("session")).contains("first");
		assertThat(upgrade.cookie("other")).isEmpty();
	}

	@Test
	void returnsWhatHttpLayerKnows() {
		UpgradeRequest upgrade = upgrade(new LinkedMultiValueMap<>());
		assertThat(upgrade.principal().map(Principal::getName)).contains("ada");
		assertThat(upgrade.remoteAddress()).contains(InetSocketAddress.createUnresolved("127.0.0.1", 4242));
		assertThat(upgrade.subProtocol()).isEmpty();
	}

	@Test
	void returnsEmptyForWhatIsNotKnown() {
		UpgradeRequest upgrade = new UpgradeRequest(URI.create("ws://chat.example/"), new HttpHeaders(),
				new LinkedMultiValueMap<>(), null, null, "v1.api");
		assertThat(upgrade.principal()).isEmpty();
		assertThat(upgrade.remoteAddress()).isEmpty();
		assertThat(upgrade.subProtocol()).contains("v1.api");
		assertThat(upgrade.contextPath()).isEmpty();
		assertThat(upgrade.sessionId()).isEmpty();
		assertThat(upgrade).hasToString("UpgradeRequest[/]");
	}

	@Test
	void itsTextHoldsNoSecrets() {
		MultiValueMap<String, HttpCookie> cookies = new LinkedMultiValueMap<>();
		cookies.add("session", new HttpCookie("session", "secret-cookie"));
		assertThat(upgrade(cookies)).hasToString("UpgradeRequest[/ws/chat/general from 127.0.0.1/<unresolved>:4242]");
	}

	@Test
	void keepsSessionAndContextPath() {
		UpgradeRequest upgrade = new UpgradeRequest(URI.create("ws://chat.example/app/ws"), new HttpHeaders(),
				new LinkedMultiValueMap<>(), null, null, null, "/app", "secret-session");
		assertThat(upgrade.contextPath()).isEqualTo("/app");
		assertThat(upgrade.sessionId()).contains("secret-session");
		assertThat(upgrade).hasToString("UpgradeRequest[/app/ws]");
	}

	@Test
	void lineBreaksInThePathStayEncoded() {
		assertThat(upgrade("ws://chat.example/ws/a%0D%0Ab", new LinkedMultiValueMap<>()))
			.hasToString("UpgradeRequest[/ws/a%0D%0Ab from 127.0.0.1/<unresolved>:4242]");
	}

	private static UpgradeRequest upgrade(MultiValueMap<String, HttpCookie> cookies) {
		return upgrade("ws://user:secret-password@chat.example/ws/chat/general?token=secret-query", cookies);
	}

	private static UpgradeRequest upgrade(String uri, MultiValueMap<String, HttpCookie> cookies) {
		HttpHeaders headers = new HttpHeaders();
		headers.setBearerAuth("secret-token");
		return new UpgradeRequest(URI.create(uri), headers, cookies, () -> "ada",
				InetSocketAddress.createUnresolved("127.0.0.1", 4242));
	}

}
