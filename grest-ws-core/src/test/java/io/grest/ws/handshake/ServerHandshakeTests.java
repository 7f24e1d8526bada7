package io.grest.ws.handshake;

import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.NoSuchElementException;

import io.grest.ws.context.ContextKey;
import io.grest.ws.context.ContextValues;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.http.HttpCookie;
import org.springframework.http.HttpHeaders;
import org.springframework.util.LinkedMultiValueMap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tests for {@link ServerHandshake}.
 */
class ServerHandshakeTests {

	private static final ContextKey<String> USER = ContextKey.of("user", String.class);

	private final ContextValues values = new ContextValues();

	@ParameterizedTest
	@ValueSource(strings = { "authorization", "Authorization", "AUTHORIZATION" })
	void findsAHeaderByItsNameInAnyCase(String name) {
		ServerHandshake handshake = handshake(Map.of("AuthoriZation", "Bearer t"));
		assertThat(handshake.header(name)).contains("Bearer t");
		assertThat(handshake.headers()).containsEntry(name, "Bearer t");
	}

	@Test
	void findsAHeaderByItsNameInAnyCaseInEveryLocale() {
		Locale before = Locale.getDefault();
		Locale.setDefault(Locale.forLanguageTag("tr"));
		try {
			assertThat(handshake(Map.of("AUTHORIZATION", "Bearer t")).bearerToken()).contains("t");
		}
		finally {
			Locale.setDefault(before);
		}
	}

	@Test
	void theLastOfTwoHeadersOfOneNameCounts() {
		Map<String, String> headers = new LinkedHashMap<>();
		headers.put("X-Tenant", "first");
		headers.put("x-tenant", "last");
		assertThat(handshake(headers).header("X-TENANT")).contains("last");
	}

	@Test
	void hasNoHeaderThatTheClientDidNotSend() {
		assertThat(handshake(Map.of()).header("authorization")).isEmpty();
	}

	@Test
	void itsHeadersCannotBeChanged() {
		Map<String, String> headers = handshake(Map.of("a", "b")).headers();
		assertThatExceptionOfType(UnsupportedOperationException.class).isThrownBy(() -> headers.put("c", "d"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "Bearer t-1", "bearer t-1", "BEARER t-1", "Bearer   t-1 " })
	void readsABearerToken(String header) {
		assertThat(handshake(Map.of("authorization", header)).bearerToken()).contains("t-1");
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "Bearer", "Bearer ", "Bearer   ", "Bearert", "Basic dTpw", "t", " Bearer t" })
	void hasNoBearerTokenInAnyOtherHeader(String header) {
		assertThat(handshake(Map.of("authorization", header)).bearerToken()).isEmpty();
	}

	@Test
	void hasNoBearerTokenWithoutHeader() {
		assertThat(handshake(Map.of()).bearerToken()).isEmpty();
	}

	@Test
	void anInBandHeaderNeverPosesAsOneOfTheUpgrade() {
		ServerHandshake handshake = handshake(
				Map.of("cookie", "session=forged", "origin", "https://good.example", "x-forwarded-for", "10.0.0.1"));
		assertThat(handshake.upgrade().headers().headerNames()).containsExactly("Host");
		assertThat(handshake.upgrade().cookie("session")).isEmpty();
	}

	@Test
	void aHeaderOfTheUpgradeNeverPosesAsInBand() {
		assertThat(handshake(Map.of()).header("host")).isEmpty();
	}

	@Test
	void knowsContractPathVariablesAndQuery() {
		ServerHandshake handshake = handshake(Map.of(), new Query("en"));
		assertThat(handshake.contractName()).isEqualTo("ChatApi");
		assertThat(handshake.pathVariables()).isEqualTo(Map.of("room", "general"));
		assertThat(handshake.query(Query.class)).isEqualTo(new Query("en"));
	}

	@Test
	void aQueryThatTheContractDoesNotDeclareIsRefused() {
		ServerHandshake handshake = handshake(Map.of());
		assertThatIllegalStateException().isThrownBy(() -> handshake.query(Query.class))
			.withMessage("Contract 'ChatApi' declares no query: add .queryOnConnect(Query.class) to it");
	}

	@Test
	void aQueryOfAnotherTypeIsRefused() {
		ServerHandshake handshake = handshake(Map.of(), new Query("en"));
		assertThatExceptionOfType(ClassCastException.class).isThrownBy(() -> handshake.query(String.class));
	}

	@Test
	void whatAnInterceptorSetsIsReadFromTheConnectionsValues() {
		ServerHandshake handshake = handshake(Map.of());
		handshake.set(USER, "ada");
		assertThat(handshake.get(USER)).isEqualTo("ada");
		assertThat(handshake.find(USER)).contains("ada");
		assertThat(this.values.get(USER)).isEqualTo("ada");
	}

	@Test
	void whatNoInterceptorSetIsMissing() {
		ServerHandshake handshake = handshake(Map.of());
		assertThat(handshake.find(USER)).isEmpty();
		assertThatExceptionOfType(NoSuchElementException.class).isThrownBy(() -> handshake.get(USER))
			.withMessageStartingWith("Context key 'user' has no value on this connection");
	}

	private ServerHandshake handshake(Map<String, String> headers) {
		return handshake(headers, null);
	}

	private ServerHandshake handshake(Map<String, String> headers, @Nullable Query query) {
		HttpHeaders upgradeHeaders = new HttpHeaders();
		upgradeHeaders.set("Host", "chat.example");
		UpgradeRequest upgrade = new UpgradeRequest(URI.create("ws://chat.example/ws/chat/general"), upgradeHeaders,
				new LinkedMultiValueMap<String, HttpCookie>(), null, null);
		return new ServerHandshake("ChatApi", headers, upgrade, Map.of("room", "general"), query, this.values);
	}

	record Query(String lang) {

	}

}
