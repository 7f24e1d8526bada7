package io.grest.ws.handshake;

import java.util.Locale;
import java.util.Map;

import io.grest.ws.context.ContextKey;
import io.grest.ws.context.ContextValues;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link ClientHandshake}.
 */
class ClientHandshakeTests {

	private static final ContextKey<String> TENANT = ContextKey.of("tenant", String.class);

	private final ContextValues values = new ContextValues();

	private final ClientHandshake handshake = new ClientHandshake("ChatApi", this.values);

	@Test
	void beginsWithoutHeaders() {
		assertThat(this.handshake.contractName()).isEqualTo("ChatApi");
		assertThat(this.handshake.headers()).isEmpty();
		assertThat(this.handshake.upgradeHeaders().isEmpty()).isTrue();
	}

	@Test
	void keepsHeadersInTheOrderSet() {
		this.handshake.header("b", "1").header("a", "2").header("c", "3");
		assertThat(this.handshake.headers().keySet()).containsExactly("b", "a", "c");
	}

	@Test
	void aHeaderReplacesTheOneOfTheSameNameInAnyCase() {
		this.handshake.header("Authorization", "Bearer old").header("AUTHORIZATION", "Bearer new");
		assertThat(this.handshake.headers()).hasSize(1).containsEntry("authorization", "Bearer new");
	}

	@Test
	void aHeaderReplacesTheOneOfTheSameNameInEveryLocale() {
		Locale before = Locale.getDefault();
		Locale.setDefault(Locale.forLanguageTag("tr"));
		try {
			ClientHandshake turkish = new ClientHandshake("ChatApi", this.values);
			turkish.header("authorization", "Bearer old").header("AUTHORIZATION", "Bearer new");
			assertThat(turkish.headers()).hasSize(1).containsEntry("Authorization", "Bearer new");
		}
		finally {
			Locale.setDefault(before);
		}
	}

	@Test
	void anInBandHeaderIsNeverOneOfTheUpgrade() {
		this.handshake.header("authorization", "Bearer t");
		assertThat(this.handshake.upgradeHeaders().isEmpty()).isTrue();
	}

	@Test
	void aHeaderOfTheUpgradeIsNeverInBand() {
		this.handshake.upgradeHeader("Cookie", "session=s");
		assertThat(this.handshake.headers()).isEmpty();
		assertThat(this.handshake.upgradeHeaders().getFirst("cookie")).isEqualTo("session=s");
	}

	@Test
	void itsHeadersAreChangedByItsOwnMethodsOnly() {
		Map<String, String> headers = this.handshake.headers();
		assertThatExceptionOfType(UnsupportedOperationException.class).isThrownBy(() -> headers.put("a", "b"));
		assertThatExceptionOfType(UnsupportedOperationException.class)
			.isThrownBy(() -> this.handshake.upgradeHeaders().set("a", "b"));
	}

	@Test
	void whatAnInterceptorSetsIsReadFromTheConnectionsValues() {
		this.handshake.set(TENANT, "acme");
		assertThat(this.values.get(TENANT)).isEqualTo("acme");
	}

}
