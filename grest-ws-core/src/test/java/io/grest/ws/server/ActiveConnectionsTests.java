package io.grest.ws.server;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.security.Principal;
import java.util.ArrayList;
import java.util.List;

import io.grest.ws.server.ActiveConnections.Limits;
import io.grest.ws.server.Admissions.Permit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for the limits of {@link ActiveConnections}.
 */
class ActiveConnectionsTests {

	private static final InetSocketAddress HOME = address(1, 40_001);

	private static final Principal ANN = () -> "Ann";

	private final List<String> refused = new ArrayList<>();

	private ActiveConnections connections = new ActiveConnections(Limits.NONE);

	@Test
	void admitsAllWithoutLimit() {
		for (int i = 0; i < 100; i++) {
			assertThat(admit(HOME, ANN)).isNotNull();
		}
		assertThat(this.refused).isEmpty();
	}

	@Test
	void refusesConnectionOverTotal() {
		limit(2, 0, 0);
		Permit first = admit(HOME, ANN);
		assertThat(admit(null, null)).isNotNull();
		assertThat(admit(address(2, 40_001), null)).isNull();
		assertThat(admit(address(2, 40_001), null)).isNull();
		assertThat(this.refused).containsExactly("max-connections 2", "max-connections 2");
		first.release();
		assertThat(admit(HOME, ANN)).isNotNull();
		assertThat(admit(HOME, ANN)).isNull();
	}

	@Test
	void refusesConnectionOverLimitOfAddress() {
		limit(0, 2, 0);
		Permit first = admit(HOME, null);
		assertThat(admit(address(1, 40_002), ANN)).isNotNull();
		assertThat(admit(address(1, 40_003), null)).isNull();
		assertThat(this.refused).containsExactly("max-connections-per-address 2");
		assertThat(admit(address(2, 40_001), null)).isNotNull();
		first.release();
		assertThat(admit(HOME, null)).isNotNull();
		assertThat(admit(HOME, null)).isNull();
	}

	@Test
	void refusesConnectionOverLimitOfPrincipal() {
		limit(0, 0, 2);
		Permit first = admit(HOME, ANN);
		assertThat(admit(address(2, 40_001), () -> "Ann")).isNotNull();
		assertThat(admit(address(3, 40_001), ANN)).isNull();
		assertThat(this.refused).containsExactly("max-connections-per-principal 2");
		assertThat(admit(HOME, () -> "Ben")).isNotNull();
		first.release();
		assertThat(admit(HOME, ANN)).isNotNull();
		assertThat(admit(HOME, ANN)).isNull();
	}

	@Test
	void doesNotLimitConnectionsWithoutAddressOrPrincipal() {
		limit(0, 1, 1);
		for (int i = 0; i < 10; i++) {
			assertThat(admit(null, null)).isNotNull();
		}
	}

	@Test
	void doesNotCountRefusedConnection() {
		limit(2, 1, 1);
		assertThat(admit(HOME, ANN)).isNotNull();
		for (int i = 0; i < 10; i++) {
			assertThat(admit(HOME, () -> "Ben")).isNull();
			assertThat(admit(address(2, 40_001), ANN)).isNull();
		}
		assertThat(this.refused).hasSize(20)
			.containsOnly("max-connections-per-address 1", "max-connections-per-principal 1");
		assertThat(admit(address(2, 40_001), () -> "Ben")).isNotNull();
		assertThat(admit(address(3, 40_001), null)).isNull();
		assertThat(this.refused).endsWith("max-connections 2");
	}

	@Test
	void countsReleaseOnce() {
		limit(2, 2, 2);
		Permit first = admit(HOME, ANN);
		Permit second = admit(HOME, ANN);
		first.release();
		first.release();
		assertThat(admit(HOME, ANN)).isNotNull();
		assertThat(admit(HOME, ANN)).isNull();
		second.release();
		assertThat(admit(HOME, ANN)).isNotNull();
	}

	@Test
	void countsForTheUserOfTheHandshake() {
		limit(0, 0, 1);
		Permit first = admit(HOME, null);
		Permit second = admit(HOME, null);
		assertThat(first.admits("ann")).isTrue();
		assertThat(first.admits("ann")).isTrue();
		assertThat(second.admits("ann")).isFalse();
		assertThat(second.admits("ben")).isTrue();
		assertThat(admit(HOME, () -> "ben")).isNull();
		first.release();
		assertThat(second.admits("ann")).isTrue();
		assertThat(admit(HOME, () -> "ben")).isNotNull();
		second.release();
		assertThat(second.admits("ann")).isTrue();
		assertThat(admit(HOME, () -> "ann")).as("what was released counts no more").isNotNull();
	}

	@Test
	void aNegativeLimitIsNamed() {
		assertThatIllegalArgumentException().isThrownBy(() -> new Limits(0, -1, 0))
			.withMessage("perAddress is -1: it must be positive, or 0 for no limit");
	}

	private void limit(int total, int perAddress, int perPrincipal) {
		this.connections = new ActiveConnections(new Limits(total, perAddress, perPrincipal));
	}

	private @Nullable Permit admit(@Nullable InetSocketAddress remote, @Nullable Principal principal) {
		return this.connections.admissions()
			.admit(remote, principal, (property, limit) -> this.refused.add(property + " " + limit));
	}

	private static InetSocketAddress address(int last, int port) {
		try {
			return new InetSocketAddress(InetAddress.getByAddress(new byte[] { 10, 0, 0, (byte) last }), port);
		}
		catch (UnknownHostException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
