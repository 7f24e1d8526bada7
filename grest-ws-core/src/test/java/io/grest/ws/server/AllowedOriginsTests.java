package io.grest.ws.server;

import java.net.URI;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.http.HttpMethod;
import org.springframework.mock.http.server.reactive.MockServerHttpRequest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link AllowedOrigins}.
 */
class AllowedOriginsTests {

	@Test
	void allowsRequestWithoutOrigin() {
		assertThat(AllowedOrigins.SAME_ORIGIN.allow(request("http://a.example/api", null))).isTrue();
	}

	@ParameterizedTest
	@CsvSource({ "http://a.example/api, http://a.example", "http://a.example:80/api, http://a.example",
			"http://a.example/api, http://a.example:80", "https://a.example/api, https://a.example:443",
			"ws://a.example/api, http://a.example", "wss://a.example/api, https://a.example",
			"http://a.example/api, HTTP://A.Example", "http://a.example:8080/api, http://a.example:8080",
			"http://user@a.example/api, http://a.example", "http://a_b.example/api, http://a_b.example",
			"http://[::1]:8080/api, http://[0:0:0:0:0:0:0:1]:8080" })
	void allowsPageOfOwnOrigin(String uri, String origin) {
		assertThat(AllowedOrigins.SAME_ORIGIN.allow(request(uri, origin))).isTrue();
	}

	@ParameterizedTest
	@CsvSource({ "http://a.example/api, https://a.example", "https://a.example/api, http://a.example",
			"http://a.example/api, http://a.example:8080", "https://a.example/api, https://a.example:80",
			"wss://a.example/api, http://a.example:443", "http://a.example/api, http://b.example",
			"http://a.example/api, null", "http://a.example/api, http://a.example.evil.example",
			"http://a.example/api, a.example", "http://[::1]:8080/api, http://[::2]:8080" })
	void refusesPageOfAnotherOrigin(String uri, String origin) {
		assertThat(AllowedOrigins.SAME_ORIGIN.allow(request(uri, origin))).isFalse();
	}

	@Test
	void allowsListedOrigins() {
		AllowedOrigins origins = new AllowedOrigins(List.of("https://b.example", "https://*.c.example:[*]"));
		assertThat(origins.allow(request("http://a.example/api", "https://b.example"))).isTrue();
		assertThat(origins.allow(request("http://a.example/api", "https://x.c.example:8443"))).isTrue();
		assertThat(origins.allow(request("http://a.example/api", "https://c.example"))).isFalse();
		assertThat(origins.allow(request("http://a.example/api", "http://a.example"))).isTrue();
	}

	@ParameterizedTest
	@ValueSource(strings = { "example.org", "https://", "https://example.org/path", "", "https://a b" })
	void aPatternThatIsNoneIsNamed(String pattern) {
		assertThatIllegalArgumentException().isThrownBy(() -> new AllowedOrigins(List.of(pattern)))
			.withMessageStartingWith("allowedOrigins is " + pattern + ": it must be an origin with its scheme");
	}

	@Test
	void ownOriginIsSchemeAndAuthorityOfRequest() {
		assertThat(AllowedOrigins.own(request("https://user@a_b.example:8443/api?x=y", null)))
			.isEqualTo("https://a_b.example:8443");
	}

	@Test
	void ownOriginIsOfHostHeaderWithoutAuthority() {
		assertThat(AllowedOrigins.own(MockServerHttpRequest.method(HttpMethod.GET, URI.create("http:/api"))
			.header("Host", "a_b.example")
			.build())).isEqualTo("http://a_b.example");
		assertThat(AllowedOrigins.own(MockServerHttpRequest.method(HttpMethod.GET, URI.create("http:/api")).build()))
			.isEqualTo("http://");
	}

	private static MockServerHttpRequest request(String uri, String origin) {
		MockServerHttpRequest.BaseBuilder<?> request = MockServerHttpRequest.method(HttpMethod.GET, URI.create(uri));
		if (origin != null) {
			request.header("Origin", origin);
		}
		return request.build();
	}

}
