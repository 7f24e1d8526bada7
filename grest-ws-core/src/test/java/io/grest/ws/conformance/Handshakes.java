package io.grest.ws.conformance;

import io.grest.ws.contract.SocketContract;
import io.grest.ws.generate.snapshot.ContractDescription;
import io.grest.ws.protocol.PayloadCodec;

/**
 * First frames of clients.
 */
final class Handshakes {

	private Handshakes() {
	}

	/**
	 * Return the first frame of a client whose user sets no headers.
	 * @param contract the client's contract
	 * @param extensions the extensions that it asks for
	 * @param maxFrameSize the size that it states
	 */
	static String of(SocketContract<?, ?> contract, String extensions, int maxFrameSize) {
		return "h:::{\"grest-ws-extensions\":\"" + extensions + "\",\"grest-ws-max-frame-size\":\"" + maxFrameSize
				+ "\",\"grest-ws-contract\":\"" + version(contract) + "\"}";
	}

	/**
	 * Return how a client states its version of a contract.
	 */
	static String version(SocketContract<?, ?> contract) {
		return contract.name() + "=" + ContractDescription.of(contract, new PayloadCodec()).fingerprint();
	}

}
