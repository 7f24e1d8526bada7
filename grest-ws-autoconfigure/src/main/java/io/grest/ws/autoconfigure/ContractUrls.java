package io.grest.ws.autoconfigure;

import java.net.URI;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;

import io.grest.ws.autoconfigure.GrestWsProperties.Contract;
import io.grest.ws.contract.SocketContract;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;

/**
 * URLs of servers by the contract's name. The case of the name is ignored, because an
 * environment variable does not keep it.
 */
final class ContractUrls implements Function<SocketContract<?, ?>, @Nullable String> {

	private static final String RULE = "It must be a URL that begins with ws:// or wss:// and has a host, such as"
			+ " ws://localhost:8080.";

	// Those of HTTP stand for those of the same protection.
	private static final Set<String> SCHEMES = Set.of("ws", "wss", "http", "https");

	private final Map<String, String> urls = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);

	/**
	 * Check the URLs.
	 * @param contracts the properties by the contract's name
	 * @throws InvalidConfigurationPropertyValueException for one that is not the URL of a
	 * WebSocket
	 */
	ContractUrls(Map<String, Contract> contracts) {
		contracts.forEach((name, contract) -> {
			if (contract.url() != null) {
				this.urls.put(name, check(name, contract.url()));
			}
		});
	}

	private static String check(String contract, String url) {
		if (!isWebSocketUrl(url)) {
			if (url.contains("@")) {
				// Spring Boot would print the value with its password.
				throw new SocketSetupException("The value of grest.ws.client.contracts." + contract
						+ ".url, not shown as it may have a password, is no URL of a WebSocket.", RULE);
			}
			throw new InvalidConfigurationPropertyValueException("grest.ws.client.contracts." + contract + ".url", url,
					RULE);
		}
		return url;
	}

	private static boolean isWebSocketUrl(String url) {
		try {
			URI uri = URI.create(url);
			return uri.getScheme() != null && SCHEMES.contains(uri.getScheme().toLowerCase(Locale.ROOT))
					&& uri.getHost() != null && uri.getFragment() == null;
		}
		catch (IllegalArgumentException ex) {
			return false;
		}
	}

	@Override
	public @Nullable String apply(SocketContract<?, ?> contract) {
		return this.urls.get(contract.name());
	}

}
