package io.grest.ws.server;

import org.junit.jupiter.api.Test;
import reactor.netty.http.server.WebsocketServerSpec;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * What Reactor Netty must have for an upgrade.
 */
class NettyUpgradeTests {

	@Test
	void refusesCompressionWithoutLimitOfDecompressedSize() {
		assertThatIllegalArgumentException().isThrownBy(() -> NettyUpgrade.requireLimit(OldSpec.class, true))
			.withMessage("compress is true: it must be false before Reactor Netty 1.3.7, which limits the size that"
					+ " a message decompresses to; or set the properties reactor-bom.version to 2025.0.8 and"
					+ " netty.version to 4.2.18.Final in the build");
	}

	@Test
	void needsNoLimitWithoutCompression() {
		assertThatCode(() -> NettyUpgrade.requireLimit(OldSpec.class, false)).doesNotThrowAnyException();
	}

	@Test
	void allowsCompressionWithLimitOfDecompressedSize() {
		assertThatCode(() -> NettyUpgrade.requireLimit(WebsocketServerSpec.Builder.class, true))
			.doesNotThrowAnyException();
	}

	/** As of Reactor Netty 1.3.6. */
	private static final class OldSpec {

	}

}
