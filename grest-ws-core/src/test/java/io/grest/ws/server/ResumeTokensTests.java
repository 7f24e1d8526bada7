package io.grest.ws.server;

import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

import io.grest.ws.internal.wire.Extensions;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ResumeTokens} and {@link ClientIdentity}.
 */
class ResumeTokensTests {

	private static final String SECRET = "a secret of at least thirty-two characters";

	private static final ClientIdentity ANN = client("ann", "/rooms/{room}", Map.of("room", "kitchen"), "a=1");

	private final ResumeTokens tokens = new ResumeTokens(SECRET);

	private final String id = this.tokens.newId();

	private static ClientIdentity client(String user, String path, Map<String, String> variables, String query) {
		return new ClientIdentity(user, "10.0.0.1", path, variables, query, Extensions.RESUME, Set.of("USER"));
	}

	@Test
	void readsItsTokens() {
		String token = this.tokens.token(this.id, 3, ANN);
		assertThat(token).matches("[A-Za-z0-9_-]{40,}");
		assertThat(this.tokens.read(token, ANN)).isEqualTo(new ResumeTokens.Content(this.id, 3, true));
		assertThat(this.tokens.token(this.id, 4, ANN)).isNotEqualTo(token);
	}

	@Test
	void knowsTokensOfAnotherNodeByTheSecret() {
		String token = this.tokens.token(this.id, 3, ANN);
		assertThat(new ResumeTokens(SECRET).read(token, ANN)).isEqualTo(new ResumeTokens.Content(this.id, 3, false));
		assertThat(new ResumeTokens("another secret").read(token, ANN)).isNull();
		assertThat(new ResumeTokens("").read(new ResumeTokens("").token(this.id, 1, ANN), ANN)).isNull();
	}

	@Test
	void readsNoTokenOfAnother() {
		String token = this.tokens.token(this.id, 1, ANN);
		assertThat(this.tokens.read(token, client("bob", ANN.path(), ANN.variables(), ANN.query()))).isNull();
		assertThat(this.tokens.read(token, client(null, ANN.path(), ANN.variables(), ANN.query()))).isNull();
		assertThat(this.tokens.read(token, client("ann", "/rooms", ANN.variables(), ANN.query()))).isNull();
		assertThat(this.tokens.read(token, client("ann", ANN.path(), Map.of("room", "hall"), ANN.query()))).isNull();
		assertThat(this.tokens.read(token, client("ann", ANN.path(), ANN.variables(), "a=2"))).isNull();
		assertThat(this.tokens.read(token, client("ann", ANN.path(), ANN.variables(), null))).isNull();
	}

	@Test
	void readsNoTextsThatRunIntoEachOther() {
		String token = this.tokens.token(this.id, 1, client("ann", "/a", Map.of("b", "cd"), null));
		assertThat(this.tokens.read(token, client("ann", "/a", Map.of("bc", "d"), null))).isNull();
		assertThat(this.tokens.read(token, client("ann/", "a", Map.of("b", "cd"), null))).isNull();
	}

	@Test
	void readsNoForgedToken() {
		String token = this.tokens.token(this.id, 1, ANN);
		IntStream.range(0, token.length() - 1).forEach((i) -> {
			char other = (token.charAt(i) == 'A') ? 'B' : 'A';
			assertThat(this.tokens.read(token.substring(0, i) + other + token.substring(i + 1), ANN)).isNull();
		});
		assertThat(this.tokens.read("", ANN)).isNull();
		assertThat(this.tokens.read("?", ANN)).isNull();
		assertThat(this.tokens.read(token.substring(4), ANN)).isNull();
		assertThat(this.tokens.read(token + "AAAA", ANN)).isNull();
		assertThat(this.tokens.read("A".repeat(1_000_000), ANN)).isNull();
	}

	@Test
	void receiptsServeTheirClientOnAnyNode() {
		String receipt = this.tokens.receipt(this.id, 5, 7, ANN);
		assertThat(this.tokens.isReceipt(receipt, ANN)).isTrue();
		assertThat(new ResumeTokens(SECRET).isReceipt(receipt, ANN)).isTrue();
		assertThat(new ResumeTokens("").isReceipt(receipt, ANN)).isFalse();
		assertThat(this.tokens.isReceipt(receipt, client("bob", ANN.path(), ANN.variables(), ANN.query()))).isFalse();
		assertThat(this.tokens.isReceipt(this.tokens.token(this.id, 1, ANN), ANN)).isFalse();
		assertThat(this.tokens.read(receipt, ANN)).isNull();
		assertThat(this.tokens.isReceipt(receipt.substring(1) + "A", ANN)).isFalse();
	}

	@Test
	void goesOnWithNoFewerAuthoritiesAndTheSameExtensions() {
		ClientIdentity before = identity(Extensions.RESUME, "USER", "ADMIN");
		assertThat(before.allows(identity(Extensions.RESUME, "ADMIN", "USER", "MORE"))).isTrue();
		assertThat(before.allows(identity(Extensions.RESUME, "USER"))).isFalse();
		assertThat(before.allows(identity(Extensions.RESUME.or(Extensions.STREAMS), "USER", "ADMIN"))).isFalse();
	}

	private static ClientIdentity identity(Extensions extensions, String... authorities) {
		return new ClientIdentity("ann", null, "/", Map.of(), null, extensions, Set.of(authorities));
	}

}
