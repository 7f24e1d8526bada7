package io.grest.ws.autoconfigure;

import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

import javax.net.ssl.SSLException;

import io.grest.ws.autoconfigure.GrestWsProperties.Contract;
import io.grest.ws.contract.SocketContract;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.ssl.NoSuchSslBundleException;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.boot.ssl.SslManagerBundle;
import org.springframework.boot.ssl.SslOptions;

/**
 * TLS of clients by the contract's name, whose case is ignored: from an SSL bundle of
 * Spring Boot, for each connect, so that a bundle that was reloaded counts.
 */
final class ContractTls implements Function<SocketContract<?, ?>, @Nullable SslContext> {

	private final Map<String, String> bundles = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);

	private final SslBundles sslBundles;

	/**
	 * Check the bundles of contracts.
	 * @param contracts the properties by the contract's name
	 * @param sslBundles the bundles
	 * @throws InvalidConfigurationPropertyValueException for a bundle that is not there
	 * @throws SocketSetupException for a bundle that cannot be used, or a URL without TLS
	 */
	ContractTls(Map<String, Contract> contracts, SslBundles sslBundles) {
		this.sslBundles = sslBundles;
		contracts.forEach((name, contract) -> {
			if (contract.ssl().isSet()) {
				this.bundles.put(name, String.valueOf(contract.ssl().bundle()));
				check(name, contract);
			}
		});
	}

	private void check(String name, Contract contract) {
		String property = property(name);
		try {
			create(name);
		}
		catch (NoSuchSslBundleException ex) {
			throw new InvalidConfigurationPropertyValueException(property, contract.ssl().bundle(),
					"There is no SSL bundle of this name: define one below spring.ssl.bundle.", ex);
		}
		catch (IllegalStateException ex) {
			throw new SocketSetupException(String.valueOf(ex.getMessage()),
					"Correct the bundle below spring.ssl.bundle.", ex);
		}
		String url = (contract.url() != null) ? contract.url().toLowerCase(Locale.ROOT) : "wss:";
		if (!url.startsWith("wss:") && !url.startsWith("https:")) {
			throw new SocketSetupException(
					property + " requires TLS, but the URL of the contract has a scheme without it.",
					"Set a URL with the scheme wss, or remove the bundle.");
		}
	}

	static String property(String contract) {
		return "grest.ws.client.contracts." + contract + ".ssl.bundle";
	}

	@Override
	public @Nullable SslContext apply(SocketContract<?, ?> contract) {
		return this.bundles.containsKey(contract.name()) ? create(contract.name()) : null;
	}

	private SslContext create(String contract) {
		String name = String.valueOf(this.bundles.get(contract));
		try {
			return create(this.sslBundles.getBundle(name));
		}
		catch (NoSuchSslBundleException ex) {
			throw ex;
		}
		catch (SSLException | RuntimeException ex) {
			throw new IllegalStateException(
					"The SSL bundle '" + name + "' of " + property(contract) + " cannot be used: " + ex.getMessage(),
					ex);
		}
	}

	private static SslContext create(SslBundle bundle) throws SSLException {
		SslManagerBundle managers = bundle.getManagers();
		SslOptions options = bundle.getOptions();
		return SslContextBuilder.forClient()
			.keyManager(managers.getKeyManagerFactory())
			.trustManager(managers.getTrustManagerFactory())
			.ciphers(SslOptions.asSet(options.getCiphers()))
			.protocols(options.getEnabledProtocols())
			.build();
	}

}
