package io.grest.ws.test.autoconfigure;

import java.io.IOException;

import io.grest.ws.handshake.ServerHandshake;
import io.grest.ws.security.SocketAuthenticator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.type.classreading.MetadataReaderFactory;
import org.springframework.core.type.classreading.SimpleMetadataReaderFactory;
import org.springframework.security.core.Authentication;
import org.springframework.security.web.server.MatcherSecurityWebFilterChain;
import org.springframework.security.web.server.SecurityWebFilterChain;
import org.springframework.stereotype.Component;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a slice takes of an application's security.
 */
@Tag("security")
class SliceSecurityTests {

	@Test
	void includesConfigurationOfChain() throws IOException {
		assertThat(isExcluded(ChainConfiguration.class)).isFalse();
	}

	@Test
	void includesConfigurationOfAuthenticator() throws IOException {
		assertThat(isExcluded(AuthenticatorConfiguration.class)).isFalse();
	}

	@Test
	void includesAuthenticator() throws IOException {
		assertThat(isExcluded(Authenticator.class)).isFalse();
	}

	@Test
	void excludesOtherConfiguration() throws IOException {
		assertThat(isExcluded(UserConfiguration.class)).isTrue();
	}

	private static boolean isExcluded(Class<?> type) throws IOException {
		MetadataReaderFactory readers = new SimpleMetadataReaderFactory();
		return new GrestWsTypeExcludeFilter(Slice.class).match(readers.getMetadataReader(type.getName()), readers);
	}

	@GrestWsTest
	static class Slice {

	}

	@Configuration(proxyBeanMethods = false)
	static class ChainConfiguration {

		@Bean
		SecurityWebFilterChain chain() {
			return new MatcherSecurityWebFilterChain(null, null);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class AuthenticatorConfiguration {

		@Bean
		SocketAuthenticator authenticator() {
			return new Authenticator();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class UserConfiguration {

		@Bean
		String user() {
			return "ann";
		}

	}

	@Component
	static class Authenticator implements SocketAuthenticator {

		@Override
		public Mono<Authentication> authenticate(ServerHandshake handshake) {
			return Mono.empty();
		}

	}

}
