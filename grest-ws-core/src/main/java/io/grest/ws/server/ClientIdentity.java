package io.grest.ws.server;

import java.net.InetSocketAddress;
import java.security.Principal;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

import io.grest.ws.handshake.UpgradeRequest;
import io.grest.ws.internal.call.CallSecurity;
import io.grest.ws.internal.call.Caller;
import io.grest.ws.internal.wire.Extensions;
import org.jspecify.annotations.Nullable;

/**
 * What a client must be again to go on with its session: who, where and how it connects.
 *
 * @param user the name of the user, or {@code null} for nobody
 * @param address the address of the client, or {@code null} if it is not known
 * @param path the path of the contract
 * @param variables the variables of the path, decoded
 * @param query the query of the URI, or {@code null} for none
 * @param extensions the extensions that both sides have agreed on
 * @param authorities the authorities of the user
 */
record ClientIdentity(@Nullable String user, @Nullable String address, String path, Map<String, String> variables,
		@Nullable String query, Extensions extensions, Set<String> authorities) {

	/**
	 * Return the identity of a client.
	 */
	static ClientIdentity of(Caller caller, @Nullable CallSecurity security, String path, UpgradeRequest upgrade,
			Map<String, String> variables, Extensions extensions) {
		Principal principal = caller.principal();
		InetSocketAddress address = upgrade.remoteAddress().orElse(null);
		return new ClientIdentity((principal != null) ? principal.getName() : null,
				(address != null) ? address.getHostString() : null, path,
				variables.isEmpty() ? Map.of() : new TreeMap<>(variables), upgrade.uri().getRawQuery(), extensions,
				(principal != null && security != null) ? security.authorities(principal) : Set.of());
	}

	/**
	 * Return whose sessions are limited together.
	 */
	String owner() {
		return (this.user != null) ? "user " + this.user : "address " + this.address;
	}

	/**
	 * Return whether a client may go on as this one. A token tells the rest.
	 */
	boolean allows(ClientIdentity next) {
		return this.extensions.equals(next.extensions) && next.authorities.containsAll(this.authorities);
	}

}
