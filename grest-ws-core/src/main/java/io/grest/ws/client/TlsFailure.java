package io.grest.ws.client;

import java.net.URI;
import java.util.Set;

import javax.net.ssl.SSLException;

import io.grest.ws.contract.SocketContract;
import io.grest.ws.error.ServerErrorException;
import io.grest.ws.observation.LogText;
import org.jspecify.annotations.Nullable;

/**
 * Failure of TLS, as an error that says what to do.
 */
final class TlsFailure {

	// Of the alerts of RFC 8446 section 6.2, those by which a server refuses the client's
	// certificate, or the lack of one. In TLS 1.2 some servers send the last.
	private static final Set<String> REFUSALS = Set.of("bad_certificate", "certificate_required", "unknown_ca",
			"certificate_unknown", "unsupported_certificate", "certificate_expired", "certificate_revoked",
			"access_denied", "handshake_failure");

	private static final String ALERT = "Received fatal alert: ";

	private TlsFailure() {
	}

	/**
	 * Return an error for a failure of TLS, and any other error as it is. Netty wraps
	 * what the server refuses after the handshake, as in TLS 1.3.
	 */
	static Throwable map(SocketContract<?, ?> contract, URI uri, Throwable ex) {
		SSLException failure = find(ex);
		if (failure == null) {
			return ex;
		}
		String message = String.valueOf(failure.getMessage());
		return new ServerErrorException("TLS with " + UpgradeAddress.describe(uri) + " failed: " + LogText.of(message)
				+ remedy(contract, message), ex);
	}

	private static @Nullable SSLException find(Throwable ex) {
		for (Throwable cause = ex; cause != null; cause = cause.getCause()) {
			if (cause instanceof SSLException failure) {
				return failure;
			}
		}
		return null;
	}

	private static String remedy(SocketContract<?, ?> contract, String message) {
		String bundle = ", by grest.ws.client.contracts." + contract.name()
				+ ".ssl.bundle or sslContexts(...) of the pool";
		if (message.startsWith(ALERT) && REFUSALS.contains(message.substring(ALERT.length()))) {
			return "; the server may require a certificate of the client that it trusts: set one" + bundle;
		}
		// The JDK finds no path to a certificate that it trusts.
		return message.startsWith("PKIX path building failed")
				? "; the server's certificate is not trusted: trust its CA" + bundle : "";
	}

}
