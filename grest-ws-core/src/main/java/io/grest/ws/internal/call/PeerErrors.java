package io.grest.ws.internal.call;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import io.grest.ws.contract.ContractError;
import io.grest.ws.contract.SocketContract;
import io.grest.ws.error.RouteNotFoundException;
import io.grest.ws.error.ServerErrorException;
import io.grest.ws.error.SocketException;
import io.grest.ws.error.ValidationException;
import io.grest.ws.internal.json.Payloads;
import io.grest.ws.internal.wire.ErrorFrame;
import io.grest.ws.observation.LogText;
import org.jspecify.annotations.Nullable;

/**
 * Errors that the other side closes with, found by status where a close has no error
 * type: the declared error of that status, otherwise the standard one.
 *
 * @since 0.1.0
 */
public final class PeerErrors {

	private static final int CODE_OF_STATUS = 4000;

	private final Payloads payloads;

	private final Map<Integer, List<ContractError>> declared = new HashMap<>();

	private final Map<Integer, List<ContractError>> standard = new HashMap<>();

	/**
	 * Create the errors of a contract.
	 * @param contract the contract
	 * @param payloads the readers and writers of payloads
	 */
	public PeerErrors(SocketContract<?, ?> contract, Payloads payloads) {
		this.payloads = payloads;
		Map<String, ContractError> own = new HashMap<>(contract.errors());
		own.keySet().removeAll(ContractError.ALL_STANDARD.keySet());
		own.values().forEach((error) -> add(this.declared, error));
		ContractError.ALL_STANDARD.values()
			.stream()
			.filter((error) -> error.exceptionClass() != RouteNotFoundException.class)
			.forEach((error) -> add(this.standard, error));
	}

	private static void add(Map<Integer, List<ContractError>> errors, ContractError error) {
		errors.computeIfAbsent(error.status(), (status) -> new ArrayList<>()).add(error);
	}

	/**
	 * Create the exception for an error frame.
	 * @param frame the received frame
	 * @return the error; a {@link ServerErrorException} if the contract has none of that
	 * status, or several
	 */
	public SocketException toException(ErrorFrame frame) {
		ContractError error = find(frame);
		if (error == null) {
			return unknown(frame);
		}
		SocketException built;
		try {
			built = error.create(data(error, frame));
		}
		catch (Throwable ex) {
			SocketException instead = unknown(frame);
			instead.addSuppressed(ex);
			return instead;
		}
		if (!frame.isInvalidInput() && !frame.message().isEmpty() && !frame.message().equals(error.type())) {
			built.setDisplayMessage(frame.message());
		}
		return built;
	}

	private static SocketException unknown(ErrorFrame frame) {
		return new ServerErrorException(
				"Closed by the server with " + frame.code() + ": " + LogText.of(frame.message()));
	}

	// The message is the error's type, unless the error has a display message.
	private @Nullable ContractError find(ErrorFrame frame) {
		int status = frame.code() - CODE_OF_STATUS;
		List<ContractError> own = this.declared.getOrDefault(status, List.of());
		List<ContractError> others = this.standard.getOrDefault(status, List.of());
		if (frame.isInvalidInput() && !others.isEmpty()) {
			return others.get(0);
		}
		return Stream.concat(own.stream(), others.stream())
			.filter((error) -> error.type().equals(frame.message()))
			.findFirst()
			.orElseGet(() -> only(own.isEmpty() ? others : own));
	}

	private static @Nullable ContractError only(List<ContractError> errors) {
		return (errors.size() == 1) ? errors.get(0) : null;
	}

	private @Nullable Object data(ContractError error, ErrorFrame frame) {
		if (error.exceptionClass() == ValidationException.class) {
			return frame.issues();
		}
		return (error.dataType() != null) ? frame.data(this.payloads.reader(error.dataType())) : null;
	}

}
