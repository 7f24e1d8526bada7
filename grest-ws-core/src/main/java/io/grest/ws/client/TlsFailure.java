package io.grest.ws.client;

import java.net.URI;

import javax.net.ssl.SSLException;

import io.grest.ws.error.ServerErrorException;

/**
 * Failure of TLS, as an error that says what to do.
 */
final class TlsFailure {

	private TlsFailure() {
	}

	static ServerErrorException of(URI uri, SSLException ex) {
		return new ServerErrorException("TLS with " + UpgradeAddress.describe(uri) + " failed: " + ex, ex);
	}

}
