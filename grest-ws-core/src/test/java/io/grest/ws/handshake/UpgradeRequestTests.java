package io.grest.ws.handshake;

import java.net.InetSocketAddress;
import java.net.URI;

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
		assertThat(upgrade.cookie("session")).isEqualTo("first");
		assertThat(upgrade.cookie("other")).isNull();
	}

	@Test
	void itsTextHoldsNoSecrets() {
		MultiValueMap<String, HttpCookie> cookies = new LinkedMultiValueMap<>();
		cookies.add("session", new HttpCookie("session", "secret-cookie"));
		assertThat(upgrade(cookies)).hasToString("UpgradeRequest[/ws/chat/general from 127.0.0.1/<unresolved>:4242]");
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
