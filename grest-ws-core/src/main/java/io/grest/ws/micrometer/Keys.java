package io.grest.ws.micrometer;

import java.net.URI;
import java.util.Locale;

import io.grest.ws.micrometer.SocketObservation.CallKey;
import io.grest.ws.micrometer.SocketObservation.DetailKey;
import io.grest.ws.micrometer.SocketObservation.HandshakeKey;
import io.grest.ws.observation.ObservedMethod;
import io.micrometer.common.KeyValues;
import io.micrometer.observation.Observation;

/**
 * Key values of the default conventions.
 */
final class Keys {

	private Keys() {
	}

	static KeyValues ofCall(ObservedMethod method, boolean request, String result) {
		return KeyValues.of(CallKey.API.withValue(method.contract()), CallKey.PATH.withValue(method.path()),
				CallKey.METHOD.withValue(method.name()),
				CallKey.SIDE.withValue(method.side().name().toLowerCase(Locale.ROOT)),
				CallKey.KIND.withValue(kindOf(method, request)), CallKey.RESULT.withValue(result));
	}

	private static String kindOf(ObservedMethod method, boolean request) {
		if (!request) {
			return "message";
		}
		return method.streaming() ? "stream" : "request";
	}

	static KeyValues ofHandshake(String contract, String path, String result) {
		return KeyValues.of(HandshakeKey.API.withValue(contract), HandshakeKey.PATH.withValue(path),
				HandshakeKey.RESULT.withValue(result));
	}

	static KeyValues ofDetail(Observation.Context context, DetailKey key, String value) {
		return KeyValues.of(key.withValue(value), DetailKey.REF.withValue(Ending.of(context).ref()));
	}

	static String nameOf(ObservedMethod method) {
		return method.contract() + "." + method.name();
	}

	// The query may contain a token, and so may the user information.
	static String withoutQuery(URI uri) {
		String port = (uri.getPort() >= 0) ? ":" + uri.getPort() : "";
		return uri.getScheme() + "://" + uri.getHost() + port + uri.getRawPath();
	}

}
